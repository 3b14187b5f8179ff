"""JSON exactly as written, and nothing that a hostile file could do with it.

Numbers that are not integers become `Decimal`, never a float. What the standard library lets pass is refused with its
line and column: duplicate keys, NaN, absurd numbers, deep nesting, UTF-16, lone surrogates, control characters. The C
scanner reads; a cheap look at the whole text says when the slow reader of `jsonplace` must look for what is wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from omscli.documents import jsonplace
from omscli.errors import OmsError, Place, Problem

MAX_BYTES = 64 * 1024 * 1024
"""The largest document, or line of a stream: a longer file is given as NDJSON, which has no limit."""

MAX_VALUES = 4_000_000
"""Values of one document, roughly: what still fits into memory beside the text."""

_WHITE = " \t\n\r"
_C1 = re.compile("[\x80-\x9f]")
_WINDOWS = {byte: bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_SUSPECT_ESCAPE = re.compile(r"\\(?:[bf]|u(?:00[01]|d[89a-f]))", re.IGNORECASE)
_LONG_STRING = re.compile(f'"[^"]{{{jsonplace.MAX_STRING + 1}}}')


class _RefusedError(Exception):
    """A hook of the scanner met something refused; where it stands is found afterwards."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise _RefusedError
    return record


def _number(text: str) -> Decimal:
    if len(text) > jsonplace.MAX_NUMBER:
        raise _RefusedError
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond what a Decimal holds
        raise _RefusedError from None
    if not -jsonplace.MAX_EXPONENT <= number.adjusted() <= jsonplace.MAX_EXPONENT:
        raise _RefusedError
    return number


def _constant(_text: str) -> Any:
    raise _RefusedError


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_number, parse_constant=_constant)
_scan: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once  # type: ignore[attr-defined]


def decode(data: bytes) -> str:
    """The text of a JSON document: UTF-8, a byte order mark allowed. Raises OmsError `bad-encoding`, `empty-input`."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (data[:1] in b"\x00[{" and data[1:2] == b"\x00"):
        raise _refused("bad-encoding", "this is UTF-16 or UTF-32, not UTF-8", 1, 1, "save the file as UTF-8")
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise _refused("bad-encoding", message, line, column, "save the file as UTF-8") from None
    if not text.strip(_WHITE):
        raise _refused("empty-input", "there is nothing in it", 1, 1, "a file holds at least one record")
    return _repaired(text)


def _repaired(text: str) -> str:
    r"""Raw C1 controls as the characters that they were in Windows-1252 before somebody read that as Latin-1.

    Real order files have them in names (`Li\x9aka` for `Liška`); browsers read them the same way. Written as escapes
    they stay what they are, and are refused.
    """
    return text if text.isascii() or not _C1.search(text) else text.translate(_WINDOWS)


def parse(data: bytes | str) -> Any:
    """The value of a whole JSON document, exact. Raises OmsError with line and column of what is refused."""
    text = _checked(data)
    value, end = _read(text, _skip_white(text, 0))
    if _skip_white(text, end) != len(text):
        raise _extra_data(text, _skip_white(text, end))
    return value


def elements(data: bytes | str) -> Iterator[tuple[int, Any]]:
    """The elements of a document that is a list, one after the other, each with its offset in the text.

    Only one element is held at a time. Raises OmsError like `parse`, when the reading comes to the place.
    """
    text = _checked(data)
    at = _skip_white(text, _skip_white(text, 0) + 1)
    if text[at : at + 1] == "]":
        at = _skip_white(text, at + 1)
    else:
        while True:
            value, end = _read(text, at)
            yield at, value
            at = _skip_white(text, end)
            mark = text[at : at + 1]
            at = _skip_white(text, at + 1)
            if mark == "]":
                break
            if mark != ",":
                line, column = jsonplace.line_column(text, min(at, len(text)))
                raise _refused("bad-json", "not JSON here: expecting `,` or `]`", line, column, None)
    if at != len(text):
        raise _extra_data(text, at)


def is_list(text: str) -> bool:
    """Whether the document is a list, judged by its first character."""
    start = _skip_white(text, 0)
    return text[start : start + 1] == "["


def _skip_white(text: str, at: int) -> int:
    while at < len(text) and text[at] in _WHITE:
        at += 1
    return at


def _checked(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise _refused("too-large", f"larger than {MAX_BYTES >> 20} MiB in one piece", None, None, _SPLIT)
    text = decode(data) if isinstance(data, bytes) else data
    opened = text.count("{") + text.count("[")
    if len(text) > MAX_VALUES and not is_list(text) and opened + text.count(",") > MAX_VALUES:
        raise _refused("too-large", f"more than {MAX_VALUES:,} values in one document", None, None, _SPLIT)
    if opened > jsonplace.MAX_DEPTH and jsonplace.is_deep(text):
        _explain(text)
    escaped = "\\" in text
    if escaped and _SUSPECT_ESCAPE.search(text):
        _explain(text)
    if len(text) > jsonplace.MAX_STRING:
        long = jsonplace.has_long_string(text) if escaped and '\\"' in text else _LONG_STRING.search(text)
        if long:
            _explain(text)
    return text


_SPLIT = "give the orders as NDJSON: one order a line, any number of lines"


def _read(text: str, at: int) -> tuple[Any, int]:
    try:
        return _scan(text, at)
    except StopIteration as stop:
        line, column = jsonplace.line_column(text, int(stop.value))
        what = "the document ends too early" if stop.value >= len(text) else "expecting a value"
        raise _refused("bad-json", f"not JSON here: {what}", line, column, None) from None
    except json.JSONDecodeError as error:
        _explain(text)
        message = f"not JSON here: {error.msg[:1].lower()}{error.msg[1:]}"
        if error.pos >= len(text.rstrip(_WHITE)) or error.msg.startswith("Unterminated string"):
            message = "not JSON here: the document ends too early"
        raise _refused("bad-json", message, error.lineno, error.colno, None) from None
    except (_RefusedError, RecursionError, ValueError):  # ValueError: an integer of more than 4,300 digits
        _explain(text)
        raise _refused("bad-json", "cannot be read", 1, 1, None) from None


def _explain(text: str) -> None:
    """Raise what the slow reader finds wrong first; return when it finds nothing."""
    flaw = jsonplace.first_flaw(text)
    if flaw:
        line, column = jsonplace.line_column(text, flaw.at)
        raise _refused(flaw.code, flaw.message, line, column, flaw.help)


def _extra_data(text: str, at: int) -> OmsError:
    line, column = jsonplace.line_column(text, at)
    return _refused("bad-json", "not JSON here: something follows the end of the document", line, column, None)


def _refused(code: str, message: str, line: int | None, column: int | None, help: str | None) -> OmsError:
    return OmsError((Problem(code, message, Place(line=line, column=column), help),))

"""Where something stands in a JSON text: the slow side of reading, used only when something is refused."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from omscli.domain.values import dataclass

MAX_DEPTH = 32
MAX_STRING = 64 * 1024
MAX_NUMBER = 40
MAX_EXPONENT = 40

Path = tuple[str | int, ...]
"""A place inside a decoded document: keys of objects and indexes of lists, from the outside in."""

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # possessive: a text of any length needs no memory to be matched
_WRITTEN = re.compile(_STRING, re.DOTALL)
_TOKEN = re.compile(_STRING + r"|-?[0-9][0-9.eE+-]*|-?Infinity|NaN|[\[\]{}:,]", re.DOTALL)
_NO_BRACKET = re.compile(_STRING + r'|[^"\[\]{}]+', re.DOTALL)
_ROUND = str.maketrans("[]{}", "()()")
_STRING_OR_BRACKET = re.compile(_STRING + r"|[\[\]{}]", re.DOTALL)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RAW_CONTROL = re.compile("[\x00-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHITE = " \t\n\r"
_skip_value: Callable[[str, int], tuple[Any, int]]
_skip_value = json.JSONDecoder(parse_float=str, parse_int=str).scan_once  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something refused at an offset of the text."""

    at: int
    code: str
    message: str
    help: str | None = None


def line_column(text: str, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def is_deep(text: str) -> bool:
    """Whether containers are nested more than 32 deep; an early end of the text does not matter."""
    brackets = _NO_BRACKET.sub("", text).translate(_ROUND)
    for _ in range(MAX_DEPTH):  # each time the innermost go; where all have gone none was deeper
        brackets = brackets.replace("()", "")
        if "(" not in brackets:
            return False
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif mark in "]}":
            depth -= 1
    return False


def has_long_string(text: str) -> bool:
    """Whether a string is written with more characters than a text may have; escapes count as they are written."""
    return any(match.end() - match.start() > MAX_STRING + 2 for match in _WRITTEN.finditer(text))


def first_flaw(text: str) -> Flaw | None:
    """The first thing in a text that is JSON perhaps, but refused: walks token by token, never recursively."""
    stack: list[set[str] | None] = []
    waiting: tuple[int, str] | None = None  # a string that is a key if a colon follows
    for match in _TOKEN.finditer(text):
        token, at = match.group(), match.start()
        if token == ":" and waiting:
            keys = stack[-1] if stack else None
            flaw = _note_key(keys, waiting) if keys is not None else None
        else:
            flaw = _token_flaw(token, at, stack)
        if flaw:
            return flaw
        waiting = (at, token) if token[0] == '"' else None
    return None


def _token_flaw(token: str, at: int, stack: list[set[str] | None]) -> Flaw | None:
    first = token[0]
    if first == '"':
        return _string_flaw(token, at)
    if first in "{[":
        stack.append(set() if first == "{" else None)
        if len(stack) > MAX_DEPTH:
            return Flaw(at, "too-deep", f"nested more than {MAX_DEPTH} deep")
    elif first in "}]":
        if stack:
            stack.pop()
    elif first not in ",:":
        return _number_flaw(token, at)
    return None


def _note_key(keys: set[str], waiting: tuple[int, str]) -> Flaw | None:
    at, token = waiting
    try:
        key = str(json.loads(token, strict=False))
    except ValueError:
        return None  # a broken escape: the reader itself says so
    if key in keys:
        return Flaw(at, "duplicate-key", f"the key {token[:80]} stands twice in one object")
    keys.add(key)
    return None


def _string_flaw(token: str, at: int) -> Flaw | None:
    raw = _RAW_CONTROL.search(token)
    if raw:
        return Flaw(at + raw.start(), "bad-text", f"control character U+{ord(raw.group()):04X} in a text")
    try:
        value = str(json.loads(token))
    except ValueError:
        return None
    if len(value) > MAX_STRING:
        return Flaw(at, "bad-text", f"a text of more than {MAX_STRING:,} characters")
    found = _SURROGATE.search(value) or _CONTROL.search(value)
    if not found:
        return None
    what = "half a surrogate pair" if _SURROGATE.match(found.group()) else "control character"
    return Flaw(at, "bad-text", f"{what} U+{ord(found.group()):04X} in a text")


def _number_flaw(token: str, at: int) -> Flaw | None:
    if token[-1] in "yN":
        return Flaw(at, "bad-number", f"{token} is no number")
    exponent = re.search(r"[eE]([+-]?[0-9]+)$", token)
    if len(token) > MAX_NUMBER:
        return Flaw(at, "bad-number", f"a number of {len(token):,} characters; at most {MAX_NUMBER} are read")
    if exponent and abs(int(exponent.group(1))) > MAX_EXPONENT - 1:
        return Flaw(at, "bad-number", f"the exponent of {token} is out of range")
    return None


class Locator:
    """Finds where values stand in one document; what it learnt of a container is kept for the next question."""

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._start = start
        self._children: dict[int, dict[str | int, int]] = {}
        self._lines: list[int] | None = None

    def offset(self, path: Sequence[str | int], start: int | None = None) -> int:
        """The offset of the value at a path from the value at `start`, or of the deepest container that exists."""
        at = self._skip(self._start if start is None else start)
        for step in path:
            below = self._below(at).get(step)
            if below is None:
                return at
            at = below
        return at

    def place(self, path: Sequence[str | int], start: int | None = None) -> tuple[int, int]:
        """Line and column, from 1, of the value at a path from the value at `start`."""
        at = self.offset(path, start)
        if self._lines is None:
            self._lines = [match.end() for match in re.finditer("\n", self._text)]
        line = bisect_right(self._lines, at)
        return line + 1, at - (self._lines[line - 1] if line else 0) + 1

    def _skip(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in _WHITE:
            at += 1
        return at

    def _below(self, at: int) -> dict[str | int, int]:
        known = self._children.get(at)
        if known is None:
            known = self._children[at] = self._members(at)
        return known

    def _members(self, at: int) -> dict[str | int, int]:
        members: dict[str | int, int] = {}
        opening = self._text[at : at + 1]
        if opening not in ("{", "["):
            return members
        at, index = self._skip(at + 1), 0
        try:
            while self._text[at : at + 1] not in ("}", "]", ""):
                step: str | int = index
                if opening == "{":
                    step, at = scanstring(self._text, at + 1)
                    at = self._skip(self._skip(at) + 1)
                members.setdefault(step, at)
                _, at = _skip_value(self._text, at)
                at = self._skip(at)
                if self._text[at : at + 1] == ",":
                    at = self._skip(at + 1)
                index += 1
        except (ValueError, StopIteration, RecursionError):
            pass  # a broken rest: what stands before it has been found
        return members


def locate(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of the value at a path of a document; of the deepest container that exists."""
    return Locator(text).place(path)

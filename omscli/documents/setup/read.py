"""A set-up file, TOML, as a checked `Setup`, or everything that is wrong with it, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from omscli.documents.setup.model import Setup, build
from omscli.documents.tomlplace import Path, TomlLocator
from omscli.errors import OmsError, Place, Problem, refuse

MAX_BYTES = 16 * 1024 * 1024
MAX_SHOWN = 20
"""Problems shown of one file; the rest is counted (contract §4)."""

_WHERE = re.compile(r" ?\(at line (\d+), column (\d+)\)$")
_TWICE = re.compile(r"overwrite|declare|mutate|twice|duplicate", re.IGNORECASE)


@dataclass(frozen=True)
class SetupFile:
    """A set-up and the text that it was read from, so that a refusal can name the line."""

    setup: Setup
    name: str
    text: str = field(repr=False, default="")

    @cached_property
    def _locator(self) -> TomlLocator:
        return TomlLocator(self.text)

    def place(self, path: Path) -> Place:
        """Where a value stands, in the file and in words: `setup.toml:12:1  locations 2, latitude`."""
        line, column = self._locator.place(path)
        return Place(self.name, line, column, words(path))

    def refuse(self, findings: list[tuple[Path, Problem]]) -> OmsError:
        """All findings as one refusal, in the order in which they stand in the file."""
        problems = [replace(problem, place=self.place(path)) for path, problem in findings]
        problems.sort(
            key=lambda problem: (problem.place.line or 0, problem.place.column or 0) if problem.place else (0, 0)
        )
        return OmsError(tuple(problems[:MAX_SHOWN]), total=len(problems))


def words(path: Path) -> str:
    """A path as a person would say it: `price_books 1, prices, MUG-BLUE, USD`."""
    said: list[str] = []
    for step in path:
        if isinstance(step, int) and said:
            said[-1] = f"{said[-1]} {step + 1}"
        else:
            said.append(str(step))
    return ", ".join(said)


def read_setup(data: bytes, name: str) -> SetupFile:
    """The set-up that the file says. Raises OmsError with all its problems and their lines."""
    from omscli.documents.setup.check import problems_of  # pydantic, 120 ms
    from omscli.documents.setup.meaning import findings, text_findings

    text = _decoded(data, name)
    sections = _parsed(text, name)
    found = [*text_findings(sections), *problems_of(sections)]
    if found:
        raise SetupFile(Setup(), name, text).refuse(found)
    document = SetupFile(build(sections), name, text)
    found = findings(document.setup)
    if found:
        raise document.refuse(found)
    return document


def built_in_shop() -> SetupFile:
    """The shop that `oms init --sample` sets up; its file is tested, so it is not checked again here."""
    from importlib.resources import files  # 15 ms

    text = (files("omscli.documents.setup") / "sample_shop.toml").read_text(encoding="utf-8")
    return SetupFile(build(_parsed(text, "sample_shop.toml")), "sample_shop.toml", text)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise refuse("too-large", f"larger than {MAX_BYTES >> 20} MiB", place=Place(name))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise refuse(
            "bad-encoding", "this is UTF-16, not UTF-8", help="save the file as UTF-8", place=Place(name, 1, 1)
        )
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise refuse("bad-encoding", message, help="save the file as UTF-8", place=Place(name, line, column)) from None
    if not text.strip():
        raise refuse("empty-input", "there is nothing in it", place=Place(name, 1, 1))
    return text.replace("\r\n", "\n")


def _parsed(text: str, name: str) -> dict[str, Any]:
    import tomllib  # 10 ms
    from decimal import Decimal, InvalidOperation

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        where = _WHERE.search(str(error))
        message = _WHERE.sub("", str(error)).replace(" (at end of document)", ": the file ends too early")
        place = Place(name, int(where[1]), int(where[2])) if where else Place(name, text.count("\n") + 1)
        code = "duplicate-key" if _TWICE.search(message) else "bad-toml"
        raise refuse(code, f"not TOML here: {message[:1].lower()}{message[1:]}", place=place) from None
    except RecursionError:
        raise refuse("too-deep", "nested too deep", place=Place(name)) from None
    except (ValueError, InvalidOperation):
        raise refuse("bad-number", "a number of too many digits, or a date that is none", place=Place(name)) from None

"""Where something stands in a TOML text, which `tomllib` does not tell: used only when something is refused.

The text has been read by `tomllib` already, so it is valid TOML, and the walk below may take that for granted.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t]|#[^\n]*)*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""{1,3}|' + r"'''.*?'''{1,3}|" + r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'", re.DOTALL
)
_PLAIN = re.compile(r"[^,\]}\n#]*")


class TomlLocator:
    """Line and column of the values of one TOML text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._offsets: dict[Path, int] = {(): 0}
        self._sizes: dict[Path, int] = {}
        self._lines = [match.end() for match in re.finditer("\n", text)]
        self._walk()

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column, from 1, of the key at a path, or of the nearest table around it that is written down."""
        while path not in self._offsets:
            path = path[:-1]
        at = self._offsets[path]
        line = bisect_right(self._lines, at)
        return line + 1, at - (self._lines[line - 1] if line else 0) + 1

    def _walk(self) -> None:
        table: Path = ()
        while True:
            self._skip(_BLANK)
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        start = self._at
        double = self._text.startswith("[[", start)
        self._at += 2 if double else 1
        keys = self._dotted()
        self._at += 2 if double else 1
        path = self._open(keys[:-1])
        path = (*path, keys[-1][0])
        if double:
            self._offsets.setdefault(path, start)
            index = self._sizes.get(path, 0)
            self._sizes[path] = index + 1
            path = (*path, index)
        elif path in self._sizes:
            path = (*path, self._sizes[path] - 1)
        self._offsets[path] = start
        return path

    def _open(self, keys: list[tuple[str, int]], base: Path = ()) -> Path:
        path = base
        for key, at in keys:
            path = (*path, key)
            self._offsets.setdefault(path, at)
            if path in self._sizes:
                path = (*path, self._sizes[path] - 1)
        return path

    def _pair(self, base: Path) -> None:
        keys = self._dotted()
        path = (*self._open(keys[:-1], base), keys[-1][0])
        self._offsets[path] = keys[-1][1]
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _dotted(self) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        while True:
            self._skip(_SPACE)
            start = self._at
            quoted = self._text[start] in "\"'"
            found = (_STRING if quoted else _BARE_KEY).match(self._text, start)
            assert found, "not valid TOML"
            self._at = found.end()
            keys.append((_unquoted(found.group()), start))
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        first = self._text[self._at : self._at + 1]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            found = (_STRING.match(self._text, self._at) if first in "\"'" else None) or _PLAIN.match(
                self._text, self._at
            )
            assert found, "not valid TOML"
            self._at = found.end()

    def _array(self, path: Path) -> None:
        self._at += 1
        index = 0
        while True:
            self._skip(_BLANK)
            if self._text[self._at] == "]":
                break
            self._offsets[(*path, index)] = self._at
            self._value((*path, index))
            index += 1
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._text[self._at] == "}":
                break
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    try:
        return str(json.loads(key))
    except ValueError:  # an escape that TOML knows and JSON does not
        return key[1:-1]

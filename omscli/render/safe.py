"""Text from data, made safe for a terminal (P44): what could move the cursor, hide or reorder text is shown instead.

Measured (promises A2): Rich's own escaping lets ESC, C1 and bidirectional overrides through, so everything goes through
`safe` first, and Rich only ever gets `Text`.
"""

from __future__ import annotations

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KEPT = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200c\u200d"
)
"""Spaces of all widths, and the joiners that scripts and emoji are written with."""


def safe(text: str) -> str:
    r"""The text in one line with nothing but visible characters: ESC becomes `\x1b`, an override `\u202e`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _KEPT else _shown(char) for char in text)


def _shown(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def width(text: str) -> int:
    """How many columns a terminal needs for the text."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width  # 1 MB that only text beyond ASCII needs

    return sum(
        0 if combining(char) or char in "\u200c\u200d" else 1 + (east_asian_width(char) in "WF") for char in text
    )

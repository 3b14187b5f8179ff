"""Names from data as books can have them: an account that both ledgers take, and a text of one harmless line."""

from __future__ import annotations

from omscli.domain.bookkeeping import Account


def account_name(account: Account) -> str:
    """The account's name: letters, digits and dashes of ASCII, every part beginning with a capital or a digit."""
    return ":".join(map(_part, account))


def _part(text: str) -> str:
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text).strip("-")
    return kept[:1].upper() + kept[1:] if kept else "Other"


def plain(text: str) -> str:
    """The text in one line with nothing but visible characters: others become a space, and no two spaces follow."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split()) or "-"

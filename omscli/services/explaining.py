"""The explanation of a result, as `--explain` shows it: the notes that the rules wrote, with names and amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from omscli.domain.explained import Amount, Explained, Notes
from omscli.domain.money import to_decimal
from omscli.domain.values import replace
from omscli.services.unit import Result

Name = Callable[[int], str]
"""What people call a record, by its id: a SKU, a payment method."""


def explained(result: Result, notes: Notes | None, name: Name) -> Result:
    """The result with the explanation that was asked for, if one was."""
    if notes is None:
        return result
    currency = str(result.fields["CurrencyIsoCode"])
    return replace(result, fields={**result.fields, "Explanation": explanation(notes, currency, name)})


def explanation(notes: Iterable[Explained], currency: str, name: Name) -> list[dict[str, Any]]:
    """The notes in their order; amounts in the currency, records by their names."""
    return [
        {
            "Rule": note.rule,
            "About": None if note.about is None else name(note.about),
            "Says": note.says,
            "Numbers": {
                label: to_decimal(value.minor, currency) if isinstance(value, Amount) else value
                for label, value in note.numbers
            },
            "Source": note.source,
        }
        for note in notes
    ]

"""The formats of exports: name (and ending of the file) → what writes it. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from omscli.documents.exports.beancount import write_beancount
from omscli.documents.exports.csv_file import write_csv
from omscli.documents.exports.journal import write_journal
from omscli.documents.exports.json_file import write_json
from omscli.documents.exports.values import Handover
from omscli.domain.bookkeeping import Account, Entry

FORMATS: dict[str, Callable[[Handover], str]] = {
    "json": write_json,
    "csv": write_csv,
}
"""A hand-over of fulfillment orders to the provider, which is stamped."""

BOOKS: dict[str, Callable[[Sequence[Account], Sequence[str], Iterable[Entry]], Iterator[str]]] = {
    "journal": write_journal,
    "beancount": write_beancount,
}
"""The books of orders, which are not: given the accounts, the currencies and the entries."""

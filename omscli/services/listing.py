"""A list of the records of a kind, filtered, in a stable order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from omscli.errors import nearest, refuse
from omscli.services.kinds import KINDS, Kind
from omscli.store.db import Reader
from omscli.store.fields import FIELDS
from omscli.store.labels import load_labels
from omscli.store.looking import COLUMNS, Condition, Listing, list_rows
from omscli.store.targets import find_order


def kind_of(name: str) -> Kind:
    """The kind of record that a plural names. Raises `unknown-kind` with the nearest."""
    kind = KINDS.get(name) or KINDS.get(name.lower().replace("_", "-"))
    if kind is None:
        guess = nearest(name, list(KINDS))
        hint = f'did you mean "{guess}"?' if guess else f"the kinds are {', '.join(KINDS)}"
        raise refuse("unknown-kind", f'there is no kind of record "{name}"', help=hint, done="nothing was done")
    return kind


def list_kind(
    reader: Reader, kind: Kind, where: Sequence[str], limit: int | None, of_order: str | None = None
) -> Listing:
    """The first records of a kind under the filter, in the order in which they were made."""
    if kind.table not in FIELDS:
        return Listing([], 0, [], [])
    labels = load_labels(reader)
    conditions = _conditions(kind, _as_stored(where, labels))
    if kind.only is not None:
        conditions.insert(0, kind.only)
    if of_order is not None:
        if "order_key" not in COLUMNS[kind.table]:
            raise refuse("usage", "--order does not fit: these records belong to no order", done="nothing was done")
        conditions.append(Condition("order_key = ?", (find_order(reader, of_order),)))
    listing = list_rows(reader, kind.table, conditions, kind.order, limit)
    for row, extras in zip(listing.rows, listing.extras, strict=True):
        if kind.table == "order_summaries":
            row["status"] = labels.get(row["status"], row["status"])
        if extras.get("SummaryStatus"):
            extras["SummaryStatus"] = labels.get(extras["SummaryStatus"], extras["SummaryStatus"])
    return listing


def _as_stored(where: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Filters on an order's status, given by the store's own name for it, as the store keeps it."""
    known = {f"{field}={label}": f"{field}={status}" for status, label in labels.items() for field in _STATUSES}
    return [known.get(text, text) for text in where]


_STATUSES = ("Status", "SummaryStatus")


def _conditions(kind: Kind, where: Sequence[str]) -> list[Condition]:
    if not where:
        return []
    from omscli.services.filters import conditions_of  # loads `re` and the currencies, for --where only

    return conditions_of(kind.table, where)

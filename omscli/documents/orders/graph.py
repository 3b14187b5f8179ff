"""The order summary graph (spec §2.2, example 01): summary records in, the order that they come from out."""

from __future__ import annotations

from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.records import SUMMARY_KINDS, Adapted, Origins, Raw, summary_names_gone

LISTS = ("purchaseSupportDetails", "purchaseDetails")


def matches(value: Any) -> bool:
    """Whether this is the body of a pending order summaries request, or one graph of it."""
    return isinstance(value, dict) and ("orderSummaryGraphs" in value or "purchaseDetails" in value)


def adapt(value: Any, path: Path) -> list[Adapted]:
    """Every graph of the body is one order."""
    if "orderSummaryGraphs" not in value:
        return _graph(value, path)
    graphs = value["orderSummaryGraphs"]
    path = (*path, "orderSummaryGraphs")
    if not isinstance(graphs, list) or not graphs:
        flaw = Flaw("wrong-type", "orderSummaryGraphs is not a list with at least one graph", path)
        return [Adapted(None, Origins(path), flaws=[flaw])]
    return [order for index, graph in enumerate(graphs) for order in _graph(graph, (*path, index))]


def _graph(graph: Any, path: Path) -> list[Adapted]:
    flaws: list[Flaw] = []
    records: list[Raw] = []
    for name in LISTS:
        entries = graph.get(name, []) if isinstance(graph, dict) else None
        if not isinstance(entries, list):
            flaws.append(Flaw("wrong-type", f"{name} is not a list of records", (*path, name)))
            continue
        for index, entry in enumerate(entries):
            record = _record(entry, (*path, name, index), flaws)
            if record is not None:
                records.append(record)
    from omscli.documents.orders.assemble import Assembly  # ten more kinds of record, for envelopes only

    return Assembly(records, path, flaws).adapted()


def _record(entry: Any, path: Path, flaws: list[Flaw]) -> Raw | None:
    """`{referenceId, attributes: {attributes: {type}, field: value, …}}`."""
    fields = entry.get("attributes") if isinstance(entry, dict) else None
    inner = fields.get("attributes") if isinstance(fields, dict) else None
    kind = inner.get("type") if isinstance(inner, dict) else None
    if not isinstance(fields, dict) or not isinstance(kind, str):
        message = f"{shown(entry)} is not a record {{referenceId, attributes: {{attributes: {{type}}, …}}}}"
        flaws.append(Flaw("wrong-type", message, path))
        return None
    ref = entry.get("referenceId")
    fields = {name: value for name, value in fields.items() if name != "attributes"}
    own, origin = summary_names_gone(fields, (*path, "attributes"))
    if kind == "OrderSummary":
        own.pop("Status", None)  # of the summary, which the order makes for itself
        if own.get("OrderReferenceNumber") is None and own.get("OrderNumber") is not None:
            own["OrderReferenceNumber"] = own["OrderNumber"]
            origin["OrderReferenceNumber"] = (*path, "attributes", "OrderNumber")
    name = str(ref) if isinstance(ref, str) else f"record {path[-1]}"
    return Raw(name, SUMMARY_KINDS.get(kind, kind), own, (*path, "attributes"), origin)

"""The composite request (spec §4.2): one subrequest a record, tied together by `@{referenceId.id}`."""

from __future__ import annotations

import re
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.records import Adapted, Origins, Raw

_URL = re.compile(r"/services/data/v\d+\.\d/sobjects/(\w+)(?:/([^/?#]+))?/?")
_REF = re.compile(r"@\{([^{}.]+)(?:\.[iI]d)?\}")


def matches(value: Any) -> bool:
    """Whether this is the body of a composite request."""
    return isinstance(value, dict) and "compositeRequest" in value


def adapt(value: Any, path: Path) -> list[Adapted]:
    """POST makes a record, PATCH changes one (the last step sets the order's Status to Activated)."""
    path = (*path, "compositeRequest")
    requests = value["compositeRequest"]
    if not isinstance(requests, list):
        flaw = Flaw("wrong-type", "compositeRequest is not a list of subrequests", path)
        return [Adapted(None, Origins(path), flaws=[flaw])]
    flaws: list[Flaw] = []
    records: dict[str, Raw] = {}
    for index, request in enumerate(requests):
        _request(request, (*path, index), records, flaws)
    from omscli.documents.orders.assemble import Assembly  # ten more kinds of record, for envelopes only

    return Assembly(list(records.values()), path, flaws).adapted()


def _request(request: Any, path: Path, records: dict[str, Raw], flaws: list[Flaw]) -> None:
    if not isinstance(request, dict):
        flaws.append(
            Flaw("wrong-type", f"{shown(request)} is not a subrequest {{method, url, referenceId, body}}", path)
        )
        return
    method, url, body = request.get("method"), request.get("url"), request.get("body")
    match = _URL.fullmatch(url) if isinstance(url, str) else None
    if method not in ("POST", "PATCH") or match is None:
        message = f"{shown(method)} {shown(url)} is not a subrequest that an order file may hold"
        help = "POST /services/data/v62.0/sobjects/OBJECT makes a record, PATCH …/sobjects/OBJECT/@{ref.id} changes one"
        flaws.append(Flaw("bad-value", message, (*path, "url"), help))
        return
    if not isinstance(body, dict):
        flaws.append(Flaw("wrong-type", f"body: {shown(body)} is not an object", (*path, "body")))
        return
    kind, target = match.groups()
    if method == "PATCH":
        _patch(target, body, path, records, flaws)
        return
    ref = request.get("referenceId")
    name = str(ref) if isinstance(ref, str) else f"request {path[-1]}"
    if name in records:
        flaws.append(Flaw("duplicate-record", f"a second subrequest has the referenceId {shown(name)}", path))
        return
    fields = {key: value for key, value in body.items() if key != "attributes"}
    records[name] = Raw(name, kind, fields, (*path, "body"))


def _patch(target: str | None, body: dict[str, Any], path: Path, records: dict[str, Raw], flaws: list[Flaw]) -> None:
    match = _REF.fullmatch(target or "")
    record = records.get(match.group(1)) if match else None
    if record is None:
        message = f"PATCH changes {shown(target)}, which no subrequest before it made"
        flaws.append(Flaw("bad-reference", message, (*path, "url")))
        return
    for name, value in body.items():
        record.fields[name] = value
        record.origin[name] = (*path, "body", name)

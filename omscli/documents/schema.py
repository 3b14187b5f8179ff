"""JSON Schemas of the files that `oms` reads: what `oms schema NAME` prints. A new kind is a line in `SCHEMAS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omscli.errors import nearest, refuse

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _order() -> dict[str, Any]:
    from omscli.documents.orders.schema import order_schema

    return order_schema()


def _setup() -> dict[str, Any]:
    from omscli.documents.setup.check import setup_model  # pydantic: 120 ms

    return setup_model().model_json_schema(mode="validation")


def _stock() -> dict[str, Any]:
    from omscli.documents.stock.schema import stock_schema

    return stock_schema()


def _asn() -> dict[str, Any]:
    from omscli.documents.asn.fields import json_schema as asn_schema

    return asn_schema()


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "asn": _asn,
    "order": _order,
    "stock": _stock,
    "setup": _setup,
}
"""Name → the schema, made when it is asked for."""


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file. Raises OmsError `unknown-kind` for a name that is not in the table."""
    make = SCHEMAS.get(name)
    if make is None:
        close = nearest(name, list(SCHEMAS))
        help = f"did you mean {close}?" if close else f"one of {', '.join(sorted(SCHEMAS))}"
        raise refuse("unknown-kind", f"there is no schema of {name!r}", help=help)
    return {"$schema": DIALECT, **make()}

"""The gateways of the set-up, made when first needed: adapter, options, and the credential that its reference names."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from omscli.errors import refuse
from omscli.gateways.port import Gateway
from omscli.gateways.providers import payment_gateway
from omscli.gateways.signatures import read_reference
from omscli.store.credits import CREDIT_ADAPTER
from omscli.store.db import Reader
from omscli.store.intents import GatewayRow, load_gateway


class Gateways:
    """The gateways of one command, each made once."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[str, Gateway]] = {}

    def open(self, reader: Reader, gateway_id: int) -> None:
        """Make the gateway, so that a bad set-up is refused before anything is written down.

        Raises `unknown-gateway`, `wrong-state` for one that is not active, `credential-missing`, `bad-config`.
        """
        if gateway_id in self._made:
            return
        row = load_gateway(reader, gateway_id)
        if row is None:
            raise refuse("unknown-gateway", f"there is no gateway with the key {gateway_id}")
        if row.adapter == CREDIT_ADAPTER:
            return  # gift cards and store credit: nothing is ever asked of it
        if row.status != "Active":
            raise refuse("wrong-state", f'gateway "{row.name}" is {row.status}', help="make it Active in the set-up")
        gateway = payment_gateway(row.adapter, _options(row), _credential(row))
        self._made[gateway_id] = (row.name, gateway)

    def get(self, gateway_id: int) -> Gateway:
        """A gateway that was opened."""
        return self._made[gateway_id][1]

    def name(self, gateway_id: int) -> str:
        """What the set-up calls a gateway that was opened."""
        return self._made[gateway_id][0]


def signing_key(row: GatewayRow) -> str | None:
    """The key that signs the notifications of a gateway; None for one that signs none.

    Raises `credential-missing` where the option `signed_by` names a key that is not there.
    """
    reference = _options(row).get("signed_by")
    if not reference:
        return None
    secret = read_reference(str(reference))
    if secret is None:
        raise refuse("credential-missing", f'gateway "{row.name}": {reference} gives no key to check signatures with')
    return secret


def _options(row: GatewayRow) -> dict[str, Any]:
    found = json.loads(row.options, parse_float=Decimal) if row.options else {}
    return found if isinstance(found, dict) else {}


def _credential(row: GatewayRow) -> str | None:
    if row.credential is None:
        return None
    value = read_reference(row.credential)
    if not value:
        raise refuse("credential-missing", f'gateway "{row.name}" has no credential: {row.credential} gives none')
    return value

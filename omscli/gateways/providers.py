"""The providers: a name in the set-up → the module that speaks to it. A new one is a module here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from omscli.domain.policy import FraudRules
from omscli.errors import nearest, refuse
from omscli.gateways.fraud import FraudCheck
from omscli.gateways.port import Gateway

PAYMENT: dict[str, str] = {
    "mock": "omscli.gateways.mock",
    "simulator": "omscli.gateways.simulator",
}
"""Adapter of a payment gateway provider → module with `make(options, credential)`."""

NO_FRAUD_CHECK = "none"
"""The fraud provider that looks at nothing, so nothing is read for it."""

FRAUD: dict[str, str] = {
    NO_FRAUD_CHECK: "omscli.gateways.fraud_none",
    "rules": "omscli.gateways.fraud_rules",
}
"""Fraud provider → module with `make(rules)`."""


def payment_gateway(adapter: str, options: Mapping[str, Any], credential: str | None) -> Gateway:
    """The gateway that an adapter's name, options and resolved credential make.

    Raises `unknown-gateway` for a name that is not in the table, `bad-config` for options it does not take.
    """
    return cast("Gateway", _module(PAYMENT, adapter, "payment").make(options, credential))


def fraud_check(provider: str, rules: FraudRules) -> FraudCheck:
    """The fraud check that a provider's name and the set-up's rules make; refuses like `payment_gateway`."""
    return cast("FraudCheck", _module(FRAUD, provider, "fraud").make(rules))


def _module(table: Mapping[str, str], name: str, what: str) -> Any:
    module = table.get(name)
    if module is None:
        guess = nearest(name, list(table))
        hint = f'did you mean "{guess}"?' if guess else f"there are: {', '.join(sorted(table))}"
        raise refuse("unknown-gateway", f'no {what} provider is called "{name}"', help=hint)
    return import_module(module)

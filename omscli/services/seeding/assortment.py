"""What test orders are made of: the channels, products, prices, delivery methods and gateway of the store's set-up."""

from __future__ import annotations

from omscli.domain.values import dataclass
from omscli.errors import refuse
from omscli.store import catalog
from omscli.store.db import Reader
from omscli.store.settings import load_policy


@dataclass(frozen=True, slots=True)
class Offer:
    """A product and its price."""

    sku: str
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A delivery method and what it costs; `sku` None when the set-up books it on nothing."""

    method: str
    sku: str | None
    price: int


@dataclass(frozen=True, slots=True)
class Assortment:
    """Everything by currency; `limits` is the largest order that passes the fraud check."""

    channels: tuple[str, ...]
    offers: dict[str, tuple[Offer, ...]]
    charges: dict[str, tuple[Charge, ...]]
    limits: dict[str, int]
    gateway: str | None

    def limit(self, currency: str) -> int:
        """The largest merchandise value of a test order: half of what the fraud check lets pass, if it has a limit."""
        dearest = max(offer.price for offer in self.offers[currency])
        return self.limits[currency] // 2 if currency in self.limits else 18 * dearest


def load_assortment(reader: Reader) -> Assortment:
    """The assortment of the store. Raises `wrong-state` when its set-up has nothing to sell, or nowhere to sell it."""
    channels = tuple(catalog.names_of(reader, "channels"))
    offers: dict[str, list[Offer]] = {}
    for sku, name, currency, price in catalog.for_sale(reader):
        offers.setdefault(currency, []).append(Offer(sku, name, price))
    if not channels or not offers:
        lacking = "no sales channel" if not channels else "no product with a price in its standard price book"
        help_ = "`oms init --sample` makes a shop, `oms setup apply FILE` fills this one"
        raise refuse("wrong-state", f"the store has {lacking}", help=help_, done="nothing was done")
    policy = load_policy(reader)
    active = [row.name for row in catalog.gateways(reader) if row.status == "Active"]
    return Assortment(
        channels,
        {currency: tuple(found) for currency, found in offers.items()},
        _charges(reader, tuple(offers)),
        dict(policy.fraud_rules.max_amount) if policy.fraud_provider != "none" else {},
        active[0] if active else None,
    )


def _charges(reader: Reader, currencies: tuple[str, ...]) -> dict[str, tuple[Charge, ...]]:
    found: dict[str, dict[str, Charge]] = {currency: {} for currency in currencies}
    for method, sku, priced_in, price in catalog.charges(reader):
        for currency in currencies:
            if priced_in == currency:
                found[currency][method] = Charge(method, sku, price or 0)
            else:
                found[currency].setdefault(method, Charge(method, None, 0))
    return {currency: tuple(methods.values()) for currency, methods in found.items()}

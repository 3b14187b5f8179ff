"""`oms setup export`: the store's set-up as the values of a set-up file, which an empty store takes as it is."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from omscli.documents.setup import model
from omscli.domain.money import to_decimal
from omscli.domain.policy import REASON_KINDS
from omscli.store import settings, setup_records
from omscli.store.credits import CREDIT_ADAPTER
from omscli.store.db import Reader
from omscli.store.stock_levels import SQL_ALL_LEVELS


def read_back(reader: Reader) -> model.Setup:
    """Everything that a set-up file can say of this store; stock as it is now."""
    chosen = {name: json.loads(value) for name, value in reader.rows(settings.SQL_SETTINGS)}
    reasons = {kind: settings.load_reasons(reader, kind) for kind in REASON_KINDS}
    products = setup_records.records_of(reader, setup_records.PRODUCT)
    skus = {key: sku for sku, (key, _) in products.items()}
    return model.Setup(
        flow=_flow(chosen),
        fraud=_fraud(chosen),
        status_labels=chosen.get("status_labels"),
        reasons={kind: values for kind, values in reasons.items() if values} or None,
        sales_channels=[
            model.Channel(name, *values)
            for name, (_, values) in setup_records.records_of(reader, setup_records.CHANNEL).items()
        ],
        products=[model.Product(sku, *_active(values)) for sku, (_, values) in products.items()],
        price_books=_price_books(reader, skus),
        delivery_methods=[
            model.DeliveryMethod(name, *_active((*values[:-2], skus.get(values[-2]), values[-1])))
            for name, (_, values) in setup_records.records_of(reader, setup_records.METHOD).items()
        ],
        **_places(reader),
        **_gateways(reader),
        opening_stock=_stock(reader),
    )


def _active(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The columns of a record whose last one is a flag."""
    return (*values[:-1], bool(values[-1]))


def _flow(chosen: dict[str, Any]) -> model.FlowChoice | None:
    if "flow" not in chosen:
        return None
    names = [name for name in model.FlowChoice.__dataclass_fields__ if name in chosen]
    return model.FlowChoice(kind=chosen["flow"], **{name: chosen[name] for name in names})


def _fraud(chosen: dict[str, Any]) -> model.Fraud | None:
    if "fraud_provider" not in chosen:
        return None
    rules = chosen["fraud_rules"]
    amounts: model.Prices = {
        currency: to_decimal(minor, currency) for currency, minor in rules.pop("max_amount").items()
    }
    return model.Fraud(chosen["fraud_provider"], amounts, **rules)


def _price_books(reader: Reader, skus: dict[int, str]) -> list[model.PriceBook]:
    prices: dict[int, dict[str, dict[str, model.Number]]] = {}
    for (book, product, currency), (_, price) in setup_records.all_entries(reader).items():
        prices.setdefault(book, {}).setdefault(skus[product], {})[currency] = to_decimal(price, currency)
    books = setup_records.records_of(reader, setup_records.PRICE_BOOK)
    return [
        model.PriceBook(name, standard=bool(values[0]), active=bool(values[1]), prices=prices.get(key, {}))
        for name, (key, values) in books.items()
    ]


def _places(reader: Reader) -> dict[str, Any]:
    locations = setup_records.records_of(reader, setup_records.LOCATION)
    references = {key: name for name, (key, _) in locations.items()}
    members = setup_records.members_of(reader)
    groups = setup_records.records_of(reader, setup_records.GROUP)
    return {
        "locations": [_location(name, values) for name, (_, values) in locations.items()],
        "location_groups": [
            model.LocationGroup(
                name, values[0], bool(values[1]), sorted(references[location] for location in members.get(key, {}))
            )
            for name, (key, values) in groups.items()
        ],
    }


def _location(reference: str, values: tuple[Any, ...]) -> model.Location:
    name, type_, inventory, active, *address, latitude, longitude, time_zone = values
    spot = (_degrees(latitude), _degrees(longitude))
    columns: tuple[Any, ...] = (name, type_, bool(inventory), bool(active), *address, *spot, time_zone)
    return model.Location(reference, *columns)


def _degrees(micro: int | None) -> Decimal | None:
    return None if micro is None else Decimal(micro).scaleb(-6)


def _gateways(reader: Reader) -> dict[str, Any]:
    providers = {
        name: (key, values)
        for name, (key, values) in setup_records.records_of(reader, setup_records.PROVIDER).items()
        if CREDIT_ADAPTER not in values  # the store's own, made with the first gift card
    }
    names = {key: name for name, (key, _) in providers.items()}
    gateways = {
        name: (key, values)
        for name, (key, values) in setup_records.records_of(reader, setup_records.GATEWAY).items()
        if values[1] in names
    }
    return {
        "gateway_providers": [model.GatewayProvider(name, *values) for name, (_, values) in providers.items()],
        "gateways": [
            model.Gateway(name, names[provider], external, credential, status == "Active", json.loads(options or "{}"))
            for name, (_, (external, provider, credential, status, options)) in gateways.items()
        ],
    }


def _stock(reader: Reader) -> dict[str, dict[str, model.Level]]:
    levels: dict[str, dict[str, model.Level]] = {}
    for location, sku, on_hand, safety_stock in reader.rows(SQL_ALL_LEVELS):
        levels.setdefault(location, {})[sku] = model.Level(on_hand, safety_stock)
    return levels

"""The orders that the proofs work on, and files of them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

SEED = int(os.environ.get("OMS_TEST_SEED", "1"))


def order(number: int) -> dict[str, Any]:
    """An order of two products and their delivery; every third is paid, the others are promised."""
    paid = {"Type": "Sale", "PaymentMethodType": "AlternativePaymentMethod", "PaymentMethod": "GIFT_CARD"}
    promised = {"Type": "Authorization", "CardType": "Visa", "CardLastFour": "4242"}
    money = paid if number % 3 == 0 else promised
    items = [
        {"StockKeepingUnit": "MUG-BLUE", "Quantity": 2, "UnitPrice": 9.5, "Taxes": [{"Amount": 1.33}]},
        {"StockKeepingUnit": "PEN-GEL", "Quantity": 3, "UnitPrice": 2.75},
        {"Type": "Delivery Charge", "UnitPrice": 4.99, "Taxes": [{"Amount": 0.35}]},
    ]
    return {
        "OrderReferenceNumber": f"KILL-{number}",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": f"king{number % 50}@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": "Ada King",
                "DeliverToCity": "Newark",
                "DeliverToCountry": "US",
                "OrderDeliveryMethod": "standard",
                "OrderItems": items,
            }
        ],
        "Payments": [{**money, "Amount": 33.92, "PaymentGateway": "mock", "GatewayToken": f"tok_{number}"}],
    }


def lines(entries: Iterable[Any]) -> str:
    """NDJSON."""
    return "".join(f"{json.dumps(entry)}\n" for entry in entries)


def column(store: Path, sql: str) -> list[Any]:
    """The first column of a query on a store."""
    with closing(sqlite3.connect(store)) as connection:  # left open, copying the file would drop its locks
        return [row[0] for row in connection.execute(sql)]


def notices(store: Path) -> Iterator[dict[str, Any]]:
    """A shipping notice of everything for each fulfillment order."""
    with closing(sqlite3.connect(store)) as connection:
        sql = "SELECT fulfillment_order_number, id FROM fulfillment_orders ORDER BY id"
        for number, id_ in connection.execute(sql).fetchall():
            sql = "SELECT stock_keeping_unit, quantity FROM fulfillment_order_items WHERE fulfillment_order_id = ?"
            held = connection.execute(f"{sql} AND type = 'Order Product'", (id_,)).fetchall()
            sent = [{"StockKeepingUnit": sku, "Quantity": quantity} for sku, quantity in held]
            yield {"AsnNumber": f"N-{number}", "FulfillmentOrderNumber": number, "Lines": sent}

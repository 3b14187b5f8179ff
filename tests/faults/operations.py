"""Random operations on the same few products, as command lines and files: for races and for two stores side by side.

What to do next is decided from what the store says now, so that most operations have something to do; what the answer
is, nobody knows beforehand. Run by several processes at once (`work`), or one after the other on two stores.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

from omscli.store.db import Reader, open_store
from tests.faults.batch import lines

SKUS = ("A", "B", "C")
PLACES = ("EAST", "WEST")
VERBS = (
    *("place", "allocate", "allocate", "allocate", "cancel", "cancel", "deallocate", "asn", "asn", "asn", "ship"),
    *("adjust", "return", "return", "invoice", "ensure-funds", "ensure-refunds", "stock"),
)
REFUSED = {3, 4, 5, 6, 7}
"""How an operation may end beside 0: partly done, refused, not found, not in this state, no stock."""

SQL_ORDER = "SELECT order_number, order_key FROM order_summaries WHERE order_key = ?"
SQL_KEYS = "SELECT MIN(order_key), MAX(order_key) FROM order_summaries"
SQL_ITEMS = """
SELECT stock_keeping_unit FROM order_item_summaries WHERE order_key = ? AND type = 'Order Product' ORDER BY id
"""
SQL_FULFILLMENTS = """
SELECT fulfillment_order_number, id, status FROM fulfillment_orders WHERE order_key = ? ORDER BY id
"""
SQL_LINES = """
SELECT stock_keeping_unit, quantity - shipped_quantity FROM fulfillment_order_items
WHERE order_key = ? AND fulfillment_order_id = ? AND type = 'Order Product' ORDER BY id
"""

SHOP = """
[flow]
kind = "multi"

[reasons]
cancel = ["Unknown"]
return = ["Unknown"]
adjust = ["Unknown"]

[[sales_channels]]
name = "Web"

[[delivery_methods]]
reference = "standard"
name = "Standard"

[[gateway_providers]]
name = "mock"
label = "Mock"
adapter = "mock"

[[gateways]]
name = "mock"
provider = "mock"

[[price_books]]
name = "Standard Price Book"
standard = true
"""


def shop() -> str:
    """Three products at two places, with little stock of each."""
    text = SHOP + "\n[price_books.prices]\n" + "".join(f"{sku} = {{ USD = 1.00 }}\n" for sku in SKUS)
    text += "".join(f'\n[[products]]\nsku = "{sku}"\nname = "Thing {sku}"\n' for sku in SKUS)
    for place in PLACES:
        text += f'\n[[locations]]\nreference = "{place}"\nname = "{place}"\ntype = "Warehouse"\n'
        text += f"\n[opening_stock.{place}]\n" + "".join(f"{sku} = {{ on_hand = 90 }}\n" for sku in SKUS)
    return text


def some_order(dice: random.Random, name: str) -> dict[str, Any]:
    """An order of one to three of the products."""
    items = [
        {"StockKeepingUnit": sku, "Quantity": dice.randint(1, 3), "UnitPrice": dice.choice((1, 3.33, 10)),
         "Taxes": [{"Amount": dice.choice((0, 0.07, 0.5))}]}
        for sku in dice.sample(SKUS, dice.randint(1, 3))
    ]  # fmt: skip
    total = sum(round(item["Quantity"] * item["UnitPrice"] * 100 + item["Taxes"][0]["Amount"] * 100) for item in items)
    group = {"DeliverToName": "Ada King", "DeliverToCity": "London", "OrderDeliveryMethod": "standard"}
    promised = {"Type": "Authorization", "CardType": "Visa", "CardLastFour": "4242", "PaymentGateway": "mock"}
    return {
        "OrderReferenceNumber": name,
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"LastName": "King", "PersonEmail": "king@example.com"},
        "OrderDeliveryGroups": [{**group, "OrderItems": items}],
        "Payments": [{**promised, "Amount": total / 100, "GatewayToken": f"tok_{name}"}],
    }  # fmt: skip


class Operations:
    """What to do next, by dice and by what is in the store; files are written into the folder."""

    def __init__(self, folder: Path, dice: random.Random, name: str) -> None:
        self.folder, self.dice, self.name = folder, dice, name
        self.number = 0

    def next(self, reader: Reader) -> list[str]:
        """The words of the next command line."""
        self.number += 1
        dice = self.dice
        verb = dice.choice(VERBS)
        first, last = reader.row(SQL_KEYS) or (1, 1)
        number, key = reader.row(SQL_ORDER, dice.randint(first, last)) or (None, 0)
        if number is None or verb == "place":
            return ["place", self.file("order.json", json.dumps(some_order(dice, f"{self.name}-{self.number}")))]
        items = [row[0] for row in reader.rows(SQL_ITEMS, key)]
        if verb == "allocate":
            return ["allocate", number, *dice.choice(((), (), ("--location", dice.choice(PLACES))))]
        if verb in ("cancel", "return"):
            units = f"{dice.choice(items)}={dice.randint(1, 2)}"
            return [verb, number, dice.choice((units, units, "--all-items")), "--reason", "Unknown"]
        if verb == "adjust":
            amount = dice.choice((("--percent", "5"), ("--amount", "0.10")))
            return ["adjust", number, dice.choice(items), *amount, "--reason", "Unknown"]
        if verb == "ensure-refunds":
            return [verb, "--excess", number]
        if verb == "stock":
            return ["ingest", "stock", self.file("stock.csv", self.level())]
        made = reader.rows(SQL_FULFILLMENTS, key)
        if not made:
            return ["allocate", number]
        fulfillment, id_, _ = dice.choice(made)
        if verb == "asn":
            return ["ingest", "asn", self.file("asn.json", self.notice(fulfillment, reader.rows(SQL_LINES, key, id_)))]
        if verb == "deallocate":
            return ["deallocate", f"{fulfillment}:{dice.choice(items)}=1"]
        if verb == "ensure-funds":
            return ["ensure-funds", f"INV-{fulfillment[3:]}"]
        return [verb, fulfillment]

    def level(self) -> str:
        """A count of one product at one place: enough that it can go on."""
        return (
            f"location,sku,on_hand\n{self.dice.choice(PLACES)},{self.dice.choice(SKUS)},{self.dice.randint(150, 200)}\n"
        )

    def notice(self, number: str, waiting: list[Any]) -> str:
        """A shipping notice of all, or of some with the rest short."""
        dice = self.dice
        sent = [(sku, units if dice.random() < 0.6 else dice.randint(0, max(0, units))) for sku, units in waiting]
        short = dice.choice(("backorder", "cancel"))
        entries = [{"StockKeepingUnit": sku, "Quantity": units, "Short": short} for sku, units in sent]
        return json.dumps(
            {"AsnNumber": f"{self.name}-{self.number}", "FulfillmentOrderNumber": number, "Lines": entries}
        )

    def file(self, name: str, text: str) -> str:
        """A file of this operation; answers its name."""
        path = self.folder / f"{self.name}-{name}"
        path.write_text(text)
        return path.name


def orders(count: int, seed: int, name: str = "START") -> str:
    """Orders to begin with."""
    dice = random.Random(seed)
    return lines(some_order(dice, f"{name}-{number}") for number in range(count))


def work(name: str, count: int, report: str) -> int:
    """In a process of its own: so many operations, one after the other; how they ended is written to a file."""
    from omscli.cli.app import run
    from omscli.config import store_location

    store = store_location(None, os.environ, Path.cwd())
    operations = Operations(Path.cwd(), random.Random(name), name)
    ended: Counter[str] = Counter()
    for _ in range(count):
        with open_store(store) as database, database.read() as reader:
            words = operations.next(reader)
        code = run(words)
        ended[f"{words[0]} {code}"] += 1
        if code and code not in REFUSED:
            ended[f"unexpected: {' '.join(words)} ended with {code}"] += 1
        Path(report).write_text(json.dumps(ended))
    return 0

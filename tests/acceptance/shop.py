"""Orders of the acceptance cases as plain order files, and the words that take them through the installed command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.world import Oms

Record = dict[str, Any]

MANUAL = '[flow]\non_cancel = "manual"\non_return = "manual"\non_fulfilled = "manual"\n'
"""A set-up in which nothing follows by itself: no invoice, no refund."""


def product(sku: str, units: int, price: float, tax: float | None = None, **fields: Any) -> Record:
    """An item; `tax` is the amount of its one tax line."""
    return _taxed({"StockKeepingUnit": sku, "Quantity": units, "UnitPrice": price, **fields}, tax)


def delivery(price: float, tax: float | None = None, **fields: Any) -> Record:
    """A delivery charge."""
    return _taxed({"Type": "Delivery Charge", "Description": "Shipping", "UnitPrice": price, **fields}, tax)


def _taxed(item: Record, tax: float | None) -> Record:
    return item if tax is None else {**item, "Taxes": [{"Amount": tax}]}


def visa(amount: float, last_four: str, kind: str = "Sale") -> Record:
    """Money of one card: paid at checkout (`Sale`) or only authorized."""
    return {"Type": kind, "Amount": amount, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": last_four}


def order(*groups: Sequence[Record], payments: Sequence[Record] = (), reference: str = "A-1", **fields: Any) -> Record:
    """An order with one delivery group for each list of items."""
    return {
        "OrderReferenceNumber": reference,
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": f"Group {number}",
                "DeliverToCity": "Newark",
                "DeliverToCountry": "US",
                "OrderDeliveryMethod": "standard",
                "OrderItems": list(items),
            }
            for number, items in enumerate(groups, start=1)
        ],
        "Payments": list(payments),
        **fields,
    }


@dataclass(frozen=True)
class Shop:
    """A store of its own with the built-in shop, and one order in it."""

    oms: Oms

    def place(self, *groups: Sequence[Record], until: str = "summarize", **options: Any) -> Record:
        """Place an order and take it to a step; answers its summary as `oms show --json` has it."""
        placed = order(*groups, **options)
        self.oms.ok("place", "--create-missing", self.oms.write("order.json", placed))
        steps = ("summarize", "approve", "allocate", "ship")
        for step in steps[: steps.index(until) + 1]:
            self.oms.ok(step, "--all")
        return self.show(placed["OrderReferenceNumber"])

    def show(self, reference: str = "A-1") -> Record:
        """The summary tree of an order."""
        return self.tree(reference)["OrderSummary"]

    def tree(self, reference: str = "A-1") -> Record:
        """The summary tree and the original order."""
        (found,) = self.oms.ok("show", reference, "--json").json["results"]
        return found

    def results(self, *words: str) -> list[Record]:
        """What a command that must succeed answers."""
        return self.oms.ok(*words, "--json").json["results"]

    def setup(self, toml: str) -> None:
        """Change the set-up."""
        self.oms.ok("setup", "apply", self.oms.write("change.toml", toml))


def pick(record: Record, *names: str) -> list[Any]:
    """These fields of a record, amounts as exact decimals."""
    return [record[name] for name in names]


def items(summary: Record, name: str) -> list[Any]:
    """One field of every item, in line order."""
    return [item[name] for item in summary["OrderItemSummaries"]]


def dec(*amounts: str) -> list[Decimal]:
    """Exact amounts to compare with."""
    return [Decimal(amount) for amount in amounts]

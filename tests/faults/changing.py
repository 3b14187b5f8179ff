"""Every command that changes something, and from where it starts: what the proofs of kills and faults go through."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from omscli.domain.ids import encode
from tests.faults.batch import column, lines, notices, order
from tests.store.versions import old_store
from tests.world import BIN, REPOSITORY, Oms

ORDERS = 40
RETURNED = range(14, ORDERS)
CODE = "KILL-KILL-KILL"
TIMEOUT = '[{"then": "timeout", "behind": "approve"}]'


@dataclass(frozen=True)
class Changing:
    """A command, the command whose end it starts from, and what is done before it.

    `prepare` may answer more words. `once`: a second run is a second change, so it is run again only where the first
    changed nothing; what money its change still owes is caught up by `oms ensure-refunds --all`. `again`: how a second
    run may end when there is nothing left to do. `settle` is done in every copy of the folder.
    `only_reads`: it writes other files than the store.
    """

    words: tuple[str, ...]
    start: str | None = None
    prepare: Callable[[Oms], Sequence[str] | None] | None = None
    once: bool = False
    again: Collection[int] = (0,)
    settle: Callable[[Oms], None] | None = None
    only_reads: bool = False


def flow(oms: Oms, **settings: str) -> None:
    kept = {"kind": "multi", "on_fulfilled": "manual", **settings}
    oms.write("flow.toml", "[flow]\n" + "".join(f'{name} = "{value}"\n' for name, value in kept.items()))


def set_up(oms: Oms) -> None:
    flow(oms)


def levels(oms: Oms) -> None:
    places = column(
        oms.dir / "oms.db", "SELECT external_reference FROM locations WHERE id IN (SELECT location_id FROM stock)"
    )
    rows = "".join(f"{place},MUG-BLUE,{500 + n}\n" for n, place in enumerate(places))
    oms.ok("credit", "issue", "1000", "USD", "--code-file", "-", stdin=CODE)
    oms.write("stock.csv", f"location,sku,on_hand\n{rows}")


def orders(oms: Oms) -> None:
    oms.write("orders.ndjson", lines(with_card(order(number)) for number in range(ORDERS)))


def with_card(order: dict[str, Any]) -> dict[str, Any]:
    """Half of the orders pay 10.00 by a gift card."""
    (payment,) = order["Payments"]
    if int(order["OrderReferenceNumber"].partition("-")[2]) % 2:
        rest = {**payment, "Amount": round(payment["Amount"] - 10, 2)}
        order["Payments"] = [{"Type": payment["Type"], "Amount": 10, "GiftCardCode": CODE}, rest]
    return order


def placed(oms: Oms) -> None:
    orders(oms)
    oms.ok("place", "orders.ndjson")


def on_hold(oms: Oms) -> list[str]:
    oms.ok("seed", "30", "--state", "on-hold")
    return column(oms.dir / "oms.db", "SELECT process_exception_number FROM process_exceptions ORDER BY id")


def with_fee(number: int) -> dict[str, Any]:
    """Every third change has a fee."""
    return {"Fees": [{"Amount": 1, "AmountType": "AmountWithTax"}]} if number % 3 == 0 else {}


def cancels(oms: Oms) -> None:
    change: dict[str, Any] = {"AllItems": True, "RefundShipping": True}
    oms.write(
        "cancels.ndjson",
        lines({"OrderReferenceNumber": f"KILL-{n}", **change, **with_fee(n)} for n in range(RETURNED[0])),
    )


def returns(oms: Oms) -> None:
    item = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1}]
    oms.write(
        "returns.ndjson", lines({"OrderReferenceNumber": f"KILL-{n}", "Items": item, **with_fee(n)} for n in RETURNED)
    )


def openings(oms: Oms) -> None:
    """Two units of every order that was sent, with a fee on some."""
    sql = """SELECT s.id, i.id FROM order_summaries s JOIN order_item_summaries i ON i.order_key = s.order_key
             WHERE i.quantity_fulfilled - i.quantity_return_initiated >= 2 AND i.type = 'Order Product' ORDER BY i.id"""
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        found = dict(connection.execute(sql).fetchall())
    fee = {"amount": "1", "amountType": "AmountWithTax", "description": "Restocking"}
    oms.write(
        "openings.ndjson",
        lines(
            {
                "orderSummaryId": encode("1Os", summary),
                "status": "Submitted",
                "returnOrderLifeCycleType": "Managed",
                "returnOrderLineItems": [
                    {
                        "orderItemSummaryId": encode("10u", item),
                        "quantityExpected": 2,
                        "reasonForReturn": "Unknown",
                        "canReduceShipping": at % 2 == 0,
                        "returnOrderLineItemFees": [fee] if at % 3 == 0 else [],
                    }
                ],
            }
            for at, (summary, item) in enumerate(list(found.items())[:20])
        ),
    )


def arrivals(oms: Oms) -> None:
    """One of two units of every return order is taken back, and a third of the others is given up."""
    sql = "SELECT return_order_id, id FROM return_order_items WHERE type = 'Order Product' ORDER BY order_key, id"
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        found = connection.execute(sql).fetchall()
    oms.write(
        "arrivals.ndjson",
        lines(
            {
                "returnOrderId": encode("oRO", order),
                "returnOrderItems": [
                    {
                        "returnOrderLineItemId": encode("oRI", line),
                        "quantityReturned": 1,
                        "quantityToCancel": int(at % 3 == 0),
                        "quantityReceived": 1,
                    }
                ],
            }
            for at, (order, line) in enumerate(found)
        ),
    )


def return_orders(oms: Oms) -> list[str]:
    return column(oms.dir / "oms.db", "SELECT return_order_number FROM return_orders ORDER BY order_key, id")


def returned_drafts(oms: Oms) -> list[str]:
    """Every second return order, which the rest of the flow left as it was opened."""
    return return_orders(oms)[::2]


def fulfillments(oms: Oms) -> list[str]:
    return column(oms.dir / "oms.db", "SELECT fulfillment_order_number FROM fulfillment_orders ORDER BY id")[::2]


def asns(oms: Oms) -> None:
    oms.write("asns.ndjson", lines(list(notices(oms.dir / "oms.db"))[:12]))


def returned(oms: Oms) -> None:
    flow(oms, on_return="manual")
    oms.ok("setup", "apply", "flow.toml")
    returns(oms)
    oms.ok("return", "--file", "returns.ndjson", "--reason", "Unknown")


def exchanged(oms: Oms) -> None:
    new = order(33) | {"OrderReferenceNumber": "KILL-NEW", "Payments": []}
    group = new["OrderDeliveryGroups"][0]
    new["OrderDeliveryGroups"] = [group | {"OrderItems": group["OrderItems"][1:2]}]
    oms.write("new.json", new)


def unanswered(oms: Oms) -> None:
    assert oms("ensure-funds", "--all", env={"OMS_MOCK_SCRIPT": TIMEOUT}).code == 8


def spare(oms: Oms) -> None:
    flow(oms, on_spare_authorization="manual")
    oms.ok("setup", "apply", "flow.toml")
    cancels(oms)
    oms.ok("cancel", "--file", "cancels.ndjson", "--reason", "Unknown")


def a_call(oms: Oms) -> list[str]:
    unanswered(oms)
    return [oms.ok("payments", "list", "--json").json["results"][0]["GatewayIntentId"]]


def notified(oms: Oms) -> None:
    unanswered(oms)
    calls = oms.ok("payments", "list", "--json").json["results"][::2]
    facts = {"State": "succeeded", "GatewayRefNumber": "R-1"}
    oms.write("notified.ndjson", lines({"IdempotencyKey": call["IdempotencyKey"], **facts} for call in calls))


def older(oms: Oms) -> None:
    old_store(1, oms.dir / "oms.db")


def backed_up(oms: Oms) -> None:
    oms.ok("store", "backup", "kept.db")
    oms.ok("ship", "--all")


DIES = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from omscli.cli.app import run
from tests.faults.forks import die_at_unit, take_at_once
take_at_once(8)
die_at_unit(3, "after")
run(["place", "orders.ndjson", "--on-error", "skip"])
"""


def a_run_died(oms: Oms) -> list[str]:
    orders(oms)
    died = subprocess.run([BIN / "python", "-c", DIES, REPOSITORY], cwd=oms.dir, env=oms.environment(), check=False)
    assert died.returncode == -signal.SIGKILL
    return [oms.ok("runs", "list", "--state", "killed", "--json").json["results"][0]["RunNumber"]]


def at_home(oms: Oms) -> None:
    """A run is gone on with in the folder where it was; of a copied store, that is the copy's."""
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection, connection:
        connection.execute("UPDATE runs SET folder = ?", (str(oms.dir),))


COMMANDS: dict[str, Changing] = {
    "init": Changing(("init", "--sample"), again=(0, 6)),
    "store migrate": Changing(("store", "migrate"), None, older),
    "setup apply": Changing(("setup", "apply", "flow.toml"), "init", set_up),
    "ingest stock": Changing(("ingest", "stock", "stock.csv"), "setup apply", levels),
    "seed": Changing(("seed", "40", "--state", "paid"), "ingest stock"),
    "resolve": Changing(("resolve",), "ingest stock", on_hold),
    "advance": Changing(("advance", "--all", "--simulate", "--to", "out"), "ingest stock", placed),
    "place": Changing(("place", "orders.ndjson"), "ingest stock", orders),
    "runs resume": Changing(("runs", "resume"), "ingest stock", a_run_died, settle=at_home),
    "summarize": Changing(("summarize", "--all"), "place"),
    "approve": Changing(("approve", "--all"), "summarize"),
    "cancel": Changing(("cancel", "--file", "cancels.ndjson", "--reason", "Unknown"), "approve", cancels),
    "adjust": Changing(
        ("adjust", "KILL-30", "MUG-BLUE", "PEN-GEL", "--percent", "10", "--reason", "Unknown"), "cancel", once=True
    ),
    "edit": Changing(("edit", "KILL-31", "MUG-BLUE=1", "PEN-GEL=9", "--reason", "Unknown"), "cancel", once=True),
    "allocate": Changing(("allocate", "--all"), "adjust"),
    "deallocate": Changing(("deallocate",), "allocate", fulfillments, again=(0, 3, 6)),
    "export": Changing(("export", "--all", "--to", "out"), "allocate"),
    "ingest asn": Changing(("ingest", "asn", "asns.ndjson"), "export", asns),
    "ship": Changing(("ship", "--all"), "ingest asn"),
    "reship": Changing(("reship", "KILL-30", "MUG-BLUE=1", "PEN-GEL", "--reason", "Unknown"), "ship", once=True),
    "credit issue": Changing(
        ("credit", "issue", "25", "USD", "--to", "king7@example.com", "--reason", "Goodwill"), "place", once=True
    ),
    "credit adjust": Changing(
        ("credit", "adjust", "SC-0000002", "--amount", "-5", "--reason", "Too much"), "credit issue", once=True
    ),
    "credit close": Changing(("credit", "close", "SC-0000002", "--reason", "Left us"), "credit issue"),
    "invoice": Changing(("invoice", "--all"), "ship"),
    "ensure-funds": Changing(("ensure-funds", "--all"), "invoice"),
    "payments authorize": Changing(("payments", "authorize", "KILL-3", "--amount", "5"), "approve", once=True),
    "payments reverse": Changing(("payments", "reverse", "--all"), "approve", spare),
    "payments resolve": Changing(("payments", "resolve", "--as", "succeeded", "--reference", "R-1"), "invoice", a_call),
    "payments notify": Changing(("payments", "notify", "notified.ndjson"), "invoice", notified),
    "payments reconcile": Changing(("payments", "reconcile", "--lease", "0"), "invoice", unanswered),
    "exchange": Changing(
        ("exchange", "KILL-33", "--return", "MUG-BLUE", "--order", "new.json", "--reason", "Unknown"),
        "ensure-funds",
        exchanged,
    ),
    "return": Changing(("return", "--file", "returns.ndjson", "--reason", "Unknown"), "ensure-funds", returns),
    "ensure-refunds": Changing(("ensure-refunds", "--all"), "ensure-funds", returned),
    "return open": Changing(("return", "open", "--file", "openings.ndjson"), "ensure-funds", openings),
    "return receive": Changing(("return", "receive", "--file", "arrivals.ndjson"), "return open", arrivals),
    "return approve": Changing(("return", "approve"), "return open", returned_drafts),
    "return cancel": Changing(("return", "cancel"), "return open", return_orders),
    "return close": Changing(("return", "close"), "return receive", return_orders),
    "store backup": Changing(("store", "backup", "kept.db", "--force"), "ingest asn", only_reads=True),
    "store restore": Changing(("store", "restore", "kept.db", "--force"), "ingest asn", backed_up),
    "store copy": Changing(("store", "copy", "oms.db", "copy.db"), "ingest asn", again=(0, 6), only_reads=True),
}
"""By name; every changing command of `oms` stands here (a test compares)."""

READING = {
    *(
        "demo",
        "schema",
        "setup export",
        "payments list",
        "credit list",
        "credit show",
        "payments show",
        "runs list",
        "runs show",
        "store info",
        "show",
        "list",
        "timeline",
        "next",
        "verify",
    ),
}
"""What changes no store that is there; the demo types the commands above into one of its own."""

"""kill -9 at random moments: the store opens and verifies, and the same command again ends where it would have ended.

Every command that changes something is run once to its end, on a store that the commands before it made; then it is
killed at seeded moments on copies of that store. OMS_NOW is fixed, so the final states are equal row for row.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.state_hash import rows_of
from tests.verified import what_is_broken
from tests.world import Oms, make_world

ORDERS = 300
SEED = int(os.environ.get("OMS_TEST_SEED", "1"))
KILLS = 3
RECONCILED = ("gateway_intents.attempts", "events.command", "events.actor")
"""What differs after an outcome was asked for again: how often, and by which command."""


def order(number: int) -> dict[str, Any]:
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


STEPS: dict[str, tuple[str, ...]] = {
    "place": ("place", "orders.ndjson"),
    "summarize": ("summarize", "--all"),
    "approve": ("approve", "--all"),
    "cancel": ("cancel", "--file", "cancels.ndjson", "--reason", "Unknown"),
    "allocate": ("allocate", "--all"),
    "export": ("export", "--all", "--to", "out"),
    "asn": ("ingest", "asn", "asns.ndjson"),
    "invoice": ("invoice", "--all"),
    "ensure-funds": ("ensure-funds", "--all"),
    "return": ("return", "--file", "returns.ndjson", "--reason", "Unknown"),
}


@dataclass(frozen=True)
class Stage:
    """A folder as it is before a command, what the command makes of it, and how long that takes."""

    before: Path
    after: dict[str, Any]
    exports: dict[str, bytes]
    seconds: float


def lines(entries: Any) -> str:
    return "".join(f"{json.dumps(entry)}\n" for entry in entries)


def rows(path: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(path)) as connection:  # left open, copying the file would drop its locks
        return rows_of(connection, RECONCILED)


def exports(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "out").glob("*"))}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Stage]:
    base = tmp_path_factory.mktemp("kills")
    oms = make_world(base / "world")
    oms.ok("init", "--sample")
    oms.write("manual.toml", '[flow]\nkind = "multi"\non_fulfilled = "manual"\n')
    oms.ok("setup", "apply", "manual.toml")
    oms.write("orders.ndjson", lines(order(number) for number in range(ORDERS)))
    change = [{"OrderReferenceNumber": f"KILL-{n}", "AllItems": True, "RefundShipping": True} for n in range(ORDERS)]
    oms.write("cancels.ndjson", lines(change[:100]))
    item = [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 1}]
    part = [{"OrderReferenceNumber": f"KILL-{n}", "Items": item} for n in range(100, ORDERS)]
    oms.write("returns.ndjson", lines(part))
    found = {}
    for name, words in STEPS.items():
        if name == "asn":
            oms.write("asns.ndjson", lines(notices(oms)))
        before = base / name
        shutil.copytree(oms.dir, before)
        start = time.monotonic()
        oms.ok(*words)
        seconds = time.monotonic() - start
        found[name] = Stage(before, rows(oms.dir / "oms.db"), exports(oms.dir), seconds)
    return found


def notices(oms: Oms) -> Any:
    with closing(sqlite3.connect(oms.dir / "oms.db")) as connection:
        numbers = connection.execute(
            "SELECT fulfillment_order_number, id FROM fulfillment_orders ORDER BY id"
        ).fetchall()
        for number, id_ in numbers:
            sql = "SELECT stock_keeping_unit, quantity FROM fulfillment_order_items WHERE fulfillment_order_id = ?"
            held = connection.execute(f"{sql} AND type = 'Order Product'", (id_,)).fetchall()
            sent = [{"StockKeepingUnit": sku, "Quantity": quantity} for sku, quantity in held]
            yield {"AsnNumber": f"N-{number}", "FulfillmentOrderNumber": number, "Lines": sent}


def copied(stage: Stage, tmp_path: Path, name: str) -> Oms:
    oms = make_world(tmp_path / name)
    shutil.rmtree(oms.dir)
    shutil.copytree(stage.before, oms.dir)
    return oms


def goes_on(oms: Oms, words: tuple[str, ...], stage: Stage) -> None:
    """After a kill: the store is whole, and the same command again ends where it would have ended."""
    assert what_is_broken(oms.dir / "oms.db") == []
    again = oms(*words)
    if again.code in (3, 6, 8) and "in another process" in again.err:  # a call was under way: ask what became of it
        oms.ok("payments", "reconcile", "--lease", "0")
        again = oms(*words)
    assert "Traceback" not in again.err
    assert again.code == 0, again.err
    found = rows(oms.dir / "oms.db")
    different = [table for table in stage.after if found[table] != stage.after[table]]
    assert different == []
    assert exports(oms.dir) == stage.exports


def killed(stage: Stage, tmp_path: Path, name: str, share: float) -> Oms:
    """A copy in which the command was killed after a share of its time; earlier, when it had ended before."""
    while True:
        oms = copied(stage, tmp_path, f"kill-{share}")
        running = oms.start(*STEPS[name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(stage.seconds * share)
        running.send_signal(signal.SIGKILL)
        if running.wait() == -signal.SIGKILL:
            return oms
        share *= 0.9


@pytest.mark.parametrize("name", STEPS)
def test_a_command_that_was_killed_goes_on_where_it_was(stages, tmp_path, name):
    stage, dice = stages[name], random.Random(f"{SEED}-{name}")
    for _ in range(KILLS):
        goes_on(killed(stage, tmp_path, name, dice.uniform(0.35, 1.0)), STEPS[name], stage)


CALLS = {"pwrite64": 60, "fdatasync": 4}
"""System calls to die at, and the last of them that is tried."""


def strace_works() -> bool:
    try:
        done = subprocess.run(["strace", "-e", "trace=none", "true"], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


@pytest.mark.skipif(not strace_works(), reason="no strace here, or it may not trace")
@pytest.mark.parametrize("name", ["place", "cancel", "export", "ensure-funds", "return"])
def test_a_command_that_dies_at_a_write_goes_on_where_it_was(stages, tmp_path, name):
    stage, dice = stages[name], random.Random(f"{SEED}-{name}")
    for call, most in CALLS.items():
        nth, code = dice.randint(1, most), 0
        while code != -signal.SIGKILL and nth:  # a command with fewer calls dies at an earlier one
            oms = copied(stage, tmp_path, f"{call}-{nth}")
            trace = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}"]
            words = ["strace", "-f", "-o", "/dev/null", *trace, "oms", *STEPS[name]]
            env = oms.environment()
            code = subprocess.run(words, cwd=oms.dir, env=env, capture_output=True, check=False, timeout=120).returncode
            nth //= 2
        assert code == -signal.SIGKILL
        goes_on(oms, STEPS[name], stage)

"""The fault table (promises P25–P28): every lie of a gateway × every kind of call × killed before it is sent, after it
was sent, before its answer is stored. In the end the gateway's books and ours say the same, to the cent, and no key
moved money twice.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.forks import Forks
from tests.faults.gateway_life import KILLS, books
from tests.verified import what_is_broken
from tests.world import NOW, Oms, make_world

FAULTS = (
    "timeout-before",
    "timeout-after",
    "connection-lost",
    "error-after",
    "error-before",
    "in-flight",
    "rate-limited",
    "slow",
    "decline",
    "partial",
    "notify-twice",
    "notify-late",
    "notify-disordered",
    "forgotten",
)


@dataclass(frozen=True)
class Kind:
    """A kind of call: the command that makes it, and what is left to do as long as it did not succeed."""

    interaction: str
    words: tuple[str, ...]
    left: str


USABLE = "SUM(authorization_amount - captured_amount - authorization_reversal_amount)"
KINDS = {
    "authorize": Kind(
        "Authorization",
        ("payments", "authorize", "LIES-1"),
        f"SELECT 1 FROM order_summaries s WHERE grand_total_amount > (SELECT {USABLE} FROM order_payment_summaries)",
    ),
    "capture": Kind("Capture", ("ensure-funds", "--all"), "SELECT 1 FROM invoices WHERE balance > 0"),
    "refund": Kind("ReferencedRefund", ("ensure-refunds", "--all"), "SELECT 1 FROM credit_memos WHERE balance > 0"),
    "reverse": Kind(
        "AuthorizationReversal",
        ("payments", "reverse", "--all"),
        f"SELECT 1 FROM order_summaries s WHERE grand_total_amount < (SELECT {USABLE} FROM order_payment_summaries)",
    ),
}
SETUP = """
[flow]
kind = "multi"
on_fulfilled = "manual"
on_cancel = "manual"
on_return = "manual"
on_spare_authorization = "manual"

[[gateway_providers]]
name = "sim"
label = "Gateway simulator"
adapter = "simulator"

[[gateways]]
name = "sim"
provider = "sim"
options = { ledger = "gateway.db", outbox = "outbox.ndjson" }
"""
ORDER = {
    "OrderReferenceNumber": "LIES-1",
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "DeliverToCountry": "US",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "MUG-BLUE", "Quantity": 3, "UnitPrice": 33.33}],
        }
    ],
    "Payments": [
        {
            "Type": "Authorization",
            "Amount": 99.99,
            "PaymentGateway": "sim",
            "CardType": "Visa",
            "CardLastFour": "4242",
            "GatewayRefNumber": "ELSEWHERE",
        }
    ],
}


@pytest.fixture(scope="session")
def lies(tmp_path_factory, forks) -> dict[str, Oms]:
    """A folder for each kind of call, where it is the next thing to do."""
    base = tmp_path_factory.mktemp("lies")
    placed = make_world(base / "placed")
    placed.ok("init", "--sample")
    placed.write("sim.toml", SETUP)
    placed.ok("setup", "apply", "sim.toml")
    found = {}
    for name in KINDS:
        oms = found[name] = make_world(base / name)
        oms.take_over(placed)
        order = json.loads(json.dumps(ORDER))
        order["Payments"][0]["Amount"] = 60.01 if name == "authorize" else 99.99
        oms.write("order.json", order)
        oms.ok("place", "order.json")
        for words in (("summarize", "--all"), ("approve", "--all"), *_then(name)):
            oms.ok(*words)
    return found


def _then(name):
    if name == "authorize":
        return ()
    if name == "reverse":
        return (("cancel", "LIES-1", "MUG-BLUE=1", "--reason", "Unknown"),)
    steps = (("allocate", "--all"), ("ship", "--all"), ("invoice", "--all"))
    if name == "capture":
        return steps
    change_order = ("return", "LIES-1", "MUG-BLUE=2", "--reason", "Unknown")
    return (*steps, ("ensure-funds", "--all"), change_order)


def script(*faults):
    entries = [{"then": fault, "times": 1, "milliseconds": 5} for fault in faults]
    return json.dumps(entries)


def lives(forks: Forks, oms: Oms, what: str, environment, *arguments) -> int:
    child = forks.start(
        oms.dir, oms.environment(environment), call=f"tests.faults.gateway_life:{what}", arguments=arguments,
        err=oms.home / "err", out=oms.home / "out",
    )  # fmt: skip
    return forks.wait(child)


def told(oms: Oms) -> str:
    return (oms.home / "out").read_text() + (oms.home / "err").read_text()


def ours(folder: Path, sql: str):
    with closing(sqlite3.connect(folder / "oms.db")) as store:
        return store.execute(sql).fetchall()


MOVED = """
SELECT 'Authorization', gateway_ref_number, amount FROM payment_authorizations WHERE gateway_ref_number LIKE 'SIM%'
UNION ALL SELECT 'Capture', gateway_ref_number, amount FROM payments
UNION ALL SELECT 'ReferencedRefund', gateway_ref_number, amount FROM refunds
UNION ALL SELECT 'AuthorizationReversal', gateway_ref_number, amount FROM payment_auth_adjustments ORDER BY 1, 2, 3
"""


def agree(oms: Oms) -> None:
    """The gateway's books and ours, to the cent; no key moved money twice; no call was sent twice."""
    theirs = books(oms.dir, "SELECT interaction, reference, amount FROM movements ORDER BY 1, 2, 3")
    assert ours(oms.dir, MOVED) == theirs
    assert books(oms.dir, "SELECT key FROM movements GROUP BY key HAVING COUNT(*) > 1") == []
    assert books(oms.dir, "SELECT key FROM requests WHERE kind = 'call' GROUP BY key HAVING COUNT(*) > 1") == []
    calls = dict(ours(oms.dir, "SELECT idempotency_key, state FROM gateway_intents"))
    moved = {key for (key,) in books(oms.dir, "SELECT key FROM movements")}
    assert {key for key, state in calls.items() if state == "succeeded"} == moved
    assert set(calls.values()) <= {"succeeded", "failed"}
    asked = books(oms.dir, "SELECT DISTINCT key FROM requests WHERE kind = 'call'")
    assert {key for (key,) in asked} <= calls.keys(), "a call that was not written down"
    assert what_is_broken(oms.dir / "oms.db") == []


def copy(lies, kind: str, folder: Path) -> Oms:
    oms = make_world(folder)
    oms.take_over(lies[kind])
    return oms


def one_cell(forks: Forks, oms: Oms, kind: Kind, fault: str, kill: str) -> None:
    lying = {"OMS_SIMULATOR_SCRIPT": script(fault)}
    assert lives(forks, oms, "killed", lying, list(kind.words), kill) == -signal.SIGKILL, told(oms)
    assert lives(forks, oms, "settle", lying, list(kind.words), NOW, kind.left) == 0, told(oms)


def a_history(forks: Forks, oms: Oms, kind: Kind, dice: random.Random) -> None:
    lying = {"OMS_SIMULATOR_SCRIPT": script(*dice.choices(FAULTS, k=dice.randint(1, 4)))}
    for _ in range(dice.randint(0, 2)):
        ended = lives(forks, oms, "killed", lying, list(kind.words), dice.choice(KILLS))
        assert ended in (-signal.SIGKILL, 0, 3, 6, 7, 8, 15), told(oms)
    seed = str(dice.random())
    assert lives(forks, oms, "wander", lying, list(kind.words), NOW, kind.left, seed) == 0, told(oms)


CELLS = [(fault, kill) for fault in FAULTS for kill in KILLS]


@pytest.mark.needs_file
@pytest.mark.proof("gateway lies", len(CELLS) * len(KINDS), 50_000)
@pytest.mark.parametrize("name", KINDS)
def test_whatever_a_gateway_says_its_books_and_ours_end_equal(proof, lies, forks, tmp_path, name):
    """The first tries are the cells of the table, one each; those after them are random histories."""
    kind = KINDS[name]
    for trial in proof.tries():
        with trial:
            folder = tmp_path / str(trial.number)
            oms = copy(lies, name, folder)
            if trial.number < len(CELLS):
                one_cell(forks, oms, kind, *CELLS[trial.number])
            else:
                a_history(forks, oms, kind, trial.dice)
            agree(oms)
            shutil.rmtree(folder)

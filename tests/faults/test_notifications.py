"""Notifications of gateways converge (P29): doubled, late and in any order, from sixteen processes at once, every call
is settled once, as the gateway says, and the store ends the same.
"""

from __future__ import annotations

import json
import shutil

import pytest

from omscli.documents.notifications import Notification, NotificationRead
from omscli.errors import Place
from omscli.services.notify import _Desk
from omscli.store.intents import GatewayRow, Intent
from tests.faults.batch import lines, order
from tests.faults.stages import rows
from tests.verified import what_is_broken
from tests.world import make_world

WAYS = 16
GATEWAY = GatewayRow("sim", "Active", None, None, "simulator")
FINAL = ("succeeded", "failed")


def call(number: int) -> Intent:
    return Intent(
        number,
        number << 20,
        "Capture",
        f"key-{number}",
        "unknown",
        1,
        1,
        1,
        None,
        1,
        None,
        "USD",
        1000,
        1,
        0,
        None,
        "W",
    )


def desk_of(calls, states):
    desk = _Desk(calls, {1: GATEWAY}, 0)
    desk._states = states
    return desk


@pytest.mark.proof("notification streams", 10_000, 100_000)
def test_any_order_and_number_of_notifications_settles_each_call_once(proof):
    """Sixteen senders, each with its own order and its own repeats, mixed into one stream that comes in chunks."""
    for trial in proof.tries():
        with trial:
            dice = trial.dice
            calls = {one.key: one for one in map(call, range(1, dice.randint(2, 6)))}
            truth = {key: dice.choice(FINAL) for key in calls}
            notes = [Notification(key, state, reference="R") for key in calls for state in (truth[key], "pending")]
            senders = [dice.choices(notes, k=dice.randint(0, 4)) for _ in range(WAYS)] + [notes]
            stream = [note for sender in senders for note in sender]
            dice.shuffle(stream)
            states = {key: dice.choice(("sending", "unknown")) for key in calls}
            settled: list[str] = []
            while stream:
                chunk, stream = stream[: (size := dice.randint(1, 9))], stream[size:]
                desk = desk_of(calls, states)
                reads = [NotificationRead(Place("-"), index, note) for index, note in enumerate(chunk)]
                assert {desk.judge(read).status for read in reads} <= {"settles", "exists", "skipped"}
                settled += desk.answers
            assert states == truth
            assert sorted(settled) == sorted(calls)


ORDERS = 12


@pytest.fixture(scope="session")
def unanswered(tmp_path_factory):
    """A store with a call without an answer for each of twelve orders, and what their gateway will say of them."""
    oms = make_world(tmp_path_factory.mktemp("notified") / "base")
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(ORDERS)))
    oms.ok("place", "orders.ndjson")
    for step in ("summarize", "approve", "allocate"):
        oms.ok(step, "--all")
    fulfillments = oms.ok("list", "fulfillment-orders", "--format", "ids").out.split()
    oms.ok("invoice", *fulfillments)
    assert oms("ensure-funds", "--all", env={"OMS_MOCK_SCRIPT": '[{"then": "timeout"}]'}).code == 8
    calls = oms.ok("payments", "list", "--json").json["results"]
    notes = []
    for number, one in enumerate(calls):
        note = {
            "IdempotencyKey": one["IdempotencyKey"],
            "State": FINAL[number % 4 == 3],
            "GatewayRefNumber": f"R-{number}",
        }
        if number % 4 == 1:
            note["Amount"] = "1.00"
        notes += [note, note | {"State": "pending"}]
    assert len(notes) >= ORDERS
    return oms, notes


@pytest.mark.needs_file
@pytest.mark.proof("notified at once", 3, 300)
def test_sixteen_processes_with_the_same_notifications_end_as_one_does(proof, unanswered, forks, tmp_path):
    base, notes = unanswered
    alone = make_world(tmp_path / "alone")
    alone.take_over(base)
    alone.write("notes.ndjson", "".join(f"{json.dumps(note)}\n" for note in notes))
    assert alone("payments", "notify", "notes.ndjson").code in (3, 7)
    wanted = rows(alone.dir)
    for trial in proof.tries():
        with trial:
            oms = make_world(tmp_path / str(trial.number))
            oms.take_over(base)
            children = []
            for way in range(WAYS):
                mine = [note for note in notes for _ in range(trial.dice.randint(1, 2))]
                trial.dice.shuffle(mine)
                oms.write(f"{way}.ndjson", "".join(f"{json.dumps(note)}\n" for note in mine))
                children.append(forks.start(oms.dir, oms.environment(), ["payments", "notify", f"{way}.ndjson"]))
            assert {forks.wait(child) for child in children} <= {0, 3, 7}
            assert what_is_broken(oms.dir / "oms.db") == []
            found = rows(oms.dir)
            assert [table for table in wanted if found.get(table) != wanted[table]] == []
            shutil.rmtree(tmp_path / str(trial.number))

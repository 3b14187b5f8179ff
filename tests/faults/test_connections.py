"""Connections to a server that are lost at random, in the middle of a batch: every order is done once all the same."""

from __future__ import annotations

import random
import threading

import pytest

from tests.faults.batch import lines, order
from tests.faults.forks import Forks
from tests.faults.servers import KINDS, Place, place
from tests.faults.stages import RECONCILED

ORDERS = 120
AT_ONCE = 6
STEPS = (
    ("place", "orders.ndjson", "--on-error", "skip"),
    *(("summarize", "--all"), ("approve", "--all"), ("allocate", "--all"), ("export", "--all", "--to", "out")),
    *(("ship", "--all"), ("invoice", "--all"), ("ensure-funds", "--all")),
)
SQL_END_SESSIONS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Cutter(threading.Thread):
    """Ends all sessions of the store's database at random moments, until it is told to stop; counts them."""

    def __init__(self, store: Place, dice: random.Random) -> None:
        super().__init__(daemon=True)
        self.store, self.dice = store, dice
        self.done = threading.Event()
        self.cut = 0

    def __enter__(self) -> Cutter:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        self.join()

    def run(self) -> None:
        import psycopg

        with psycopg.connect(self.store.store.url.partition("?")[0], autocommit=True) as connection:  # type: ignore[union-attr]
            while self.cut < 12 and not self.done.wait(self.dice.uniform(0.02, 0.3)):
                self.cut += sum(ended for (ended,) in connection.execute(SQL_END_SESSIONS).fetchall())


def begin(store: Place) -> None:
    store.oms.write("orders.ndjson", lines(order(number) for number in range(ORDERS)))
    levels = "".join(f"WH-NEWARK,{sku},9000\n" for sku in ("MUG-BLUE", "PEN-GEL"))
    store.oms.write("stock.csv", f"location,sku,on_hand\n{levels}")
    store.oms.write("flow.toml", '[flow]\nkind = "multi"\non_fulfilled = "manual"\n')
    store.ok("init", "--sample", *store.init)
    for words in ("setup apply flow.toml", "ingest stock stock.csv"):
        store.ok(*words.split())


def run(forks: Forks, store: Place, words: tuple[str, ...]) -> tuple[int, str]:
    said = store.oms.home / "said"
    code = forks.wait(forks.start(store.oms.dir, store.env, words, err=said, chunk=AT_ONCE))
    return code, said.read_text()


@pytest.mark.proof("lost connections", 30, 2_000)
@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_whose_connections_are_lost_does_every_order_once(proof, forks, request, tmp_path, kind):
    with place(tmp_path / "whole", "sqlite", request) as whole:
        begin(whole)
        for words in STEPS:
            assert run(forks, whole, words)[0] == 0
        expected = whole.state(leave_out=RECONCILED)
    for trial in proof.rounds():
        with trial, place(tmp_path / str(trial.number), "postgresql", request, kind) as store:
            begin(store)
            for words in STEPS:
                with Cutter(store, trial.dice) as cutter:
                    ended, said = run(forks, store, words)
                trial.weight += cutter.cut
                assert ended in (0, 3, 15), said
                if ended:  # not reachable for as long as it wanted to wait: it goes on when it is run again
                    run(forks, store, ("payments", "reconcile", "--lease", "0"))
                    assert run(forks, store, words)[0] == 0
            found = store.state(leave_out=RECONCILED)
            assert [table for table in expected if found[table] != expected[table]] == []
            assert store.broken() == []

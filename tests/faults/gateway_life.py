"""What a forked process does with a gateway that tells lies: it is killed at an instant of a call, or it lives on and
settles what was left. The books of the gateway are the other side of the truth.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from omscli.config import instant_of
from omscli.domain.instants import format_instant

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
KILLS = ("before send", "after send", "before save")
NOT_REALLY_LOST = (6, 8)
"""How a command ends that finds a call of which the outcome is not known."""


def killed(words: list[str], when: str) -> int:
    """Run a command and die at an instant of its first call to the gateway, if it comes to one."""
    from omscli.cli.app import run
    from omscli.gateways.simulator import Simulator
    from tests.faults.forks import die_at_unit

    if when == "before save":
        die_at_unit(2, "before")
        return int(run(words))
    exchange = Simulator._exchange

    def cut_off(self: Any, request: Any, entry: Any) -> Any:
        if when == "after send":
            with suppress(OSError):
                exchange(self, request, entry)
        os.kill(os.getpid(), signal.SIGKILL)

    Simulator._exchange = cut_off  # type: ignore[method-assign]
    return int(run(words))


class Life:
    """The rest of the story, in the store's folder, on a clock of its own."""

    def __init__(self, words: list[str], now: int, asks: str) -> None:
        self.words, self.now, self.asks = words, now, asks
        self.read = 0
        """How many lines of the outbox were taken in."""

    def run(self, *words: str) -> int:
        from omscli.cli.app import run

        os.environ["OMS_NOW"] = format_instant(self.now)
        return int(run(words))

    def again(self) -> int:
        """The command once more, by somebody who does not know how the first went: no call may follow one that is not
        settled, and none may go out under a key that was used.
        """
        before, waits = self.keys(), self.open_calls()
        code = self.run(*self.words)
        if waits:
            assert code in NOT_REALLY_LOST, code
            assert self.keys() == before, "a call went out while another was not settled"
        return code

    def notify(self, dice: random.Random | None = None) -> None:
        """What the gateway has sent by now; with dice, all of it again, in another order."""
        outbox = Path("outbox.ndjson")
        lines = outbox.read_text().splitlines() if outbox.exists() else []
        due = [line for line in lines if instant_of(json.loads(line)["Timestamp"]) <= self.now]
        fresh, self.read = due[self.read :], len(due)
        if dice is not None:
            fresh = [line for line in due for _ in range(dice.randint(0, 3))]
            dice.shuffle(fresh)
        if fresh:
            Path("notified.ndjson").write_text("".join(f"{line}\n" for line in fresh))
            code = self.run("payments", "notify", "notified.ndjson")
            assert code in (0, 3, 6, 7), code

    def by_hand(self) -> None:
        """A person looks into the gateway's books for what it knows no more."""
        for id_, key, currency in self.rows(
            "SELECT id, idempotency_key, currency_iso_code FROM gateway_intents"
            " WHERE state IN ('sending', 'unknown') ORDER BY id"
        ):
            from omscli.domain.ids import PREFIXES, encode
            from omscli.domain.money import format_minor

            moved = books(Path(), "SELECT reference, amount FROM movements WHERE key = ?", key)
            words = ["payments", "resolve", encode(PREFIXES["GatewayIntent"], id_), "--as"]
            if moved:
                words += ["succeeded", "--reference", moved[0][0], "--amount", format_minor(moved[0][1], currency)]
            code = self.run(*words, *([] if moved else ["failed"]))
            assert code == 0, code

    def open_calls(self) -> int:
        return int(self.rows("SELECT COUNT(*) FROM gateway_intents WHERE state IN ('sending', 'unknown')")[0][0])

    def keys(self) -> list[Any]:
        return self.rows("SELECT idempotency_key FROM gateway_intents ORDER BY order_key, id")

    def rows(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect("oms.db")) as store:
            return store.execute(sql).fetchall()

    def is_done(self) -> bool:
        return not self.open_calls() and not self.rows(self.asks)


def settle(words: list[str], now: str, asks: str) -> int:
    """The command again and again while the gateway is asked, until nothing is open and nothing is left to do."""
    life = Life(words, instant_of(now), asks)
    life.again()
    for later in (30 * SECOND, 10 * MINUTE, 20 * MINUTE, 25 * HOUR, 4 * 24 * HOUR):
        if life.is_done():
            break
        life.now = instant_of(now) + later
        life.notify()
        code = life.run("payments", "reconcile")
        assert code in (0, 3, 7, 8, 15), code
        life.again()
    if life.open_calls():
        life.by_hand()
        life.again()
    life.notify()  # what comes when all is over changes nothing
    assert life.is_done(), "there is something left to do"
    return 0


def wander(words: list[str], now: str, asks: str, seed: str) -> int:
    """A random history of retries, notifications, questions and time, then `settle`."""
    dice = random.Random(seed)
    life = Life(words, instant_of(now), asks)
    for _ in range(dice.randint(1, 6)):
        life.now += dice.choice((0, SECOND, MINUTE, 6 * MINUTE, HOUR, 25 * HOUR, 3 * 24 * HOUR))
        deed = dice.choice(("again", "notify", "shuffle", "reconcile", "hasty"))
        if deed == "again":
            life.again()
        elif deed in ("notify", "shuffle"):
            life.notify(dice if deed == "shuffle" else None)
        else:
            code = life.run("payments", "reconcile", *(("--lease", "0") if deed == "hasty" else ()))
            assert code in (0, 3, 7, 8, 15), code
    os.environ["OMS_SIMULATOR_SCRIPT"] = "[]"
    return settle(words, format_instant(life.now), asks)


def books(folder: Path, sql: str, *values: Any) -> list[Any]:
    """What the gateway's books say."""
    with closing(sqlite3.connect(folder / "gateway.db")) as ledger:
        return ledger.execute(sql, values).fetchall()

"""The run of a changing command, as its ledger keeps it: what each unit of work did is stored in that unit of work.

A run comes into being with the first unit that stores anything, so a preview, a refusal and a command that finds
nothing to do are none. Where the last unit is known to be the last, it ends the run too: a command of one unit is one
transaction. Where it is not, the end is a note that a power cut may lose: the run then counts as interrupted, and going
on with it finds nothing left to do.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from time import time_ns
from typing import TYPE_CHECKING

from omscli.documents.position import Position
from omscli.domain.numbers import run_number
from omscli.domain.values import dataclass, replace
from omscli.errors import OmsError, Place
from omscli.store import rows
from omscli.store.db import Database
from omscli.store.runs import SQL_LAST_UNIT, SQL_RUN_STANDS, SQL_SET_FILE, RunRecord, process_start

if TYPE_CHECKING:
    from omscli.services.spool import Spool
    from omscli.services.unit import Batch, Result


@dataclass(frozen=True, slots=True)
class Start:
    """What a run begins with: the words that were typed, where, by whom, and the instant that it works at."""

    command: str
    arguments: Sequence[str]
    folder: str
    actor: str
    clock: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands: what is committed of it; `files` are those whose progress is not in the ledger yet."""

    key: int | None = None
    units: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[int, Position] = field(default_factory=dict)
    refused_size: int = 0
    place: Place | None = None
    state: str = "running"

    @property
    def number(self) -> str | None:
        """How people call the run, once it is one."""
        return None if self.key is None else run_number(self.key)


class Run:
    """One run while it runs; `once` keeps it open until its answer is out, so that a repeat is told from a second wish.

    `clock` tells the time.
    """

    def __init__(
        self, start: Start, clock: Callable[[], int], resumed: RunRecord | None = None, *, once: bool = False
    ) -> None:
        self._start, self._clock, self._once = start, clock, once
        self.standing = Standing() if resumed is None else _standing_of(resumed)
        self._next = self.standing
        self._ended = False

    # ------------------------------------------------------------------------------------------------ units of work

    def enter(self, batch: Batch, results: Spool | None = None, changed: bool | None = None) -> None:
        """Add the unit to what it stores itself; one that stores nothing is only counted.

        `results` and `changed` are of the whole unit where it has more than this batch.
        """
        counts, first, last = (
            _counted(batch.results) if results is None else (results.counts, results.first, results.last)
        )
        was = self.standing
        self._next = _after(was, batch, counts, last)
        if not (batch.changes if changed is None else changed):
            return
        ends = batch.progress.last and not self._once
        now = self._clock()
        key = was.key or _new_key()
        after = self._next = replace(self._next, key=key, units=was.units + 1, state="done" if ends else "running")
        if was.key is None:
            batch.insert("runs", self._row(key, now if ends else None))
        else:
            batch.run(SQL_RUN_STANDS, *_stand(after, now if ends else None))
        unit = rows.runs_units(
            run_id=key,
            number=after.units,
            committed=now,
            counts=json.dumps(counts),
            first_place=_text(first),
            last_place=_text(last),
            last_key=last.key if last else None,
        )
        batch.insert("runs_units", unit)
        for position in after.files.values():
            batch.run(SQL_SET_FILE, *_file(key, position))
        self._next = replace(after, files={})

    def committed(self) -> None:
        """The unit that was entered last is committed."""
        self.standing = self._next

    def _row(self, key: int, ended: int | None) -> rows.Row:
        start, after = self._start, self._next
        return rows.runs(
            id=key,
            command=start.command,
            arguments=json.dumps(list(start.arguments)),
            folder=start.folder,
            actor=start.actor,
            clock=start.clock,
            started=start.clock,
            ended=ended,
            state=after.state,
            counts=json.dumps(after.counts),
            units=after.units,
            refused_size=after.refused_size,
            process=os.getpid(),
            process_start=process_start(os.getpid()),
            host=os.uname().nodename,
        )

    # --------------------------------------------------------------------------------------------------------- its end

    def end(self, database: Database, error: BaseException | None) -> None:
        """The command is over: well, stopped by a signal, or failed. Said only where the last unit has not said it."""
        if self._ended:
            return
        self._ended = True
        if self._next.key is None or self.standing.state == "done":
            return
        try:
            with database.jot() as writer:
                entered = self._next.units > self.standing.units
                if entered and writer.value(SQL_LAST_UNIT, self._next.key) == self._next.units:
                    self.committed()  # it was, and a signal came before anybody was told
                if self.standing.key is None or self.standing.state == "done":
                    return
                stands = self.standing = replace(self.standing, state=_state_of(error))
                writer.run(SQL_RUN_STANDS, [_stand(stands, self._clock())])
                if stands.files:
                    writer.run(SQL_SET_FILE, [_file(stands.key or 0, each) for each in stands.files.values()])
        except OmsError:  # it counts as interrupted
            pass


def _standing_of(record: RunRecord) -> Standing:
    return Standing(record.id, record.units, record.counts, {}, record.refused_size)


def _state_of(error: BaseException | None) -> str:
    if error is None or getattr(error, "exit_code", None) is not None:
        return "done"
    return "failed" if isinstance(error, Exception) else "stopped"


def _new_key() -> int:
    """Milliseconds and 20 random bits: no counter that all commands would wait for, and later runs sort later."""
    return (time_ns() // 1_000_000) << 20 | int.from_bytes(os.urandom(3), sys.byteorder) & 0xFFFFF


def _counted(results: Iterable[Result]) -> tuple[dict[str, int], Result | None, Result | None]:
    """How many results of each status there are, the first and the last."""
    counts: dict[str, int] = {}
    first = last = None
    for last in results:
        first = first or last
        counts[last.status] = counts.get(last.status, 0) + 1
    return counts, first, last


def _after(was: Standing, batch: Batch, counts: Mapping[str, int], last: Result | None) -> Standing:
    """Where the run stands when the unit is committed."""
    progress = batch.progress
    return replace(
        was,
        counts={status: was.counts.get(status, 0) + counts.get(status, 0) for status in {**was.counts, **counts}},
        files={**was.files, **{position.number: position for position in progress.files}},
        refused_size=progress.refused_size or was.refused_size,
        place=last.place if last else was.place,
    )


def _stand(standing: Standing, ended: int | None) -> tuple[int | str | None, ...]:
    here = os.getpid()
    return (
        standing.state,
        ended,
        json.dumps(standing.counts),
        standing.units,
        standing.refused_size,
        here,
        process_start(here),
        os.uname().nodename,
        standing.key,
    )


def _file(key: int, position: Position) -> tuple[int | str | None, ...]:
    return (
        key,
        position.number,
        position.name,
        position.sha256,
        position.size,
        position.lines,
        position.units,
        "done" if position.ended else "part",
    )


def _text(result: Result | None) -> str | None:
    place = result.place if result else None
    return None if place is None else ":".join(str(part) for part in (place.file, place.line) if part is not None)

"""The ledger of runs: what is stored of each, how it is found, and whether its process still lives."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from omscli.domain.numbers import parse_run_number, run_number
from omscli.errors import nearest, refuse
from omscli.store.db import Reader

_COLUMNS = """
SELECT id, command, arguments, folder, actor, clock, started, ended, state, counts, units, refused_size, process,
       process_start, host
"""
SQL_RUN = f"{_COLUMNS} FROM runs WHERE id = ?"
SQL_RUNS = f"{_COLUMNS} FROM runs ORDER BY id"
SQL_UNFINISHED_RUNS = f"""{_COLUMNS}
FROM runs WHERE state <> 'done' AND command = ? AND arguments = ? AND folder = ? ORDER BY id DESC
"""
SQL_LAST_RUNS = "SELECT id FROM runs ORDER BY id DESC LIMIT 200"
SQL_RUN_UNITS = """
SELECT number, committed, counts, first_place, last_place, last_key FROM runs_units WHERE run_id = ? ORDER BY number
"""
SQL_RUN_FILES = """
SELECT number, path, size, content_sha256, lines_done, records_done, state FROM runs_files WHERE run_id = ?
ORDER BY number
"""
SQL_LAST_UNIT = "SELECT MAX(number) FROM runs_units WHERE run_id = ?"
SQL_RUN_STANDS = """
UPDATE runs SET state = ?, ended = ?, counts = ?, units = ?, refused_size = ?, process = ?, process_start = ?, host = ?
WHERE id = ?
"""
SQL_SET_FILE = """
INSERT INTO runs_files (run_id, number, path, content_sha256, size, lines_done, records_done, state)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (run_id, number) DO UPDATE SET content_sha256 = excluded.content_sha256, size = excluded.size,
  lines_done = excluded.lines_done, records_done = excluded.records_done, state = excluded.state
"""


class FileDone(NamedTuple):
    """How far a run is with an input file; the names are those of `documents/position.py`."""

    number: int
    name: str
    size: int
    sha256: str
    lines: int | None
    units: int
    ended: bool


class UnitRow(NamedTuple):
    """A committed unit of a run."""

    number: int
    committed: int
    counts: Mapping[str, int]
    first_place: str | None
    last_place: str | None
    last_key: int | None


class RunRecord(NamedTuple):
    """A run as the ledger has it; `files` where they were asked for."""

    id: int
    command: str
    arguments: list[str]
    folder: str
    actor: str
    clock: int
    started: int
    ended: int | None
    state: str
    counts: Mapping[str, int]
    units: int
    refused_size: int
    process: int
    process_start: str | None
    host: str
    files: tuple[Any, ...] = ()

    @property
    def number(self) -> str:
        """How people call it."""
        return run_number(self.id)

    @property
    def is_alive(self) -> bool:
        """Whether its process still works, as far as can be seen from here."""
        if self.state != "running":
            return False
        if self.host != os.uname().nodename:
            return True  # who can tell
        return process_start(self.process) == self.process_start

    @property
    def shown_state(self) -> str:
        """`killed` is a run that says it runs and whose process is gone."""
        return "killed" if self.state == "running" and not self.is_alive else self.state


def process_start(process: int) -> str | None:
    """When the system started a process, in its own unit: tells it from a later one of the same number. None: gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None if Path("/proc/self").exists() else _signaled(process)
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]


def _signaled(process: int) -> str | None:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return None
    except OSError:
        pass
    return str(process)


def runs(reader: Reader) -> list[RunRecord]:
    """Every run, in the order in which they began."""
    return [_record(row) for row in reader.rows(SQL_RUNS)]


def find_run(reader: Reader, name: str) -> RunRecord:
    """The run of a number, with its files. Raises `not-found`."""
    key = parse_run_number(name)
    row = reader.row(SQL_RUN, key) if key is not None else None
    if row is None:
        known = [run_number(each[0]) for each in reader.rows(SQL_LAST_RUNS)]
        guess = nearest(name.upper(), known)
        hint = f"did you mean {guess}?" if guess else "`oms runs list` shows them"
        raise refuse("not-found", f'no run is called "{name}"', help=hint, done="nothing was done")
    return _record(row)._replace(files=files_of(reader, row[0]))


def interrupted(reader: Reader, command: str, arguments: Iterable[str], folder: str) -> RunRecord | None:
    """The last run of the same words in the same folder, if it did not come to its end and is not at work."""
    for row in reader.rows(SQL_UNFINISHED_RUNS, command, json.dumps(list(arguments)), folder):
        record = _record(row)
        if not record.is_alive:
            return record._replace(files=files_of(reader, record.id))
    return None


def files_of(reader: Reader, run: int) -> tuple[FileDone, ...]:
    """How far a run is with its files."""
    return tuple(
        FileDone(number, path, size, sha256, lines, records, state == "done")
        for number, path, size, sha256, lines, records, state in reader.rows(SQL_RUN_FILES, run)
    )


def units_of(reader: Reader, run: int) -> list[UnitRow]:
    """The committed units of a run, in their order."""
    return [UnitRow(row[0], row[1], json.loads(row[2]), *row[3:]) for row in reader.rows(SQL_RUN_UNITS, run)]


def _record(row: Any) -> RunRecord:
    id_, command, arguments, *rest, counts, units, refused, process, start, host = row
    folder, actor, clock, started, ended, state = rest
    return RunRecord(
        id_, command, json.loads(arguments), folder, actor, clock, started, ended, state, json.loads(counts), units,
        refused, process, start, host,
    )  # fmt: skip

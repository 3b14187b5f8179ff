"""The declaration of the run ledger: what changing commands did, unit by unit.

It is about the work, not about the shop: no state hash, seal or view includes it.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy import text as sql_text
from sqlmodel import SQLModel

from omscli.store.columns import count, count_key, instant, rule, text

_UNFINISHED = sql_text("state <> 'done'")


class Run(SQLModel, table=True):
    """One changing command, from its first committed unit on."""

    __tablename__ = "runs"
    __table_args__ = (
        Index(
            "runs_unfinished",
            "command",
            sqlite_where=sql_text("state <> 'done'"),
            postgresql_where=sql_text("state <> 'done'"),
        ),
        rule("run_state", "state IN ('running', 'done', 'stopped', 'failed')"),
    )
    id: int = count_key()
    command: str = text(api="", doc="the command without its options")
    arguments: str = text(api="", doc="what was typed, as a JSON list, but for the store: its URL may hold a secret")
    folder: str = text(api="", doc="where it was typed")
    actor: str = text(api="")
    clock: int = instant(api="")
    started: int = instant(api="")
    ended: int | None = instant(null=True, api="")
    state: str = text(api="")
    counts: str = text(api="", doc="results by status, as JSON")
    units: int = count(api="", doc="transactions that are committed")
    refused_size: int = count(api="", default=0, doc="bytes of the file of the refused that belong to them")
    process: int = count(api="")
    process_start: str | None = text(null=True, api="", doc="tells the process from a later one of the same number")
    host: str = text(api="")


class RunUnit(SQLModel, table=True):
    """One committed transaction of a run, written in that transaction."""

    __tablename__ = "runs_units"
    run_id: int = count_key()
    number: int = count_key()
    committed: int = instant(api="")
    counts: str = text(api="", doc="results by status, as JSON")
    first_place: str | None = text(null=True, api="", doc="FILE:LINE of its first result")
    last_place: str | None = text(null=True, api="")
    last_key: int | None = count(null=True, api="", doc="the record that its last result tells of")


class RunFile(SQLModel, table=True):
    """How far a run is with one of its input files."""

    __tablename__ = "runs_files"
    run_id: int = count_key()
    number: int = count_key()
    path: str = text(api="", doc="as it was named")
    content_sha256: str = text(api="", doc="of what is done: the first `size` bytes, unpacked")
    size: int = count(api="")
    lines_done: int | None = count(null=True, api="", doc="none for a document, which is no stream of lines")
    records_done: int = count(api="")
    state: str = text(api="", doc="part or done")

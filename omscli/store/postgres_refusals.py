"""PostgreSQL's errors as refusals of the contract: what, where, and the way out. A password is in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from omscli.config import ServerUrl
from omscli.errors import OmsError, Problem, refuse
from omscli.store.db import Undone

_AGAIN = "run it again; what was committed stays"


@contextmanager
def translated(url: ServerUrl, timeout: float, connection: psycopg.Connection | None = None) -> Iterator[None]:
    """The driver's errors as refusals, and as `Undone` where the unit of work may be planned anew."""
    try:
        yield
    except psycopg.Error as error:
        raise refusal(error, url, timeout, lost=connection is not None and connection.broken) from error


def refusal(error: psycopg.Error, url: ServerUrl, timeout: float, *, lost: bool) -> Exception:
    """What the error means for the user; the error itself where it can only be a mistake in oms."""
    state = error.sqlstate or ""
    said = _first_line(error)
    if lost or state.startswith(("08", "57P")) or (isinstance(error, psycopg.OperationalError) and not state):
        return undone("database-unreachable", f"the connection to {url} was lost: {said}", _AGAIN)
    if state in ("40001", "40P01"):
        return undone("locked", f"other processes changed the same records of {url} again and again", _AGAIN)
    if state == "23505":
        return undone("locked", f"another process stored the same key in {url} first: {said}", _AGAIN)
    if state == "23514" and error.diag.table_name == "stock":
        return undone("locked", f"other processes took the stock of {url} first, again and again", _AGAIN)
    if state == "23514" and error.diag.table_name == "credit_accounts":
        return undone("locked", f"other orders took the balance of a card in {url} first, again and again", _AGAIN)
    if state == "55P03":
        message = f"{url} was locked by another process for longer than {timeout:g} s"
        return refuse("locked", message, help="run it again, or wait longer: --lock-timeout SECONDS")
    for start, code, message, help_ in _MEANINGS:
        if state.startswith(start):
            return refuse(code, f"{url}: {message} ({said})", help=help_)
    return error


_RESTORE = "`oms store restore BACKUP` makes the store of a backup in an empty database"

_MEANINGS = (
    ("42501", "read-only", "its user may not do this", "let the owner of the tables grant it, or use another user"),
    ("25006", "read-only", "the server takes no changes", "name the primary server, not a copy of it"),
    ("53100", "disk", "the server's disk is full", "make room on the server"),
    ("53300", "database-unreachable", "the server has no connection left", _AGAIN),
    ("53", "database-unreachable", "the server is out of resources", _AGAIN),
    ("57014", "locked", "the server ended a statement that took too long", _AGAIN),
    ("58", "disk", "the server's disk refused", "look into the server's log"),
    ("XX00", "damaged", "the server finds its data damaged", _RESTORE),
    ("42P01", "damaged", "a table of the store is missing", _RESTORE),
    ("42703", "damaged", "a column of the store is missing", _RESTORE),
)


def undone(code: str, message: str, help_: str) -> Undone:
    """A unit of work that the server rolled back."""
    return Undone((Problem(code, message, None, help_),), "nothing of this step was written")


def unreachable(said: str, url: ServerUrl) -> OmsError:
    """Why there is no connection. libpq gives no code, only its words, and the server's in the server's language."""
    said = " ".join(said.split())
    if "FATAL" not in said:
        help_ = "is the server running, and are host and port right? --store postgresql://USER@HOST:PORT/DATABASE"
        return refuse("database-unreachable", f"{url} does not answer: {said}", help=help_)
    reason = said.partition("FATAL:")[2].strip()
    if reason.startswith("database") and reason.endswith("does not exist"):
        return refuse("no-store", f"{url}: {reason}", help="make the database (createdb), then `oms init` in it")
    if any(word in reason for word in ("password", "role", "authentication", "pg_hba", "permission", "no encryption")):
        help_ = "name the user in the URL; its password belongs into ~/.pgpass or PGPASSWORD"
        return refuse("credential-missing", f"{url} lets nobody in: {reason}", help=help_)
    return refuse("database-unreachable", f"{url} takes no connection: {reason}", help=_AGAIN)


def _first_line(error: psycopg.Error) -> str:
    said = error.diag.message_primary or str(error)
    return " ".join(said.split("\n")[0].split())

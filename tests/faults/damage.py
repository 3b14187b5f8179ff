"""Damage of a store: rows that are changed behind its back, and bytes of its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from omscli.errors import OmsError
from omscli.services.invariants.table import INVARIANTS
from omscli.services.verify import check
from omscli.store.db import open_store
from omscli.store.seals import UNSEALED
from omscli.store.sqlite import SqliteReader
from tests.acceptance.shop import delivery, order, product, visa
from tests.state_hash import rows_of
from tests.world import Oms

STATES = (
    *("placed", "summarized", "on-hold", "exported", "fulfilled", "paid"),
    *("partially-canceled", "returned", "refunded"),
)
CODE = "ABCD-EFGH-1234"
FIRST = ("order-seals", "record-seals", "traces", "keys")
ORDER = sorted(INVARIANTS, key=lambda one: (one.name not in FIRST, one.name == "integrity"))
"""What finds most comes first: a damage is found when one invariant has found it."""


def full_store(world: Oms, orders: int = 3) -> Path:
    """A store with orders of every state and a row in every table."""
    world.ok("init", "--sample")
    samples = world.samples()
    for name in sorted(samples.glob("*.json")):
        world("place", name, "--create-missing", "--on-error", "skip")
    world.ok("advance", "--all", "--simulate")
    for seed, state in enumerate(STATES):
        world.ok("seed", str(orders), "--state", state, "--random-seed", str(seed + 1))
    paid = world.ok("list", "summaries", "--where", "Status=Fulfilled", "--json").json["results"][0]["OrderNumber"]
    world.ok("return", paid, "--all-items", "--reason", "Unknown", "--fee", "1")
    _return_order(world)
    _exchange(world)
    world.ok("payments", "authorize", paid, "--amount", "5")
    world.ok("payments", "reverse", "--all")
    late = order([product("MUG-WHITE", 1, 5)], reference="LATE", Status="Draft")
    world.ok("place", world.write("late.json", late))
    world.ok("place", world.write("late.json", late | {"Status": "Activated"}))
    held = world.ok("list", "exceptions", "--json").json
    world.ok("resolve", held["results"][0]["ProcessExceptionNumber"])
    world.ok("export", "--all", "--to", "out")
    return world.dir / "oms.db"


def _return_order(world: Oms) -> None:
    """A return order on which a discounted unit came back, and another is expected."""
    discounted = {
        **product("MUG-WHITE", 2, 5, 1),
        "Adjustments": [{"Name": "SPRING", "Amount": -2, "Taxes": [{"Amount": -0.2}]}],
    }
    placed = order([discounted, delivery(4)], reference="BACK", payments=[visa(50, "1111")])
    world.ok("place", world.write("back.json", placed))
    world.ok("advance", "BACK", "--simulate")
    words = ("--reason", "Unknown", "--fee", "10%", "--refund-shipping", "--tracking", "1Z", "--carrier", "UPS")
    world.ok("return", "open", "BACK", "MUG-WHITE=2", *words, "--expected", "2026-02-01")
    world.ok("return", "receive", "BACK", "MUG-WHITE=1")


def _exchange(world: Oms) -> None:
    """A shopper who had a mug and gets another for it, and part of both paid by a gift card."""
    world.ok("credit", "issue", "30", "USD", "--code-file", "-", stdin=CODE)
    card = {"Type": "Sale", "Amount": 2, "PaymentGateway": "mock", "GiftCardCode": CODE}
    mug = [product("MUG-WHITE", 1, 5)]
    world.ok("place", world.write("had.json", order(mug, reference="HAD", payments=[visa(3, "4242"), card])))
    world.ok("advance", "HAD", "--simulate")
    new = world.write("new.json", order(mug, reference="NEW"))
    world.ok("exchange", "HAD", "--return", "MUG-WHITE=1", "--order", new, "--reason", "Unknown")


def in_memory(path: Path) -> sqlite3.Connection:
    """A copy that minds no constraint."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    with closing(sqlite3.connect(path)) as store:
        store.backup(copy)
    copy.execute("PRAGMA ignore_check_constraints = ON")
    return copy


def named_by(connection: sqlite3.Connection) -> str | None:
    """The first invariant that is broken."""
    for result in check(SqliteReader(connection), ORDER):
        if result.status == "broken":
            return str(result.fields["Invariant"])
    return None


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The store's tables by name."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [name for (name,) in connection.execute(sql) if name not in UNSEALED]


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    """A table's columns, and those of its key."""
    info = connection.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in info], [row[1] for row in info if row[5]]


def row_changes(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Every change of one value that is tried, as (table, column, kind of change); and each table's row taken away."""
    found = [(table, "", 0) for table in tables_of(connection)]
    for table in tables_of(connection):
        found += [(table, column, kind) for column in columns_of(connection, table)[0] for kind in range(3)]
    return found


def change_row(connection: sqlite3.Connection, dice: Random, table: str, column: str, kind: int) -> str | None:
    """Change one value of a random row, or take the row away; answers what was done, None where nothing could be."""
    key = columns_of(connection, table)[1]
    shown = f'"{column}"' if column else "1"
    rows = connection.execute(f"SELECT {', '.join(key)}, {shown} FROM {table}").fetchall()
    rows = [row for row in rows if row[-1] is not None] or rows
    if not rows:
        return None
    *values, old = dice.choice(rows)
    where = " AND ".join(f"{name} = ?" for name in key)
    if not column:
        connection.execute(f"DELETE FROM {table} WHERE {where}", values)
        return f"{table} {values} is taken away"
    new = _other(old, kind)
    try:
        connection.execute(f'UPDATE {table} SET "{column}" = ? WHERE {where}', [new, *values])
    except sqlite3.IntegrityError:  # NOT NULL, UNIQUE: SQLite itself does not keep such a value
        return None
    return f"{table} {values}: {column} {old!r} → {new!r}"


def _other(old: Any, kind: int) -> Any:
    if old is None:
        return (1, "x", "")[kind]
    if isinstance(old, int):
        return (old + 1, None, -old - 1)[kind]
    return (old + "x", None, "")[kind]


def content(path: Path) -> Any:
    """All rows of a store and its schema; what cannot be read is told as the error."""
    with closing(sqlite3.connect(f"file:{path}?mode=rw", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            identity = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
            connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            return schema, identity, rows_of(connection, UNSEALED)
        except (sqlite3.Error, UnicodeError) as error:
            return str(error)


def found_in(path: Path) -> str | None:
    """What `oms verify` finds of a file: an invariant, or the refusal to open it. Anything else is no answer."""
    try:
        with open_store(path) as database, database.read() as reader:
            return next((str(r.fields["Invariant"]) for r in check(reader, ORDER) if r.status == "broken"), None)
    except OmsError as error:
        if error.code not in ("damaged", "not-a-store", "schema-newer", "schema-older", "read-only"):
            raise
        return error.code


def whole_file(path: Path) -> bytes:
    """The store as one file, its journal taken in."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def strikes(dice: Random, image: bytes) -> Iterator[bytes]:
    """A damage of the file of each kind: a bit, a byte, a zeroed page, a page in another's place, a lost end."""
    page = int.from_bytes(image[16:18], "big") or 65536
    place, bit = dice.randrange(len(image)), dice.randrange(8)
    yield image[:place] + bytes([image[place] ^ 1 << bit]) + image[place + 1 :]
    place = dice.randrange(len(image))
    yield image[:place] + bytes([dice.randrange(256)]) + image[place + 1 :]
    start = dice.randrange(len(image) // page) * page
    yield image[:start] + bytes(page) + image[start + page :]
    other = dice.randrange(len(image) // page) * page
    yield image[:start] + image[other : other + page] + image[start + page :]
    yield image[: dice.randrange(len(image))]


def move_rows(connection: sqlite3.Connection, dice: Random) -> str | None:
    """Make one row of a table like another: swap two, copy one under another key, or write one over another."""
    table = dice.choice(tables_of(connection))
    columns, key = columns_of(connection, table)
    rest = [name for name in columns if name not in key]
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
    if len(rows) < 2 or not rest:
        return None
    one, two = dice.sample(rows, 2)
    kind = dice.choice(("swapped", "written over", "copied"))
    places = [columns.index(name) for name in rest]
    if [one[place] for place in places] == [two[place] for place in places]:
        return None
    sql = f"UPDATE {table} SET {', '.join(f'{n} = ?' for n in rest)} WHERE {' AND '.join(f'{n} = ?' for n in key)}"
    names = [columns.index(name) for name in key]
    try:
        if kind == "copied":
            new = list(one)
            last = new[names[-1]]
            new[names[-1]] = last + 1_000_000 if isinstance(last, int) else f"{last}-2"
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(new))})", new)
        else:
            pairs = [(one, two), (two, one)] if kind == "swapped" else [(one, two)]
            for source, target in pairs:
                connection.execute(sql, [*(source[place] for place in places), *(target[name] for name in names)])
    except sqlite3.IntegrityError:
        return None
    return f"{table}: {one} and {two} {kind}"

"""`oms store copy`, `backup` and `restore` between files and a PostgreSQL server: the same state, or nothing at all."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from omscli.errors import OmsError
from omscli.services.stores.copy import copy_store
from omscli.store import state_hash as hashing
from omscli.store.db import SCHEMA_VERSION, open_store
from omscli.store.postgres_rows import PostgresWriter
from omscli.store.sqlite import SqliteWriter
from omscli.store.state_hash import pieces, state_hash
from tests.faults.batch import SEED
from tests.faults.strace import works as strace_works
from tests.store.versions import old_store
from tests.world import Oms, make_world


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Oms:
    """A store with orders in every state."""
    oms = make_world(tmp_path_factory.mktemp("copies") / "world")
    old_store(1, oms.dir / "oms.db")
    oms.ok("store", "migrate")
    (oms.dir / f"oms.db.before-schema-{SCHEMA_VERSION}.20260105T100000Z").unlink()
    return oms


@pytest.fixture
def shop(oms: Oms, made: Oms) -> Oms:
    shutil.copytree(made.dir, oms.dir, dirs_exist_ok=True)
    return oms


@pytest.fixture
def second_database(postgres_database: str):
    """Another empty database of the same server."""
    name = f"{postgres_database.rpartition('/')[2]}_second"
    with psycopg.connect(postgres_database, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_database.rpartition('/')[0]}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def info(oms: Oms, store: str):
    return oms.ok("--store", store, "store", "info", "--hash", "--json").json["results"][0]


def relations(url: str) -> list[str]:
    sql = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    with psycopg.connect(url) as connection:
        return [name for (name,) in connection.execute(sql).fetchall()]


def names(oms: Oms) -> list[str]:
    return sorted(path.name for path in oms.dir.iterdir() if not path.name.endswith(("-wal", "-shm")))


def test_round_the_engines_a_store_stays_the_same(shop, postgres_database, second_database):
    before = info(shop, "oms.db")
    ways = [
        ("oms.db", postgres_database), (postgres_database, second_database),
        (second_database, "back.db"), ("back.db", "again.db"),
    ]  # fmt: skip
    for source, target in ways:
        (copied,) = shop.ok("store", "copy", source, target, "--verify", "--json").json["results"]
        assert copied["StateHash"] == before["StateHash"]
        after = info(shop, target)
        different = {"Store", "Engine", "Bytes", "Isolation", "JournalMode", "Partitions"}
        assert {name: after[name] for name in after if name not in different} == {
            name: before[name] for name in before if name not in different
        }


def test_a_copy_on_a_server_may_be_split_and_migrated_as_it_is(shop, postgres_database, second_database):
    before = info(shop, "oms.db")["StateHash"]
    shop.ok("store", "copy", "oms.db", postgres_database, "--partitions", "3", "--verify")
    assert (info(shop, postgres_database)["Partitions"], info(shop, postgres_database)["StateHash"]) == (3, before)
    as_in_version_1(postgres_database)
    shop.ok("--store", postgres_database, "store", "migrate", "--backed-up")
    shop.ok("store", "copy", postgres_database, second_database)
    assert (info(shop, second_database)["Partitions"], info(shop, second_database)["StateHash"]) == (1, before)
    for target, partitions in (("new.db", "2"), (second_database, "0")):
        assert shop("store", "copy", "oms.db", target, "--partitions", partitions).code == 2


def test_a_copy_lives_on_and_the_first_one_is_not_touched(shop, postgres_database):
    before = info(shop, "oms.db")["StateHash"]
    shop.ok("store", "copy", "oms.db", postgres_database)
    for store in (postgres_database, "oms.db"):
        if store == postgres_database:
            shop.ok("--store", store, "advance", "--all", "--simulate")
            assert info(shop, "oms.db")["StateHash"] == before != info(shop, store)["StateHash"]
        shop.ok("--store", store, "seed", "2", "--state", "returned", "--random-seed", "5")
        assert shop("--store", store, "verify").code in (0, 20)


def test_a_place_that_is_taken_stays_as_it_is(shop, postgres_database):
    shop.ok("store", "copy", "oms.db", postgres_database)
    before = info(shop, postgres_database)
    shop.write("diary.txt", "mine")
    for target, code in ((postgres_database, 6), ("diary.txt", 6), ("oms.db", 2)):
        for more in ((), ("--dry-run",)):
            refused = shop("store", "copy", "oms.db", target, *more)
            assert (refused.code, refused.out, "nothing was" in refused.err) == (code, "", True), refused
    assert info(shop, postgres_database) == before
    assert (shop.dir / "diary.txt").read_text() == "mine"
    missing = shop("store", "copy", "missing.db", "new.db")
    assert (missing.code, names(shop)) == (10, ["diary.txt", "oms.db"])


def test_a_preview_of_a_copy_makes_nothing(shop, postgres_database):
    for target in (postgres_database, "new.db"):
        (shown,) = shop.ok("store", "copy", "oms.db", target, "-n", "--json").json["results"]
        assert (shown["status"], shown["Orders"]) == ("preview", 40)
    assert relations(postgres_database) == []
    assert names(shop) == ["oms.db"]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_copy_that_does_not_say_the_same_is_not_kept(shop, postgres_database, monkeypatch, engine):
    writer, target = (SqliteWriter, shop.dir / "new.db") if engine == "sqlite" else (PostgresWriter, None)
    insert = writer.insert

    def forgets(self, table, rows):
        insert(self, table, rows[:-1] if table == "events" else rows)

    monkeypatch.setattr(writer, "insert", forgets)
    from omscli.config import ServerUrl

    with pytest.raises(OmsError) as raised:
        copy_store(shop.dir / "oms.db", target or ServerUrl(postgres_database), 5, verified=False)
    assert (raised.value.code, "events" in str(raised.value)) == ("copy-differs", True)
    assert names(shop) == ["oms.db"]
    assert relations(postgres_database) == []


def test_a_backup_of_a_server_is_a_file_and_comes_back_to_either_engine(shop, postgres_database, second_database):
    shop.ok("store", "copy", "oms.db", postgres_database)
    before = info(shop, postgres_database)["StateHash"]
    (made,) = shop.ok("--store", postgres_database, "store", "backup", "--verify", "--json").json["results"]
    name = f"{postgres_database.rpartition('/')[2]}.db.backup.20260105T100000Z"
    assert (made["Backup"], made["Checked"], made["Orders"]) == (name, "every invariant", 40)
    assert (shop.dir / name).stat().st_mode & 0o777 == 0o600
    for store in (second_database, "restored.db"):
        shop.ok("--store", store, "store", "restore", name, "--verify")
        assert info(shop, store)["StateHash"] == before
    refused = shop("--store", second_database, "store", "restore", name, "--force")
    assert (refused.code, "--force replaces a store file" in refused.err) == (2, True)
    old_store(1, shop.dir / "old.db")
    with psycopg.connect(second_database, autocommit=True) as admin:
        admin.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    refused = shop("--store", second_database, "store", "restore", "old.db")
    assert (refused.code, "error[schema-older]" in refused.err) == (13, True)


def test_a_backup_of_a_server_while_orders_are_placed_is_one_moment(shop, postgres_database):
    shop.ok("store", "copy", "oms.db", postgres_database)
    seeding = shop.start("--store", postgres_database, "seed", "800", "--random-seed", "3", stdout=subprocess.DEVNULL)
    number = 0
    while seeding.poll() is None:
        shop.ok("--store", postgres_database, "store", "backup", f"{number}.db", "--verify")
        number += 1
    assert (seeding.returncode, number > 0) == (0, True)


def test_a_store_on_a_server_is_migrated_when_its_owner_has_a_backup(shop, postgres_database):
    shop.ok("store", "copy", "oms.db", postgres_database)
    before = info(shop, postgres_database)
    as_in_version_1(postgres_database)
    words = ("--store", postgres_database, "store", "migrate")
    assert shop("--store", postgres_database, "list", "orders").code == 13
    refused = shop(*words)
    assert (refused.code, "--backed-up" in refused.err) == (2, True)
    with psycopg.connect(postgres_database, application_name="oms place 1") as other:
        other.execute("SELECT 1")
        refused = shop(*words, "--backed-up", "--lock-timeout", "0.3")
        assert (refused.code, "is in use by oms place 1" in refused.err) == (11, True), refused
    assert [one["Version"] for one in shop.ok(*words, "--backed-up", "--json").json["results"]] == [2, 3]
    assert shop.ok(*words).out.splitlines()[1].split()[0] == "exists"
    assert info(shop, postgres_database)["StateHash"] == before["StateHash"]


def test_a_migration_on_a_server_that_would_make_another_schema_is_rolled_back(shop, postgres_database):
    shop.ok("store", "copy", "oms.db", postgres_database)
    as_in_version_1(postgres_database)
    with psycopg.connect(postgres_database, autocommit=True) as admin:
        admin.execute("ALTER TABLE stock ALTER on_hand TYPE INTEGER")
    before = sorted(relations(postgres_database))
    failed = shop("--store", postgres_database, "store", "migrate", "--backed-up")
    assert (failed.code, "column stock.on_hand" in failed.err) == (1, True), failed
    assert sorted(relations(postgres_database)) == before


def as_in_version_1(url: str) -> None:
    """Version 1 was never on a server: one that is like it, as far as tables and columns go."""
    with psycopg.connect(url, autocommit=True) as admin:
        for table, columns in added_since(1).items():
            admin.execute(f"DROP TABLE {table} CASCADE" if columns is None else "SELECT 1")
            for column in columns or ():
                admin.execute(f"ALTER TABLE {table} DROP COLUMN {column} CASCADE")
        admin.execute("UPDATE oms_store SET schema_version = 1")


def added_since(version: int) -> dict[str, list[str] | None]:
    """Tables that stores of that version had not (None), and the columns that their tables had not."""
    from omscli.store.schema import TABLES
    from omscli.store.seals import columns_of

    with closing(sqlite3.connect(":memory:")) as old:
        import lzma

        from tests.store import versions

        packed = Path(versions.__file__).with_name(f"oms-{version}.db.xz")
        old.deserialize(lzma.decompress(packed.read_bytes()).replace(b"\x02\x02", b"\x01\x01", 1))
        there = {table: [row[1] for row in old.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    new = {table: [column for column in columns_of(table) if column not in there[table]] for table in TABLES}
    return {table: columns if there[table] else None for table, columns in new.items() if columns}


def nothing_or_all(oms: Oms, target: str, before: str) -> None:
    """After a kill: the copy is whole or not there, and the same command makes it."""
    again = oms("store", "copy", "oms.db", target)
    assert again.code in (0, 6), again
    assert info(oms, target)["StateHash"] == before
    assert [name for name in names(oms) if name.startswith(".")] == []


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_copy_that_is_killed_is_whole_or_not_there(shop, postgres_database, engine):
    before, dice = info(shop, "oms.db")["StateHash"], random.Random(f"{SEED}-{engine}")
    target = "new.db" if engine == "sqlite" else postgres_database
    start = time.monotonic()
    shop.ok("store", "copy", "oms.db", "first.db")
    seconds, kills = time.monotonic() - start, 0
    while kills < 2:
        with psycopg.connect(postgres_database, autocommit=True) as admin:
            admin.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        (shop.dir / "new.db").unlink(missing_ok=True)
        running = shop.start("store", "copy", "oms.db", target, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds * dice.uniform(0.4, 0.95))
        running.send_signal(signal.SIGKILL)
        kills += running.wait() == -signal.SIGKILL
        seconds *= 0.95
        nothing_or_all(shop, target, before)


@pytest.mark.skipif(not strace_works(), reason="no strace here, or it may not trace")
@pytest.mark.parametrize("fault", ["signal=KILL", "error=ENOSPC"])
@pytest.mark.parametrize(("call", "most"), [("pwrite64", 400), ("fdatasync", 3), ("link", 1)])
def test_a_copy_to_a_file_meets_a_fault_and_is_whole_or_not_there(shop, call, most, fault):
    before = info(shop, "oms.db")["StateHash"]
    nth, done = random.Random(f"{SEED}-{call}-{fault}").randint(1, most), None
    while nth and (done is None or done.returncode == 0):  # with fewer calls it fails at an earlier one
        (shop.dir / "new.db").unlink(missing_ok=True)
        trace = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={nth}"]
        words = ["strace", "-f", "-o", "/dev/null", *trace, "oms", "store", "copy", "oms.db", "new.db"]
        done = subprocess.run(words, cwd=shop.dir, env=shop.environment(), capture_output=True, check=False)
        nth //= 2
    assert done.returncode == (14 if "error" in fault else -signal.SIGKILL), done
    if "error" in fault:
        assert names(shop) == ["oms.db"]
    nothing_or_all(shop, "new.db", before)


def test_the_hash_is_the_same_however_many_rows_are_read_at_once(shop, monkeypatch):
    with open_store(shop.dir / "oms.db") as database, database.read() as reader:
        before, held = state_hash(reader), []

        def few(rows):
            for piece in pieces(rows, 7):
                held.append(len(piece))
                yield piece

        monkeypatch.setattr(hashing, "pieces", few)
        assert state_hash(reader) == before
    assert max(held) == 7

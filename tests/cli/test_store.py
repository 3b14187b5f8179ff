"""`oms store info`, `backup` and `restore` from outside: whole answers, and what is left in the folder."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from omscli.store.db import SCHEMA_VERSION
from tests.store.holding import this_process
from tests.store.versions import old_store
from tests.world import Result

NOW = "20260105T100000Z"


@pytest.fixture
def shop(oms):
    oms.ok("init", "--sample")
    oms.ok("seed", "3", "--state", "allocated")
    return oms


def names(oms):
    return sorted(path.name for path in oms.dir.iterdir())


def sized(oms, result, name):
    """The result with 123456 for the size of that file, which is another one with every table that is added."""
    size = str((oms.dir / name).stat().st_size)
    assert len(size) == 6
    return Result(result.code, result.out.replace(size, "123456"), result.err)


def state(oms, store="oms.db"):
    return oms.ok("--store", store, "store", "info", "--hash", "--json").json["results"][0]["StateHash"]


def test_info_says_where_what_and_how_much(shop):
    (found,) = shop.ok("store", "info", "--json").json["results"]
    tables = {entry["Table"]: entry["Rows"] for entry in found.pop("Tables")}
    assert found == {
        "Store": "oms.db",
        "SchemaVersion": SCHEMA_VERSION,
        "SchemaSince": "2026-01-05T10:00:00.000Z",
        "NewestSchemaVersion": SCHEMA_VERSION,
        "Engine": f"SQLite {sqlite3.sqlite_version}",
        "JournalMode": "wal",
        "Bytes": (shop.dir / "oms.db").stat().st_size,
        "Isolation": "serializable",
        "Orders": 3,
        "Rows": sum(tables.values()),
    }
    assert (tables["orders"], tables["order_summaries"], tables["invoices"]) == (3, 3, 0)
    lines = shop.ok("store", "info").out.splitlines()
    assert [line.split(maxsplit=1) for line in lines[: len(found)]] == [[name, str(found[name])] for name in found]
    shown = dict(line.split() for line in lines[len(found) + 3 :])
    assert shown == {table: str(rows) for table, rows in tables.items() if rows}


@pytest.mark.damages_stores
def test_the_state_hash_follows_what_the_store_says_and_nothing_else(shop):
    before = state(shop)
    shop.ok("list", "orders")
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute("VACUUM")
        connection.execute("UPDATE schema_history SET actor = 'somebody else'")
        connection.commit()
    assert state(shop) == before
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute("UPDATE orders SET last_n = last_n + 1 WHERE order_key = 1")
        connection.commit()
        changed = state(shop)
        connection.execute("UPDATE orders SET last_n = last_n - 1 WHERE order_key = 1")
        connection.commit()
    assert changed != before
    assert state(shop) == before


def test_info_shows_an_older_store_and_what_to_do_about_it(oms):
    old_store(1, oms.dir / "oms.db")
    answer = oms.ok("store", "info", "--json").json
    (found,) = answer["results"]
    assert (found["SchemaVersion"], found["NewestSchemaVersion"], found["SchemaSince"]) == (1, SCHEMA_VERSION, None)
    assert (found["Orders"], answer["next"]) == (40, ["oms store migrate"])
    refused = oms("store", "info", "--hash")
    assert (refused.code, refused.out) == (13, "")
    assert refused.err == (
        f"error[schema-older]: the state of schema {SCHEMA_VERSION} is hashed, oms.db has 1\n"
        "  help: `oms store migrate` brings it there; without --hash it is shown as it is\n"
        "  done: nothing was written\n"
    )


def test_a_backup_is_a_store_with_the_same_state(shop, golden):
    golden("store/backup.txt", sized(shop, shop("store", "backup", "monday.db"), "monday.db"))
    golden("store/backup-verified.txt", sized(shop, shop("store", "backup", "--verify"), f"oms.db.backup.{NOW}"))
    golden("store/backup.json", sized(shop, shop("store", "backup", "tuesday.db", "--json"), "tuesday.db"))
    assert names(shop) == ["monday.db", "oms.db", f"oms.db.backup.{NOW}", "oms.toml", "tuesday.db"]
    assert {(shop.dir / name).stat().st_mode & 0o777 for name in ("monday.db", "tuesday.db")} == {0o600}
    assert state(shop, "monday.db") == state(shop, f"oms.db.backup.{NOW}") == state(shop)
    shop.ok("--store", "monday.db", "advance", "--all", "--simulate")  # it is a store like any other
    assert state(shop, "monday.db") != state(shop)


def test_a_backup_does_not_take_the_place_of_a_file_unless_it_is_told_to(shop, golden):
    shop.write("monday.db", "my diary")
    golden("store/backup-taken.txt", shop("store", "backup", "monday.db"))
    assert (shop.dir / "monday.db").read_text() == "my diary"
    assert shop("store", "backup", "oms.db", "--force").code == 2
    shop.ok("store", "backup", "monday.db", "--force")
    assert state(shop, "monday.db") == state(shop)


def test_a_preview_of_a_backup_writes_nothing(shop, golden):
    golden("store/backup-preview.txt", shop("store", "backup", "monday.db", "-n"))
    assert names(shop) == ["oms.db", "oms.toml"]


def test_a_restored_store_has_the_state_of_the_backup(shop, golden):
    before = state(shop)
    shop.ok("store", "backup", "monday.db")
    shop.ok("seed", "2", "--random-seed", "9")
    after = state(shop)
    golden("store/restore-taken.txt", shop("store", "restore", "monday.db"))
    golden(
        "store/restore-preview.txt", sized(shop, shop("store", "restore", "monday.db", "--force", "-n"), "monday.db")
    )
    assert state(shop) == after
    golden("store/restore.txt", sized(shop, shop("store", "restore", "monday.db", "--force"), "monday.db"))
    assert state(shop) == before
    assert state(shop, f"oms.db.replaced.{NOW}") == after
    assert names(shop) == ["monday.db", "oms.db", f"oms.db.replaced.{NOW}", "oms.toml"]
    golden(
        "store/restore-new.json",
        sized(shop, shop("--store", "other.db", "store", "restore", "monday.db", "--verify", "--json"), "other.db"),
    )
    assert state(shop, "other.db") == before
    assert (shop.dir / "other.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_that_a_person_made_with_sqlite_becomes_a_store_that_keeps_a_journal(shop):
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(shop.dir / "vacuumed.db"),))
    shop.ok("--store", "new.db", "store", "restore", "vacuumed.db")
    with closing(sqlite3.connect(shop.dir / "new.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert state(shop, "new.db") == state(shop)


def test_a_backup_of_an_older_version_is_restored_and_then_migrated(shop):
    old_store(1, shop.dir / "old.db")
    shop.ok("store", "restore", "old.db", "--force")
    assert shop("list", "orders").code == 13
    shop.ok("store", "migrate")
    assert len(shop.ok("list", "orders", "--format", "ids").out.splitlines()) == 40


def test_over_a_store_that_another_process_has_open_nothing_is_restored(shop):
    before = state(shop)
    shop.ok("store", "backup", "monday.db")
    with closing(sqlite3.connect(shop.dir / "oms.db")) as other:
        other.execute("SELECT COUNT(*) FROM orders").fetchone()
        refused = shop("store", "restore", "monday.db", "--force", "--lock-timeout", "0.2")
    assert refused.code == 11
    assert refused.err == (
        f"error[locked]: oms.db was open in {this_process()} for longer than 0.2 s\n"
        "  help: end that one first, or wait longer: --lock-timeout SECONDS\n"
        "  done: nothing was written\n"
    )
    assert (state(shop), names(shop)) == (before, ["monday.db", "oms.db", "oms.toml"])


def empty(path):
    path.write_bytes(b"")


def text(path):
    path.write_text("order,sku\n" * 100)


def foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.commit()


def folder(path):
    path.mkdir()


def missing(path):
    pass


WRONG = {"empty": empty, "text": text, "foreign": foreign, "folder": folder, "missing": missing}


@pytest.mark.damages_stores
@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_no_store_is_neither_restored_nor_replaced(shop, what):
    before = state(shop)
    WRONG[what](shop.dir / "wrong.db")
    shop.ok("store", "backup", "monday.db")
    for words in (("restore", "wrong.db", "--force"), ("restore", "wrong.db", "--force", "-n")):
        refused = shop("store", *words)
        assert (refused.code, "wrong.db" in refused.err, "Traceback" in refused.err) == (10, True, False), refused
    for words in (("info",), ("migrate",), ("backup", "b.db")):
        refused = shop("--store", "wrong.db", "store", *words)
        assert (refused.code, "wrong.db" in refused.err) == (10, True), refused
    if what not in ("folder", "missing"):
        content = (shop.dir / "wrong.db").read_bytes()
        refused = shop("--store", "wrong.db", "store", "restore", "monday.db", "--force")
        assert (refused.code, (shop.dir / "wrong.db").read_bytes() == content) == (10, True), refused
    assert state(shop) == before
    assert not [name for name in names(shop) if name.startswith(".") or name == "b.db"]


@pytest.mark.damages_stores
def test_a_damaged_backup_is_not_restored_and_a_damaged_store_is_replaced_and_kept(shop):
    shop.ok("store", "backup", "monday.db")
    content = bytearray((shop.dir / "monday.db").read_bytes())
    content[4096 * 20 : 4096 * 40] = bytes(4096 * 20)
    damaged = bytes(content)
    shop.write("damaged.db", damaged)
    refused = shop("--store", "new.db", "store", "restore", "damaged.db")
    assert (refused.code, "error[damaged]" in refused.err) == (12, True), refused
    assert "new.db" not in names(shop)
    before = state(shop)
    shop.write("oms.db", damaged)
    assert shop("store", "backup", "b.db").code == 12
    shop.ok("store", "restore", "monday.db", "--force")
    assert state(shop) == before
    assert (shop.dir / f"oms.db.replaced.{NOW}").read_bytes() == damaged
    assert shop.ok("verify").code == 0


def test_a_backup_that_breaks_an_invariant_is_refused_where_it_is_to_be_verified(shop):
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute("UPDATE stock SET on_hand = on_hand + 1 WHERE location_id = 1")
        connection.commit()
    refused = shop("store", "backup", "b.db", "--verify")
    assert (refused.code, "stock-counters" in refused.err) == (12, True)
    assert names(shop) == ["oms.db", "oms.toml"]
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute("UPDATE stock SET on_hand = on_hand - 1 WHERE location_id = 1")
        connection.commit()


def test_the_journal_of_a_store_that_is_gone_is_not_read_into_the_restored_one(shop):
    shop.ok("store", "backup", "monday.db")
    shop.write("gone.db-wal", b"old frames")
    refused = shop("--store", "gone.db", "store", "restore", "monday.db")
    assert (refused.code, "gone.db-wal of a store that is gone" in refused.err) == (6, True)
    shop.ok("--store", "gone.db", "store", "restore", "monday.db", "--force")
    assert (shop.dir / f"gone.db.replaced.{NOW}-wal").read_bytes() == b"old frames"
    assert state(shop, "gone.db") == state(shop)

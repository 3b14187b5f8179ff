"""`oms store migrate`: a store of every older version becomes one of this version, whole or not at all."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from omscli.errors import OmsError
from omscli.services.stores import migrate
from omscli.store import migrating
from omscli.store.db import SCHEMA_VERSION
from omscli.store.generate import declared
from omscli.store.migrations import suggest
from omscli.store.migrations.plan import Migration
from omscli.store.schema_of import schema_of
from tests.builders import SCENE
from tests.faults.strace import works as strace_works
from tests.state_hash import rows_of
from tests.store.holding import this_process
from tests.store.versions import OLD, old_store
from tests.verified import what_is_broken

OLDEST = OLD[0]
BACKUP = f"oms.db.before-schema-{SCHEMA_VERSION}.20260105T100000Z"


def ask(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def rows(path):
    with closing(sqlite3.connect(path)) as connection:
        return rows_of(connection)


def schema(path):
    with closing(sqlite3.connect(path)) as connection:
        return schema_of(connection)


def names(oms):
    return sorted(path.name for path in oms.dir.iterdir())


MADE_ANEW = {"seals", "record_seals"}


def missing(before, after):
    """The rows that are gone; columns that a table has got come last."""
    width = len(before[0]) if before else 0
    kept = {row[:width] for row in after}
    return [row for row in before if row not in kept]


@pytest.fixture
def old(oms):
    """A folder with a store of the oldest version."""
    old_store(OLDEST, oms.dir / "oms.db")
    return oms


@pytest.mark.parametrize("version", OLD)
def test_a_migrated_store_is_what_a_new_one_is_and_keeps_every_row(oms, version):
    path = old_store(version, oms.dir / "oms.db")
    before = rows(path)
    oms.ok("store", "migrate")
    oms.ok("init", "fresh", "--empty")
    assert schema(path) == schema(oms.dir / "fresh" / "oms.db")
    after = rows(path)
    lost = {table: missing(found, after[table]) for table, found in before.items() if table not in MADE_ANEW}
    assert not any(lost.values()), lost
    grown = {table for table in before if len(after[table]) != len(before[table])}
    assert grown <= {"schema_history", "record_kinds", *MADE_ANEW}
    for pragma in ("user_version", "application_id", "journal_mode"):
        assert ask(path, f"PRAGMA {pragma}") == ask(oms.dir / "fresh" / "oms.db", f"PRAGMA {pragma}")
    assert what_is_broken(path) == []


def test_alembic_finds_no_difference_between_a_migrated_store_and_the_declaration(old):
    old.ok("store", "migrate")
    engine = create_engine(f"sqlite:///{old.dir / 'oms.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), declared()) == []
    engine.dispose()


def test_what_the_migrations_lack_is_suggested(tmp_path, monkeypatch):
    path = old_store(OLDEST, tmp_path / "old.db")
    assert suggest.suggested(path).splitlines()[1].strip() == "pass"
    monkeypatch.setattr(suggest, "migrations", lambda _, __: [])
    assert "op.create_table('schema_history'" in suggest.suggested(path)


def test_a_migrated_store_goes_on_living(old):
    refused = old("list", "orders")
    assert (refused.code, refused.out) == (13, "")
    assert refused.err == (
        f"error[schema-older]: {old.dir}/oms.db has schema 1; this oms needs {SCHEMA_VERSION}\n"
        "  help: `oms store migrate` brings it there, after a backup\n"
        "  done: nothing was written\n"
    )
    old.ok("store", "migrate")
    old.ok("advance", "--all", "--simulate")
    old.ok("seed", "2", "--state", "refunded", "--random-seed", "77")
    old.ok("return", "BER-2005", "--all-items", "--reason", "Unknown")
    assert what_is_broken(old.dir / "oms.db") == []


def test_the_answer_names_the_versions_and_the_backup_and_the_second_time_there_is_nothing_to_do(old, golden):
    golden("store/migrate-preview.txt", old("store", "migrate", "--dry-run"))
    shown = old.ok("store", "migrate", "--dry-run", "--json").json
    assert shown["results"][-1].pop("Statements")  # of the newest version, which may change until it is released
    golden("store/migrate-preview.json", json.dumps(shown, indent=2) + "\n")
    assert ask(old.dir / "oms.db", "PRAGMA user_version") == [(1,)]
    golden("store/migrate.txt", old("store", "migrate"))
    golden("store/migrate-again.txt", old("store", "migrate"))
    assert names(old) == ["oms.db", BACKUP]


def test_the_backup_is_the_store_as_it_was(old):
    before = rows(old.dir / "oms.db")
    old.ok("store", "migrate")
    backup = old.dir / BACKUP
    assert rows(backup) == before
    assert ask(backup, "PRAGMA user_version") == [(OLDEST,)]
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_store_that_another_process_has_open_is_exit_11_and_left_alone(old):
    with closing(sqlite3.connect(old.dir / "oms.db")) as other:
        other.execute("SELECT COUNT(*) FROM orders").fetchone()
        refused = old("store", "migrate", "--lock-timeout", "0.2")
    assert refused.code == 11
    assert refused.err == (
        f"error[locked]: oms.db was open in {this_process()} for longer than 0.2 s\n"
        "  help: end that one first, or wait longer: --lock-timeout SECONDS\n"
        "  done: nothing was written\n"
    )
    assert names(old) == ["oms.db"]
    old.ok("store", "migrate")


@pytest.mark.damages_stores
def test_a_newer_store_is_exit_13_and_left_alone(old):
    with closing(sqlite3.connect(old.dir / "oms.db")) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    refused = old("store", "migrate")
    assert (refused.code, "error[schema-newer]" in refused.err, names(old)) == (13, True, ["oms.db"])


class Killed(BaseException):
    """Stands for SIGKILL: nothing handles it."""


def test_a_migration_that_fails_in_the_middle_leaves_the_old_version(old, monkeypatch):
    path = old.dir / "oms.db"
    before, schema_before = rows(path), schema(path)

    def fails(writer):
        assert writer.value("SELECT COUNT(*) FROM schema_history") == SCHEMA_VERSION - OLDEST - 1
        raise Killed

    monkeypatch.setitem(migrate.ROWS, SCHEMA_VERSION, (fails,))
    with pytest.raises(Killed):
        migrate.migrate_store(path, SCENE, 5, backed_up=False)
    assert (rows(path), schema(path)) == (before, schema_before)
    assert ask(path, "PRAGMA user_version") == [(OLDEST,)]


def test_a_migration_that_would_make_another_schema_is_rolled_back(old):
    path = old.dir / "oms.db"
    before = schema(path)
    tables = (
        "CREATE TABLE schema_history (version, applied_date, actor)",
        "CREATE TABLE record_seals (kind, record, digest, PRIMARY KEY (kind, record))",
    )
    wrong = [Migration(SCHEMA_VERSION, "Wrong.", tables)]
    with closing(sqlite3.connect(path, isolation_level=None)) as store, pytest.raises(OmsError) as raised:
        migrating.migrate(store, wrong, 0, "tester", lambda _, __: None)
    assert "the migration would not make what a new store has" in str(raised.value)
    assert schema(path) == before


@pytest.mark.skipif(not strace_works(), reason="no strace here, or it may not trace")
@pytest.mark.parametrize(
    ("call", "most"), [("pwrite64", 60), ("fdatasync", 2), ("fsync", 2), ("unlink", 3), ("link", 1)]
)
def test_a_migration_that_dies_at_a_system_call_leaves_one_version_or_the_other(old, call, most):
    path = old.dir / "oms.db"
    before = rows(path)
    nth = random.Random(f"1-{call}").randint(1, most)
    code = 0
    while code != -signal.SIGKILL and nth:  # with fewer calls it dies at an earlier one
        old_store(OLDEST, path)
        for left in names(old):
            if left != "oms.db":
                (old.dir / left).unlink()
        trace = ["-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}"]
        words = ["strace", "-f", "-o", "/dev/null", *trace, "oms", "store", "migrate"]
        code = subprocess.run(
            words, cwd=old.dir, env=old.environment(), capture_output=True, check=False, timeout=120
        ).returncode
        nth //= 2
    assert code == -signal.SIGKILL
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "PRAGMA user_version")[0][0] in (OLDEST, SCHEMA_VERSION)
    old.ok("store", "migrate", "--now", "2026-01-05T10:00:01Z")
    assert not [name for name in names(old) if name.startswith(".")]
    after = rows(path)
    lost = {table: missing(found, after[table]) for table, found in before.items() if table not in MADE_ANEW}
    assert not any(lost.values()), lost
    grown = {table for table in before if len(after[table]) != len(before[table])}
    assert grown <= {"record_kinds", "record_seals", "schema_history"}
    assert what_is_broken(path) == []


def test_an_everyday_command_and_a_new_store_load_no_alembic(oms):
    code = (
        "import sys; from omscli.cli.app import run; run(['init', '--sample', '-q']); run(['store', 'migrate', '-q']);"
        "print([name for name in sys.modules if name.startswith(('alembic', 'sqlalchemy'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=oms.dir, env=oms.environment(), capture_output=True)
    assert done.stdout.decode().splitlines()[-1] == "[]", done.stderr

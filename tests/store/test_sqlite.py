"""The store in a file: who sees what when reads and writes meet, and how often the file is opened for it."""

from __future__ import annotations

import sqlite3

import pytest

from omscli.store import sqlite
from omscli.store.db import open_store

ADD = "INSERT INTO currencies VALUES (?, ?)"
COUNT = "SELECT COUNT(*) FROM currencies WHERE code = 'XTS'"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "oms.db"
    sqlite.create(path)
    return path


@pytest.fixture
def opened(monkeypatch):
    """How many times SQLite was asked for a connection so far."""
    times = []
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite.sqlite3, "connect", lambda *args, **options: times.append(1) or connect(*args, **options)
    )
    return times


def test_reads_and_writes_by_turns_open_the_file_once(path, opened):
    with open_store(path) as database:
        for _ in range(3):
            with database.read() as reader:
                reader.value(COUNT)
            with database.write() as writer:
                writer.run(ADD, [("XTS", 100)])
                writer.run("DELETE FROM currencies WHERE code = ?", [("XTS",)])
    assert len(opened) == 1


def test_a_read_refuses_to_write_also_after_a_write(path):
    with open_store(path) as database:
        with database.write() as writer:
            writer.run(ADD, [("XTS", 100)])
        with database.read() as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.rows("DELETE FROM currencies")


def test_a_read_inside_a_write_sees_what_is_committed(path):
    with open_store(path) as database:
        with database.write() as writer, database.read() as reader:
            writer.run(ADD, [("XTS", 100)])
            assert (writer.value(COUNT), reader.value(COUNT)) == (1, 0)
        with database.read() as reader:
            assert reader.value(COUNT) == 1


def test_a_write_inside_a_read_leaves_its_snapshot_alone(path):
    with open_store(path) as database, database.read() as reader:
        rows = reader.stream("SELECT code FROM currencies ORDER BY code")
        first = next(rows)
        with database.write() as writer:
            writer.run(ADD, [("XTS", 100)])
        with database.read() as inner:  # a reader inside a reader sees the same
            assert inner.value(COUNT) == 0
        assert len({first, *rows}) == reader.value("SELECT COUNT(*) FROM currencies")


def test_a_write_that_fails_leaves_a_connection_that_reads_and_writes(path, opened):
    with open_store(path) as database:
        with pytest.raises(sqlite3.IntegrityError), database.write() as writer:
            writer.run(ADD, [("XTS", 100), ("XTS", 100)])
        with database.read() as reader:
            assert reader.value(COUNT) == 0
        with database.write() as writer:
            writer.run(ADD, [("XTS", 100)])
    assert len(opened) == 1

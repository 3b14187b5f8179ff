"""What is generated from the declaration of the schema is as the declaration says."""

from __future__ import annotations

import sqlite3

from omscli.store import fields, rows, schema
from omscli.store.generate import HERE, generated


def test_the_generated_modules_are_fresh() -> None:
    stale = [name for name, content in generated().items() if (HERE / name).read_text(encoding="utf-8") != content]
    assert stale == [], "run `make generate`"


def test_each_table_has_its_ddl_its_insert_and_its_fields() -> None:
    store = sqlite3.connect(":memory:")
    for statement in schema.SQLITE:
        store.execute(statement)
    made = {row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == set(schema.TABLES) == set(rows.INSERTS) == set(fields.FIELDS)
    for table, columns in fields.FIELDS.items():
        stored = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        assert stored == [column for column, _, _ in columns]


def test_no_column_can_hold_a_float() -> None:
    store = sqlite3.connect(":memory:")
    for statement in schema.SQLITE:
        store.execute(statement)
    for table in schema.TABLES:
        types = {row[2] for row in store.execute(f"PRAGMA table_info({table})")}
        assert types <= {"INTEGER", "TEXT"}, table

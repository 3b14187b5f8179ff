"""Many updates on PostgreSQL as one statement: the same outcome as one after the other, and only where it is."""

from __future__ import annotations

import psycopg
import pytest

from omscli.store.postgres_connection import cursor_of
from omscli.store.postgres_rows import at_once

UPDATE = "\nUPDATE things SET name = ?, amount = ?\nWHERE order_key = ? AND id = ?\n"


@pytest.fixture
def things(postgres_database):
    with psycopg.connect(postgres_database) as connection:
        columns = "order_key bigint, id bigint, name text, amount integer, PRIMARY KEY (order_key, id)"
        connection.execute(f"CREATE TEMP TABLE things ({columns})")
        rows = [(number // 5, number, f"thing {number}", number) for number in range(200)]
        cursor = cursor_of(connection)  # which hands lists over as the store does
        cursor.executemany("INSERT INTO things VALUES (%s, %s, %s, %s)", rows)
        yield cursor


def test_the_outcome_is_that_of_single_updates(things):
    rows = [(None if number % 3 else f'new "\\{number}', number * 7, number // 5, number) for number in range(150)]
    statement = at_once(UPDATE, rows)
    assert statement is not None
    assert things.execute(*statement).rowcount == 150
    together = things.execute("SELECT * FROM things ORDER BY id").fetchall()
    assert len(together) == 200
    for number in range(200):
        expected = (number // 5, number, f"thing {number}", number)
        if number < 150:
            expected = (number // 5, number, rows[number][0], number * 7)
        assert together[number] == expected


def test_a_text_column_can_be_emptied_in_all_rows(things):
    statement = at_once(UPDATE, [(None, None, number // 5, number) for number in range(30)])
    assert things.execute(*statement).rowcount == 30
    assert things.execute("SELECT COUNT(*) FROM things WHERE name IS NULL AND amount IS NULL").fetchone() == (30,)


ROWS = [("a", number, 1, number) for number in range(50)]


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (UPDATE, ROWS[:5]),
        (UPDATE, [*ROWS, ROWS[0]]),
        (UPDATE, [*ROWS, (5, 1, 2, 3)]),
        (UPDATE.replace("amount = ?", "amount = amount + ?"), ROWS),
        (UPDATE.replace("id = ?", "id >= ?"), ROWS),
        ("INSERT INTO things VALUES (?, ?, ?, ?)", ROWS),
    ],
    ids=["few", "one record twice", "mixed types", "from the old value", "a range", "no update"],
)
def test_what_would_not_be_the_same_is_left_alone(sql, rows):
    assert at_once(sql, rows) is None

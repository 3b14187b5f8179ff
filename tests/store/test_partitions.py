"""The tables of orders can be split by order: their keys hold it, and no statement joins the rows of two orders."""

from __future__ import annotations

import re

import pytest

from omscli.store.schema import POSTGRESQL
from tests.store.test_statements import STATEMENTS

TABLES = {
    match[1]: sql for sql in POSTGRESQL if (match := re.match(r"CREATE TABLE (\w+)", sql)) and "order_key BIGINT" in sql
}
ACROSS = {"order_identities", "asns"}
"""Where a name from outside is looked up: which order is meant."""
OF_ORDERS = {name: sql for name, sql in TABLES.items() if name not in ACROSS}


def test_there_are_tables_of_orders():
    assert len(OF_ORDERS) > 30
    assert {"orders", "order_items", "invoices", "events"} <= set(OF_ORDERS)


@pytest.mark.parametrize("name", OF_ORDERS)
def test_every_key_of_a_table_of_orders_begins_with_the_order(name):
    sql = OF_ORDERS[name]
    keys = re.findall(r"(?:PRIMARY KEY|UNIQUE) \(([^)]*)\)", sql)
    assert keys
    assert [key for key in keys if not key.startswith("order_key")] == []
    foreign = re.findall(r"FOREIGN KEY\(([^)]*)\) REFERENCES (\w+) \(([^)]*)\)", sql)
    within = [(own, theirs) for own, table, theirs in foreign if table in OF_ORDERS]
    assert [pair for pair in within if not all(side.startswith("order_key") for side in pair)] == []


JOIN = re.compile(r"JOIN (\w+)(?: (?:AS )?\w+)? (?:ON|USING)\b(.*?)(?=\bJOIN\b|\bLEFT\b|\bWHERE\b|\bGROUP\b|$)", re.S)


def test_rows_of_orders_are_joined_within_the_order():
    joins = [(name, match) for name, sql in STATEMENTS.items() for match in JOIN.finditer(" ".join(sql.split()))]
    within = [(name, match) for name, match in joins if match[1] in OF_ORDERS]
    assert len(within) > 30
    assert [(name, match[0]) for name, match in within if "order_key" not in match[2]] == []

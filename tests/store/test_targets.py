"""The orders that a file names are found together, each as it is found alone."""

from __future__ import annotations

import pytest

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.errors import OmsError
from omscli.store import rows
from omscli.store.sqlite import SqliteDatabase, create
from omscli.store.targets import find_order, find_orders

IDENTITIES = (
    ("ref", "WEB-1", 1, 11),
    ("num", "WEB-1", 0, 12),  # a reference goes before a number of the same text
    ("num", "00000013", 0, 13),
    ("ext", "shop/13", 0, 13),
    ("ref", "SAME", 1, 14),
    ("ref", "SAME", 2, 15),
    ("ref", "A/B", 1, 16),
    ("ref", "B", 2, 17),
    ("ref", encode(PREFIXES["Order"], child_key(18, 0)), 1, 18),
)


@pytest.fixture
def reader(tmp_path):
    path = tmp_path / "oms.db"
    create(path)
    with SqliteDatabase(path) as database:
        with database.write() as writer:
            writer.insert("sales_channels", [rows.sales_channels(id=1, sales_channel_name="Web")])
            writer.insert("sales_channels", [rows.sales_channels(id=2, sales_channel_name="Web/A")])
            named = [
                rows.order_identities(kind=kind, value=value, scope=scope, order_key=key)
                for kind, value, scope, key in IDENTITIES
            ]
            writer.insert("order_identities", named)
        with database.read() as reader:
            yield reader


TEXTS = "WEB-1 00000013 shop/13 SAME Web/SAME Web/A/SAME Web/A/B A/B Other/SAME Web/ /".split()


@pytest.mark.parametrize("text", ["", *TEXTS, IDENTITIES[-1][1]])
def test_an_order_of_a_file_is_the_one_that_is_found_alone(reader, text):
    try:
        alone = find_order(reader, text)
    except OmsError:
        alone = None
    together = find_orders(reader, ["WEB-1", text, "00000013"])
    assert together["WEB-1"] == 11
    assert together.get(text) in (alone, None)
    assert (text in together) == (alone is not None and not text.startswith(PREFIXES["Order"]))


def test_more_orders_than_are_looked_for_at_once_are_found(reader):
    texts = [f"NONE-{number}" for number in range(1500)]
    assert find_orders(reader, [*texts, "WEB-1"]) == {"WEB-1": 11}

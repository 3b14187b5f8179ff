"""Every table of an order's records can be shown, and the tree names only tables and columns that there are."""

from __future__ import annotations

from omscli.domain.ids import PREFIXES
from omscli.render.derived import DERIVED
from omscli.render.records import BELONGS
from omscli.render.trees import NESTED, RELATED
from omscli.store.fields import FIELDS
from omscli.store.looking import COLUMNS

COMING = {"return_orders", "return_order_items"}


def test_the_tree_names_tables_and_columns_of_the_catalog():
    for parent, children in NESTED.items():
        assert parent in FIELDS or parent in COMING
        for _, table, column in children:
            assert table in FIELDS or table in COMING
            assert column is None or table in COMING or column in COLUMNS[table]
    for (table, column), (_, target, _) in RELATED.items():
        assert column in COLUMNS[table]
        assert target in FIELDS
    assert set(DERIVED) <= set(FIELDS)
    assert set(BELONGS) <= set(FIELDS) | COMING


def test_every_kind_of_key_has_a_prefix():
    kinds = {kind.removeprefix("id:") for fields in FIELDS.values() for _, _, kind in fields if kind.startswith("id:")}
    assert kinds <= set(PREFIXES)


def test_no_derived_field_hides_a_stored_one():
    """A derived field beside a stored one of the same name could disagree with it."""
    for table, fields in FIELDS.items():
        names = [api for _, api, _ in fields if api]
        assert len(names) == len(set(names)), table

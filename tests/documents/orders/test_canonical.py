"""The canonical text of an order is JSON with sorted keys, without what is absent: every field but the described."""

import json
from typing import get_args, get_type_hints

import pytest

from omscli.documents import jsontext
from omscli.documents.orders import values
from omscli.documents.orders.check import check_plain
from omscli.documents.orders.hashing import canonical
from omscli.documents.orders.values import Described, OrderInput, Reference
from tests.properties.order_documents import make_order


def content(value):
    """The content of a value, from its fields alone."""
    if isinstance(value, Reference):
        return value.text
    if not hasattr(value, "_fields"):
        return [content(each) for each in value] if isinstance(value, tuple) else value
    members = {name: content(each) for name, each in value._asdict().items() if name != "described"}
    return {name: member for name, member in members.items() if member is not None and member != []}


def written(value):
    return json.dumps(content(value), sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("seed", range(40))
def test_it_is_json_with_sorted_keys(seed):
    order, _ = check_plain(jsontext.parse(json.dumps(make_order(seed, f"C-{seed}")[0])))
    assert canonical(order) == written(order)


def example(type_, filled):
    """A value of a type: with every field, or with those alone that it must have."""
    if hasattr(type_, "_fields"):
        hints = get_type_hints(type_)
        given = hints if filled else [name for name in hints if name not in type_._field_defaults]
        return type_(**{name: example(hints[name], filled) for name in given})
    plain = {str: '\u20ac "\\\x7f', int: -7, bool: True, values.Tag: "key"}
    if type_ in plain:
        return plain[type_]
    kind = next(part for part in get_args(type_) if part is not type(None))
    made = Described("Product2", "SKU") if kind is Described else example(kind, filled)
    return (made, made) if str(type_).startswith("tuple") else made


@pytest.mark.parametrize("filled", [True, False])
def test_it_has_every_field_that_is_there(filled):
    order = example(OrderInput, filled)
    assert canonical(order) == written(order)
    by_name = order._replace(account=Reference("id", "a@example.com"))
    assert canonical(by_name) == written(by_name)


def test_what_is_described_beside_an_order_is_no_content_of_it():
    order = example(OrderInput, False)
    assert canonical(order._replace(described=(Described("Product2", "SKU"),))) == canonical(order)

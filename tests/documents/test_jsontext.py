"""JSON is read exactly, and places in it are found."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.documents.jsonplace import Locator, locate
from omscli.documents.jsontext import elements, parse
from omscli.errors import OmsError


def test_numbers_are_exact_and_never_floats():
    value = parse(b'{"a": 0.1, "b": 19.990, "c": 12345678901234567890, "d": 1e2}')
    assert value == {"a": Decimal("0.1"), "b": Decimal("19.990"), "c": 12345678901234567890, "d": Decimal("1E+2")}
    assert str(value["b"]) == "19.990"


def test_a_byte_order_mark_is_accepted():
    assert parse(b"\xef\xbb\xbf[1]") == [1]


def test_a_surrogate_pair_is_one_character():
    assert parse(rb'"\ud83d\ude00"') == "\U0001f600"


def test_raw_c1_characters_are_what_windows_wrote():
    assert parse('"Li\x9aka"'.encode()) == "Liška"


def test_thirty_two_levels_are_read_and_one_more_is_not():
    assert parse(b"[" * 32 + b"]" * 32)
    with pytest.raises(OmsError) as caught:
        parse(b"[" * 33 + b"]" * 33)
    assert caught.value.code == "too-deep"


def test_brackets_in_texts_do_not_count_as_depth():
    assert parse(('["' + "[" * 100 + '"]').encode()) == ["[" * 100]


def test_a_list_is_read_element_by_element_with_offsets():
    text = ' [ {"a": 1} , [2], 3 ] '
    assert [(text[at], value) for at, value in elements(text)] == [("{", {"a": 1}), ("[", [2]), ("3", 3)]


@pytest.mark.parametrize("text", ["[1", "[1,", "[1 2]", "[1]x", "[,]", "["])
def test_a_broken_list_is_refused_with_its_place(text):
    with pytest.raises(OmsError) as caught:
        list(elements(text))
    assert caught.value.code == "bad-json"
    assert caught.value.problems[0].place.column


def test_a_value_is_located_by_its_path():
    text = '{\n  "a": [1,\n    {"b\\u0041": "x"}],\n  "c": null}'
    assert locate(text, ("a", 1, "bA")) == (3, 17)
    assert locate(text, ("c",)) == (4, 8)
    assert locate(text, ()) == (1, 1)


def test_a_missing_key_is_located_at_what_should_hold_it():
    assert locate('{"a": {"b": 1}}', ("a", "missing", 3)) == (1, 7)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(json_values, st.sampled_from([None, 1, 4]))
def test_every_value_is_found_where_it_stands(value, indent):
    import json

    text = json.dumps(value, indent=indent)
    locator = Locator(text)

    def walk(inner, path):
        found, _ = json.JSONDecoder().raw_decode(text, locator.offset(path))
        assert found == inner
        below = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
        for step, child in below:
            walk(child, (*path, step))

    walk(value, ())


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:0123456789.eE+-nultrfas\\ud8\x00 ').map(str.encode))
def test_no_bytes_do_more_than_be_refused(data):
    with suppress(OmsError):
        parse(data)

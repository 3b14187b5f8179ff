from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.documents.asn.fields import json_schema
from omscli.documents.asn.reading import read_asns
from omscli.documents.asn.values import AsnInput, content_hash
from omscli.domain.fulfillment import NoticeLine
from omscli.errors import CODES, Exit, OmsError

ONE = {
    "AsnNumber": "ASN-1",
    "FulfillmentOrderNumber": "FO-0000001",
    "Carrier": "UPS",
    "TrackingNumber": "1Z999AA10123456784",
    "ShipDate": "2026-01-06",
    "Lines": [{"StockKeepingUnit": "TSHIRT-RED", "Quantity": 2, "Short": "backorder"}],
}
AS_CSV = """asn_number,fulfillment_order_number,carrier,tracking_number,ship_date,sku,quantity,short
ASN-1,FO-0000001,UPS,1Z999AA10123456784,2026-01-06,TSHIRT-RED,2,backorder
"""
HEADER = "asn_number,fulfillment_order_number,sku,quantity\n"
PARSED = AsnInput(
    "ASN-1",
    "FO-0000001",
    (NoticeLine("TSHIRT-RED", 2, "backorder"),),
    "UPS",
    "1Z999AA10123456784",
    "2026-01-06",
)


def read(text):
    return list(read_asns(["-"], text if isinstance(text, bytes) else text.encode()))


def refused(text):
    """(code, line, column, path) of every problem."""
    found = [problem for one in read(text) for problem in one.problems]
    return [(p.code, p.place.line, p.place.column, p.place.path) for p in found]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ONE),
        json.dumps(ONE, indent=2),
        json.dumps([ONE]),
        "\ufeff" + json.dumps(ONE),
        AS_CSV,
        "\ufeff" + AS_CSV.replace("\n", "\r\n"),
        AS_CSV.replace("TSHIRT-RED", '"TSHIRT-RED"'),
    ],
    ids=["json", "indented", "list", "bom", "csv", "csv bom crlf", "csv quoted"],
)
def test_every_format_says_the_same(text):
    (one,) = read(text)
    assert (one.asn, one.problems) == (PARSED, ())


def test_a_stream_has_a_notice_a_line():
    lines = [json.dumps(ONE | {"AsnNumber": f"ASN-{number}"}) for number in (1, 2, 3)]
    assert [(one.asn.number, one.line, one.index) for one in read("\n".join(lines))] == [
        ("ASN-1", 1, 0),
        ("ASN-2", 2, 1),
        ("ASN-3", 3, 2),
    ]


def test_a_list_counts_the_lines_on_which_its_notices_begin():
    text = json.dumps([ONE, ONE], indent=1)
    assert [one.line for one in read(text)] == [2, 2 + text[: text.rindex('"AsnNumber"')].count("\n") - 2]


def test_rows_of_one_number_are_one_notice_wherever_they_stand():
    rows = "X1,FO-0000001,A,1\nX2,FO-0000002,A,1\nX1,FO-0000001,B,2\n"
    first, second = read(HEADER + rows)
    assert [line.sku for line in first.asn.lines] == ["A", "B"]
    assert (second.asn.fulfillment_order, first.line, second.line) == ("FO-0000002", 2, 3)


def test_files_folders_and_compressed_files_are_read(tmp_path):
    (tmp_path / "b.csv").write_text(AS_CSV.replace("ASN-1", "ASN-2"))
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(json.dumps(ONE).encode()))
    (tmp_path / "notes.txt").write_text("not a notice")
    assert [one.asn.number for one in read_asns([tmp_path])] == ["ASN-1", "ASN-2"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(OmsError, match="no ASN file"):
        list(read_asns([tmp_path / "empty"]))


@pytest.mark.parametrize(
    ("change", "code", "at", "path"),
    [
        ({"AsnNumber": None}, "missing-field", "{", None),
        ({"AsnNumber": 7}, "wrong-type", "7", "AsnNumber"),
        ({"AsnNumber": ""}, "bad-value", '""', "AsnNumber"),
        ({"AsnNumber": " X"}, "bad-value", '" X"', "AsnNumber"),
        ({"AsnNumber": "X" * 81}, "bad-value", '"XX', "AsnNumber"),
        ({"Carrier": "UP\u202eS"}, "bad-text", '"UP\\u202e', "Carrier"),
        ({"ShipDate": "2026-02-30"}, "bad-date", '"2026-02-30"', "ShipDate"),
        ({"ShipDate": "06.01.2026"}, "bad-date", '"06.', "ShipDate"),
        ({"Lines": []}, "missing-field", "{", None),
        ({"Lines": {}}, "wrong-type", "{}", "Lines"),
        ({"Lines": ["A"]}, "wrong-type", '"A"]', "line 1"),
        ({"Lines": [{"Quantity": 1}]}, "missing-field", '{"Quantity"', "line 1"),
        ({"Trackingnumber": "1"}, "unknown-field", '"1"}', "Trackingnumber"),
    ],
)
def test_a_wrong_field_is_refused_at_its_place(change, code, at, path):
    text = json.dumps(ONE | change)
    assert refused(text) == [(code, 1, text.index(at) + 1, path)]


@pytest.mark.parametrize("quantity", [-1, 1.5, "2", True, 10**9 + 1, [], None])
def test_a_quantity_is_a_whole_number_from_zero(quantity):
    line = {"StockKeepingUnit": "A", "Quantity": quantity}
    (problem,) = refused(json.dumps(ONE | {"Lines": [line]}))
    assert problem[0] == ("missing-field" if quantity is None else "bad-quantity")


def test_nothing_sent_is_a_quantity_too():
    (one,) = read(json.dumps(ONE | {"Lines": [{"StockKeepingUnit": "A", "Quantity": 0}]}))
    assert one.asn.lines == (NoticeLine("A", 0),)


def test_all_problems_of_all_notices_are_said_at_once():
    text = json.dumps([ONE | {"AsnNumber": 1, "Short": 1}, ONE | {"ShipDate": "x"}])
    assert [code for code, *_ in refused(text)] == ["unknown-field", "wrong-type", "bad-date"]


def test_the_nearest_value_is_offered():
    (one,) = read(json.dumps(ONE | {"Lines": [{"StockKeepingUnit": "A", "Quantity": 1, "Short": "back-order"}]}))
    assert one.problems[0].help == "did you mean backorder?"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty-input", None),
        ("\n\n", "empty-input", None),
        ("[]", "empty-input", None),
        ('{"AsnNumber": "1", "AsnNumber": "2"}', "duplicate-key", 1),
        ('{"AsnNumber": NaN}', "bad-number", 1),
        ('{"AsnNumber": "1"', "bad-json", 1),
        ("[" * 100, "too-deep", 1),
        (b"\xff\xfe[\x00]\x00", "bad-encoding", 1),
        (HEADER.encode() + b"X,FO-1,\xff,1\n", "bad-encoding", 2),
        (HEADER, "empty-input", 1),
        ("asn_number,fulfillment_order_number,sku\nX,FO-1,A\n", "missing-field", 1),
        (HEADER.replace(",", ";") + "X;FO-1;A;1\n", "bad-csv", 1),
        (HEADER.replace(",", "\t") + "X\tFO-1\tA\t1\n", "bad-csv", 1),
        (HEADER.replace("sku", "sku,sku") + "X,FO-1,A,A,1\n", "duplicate-key", 1),
        (HEADER.replace("sku", "suk") + "X,FO-1,A,1\n", "unknown-field", 1),
        (HEADER + "X,FO-1,A\n", "bad-csv", 2),
        (HEADER + "X,FO-1,A,1\nX,FO-1,A,1,2\n", "bad-csv", 3),
        (HEADER + 'X,FO-1,"A,1\nX,FO-1,A,1\n', "bad-csv", 2),
        (HEADER + 'X,FO-1,"A"b,1\n', "bad-csv", 2),
        (HEADER + "X,FO-1,A,1\nX,FO-1,A\x00,1\n", "bad-csv", 3),
        (HEADER + f"X,FO-1,{'A' * 200_000},1\n", "bad-csv", 2),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, code, line):
    (problem,) = refused(text)
    assert problem[:2] == (code, line)
    assert CODES[code] == Exit.INPUT


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("X,FO-1,A,1.5", ("bad-quantity", 2, None, "quantity")),
        ("X,FO-1,A,-1", ("bad-quantity", 2, None, "quantity")),
        ("X,FO-1,A,1_0", ("bad-quantity", 2, None, "quantity")),
        ("X,FO-1,A,٣", ("bad-quantity", 2, None, "quantity")),
        ("X,FO-1,A,1e3", ("bad-quantity", 2, None, "quantity")),
        ("X,FO-1,A,", ("missing-field", 2, None, None)),
        ("X,FO-1,A\x1b,1", ("bad-text", 2, None, "sku")),
        (",FO-1,A,1", ("missing-field", 2, None, None)),
        ("X,FO-1,A,1\nX,FO-2,B,1", ("bad-value", 3, None, "fulfillment_order_number")),
    ],
)
def test_a_wrong_cell_is_refused_with_its_row_and_column(row, expected):
    assert refused(f"{HEADER}{row}\n") == [expected]


def test_empty_rows_and_line_breaks_in_quotes_do_not_shift_the_line_numbers():
    text = 'asn_number,fulfillment_order_number,carrier,sku,quantity\n\nX1,FO-1,UPS,A,1\n\n"X2",FO-1,UPS,A,x\n'
    assert refused(text) == [("bad-quantity", 5, None, "quantity")]


def test_formatting_and_the_order_of_lines_do_not_change_the_content():
    a, b = NoticeLine("A", 1), NoticeLine("B", 2)
    assert content_hash(AsnInput("1", "FO-1", (a, b))) == content_hash(AsnInput("1", "fo-1", (b, a)))
    assert content_hash(AsnInput("1", "FO-1", (a,))) != content_hash(AsnInput("1", "FO-1", (a, b)))
    assert content_hash(AsnInput("1", "FO-1", (a,), "UPS")) != content_hash(AsnInput("1", "FO-1", (a,)))


def test_the_schema_names_what_is_required():
    schema = json_schema()
    assert schema["required"] == ["AsnNumber", "FulfillmentOrderNumber", "Lines"]
    assert schema["properties"]["Lines"]["items"]["properties"]["Short"]["enum"] == ["backorder", "cancel"]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_makes_it_raise(data):
    for one in read(data):
        assert (one.asn is None) == bool(one.problems)


@given(st.text(st.sampled_from('XA1,"\n\r;\t{}[]:\x00 é'), max_size=80))
def test_no_table_makes_it_raise(rows):
    for one in read(HEADER + rows):
        assert (one.asn is None) == bool(one.problems)

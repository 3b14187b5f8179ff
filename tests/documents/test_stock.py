"""Stock files: CSV and JSON say the same, found by content, and every bad line is named."""

from __future__ import annotations

import gzip
import json

import pytest

from omscli.documents.stock.read import StockLine, read_stock
from omscli.documents.stock.schema import stock_schema

LEVELS = [StockLine("L1", "MUG", 5, 2), StockLine("L2", "MUG", 0)]
CSV = "location,sku,on_hand,safety_stock\nL1,MUG,5,2\nL2,MUG,0,\n"
RECORDS = [
    {"location": "L1", "sku": "MUG", "on_hand": 5, "safety_stock": 2},
    {"location": "L2", "sku": "MUG", "on_hand": 0, "safety_stock": None},
]
NDJSON = "".join(json.dumps(record) + "\n" for record in RECORDS)


def read(data):
    return list(read_stock(["-"], data if isinstance(data, bytes) else data.encode()))


def said(data):
    return [f"{read.line} {one.code}: {one.message}" for read in read(data) for one in read.problems]


@pytest.mark.parametrize(
    "data",
    [CSV, "\ufeff" + CSV, json.dumps(RECORDS), json.dumps(RECORDS, indent=2), NDJSON, "\n" + NDJSON, "\ufeff" + NDJSON],
)
def test_the_same_levels_in_every_form(data):
    assert [one.level for one in read(data)] == LEVELS
    assert [one.level for one in read(gzip.compress(data.encode()))] == LEVELS


def test_lines_and_indexes_are_told():
    assert [(one.line, one.index) for one in read(CSV)] == [(2, 0), (3, 1)]
    assert [(one.line, one.index) for one in read(NDJSON)] == [(1, 0), (2, 1)]
    assert [(one.line, one.index) for one in read("[\n" + NDJSON.replace("\n", ",\n", 1) + "]")] == [(2, 0), (3, 1)]
    assert [(one.line, one.index) for one in read(json.dumps(RECORDS[0], indent=1))] == [(1, 0)]


@pytest.mark.parametrize("text", ["-3", "1.5", "1,5", "1e3", "1_000", "٣", "+5", "0x5", " ", "five", "99999999999"])
def test_a_quantity_is_a_whole_number_in_plain_digits(text):
    (one,) = read(f'location,sku,on_hand\nL1,MUG,"{text}"\n')
    assert one.level is None
    assert one.problems[0].code in ("bad-quantity", "missing-field")


@pytest.mark.parametrize("value", [-1, 1.5, 5.0, True, "5", [5], {}, 10**9 + 1])
def test_a_quantity_of_json_is_a_whole_number(value):
    (one,) = read(json.dumps({"location": "L1", "sku": "MUG", "on_hand": value}))
    assert [problem.code for problem in one.problems] == ["bad-quantity"]


def test_every_bad_line_is_named_and_the_good_ones_are_read():
    data = 'location,sku,on_hand\nL1,MUG,1\nL1,,2\nL1\nL1,CAP,-1\nL1,PEN,1\n"L1,X\n'
    assert said(data) == [
        "3 missing-field: sku is missing",
        "4 bad-csv: 1 cell under 3 columns",
        "5 bad-quantity: on_hand is -1: less than zero",
        "7 bad-csv: a quote that is opened here is never closed",
    ]
    assert [one.level.sku for one in read(data) if one.level] == ["MUG", "PEN"]


def test_what_json_says_wrong_is_named():
    assert said('{"location": "L1", "skuu": "MUG", "on_hand": 1}') == [
        '1 unknown-field: "skuu" is not a field of a stock file',
        "1 missing-field: sku is missing",
    ]
    assert said("[1]") == ["1 wrong-type: a stock level is an object with location, sku and on_hand"]
    assert said('{"location": "L1"\n') == ["2 bad-json: not JSON here: the document ends too early"]
    assert said('{"location": "L1", "location": "L2", "sku": "M", "on_hand": 1}')[0].startswith("1 duplicate-key")
    assert said(NDJSON + '{"location": \n') == ["3 bad-json: not JSON here: the document ends too early"]


def test_files_that_cannot_be_read_are_named(tmp_path):
    reads = list(read_stock([str(tmp_path / "none.csv"), str(tmp_path)]))
    assert [(one.file, one.problems[0].code) for one in reads] == [
        (str(tmp_path / "none.csv"), "no-such-file"),
        (str(tmp_path), "not-a-file"),
    ]


def test_the_schema_names_the_fields_and_no_others():
    schema = stock_schema()
    assert schema["required"] == ["location", "sku", "on_hand"]
    assert schema["additionalProperties"] is False

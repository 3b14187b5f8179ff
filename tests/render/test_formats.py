"""The formats agree value for value; numbers are exact; CSV starts no formula (contract §2, P45)."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.instants import format_instant
from omscli.render.exact import to_json
from omscli.render.formats import FORMATS, Answer, Ending

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**13), max_value=10**13)
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=20)


def answer(rows, columns=None):
    ending = Ending({"total": len(rows)}, (), ("oms next",))
    return Answer(schema="oms.x/1", rows=iter(rows), finish=lambda: ending, columns=columns)


def written(name, rows, columns=None):
    return "".join(FORMATS[name](answer(rows, columns)))


@given(
    st.lists(st.fixed_dictionaries({"Id": st.just("801"), "Name": TEXTS, "Amount": AMOUNTS, "Units": st.integers()}))
)
def test_json_ndjson_and_csv_agree_value_for_value(rows):
    document = json.loads(written("json", rows), parse_float=Decimal)
    lines = [json.loads(line, parse_float=Decimal) for line in written("ndjson", rows).splitlines()]
    table = list(csv.DictReader(io.StringIO(written("csv", rows, ("Id", "Name", "Amount", "Units")))))
    assert document["results"] == rows == lines[:-1]
    assert lines[-1] == {
        "type": "summary",
        "schema": "oms.x/1",
        "total": len(rows),
        "warnings": [],
        "next": ["oms next"],
    }
    for row, line in zip(rows, table, strict=True):
        assert Decimal(line["Amount"]) == row["Amount"]
        assert line["Units"] == str(row["Units"])
        assert line["Name"].removeprefix("'") == row["Name"].removeprefix("'")


@pytest.mark.parametrize("text", ["12.30", "0.1", "-0.50", "1200", "99999999999999.999", "0.000", "1E+3"])
def test_an_amount_is_written_with_the_digits_that_it_has(text):
    assert to_json(Decimal(text)) == format(Decimal(text), "f")


def test_what_is_not_exact_is_not_written():
    for value in (0.1, Decimal("NaN"), Decimal("Infinity"), object()):
        with pytest.raises(TypeError):
            to_json(value)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_in_csv_starts_a_formula(start):
    out = written("csv", [{"Name": f"{start}1+1", "Amount": Decimal("-1.50")}], ("Name", "Amount"))
    row = next(iter(csv.DictReader(io.StringIO(out, newline=""))))
    assert row["Name"] == f"'{start}1+1"
    assert row["Amount"] == "-1.50"


def test_csv_quotes_what_needs_it():
    out = written("csv", [{"Name": 'a "b", c', "Note": " x\ny"}])
    assert out == 'Name,Note\n"a ""b"", c"," x\ny"\n'


def test_ids_are_one_a_line_and_what_was_rejected_has_none():
    rows = [
        {"status": "created", "OrderNumber": "1", "OrderSummaryId": "1Os1"},
        {"status": "rejected", "OrderNumber": "2"},
        {"OrderSummary": {"Id": "1Os3", "OrderNumber": "3"}},
        {"ExportNumber": "EX-1", "Status": "Assigned"},
    ]
    assert written("ids", rows) == "1Os1\n1Os3\nEX-1\n"


def test_an_empty_answer_is_still_a_document():
    assert json.loads(written("json", [])) == {
        "schema": "oms.x/1",
        "results": [],
        "summary": {"total": 0},
        "warnings": [],
        "next": ["oms next"],
    }
    assert written("table", []) == ""


def test_ndjson_writes_each_row_when_it_comes():
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield {"n": number}

    ending = Ending({}, (), ())
    lines = FORMATS["ndjson"](Answer(schema="x", rows=rows(), finish=lambda: ending))
    assert next(lines) == '{"n": 0}\n'
    assert seen == [0]


@given(st.integers(-62135596800000, 253402300799999))
def test_an_instant_is_written_as_datetime_writes_it(milliseconds):
    from datetime import UTC, datetime, timedelta

    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    assert format_instant(milliseconds) == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

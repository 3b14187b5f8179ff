"""CSV as a strict table (P38): what a spreadsheet may write is read, what would be guessed is refused with its line."""

from __future__ import annotations

import io

import pytest

from omscli.documents.csvtext import read_table
from omscli.errors import OmsError


def rows(data):
    file = io.BufferedReader(io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    return list(read_table(file, ("a", "b"), ("c",)))


def cells(data):
    return [(row.line, row.cells) for row in rows(data)]


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "\ufeffa,b\n1,2", "A , b\n 1 ,2\n", '"a","b"\n"1","2"\n', "\n\na,b\n1,2\n\n,\n"],
)
def test_ways_to_write_the_same_table(text):
    assert [found for _, found in cells(text)] == [{"a": "1", "b": "2"}]


def test_columns_stand_in_any_order_and_optional_ones_may_be_there():
    assert cells("c,b,a\nx,y,z\n") == [(2, {"c": "x", "b": "y", "a": "z"})]


def test_a_quoted_cell_may_hold_commas_quotes_and_lines_and_the_next_row_knows_its_line():
    assert cells('a,b\n"1,""2""\n3",4\n5,6\n') == [(2, {"a": '1,"2"\n3', "b": "4"}), (4, {"a": "5", "b": "6"})]


def test_a_ragged_row_is_a_problem_of_its_own_and_the_others_are_read():
    found = rows("a,b\n1\n1,2,3\n1,2\n")
    assert [(row.line, row.problem.message if row.problem else None) for row in found] == [
        (2, "1 cell under 2 columns"),
        (3, "3 cells under 2 columns"),
        (4, None),
    ]


@pytest.mark.parametrize(
    ("data", "code", "line", "message"),
    [
        ("", "empty-input", 1, "there is nothing in it"),
        ("\n\n", "empty-input", 1, "there is nothing in it"),
        ("a;b\n1;2\n", "bad-csv", 1, "separated by semicolons, not by commas"),
        ("a\tb\n", "bad-csv", 1, "separated by tabs, not by commas"),
        ("a,b,A\n", "duplicate-key", 1, 'the column "a" stands twice'),
        ("a\n", "missing-field", 1, 'the column "b" is missing'),
        ("a,b,cc\n", "unknown-field", 1, 'there is no column "cc"'),
        ('a,b\n1,2\n"1,2\n3,4\n', "bad-csv", 3, "a quote that is opened here is never closed"),
        ('a,b\n1,2\n"1"x,2\n', "bad-csv", 3, "something follows a closing quote"),
        ("a,b\n1,\x002\n", "bad-csv", 2, "a NUL byte"),
        (b"a,b\n1,2\n\xe9,2\n", "bad-encoding", 3, "byte 0xe9 is not UTF-8"),
        ("a,b\n1,2\r3,4\n", "bad-csv", 2, "a bare carriage return in the middle of a line"),
        ("a,b\n" + "1" * (1 << 20) + ",2\n", "too-large", 2, "the line is longer than 1,024 KiB"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_line(data, code, line, message):
    with pytest.raises(OmsError) as caught:
        rows(data)
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.line, problem.message) == (code, line, message)


def test_an_open_quote_does_not_eat_a_long_file():
    with pytest.raises(OmsError) as caught:
        rows('a,b\n"1,2\n' + "3,4\n" * 200_000)
    assert caught.value.problems[0].place.line == 2

"""Nothing from data reaches a terminal but visible characters, in any format and in errors (P44)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omscli.errors import OmsError, Place, Problem
from omscli.render import plain, terminal
from omscli.render.blocks import Facts, Grid, Heading, Line
from omscli.render.cells import cell
from omscli.render.errors import error_json, error_text
from omscli.render.exact import to_json
from omscli.render.safe import safe, width

HOSTILE = st.text(
    st.one_of(
        st.characters(categories=("Cc", "Cf", "Cs", "Zl", "Zp")),
        st.sampled_from("[]/:smile\x1b\x9b\u202e\u2066\ud800\x07\x08\x7f\udcff"),
        st.characters(),
    ),
    max_size=40,
)


def is_harmless(text: str) -> bool:
    """No control or format character but the joiners, no surrogate, no line separator."""
    return all(
        char in "\u200c\u200d" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in text
    )


@settings(max_examples=5000)
@given(HOSTILE)
def test_a_safe_text_holds_nothing_that_moves_or_hides(text):
    assert is_harmless(safe(text))
    assert is_harmless(to_json({text: text}))
    assert to_json(text).isascii()


@settings(max_examples=500)
@given(HOSTILE)
def test_pages_on_a_terminal_and_in_a_pipe_hold_only_their_own_control_characters(text):
    blocks = [
        Heading(text),
        Line(text),
        Facts([(text, text)]),
        Grid(("Status", text), [{"Status": text, text: text}], ("Status", text)),
    ]
    assert is_harmless("".join(plain.draw(blocks)).replace("\n", ""))
    assert is_harmless("".join(terminal.draw(blocks, color=False, columns=80)).replace("\n", ""))


@settings(max_examples=500)
@given(HOSTILE)
def test_errors_are_harmless_too(text):
    error = OmsError((Problem("bad-text", text, Place(text, 1, 2, text), text),), text)
    assert is_harmless(error_text(error).replace("\n", ""))
    assert is_harmless(error_json(error).replace("\n", ""))


@pytest.mark.parametrize("name", ["[red]x[/red]", "[/]", ":smile:", "[bold", "{x}", "%s"])
def test_markup_of_the_drawing_library_is_text(name):
    drawn = "".join(terminal.draw([Grid(("Name",), [{"Name": name}])], color=False, columns=80))
    assert name in drawn


def test_ordinary_text_of_every_script_stays_as_it_is():
    for text in ("Zoë O’Neil", "فاطمة الصباح", "山田 太郎", "👩\u200d👩\u200d👧", "a\u00a0b", ""):
        assert safe(text) == text


def test_what_is_escaped_can_still_be_read():
    assert safe("a\x1b[31mb\u202ec\nd\ud800") == "a\\x1b[31mb\\u202ec\\nd\\ud800"


def test_wide_characters_count_twice():
    assert [width("abc"), width("山田"), width("e\u0301")] == [3, 4, 1]


def test_columns_of_a_plain_table_line_up_with_wide_text():
    grid = Grid(("Name", "Units"), [{"Name": "山田", "Units": 1}, {"Name": "Ada", "Units": 20}])
    assert "".join(plain.draw([grid])) == "Name  Units\n山田      1\nAda      20\n"


def test_a_cell_says_what_json_says():
    assert [cell(None), cell(True), cell(7), cell({"a": [1]})] == ["", "true", "7", '{"a": [1]}']

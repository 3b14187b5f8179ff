"""Where things stand in a TOML text: every way in which TOML can write a key."""

from __future__ import annotations

import tomllib

import pytest

from omscli.documents.tomlplace import TomlLocator

TEXT = '''\
# a comment with [brackets] and key = "value"
title = "x" # [not.a.table]
a.b."c.d" = 1
text = """
[[not]] "a" \\""" table = 2
"""
raw = \'\'\'
[x]
\'\'\'

[flow]
kind = "multi"
list = [1, "]", [2, 3], # here
  4,
]
[[books]]
name = 'one'
prices = {"A B" = {USD = 1}, C = { EUR = 2.5 }}
[[books]]
name = "two"
[books.prices]
D = 9
[[books.shelves]]
n = 1
  [[books.shelves]]
  n = 2
'''


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (2, 1)),
        (("a", "b", "c.d"), (3, 5)),
        (("text",), (4, 1)),
        (("raw",), (7, 1)),
        (("flow",), (11, 1)),
        (("flow", "kind"), (12, 1)),
        (("flow", "list", 1), (13, 12)),
        (("flow", "list", 2, 1), (13, 21)),
        (("flow", "list", 3), (14, 3)),
        (("books", 0, "name"), (17, 1)),
        (("books", 0, "prices", "A B", "USD"), (18, 20)),
        (("books", 0, "prices", "C", "EUR"), (18, 36)),
        (("books", 1), (19, 1)),
        (("books", 1, "prices", "D"), (22, 1)),
        (("books", 1, "shelves", 1, "n"), (26, 3)),
        (("books", 1, "nothing", 5), (19, 1)),
        (("nowhere",), (1, 1)),
    ],
)
def test_the_place_of_a_value_is_that_of_its_key_or_of_what_holds_it(path, place):
    assert TomlLocator(TEXT).place(path) == place


def test_every_value_that_tomllib_reads_has_a_place_of_its_own():
    def paths(value, path=()):
        yield path
        if isinstance(value, dict | list):
            for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
                yield from paths(inner, (*path, step))

    locator = TomlLocator(TEXT)
    known = [path for path in paths(tomllib.loads(TEXT)) if path]
    assert [path for path in known if path not in locator._offsets] == []

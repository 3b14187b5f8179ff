"""`table`, `csv`, `ndjson` and `json` of one command agree value for value (contract §2): commands of every kind."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal

import pytest

from tests.world import make_world

UNKNOWN = ("--reason", "Unknown")


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The sample orders in every state: sent, short, canceled, returned, waiting."""
    oms = make_world(tmp_path_factory.mktemp("formats"))
    oms.samples()
    for words in (("init", "--sample"), ("place", "sample_orders"), ("summarize", "--all"), ("approve", "--all")):
        oms.ok(*words)
    oms.ok("allocate", *(f"WEB-{number}" for number in range(1001, 1008)))
    oms.ok("ship", "FO-0000001", "FO-0000002", "FO-0000004")
    oms.ok("return", "WEB-1002", "MUG-BLUE=1", *UNKNOWN, "--refund-shipping")
    oms.ok("cancel", "WEB-1008", "--all-items", *UNKNOWN)
    oms.ok("invoice", "FO-0000003", "FO-0000011")
    return oms


COMMANDS = [
    ("place", "sample_orders/"),
    ("summarize", "WEB-1001", "WEB-1009"),
    ("approve", "WEB-1001", "-n"),
    ("allocate", "--all", "-n"),
    ("export", "--all", "--to", "out", "-n"),
    ("ship", "--all", "-n"),
    ("ingest", "asn", "sample_orders/asn/02-newark.ndjson", "-n", "--on-error", "skip"),
    ("invoice", "FO-0000012", "-n"),
    ("ensure-funds", "--all", "-n"),
    ("ensure-refunds", "CM-0000002"),
    ("cancel", "WEB-1009", "--all-items", *UNKNOWN, "-n"),
    ("return", "WEB-1001", "--all-items", *UNKNOWN, "-n"),
    ("advance", "--all", "-n"),
    ("timeline", "WEB-1002"),
    ("next", "WEB-1003"),
    ("verify",),
    *(
        ("list", kind, "--limit", "30")
        for kind in (
            *("orders", "summaries", "change-orders", "items", "fulfillment-orders", "shipments", "invoices"),
            *("credit-memos", "payment-summaries", "authorizations", "payments", "refunds", "events", "accounts"),
            *("products", "locations", "stock", "movements", "channels", "delivery-methods", "gateways"),
        )
    ),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_format_of_a_command_says_the_same(words, shop):
    document = shop(*words, "--json")
    results = [flat(result) for result in document.json["results"]]
    lines = shop(*words, "--format", "ndjson").lines
    assert [flat(line) for line in lines if line.get("type") != "summary"] == results
    rows = list(csv.DictReader(shop(*words, "--format", "csv").out.splitlines()))
    assert len(rows) == len(results), "csv has a row for each result"
    for row, result in zip(rows, results, strict=True):
        assert {name: unguarded(text) for name, text in row.items()} == {
            name: written(result.get(name)) for name in row
        }
    table = shop(*words).out.split("\n\n")[0].splitlines()
    header = re.split(r" {2,}", table[0].strip()) if table else []
    assert len(table) == len(rows) + bool(rows)
    for line, result in zip(table[1:], results, strict=True):
        assert line.split() == " ".join(written(result.get(name)) for name in header).split()


def flat(result):
    """A result without what a table has no column for."""
    return {name: value for name, value in result.items() if name != "type"}


def unguarded(text):
    """A csv value without the apostrophe that keeps a spreadsheet from taking text (`+44 20…`) for a formula."""
    return text[1:] if re.match(r"'[=+@-]", text) else text


def written(value):
    """A JSON value as csv and the table write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value) if not isinstance(value, Decimal) else format(value, "f")

"""What every command says of itself: golden files, so that each line of help was read by a person."""

from __future__ import annotations

import pytest

from omscli.cli.table import COMMANDS
from tests.world import make_world

OWN = (
    "setup apply",
    "setup export",
    "ingest asn",
    "ingest stock",
    *(f"payments {name}" for name in ("list", "show", "authorize", "reverse", "reconcile", "resolve", "notify")),
    *(f"return {name}" for name in ("open", "receive", "approve", "cancel", "close")),
    *(f"store {name}" for name in ("info", "migrate", "backup", "restore", "copy")),
)
PAGES = ("", *COMMANDS, *OWN)


@pytest.fixture(scope="module")
def oms(tmp_path_factory):
    """One folder for all pages: help neither needs nor makes a store."""
    return make_world(tmp_path_factory.mktemp("help"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page or "oms")
def test_help_is_the_page_that_was_read(page, oms, golden):
    golden(f"help/{page.replace(' ', '-') or 'oms'}.txt", oms(*page.split(), "--help"))


@pytest.mark.parametrize("page", [page for page in PAGES if page], ids=str)
def test_every_page_shows_how_the_command_is_typed(page, oms):
    lines = [line.strip() for line in oms.ok(*page.split(), "-h").out.splitlines()]
    at = lines.index("Examples:")
    assert f"oms {page}" in lines[at + 1]

"""The same operations on SQLite and on PostgreSQL: the same answers, the same exit codes, and the same state."""

from __future__ import annotations

import shutil

import pytest

from tests.faults.operations import Operations, orders, shop
from tests.faults.servers import KINDS, Place, place

BETWEEN = 25
"""Operations between two comparisons of everything in the stores."""


def both(forks, places: tuple[Place, Place], words: list[str]) -> list[tuple[int, str, str]]:
    """One command on both: how it ended and what it said, but for the name of the store."""
    ended = []
    for each in places:
        out, err = each.oms.home / "out", each.oms.home / "err"
        code = forks.wait(forks.start(each.oms.dir, each.env, words, out=out, err=err))
        said = [path.read_text().replace(str(each.store), "<store>") for path in (out, err)]
        ended.append((code, said[0], said[1]))
    return ended


@pytest.mark.proof("differential", 500, 100_000)
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_operations_on_both_stores_end_alike(proof, forks, request, tmp_path, kind):
    for trial in proof.rounds(min(250, proof.count)):
        base = tmp_path / str(trial.number)
        with (
            trial,
            place(base / "sqlite", "sqlite", request) as files,
            place(base / "postgresql", "postgresql", request, kind) as server,
        ):
            begin(forks, (files, server), orders(30, trial.dice.randrange(2**30)))
            operations = Operations(files.oms.dir, trial.dice, "OP")
            for number in range(trial.weight):
                with files.open() as database, database.read() as reader:
                    words = operations.next(reader)
                for path in files.oms.dir.glob("OP-*"):
                    shutil.copy(path, server.oms.dir)
                first, second = both(forks, (files, server), words)
                assert first == second, words
                if number % BETWEEN == 0:
                    alike(files, server)
            alike(files, server)
            assert [each.broken() for each in (files, server)] == [[], []]


def begin(forks, places: tuple[Place, Place], start: str) -> None:
    """Two shops with the same orders."""
    for each in places:
        each.oms.write("shop.toml", shop())
        each.oms.write("orders.ndjson", start)
        each.ok("init", "--empty", *each.init)
    for words in ("setup apply shop.toml", "place orders.ndjson", "summarize --all", "approve --all"):
        first, second = both(forks, places, words.split())
        assert first == second
        assert first[0] == 0, first


def alike(files: Place, server: Place) -> None:
    """Every row of every table."""
    first, second = files.state(), server.state()
    assert [table for table in first if first[table] != second[table]] == []

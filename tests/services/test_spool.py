"""The results of a file that is one unit of work wait for its commit, and do not all wait in memory."""

from __future__ import annotations

import gc
from decimal import Decimal

from omscli.errors import Place, Problem
from omscli.services.spool import Spool
from omscli.services.unit import Result


def result(number: int) -> Result:
    problem = Problem("no-stock", f"none for {number}", Place("a.ndjson", number, 3, "order 1"))
    return Result("created", {"N": number, "Amount": Decimal(f"{number}.10")}, (problem,), Place("a.ndjson", number), 4)


def alive() -> int:
    return sum(isinstance(each, Result) for each in gc.get_objects())


def test_results_come_back_equal_in_order_and_as_often_as_asked():
    for count in (0, 5, 2000, 2001, 7500):
        spool = Spool()
        for start in range(0, count, 500):
            spool.extend([result(number) for number in range(start, min(count, start + 500))])
        for _ in range(2):
            assert list(spool) == [result(number) for number in range(count)]
        assert len(list(spool.drained())) == count


def test_two_readers_of_one_spool_do_not_disturb_each_other():
    spool = Spool()
    for start in range(0, 6000, 1000):
        spool.extend([result(number) for number in range(start, start + 1000)])
    pairs = list(zip(spool, spool, strict=True))
    assert [one.fields["N"] for one, _ in pairs] == [other.fields["N"] for _, other in pairs] == list(range(6000))
    spool.close()


def test_ten_chunks_of_results_are_not_more_in_memory_than_three():
    before, spool = alive(), Spool()
    for start in range(0, 10_000, 1000):
        spool.extend([result(number) for number in range(start, start + 1000)])
    assert alive() - before <= 3000
    for number, _ in enumerate(spool):
        if number % 2500 == 0:
            assert alive() - before <= 6000
    spool.close()

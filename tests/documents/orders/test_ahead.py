"""A large file is read by two processes: the orders, the refusals and their places are those of one."""

import json
import os

import pytest

from omscli.documents.orders import ahead, reader
from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.reading import read_orders
from tests.documents.bad_input import CASES
from tests.properties.order_documents import make_order

SKU = ("OrderDeliveryGroups", 0, "OrderItems", 0, "StockKeepingUnit")


@pytest.fixture
def lines(tmp_path):
    """A stream of good orders with every bad one of a line between them, and a list of two orders on one line."""
    bad = [case.data.replace(b"\n", b" ") for case in CASES if not case.name.endswith((".gz", "16.json", "-mark.json"))]
    good = [json.dumps(make_order(number, f"AHEAD-{number}")[0]).encode() for number in range(250)]
    both = b"[" + good[0] + b"," + good[1] + b"]"
    file = tmp_path / "orders.ndjson"
    mixed = [line for pair in zip(bad, good[120:], strict=False) for line in pair]
    file.write_bytes(b"\n".join([*good[:120], both, *mixed]))
    return file


def prepared(order):
    return ("prepared", order.reference, content_hash(order))


def told(reads):
    """All of each order that can be asked for."""
    return [(r.file, r.line, r.index, r.order, r.problems, r.called, r.place_of(SKU)) for r in reads]


@pytest.fixture
def alone(lines):
    return told(read_orders([lines]))


@pytest.fixture
def forks(monkeypatch):
    """Every file is large; the processes that were started."""
    children = []
    fork = os.fork
    monkeypatch.setattr(reader, "LARGE", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(os, "fork", lambda: children.append(fork()) or children[-1])
    yield children
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, 0)  # each has been waited for


def test_two_processes_read_what_one_reads(lines, alone, forks):
    reads = list(read_orders([lines], prepare=prepared))
    assert len(forks) == 1
    assert [r.prepared for r in reads] == [order and prepared(order) for _, _, _, order, *_ in alone]
    assert told(reads) == alone


def test_where_the_second_process_dies_the_first_reads_on(lines, alone, forks, monkeypatch):
    monkeypatch.setattr(ahead, "AT_ONCE", 10)
    monkeypatch.setattr(ahead, "PIPE_BYTES", 4096)  # so that it has not written everything by then
    found = []
    for read in read_orders([lines], prepare=prepared):
        found.append(read)
        if len(found) == 15:
            os.kill(forks[0], 9)
    assert told(found) == alone
    assert found[0].prepared
    assert not found[-1].prepared


def test_a_file_that_changes_meanwhile_is_read_as_the_first_process_sees_it(lines, forks, monkeypatch):
    monkeypatch.setattr(ahead, "_in_lots", lambda make, source, prepare: iter([[(7, 0, [])]]))
    reads = read_orders([lines], prepare=prepared)
    assert [read.order.reference for read in reads if read.order][:2] == ["AHEAD-0", "AHEAD-1"]
    assert forks


def test_who_stops_reading_leaves_no_process(lines, forks):
    reads = read_orders([lines], prepare=prepared)
    assert next(reads).order is not None
    reads.close()
    assert forks


def test_a_small_file_starts_no_process(lines, monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a process was started"))
    assert next(read_orders([lines], prepare=prepared)).order is not None

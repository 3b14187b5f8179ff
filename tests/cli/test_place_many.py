"""Many orders at once: memory does not follow their number, and what is refused comes back as it was."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tests.faults.batch import lines, order

BAD = {"StockKeepingUnit": "NO-SUCH"}


def bad(number: int) -> dict:
    made = order(number)
    made["OrderDeliveryGroups"][0]["OrderItems"][0] |= BAD
    return made


def peak_megabytes(oms, *words: str) -> float:
    """The most memory that a command had, as the kernel counted it."""
    process = oms.start(*words, stdout=-3, stderr=-3)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss / 1024


@pytest.mark.parametrize("words", [("--format", "table"), ("--json",), ("--on-error", "skip", "--format", "csv")])
def test_three_times_the_lines_take_the_same_memory(oms, words):
    oms.ok("init", "--sample")
    oms.write("few.ndjson", lines(order(number) for number in range(2000)))
    oms.write("many.ndjson", lines(order(number) for number in range(6000)))
    few = peak_megabytes(oms, "place", "few.ndjson", "--check", *words)
    many = peak_megabytes(oms, "place", "many.ndjson", "--check", *words)
    assert many - few < 4, (few, many)


def test_a_table_shows_the_first_thousand_and_says_so_while_the_other_formats_have_all(oms):
    oms.ok("init", "--sample")
    oms.write("many.ndjson", lines(order(number) for number in range(1100)))
    table = oms.ok("place", "many.ndjson")
    assert len(table.out.splitlines()) == 1001
    assert table.err.splitlines()[:2] == [
        "1,100 created",
        "the table shows the first 1,000; --format ndjson, csv, ids and --json have all",
    ]
    assert len(oms.ok("place", "many.ndjson", "--format", "csv").out.splitlines()) == 1101
    assert len(oms.ok("place", "many.ndjson", "--format", "ids").out.splitlines()) == 1100
    assert len(oms.ok("place", "many.ndjson", "--json").json["results"]) == 1100


def test_refused_lines_come_back_byte_for_byte_are_corrected_and_placed(oms):
    oms.ok("init", "--sample")
    kept = [json.dumps(bad(2), indent=None, separators=(" , ", ":  ")).encode() + b"\r\n", b'{"broken": \n']
    last = json.dumps(bad(5)).encode()  # without an end of line
    stream = b"".join(
        [
            b"\xef\xbb\xbf",
            json.dumps(order(1)).encode(),
            b"\n\n",
            kept[0],
            b"  \n",
            kept[1],
            lines([order(4)]).encode(),
            last,
        ]
    )
    oms.write("orders.ndjson.gz", gzip.compress(stream))
    done = oms("place", "orders.ndjson.gz", "--on-error", "skip", "--refused", "refused.ndjson")
    assert done.code == 3
    assert "orders.ndjson.gz:3:" in done.err
    refused = oms.dir / "refused.ndjson"
    assert refused.read_bytes() == b"".join([*kept, last, b"\n"])
    assert refused.stat().st_mode & 0o777 == 0o600
    corrected = refused.read_bytes().replace(b"NO-SUCH", b"TSHIRT-RED").replace(kept[1], b"")
    oms.write("corrected.ndjson", corrected)
    again = oms.ok("place", "corrected.ndjson", "--on-error", "skip", "--refused", "refused.ndjson", "--json")
    assert again.json["summary"] == {"total": 2, "created": 2}
    assert not refused.exists()  # nothing was refused this time


def test_a_document_goes_into_the_file_of_the_refused_as_one_line_that_can_be_placed(oms):
    oms.ok("init", "--sample")
    oms.write("several.json", [order(1), bad(2)])
    assert oms("place", "several.json", "--on-error", "skip", "--refused", "refused.ndjson").code == 3
    (line,) = (oms.dir / "refused.ndjson").read_text().splitlines()
    assert json.loads(line) == [order(1), bad(2)]
    oms.write("refused.ndjson", line.replace("NO-SUCH", "TSHIRT-RED"))
    assert oms.ok("place", "refused.ndjson", "--json").json["summary"] == {"total": 2, "created": 1, "exists": 1}


def test_a_full_card_number_is_written_nowhere_not_even_among_the_refused(oms):
    oms.ok("init", "--sample")
    carded = order(1) | {"Description": "card 4111 1111 1111 1111"}
    oms.write("orders.ndjson", lines([carded, bad(2)]))
    done = oms("place", "orders.ndjson", "--on-error", "skip", "--refused", "refused.ndjson")
    assert "card-number" in done.err
    assert (oms.dir / "refused.ndjson").read_text() == lines([bad(2)])


def test_the_file_of_the_refused_is_for_skip_and_never_one_that_is_read(oms):
    oms.ok("init", "--sample")
    path = oms.write("orders.ndjson", lines([order(1)]))
    assert oms("place", "orders.ndjson", "--refused", "refused.ndjson").code == 2
    before = path.read_bytes()
    assert oms("place", "orders.ndjson", "--on-error", "skip", "--refused", "./orders.ndjson").code == 2
    assert path.read_bytes() == before
    oms("place", "orders.ndjson", "--on-error", "skip", "--refused", "refused.ndjson", "--check")
    assert not (oms.dir / "refused.ndjson").exists()
    blocked = oms("place", "orders.ndjson", "--on-error", "skip", "--refused", "no/such/folder/refused.ndjson")
    assert blocked.code == 14
    assert "--refused FILE" in blocked.err


def test_results_of_a_chunk_reach_the_reader_when_the_chunk_is_committed(oms):
    oms.ok("init", "--sample")
    words = ("place", "-", "--on-error", "skip", "--format", "ndjson")
    with oms.start(*words, stdin=-1, stdout=-1, stderr=-3) as running:
        running.stdin.write(lines(order(number) for number in range(1000)).encode())
        running.stdin.flush()
        told = [json.loads(running.stdout.readline()) for _ in range(1000)]  # the end of the input has not come
        running.stdin.close()
        rest = running.stdout.read()
    assert {result["status"] for result in told} == {"created"}
    assert json.loads(rest)["type"] == "summary"

"""`oms verify` finds every damage of live rows, and nothing in a healthy store; no damage ends in a traceback."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from omscli.store import seals
from omscli.store.rows import INSERTS
from omscli.store.seals import ACTIVATED, CHAINED, CHANGING, DERIVED, RECORDS, UNSEALED, changed_columns, columns_of
from tests.faults import damage
from tests.properties.histories import World, template
from tests.properties.test_order_histories import OPENINGS, STEPS
from tests.store.test_statements import STATEMENTS
from tests.world import make_world

pytestmark = pytest.mark.damages_stores


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return damage.full_store(make_world(tmp_path_factory.mktemp("damage")))


def test_every_table_is_sealed_or_derived_and_has_rows_in_the_store_that_is_damaged(store):
    assert sorted([*CHAINED, *RECORDS, *DERIVED, *UNSEALED, "seals", "record_seals"]) == sorted(INSERTS)
    with closing(damage.in_memory(store)) as copy:
        assert [table for table in INSERTS if not copy.execute(f"SELECT 1 FROM {table}").fetchone()] == []
        assert damage.named_by(copy) is None


def test_what_is_not_sealed_is_what_statements_change():
    changed = {}
    for sql in STATEMENTS.values():
        table = sql.split()[1]
        if sql.split()[0] == "UPDATE" and table in CHAINED:
            changed.setdefault(table, set()).update(changed_columns(sql, columns_of(table)))
    changed_at_once = changed.pop("orders")
    assert changed_at_once == set(ACTIVATED.split())
    assert changed == {table: set(columns.split()) for table, columns in CHANGING.items() if table in CHAINED}


def test_the_encoding_that_is_hashed_is_the_one_that_is_written_down():
    def encoded(value):
        if value is None:
            return b"N"
        if isinstance(value, str):
            text = value.encode("utf-8")
            return b"u" + len(text).to_bytes(4, "little") + text
        if isinstance(value, list | tuple):
            kind = b"[" if isinstance(value, list) else b"("
            return kind + len(value).to_bytes(4, "little") + b"".join(map(encoded, value))
        if -(1 << 31) <= value < 1 << 31:
            return b"i" + value.to_bytes(4, "little", signed=True)
        digits, rest = [], abs(value)
        while rest:
            digits.append(rest & 0x7FFF)
            rest >>= 15
        count = len(digits) if value > 0 else -len(digits)
        return b"l" + count.to_bytes(4, "little", signed=True) + b"".join(d.to_bytes(2, "little") for d in digits)

    records = [(1, 1 << 20, "Grüße", None), (-5, -(1 << 40), "", (1 << 63) - 1), (2**31, -(2**31), "same", "same")]
    assert seals.dumps(["before", *records], 2) == encoded(["before", *records])
    assert seals.fingerprint("before", records) == "7e19bb99dffac3884d7dc8dd137a5071"


@pytest.mark.proof("damaged rows", 250, None)
def test_every_change_of_one_value_and_every_row_that_is_gone_is_found(store, proof):
    with closing(damage.in_memory(store)) as copy:
        changes = damage.row_changes(copy)
        random.Random(proof.seed).shuffle(changes)
        for one in proof.tries(len(changes)):
            with one:
                copy.execute("BEGIN")
                done = damage.change_row(copy, one.dice, *changes[one.number % len(changes)])
                found = damage.named_by(copy)
                copy.execute("ROLLBACK")
                assert done is None or found, f"nothing found it: {done}"


@pytest.mark.proof("damaged files", 250, 10_000)
def test_every_damage_of_the_file_that_reaches_a_row_is_found(store, proof, tmp_path):
    image, whole = damage.whole_file(store), damage.content(store)
    path = tmp_path / "oms.db"
    for one in proof.rounds(weight=5):
        with one:
            for kind, struck in enumerate(damage.strikes(one.dice, image)):
                for left in tmp_path.iterdir():
                    left.unlink()
                path.write_bytes(struck)
                found = damage.found_in(path)
                assert found or damage.content(path) == whole, f"nothing found damage {kind}"


@pytest.mark.parametrize("command", [("verify",), ("list", "orders"), ("show", "LATE"), ("advance", "--all")])
def test_a_command_on_a_damaged_file_says_so_and_has_no_traceback(store, oms, command):
    image, path = damage.whole_file(store), oms.dir / "oms.db"
    codes = set()
    dice = Random(f"5-{command[0]}")
    for struck in damage.strikes(dice, image):
        path.write_bytes(struck)
        answer = oms(*command)
        codes.add(answer.code)
        assert "Traceback" not in answer.err
        assert "error[bug]" not in answer.err, answer.err
    assert codes & {12, 14, 13, 10} or command[0] != "verify"


@pytest.mark.proof("healthy stores", 20, 1_000)
def test_a_healthy_store_has_nothing_to_be_found(proof, tmp_path_factory):
    start = template(tmp_path_factory.mktemp("shop"))
    for one in proof.tries():
        with one, tempfile.TemporaryDirectory() as folder:
            world = World(Path(folder), start)
            try:
                with suppress(AssertionError):  # where the model thinks otherwise is for its own test to say
                    for name in ("place", *one.dice.choice(OPENINGS), *one.dice.choices(STEPS, k=12)):
                        world.step(name, one.dice.randrange(2**20))
                with world.database.read() as reader:
                    broken = [r.fields for r in damage.check(reader) if r.status == "broken"]
                assert broken == []
            finally:
                world.database.close()


@pytest.mark.proof("moved rows", 60, 5_000)
def test_rows_that_are_copied_swapped_or_moved_are_found(store, proof):
    with closing(damage.in_memory(store)) as copy:
        for one in proof.tries():
            with one:
                copy.execute("BEGIN")
                done = damage.move_rows(copy, one.dice)
                found = damage.named_by(copy)
                copy.execute("ROLLBACK")
                assert done is None or found, f"nothing found it: {done}"

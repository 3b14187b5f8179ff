"""Full disks, read-only places, files that are no store: exit 10, 13 or 14, the path is named, nothing half is left."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults import strace
from tests.faults.batch import lines, order
from tests.faults.changing import COMMANDS
from tests.faults.forks import CANNOT_DROP
from tests.faults.stages import rows as store_rows
from tests.state_hash import state_hash
from tests.world import BIN


@pytest.fixture
def shop(oms):
    oms.ok("init", "--sample")
    oms.write("orders.ndjson", lines(order(number) for number in range(300)))
    oms.write("one.json", order(1000))
    return oms


def limited(oms, *words, kibibytes):
    """The command with a limit on how large a file may grow: the store's disk is full."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (kibibytes * 1024, kibibytes * 1024))

    command = [BIN / "oms", *words]
    done = subprocess.run(
        command, cwd=oms.dir, env=oms.environment(), capture_output=True, preexec_fn=limit, check=False, timeout=60
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("kibibytes", [0, 40, 150, 300])
def test_a_full_disk_is_exit_14_and_leaves_the_store_as_it_was(shop, kibibytes):
    before = state_hash(shop.dir / "oms.db")
    code, _, err = limited(shop, "place", "orders.ndjson", kibibytes=kibibytes)
    assert (code, "Traceback" in err) == (14, False), err
    assert "oms.db" in err
    assert "nothing was written" in err
    assert state_hash(shop.dir / "oms.db") == before
    shop.ok("place", "orders.ndjson")


def test_a_full_disk_stops_init_and_leaves_nothing(oms):
    code, _, err = limited(oms, "init", "--sample", kibibytes=100)
    assert (code, "Traceback" in err) == (14, False), err
    assert not list(oms.dir.iterdir())


def test_a_full_disk_under_the_answer_is_exit_14(shop):
    shop.ok("place", "orders.ndjson")
    words = ("list", "orders", "--limit", "300", "--json", "-o", "answer.json")
    code, _, err = limited(shop, *words, kibibytes=40)
    assert (code, "Traceback" in err) == (14, False), err
    assert "answer.json" in err
    assert not [path for path in shop.dir.iterdir() if "answer" in path.name]


def test_a_full_disk_under_an_export_waits_for_the_next_run(shop):
    shop.ok("place", "orders.ndjson")
    for step in ("summarize", "approve", "allocate"):
        shop.ok(step, "--all")
    (shop.dir / "out").mkdir()
    tmpfs = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(shop.dir / "out")]
    if subprocess.run(tmpfs, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        full = shop("export", "--all", "--to", "out")
        assert (full.code, "Traceback" in full.err) == (14, False), full
        assert "out" in full.err
        assert not list((shop.dir / "out").iterdir())
    finally:
        subprocess.run(["umount", str(shop.dir / "out")], check=True)
    shop.ok("export", "--all", "--to", "out")
    assert sorted(path.name for path in (shop.dir / "out").iterdir())
    shop.ok("verify")


def without_rights(stages, oms, *words):
    done = stages.run(oms, *words, powerless=True)
    if done.code == CANNOT_DROP:
        pytest.skip("root cannot give up its rights here")
    return done.code, done.out, done.err


@pytest.mark.parametrize("what", ["file", "folder", "lost"])
@pytest.mark.parametrize("words", [("place", "one.json"), ("summarize", "--all"), ("setup", "apply", "shop.toml")])
def test_a_store_that_may_not_be_written_is_exit_14(stages, shop, what, words):
    oms = shop
    oms.write("shop.toml", '[[sales_channels]]\nname = "New"\n')
    oms.ok("place", "orders.ndjson")
    before = state_hash(oms.dir / "oms.db")
    (oms.dir / "oms.db").chmod(0o000 if what == "lost" else 0o444)
    (oms.dir / "one.json").chmod(0o644)
    oms.dir.chmod(0o555 if what != "file" else 0o777)
    try:
        code, _, err = without_rights(stages, oms, *words)
    finally:
        oms.dir.chmod(0o755)
        (oms.dir / "oms.db").chmod(0o600)
    assert (code, "Traceback" in err) == (14, False), err
    assert "oms.db" in err
    assert state_hash(oms.dir / "oms.db") == before


@contextmanager
def small_disk(folder: Path, room: int) -> Iterator[None]:
    """A disk of its own under the folder, with what is in it and that much more room."""
    used = sum(-(-path.stat().st_size // 4096) * 4096 for path in folder.rglob("*") if path.is_file())
    size = f"size={(used + room) // 1024 + 8}k"
    kept = folder.with_name("kept")
    folder.rename(kept)
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def full(stages, stage, oms, dice):
    """The disk is full at a random moment; later there is room."""
    with small_disk(oms.dir, dice.choice((0, 4, 16, 64, 200, 400)) * 1024):
        done = stages.run(oms, *stage.words)
        stages.ended_well(oms, stage, done)
        subprocess.run(["mount", "-o", "remount,size=64m", oms.dir], check=True)
        stages.goes_on(oms, stage)


def over_quota(stages, stage, oms, dice):
    """From some write on, the file system says that the user's share is used up."""
    point = strace.Point("pwrite64", dice.randint(1, 80), "")
    done, _ = strace.struck(oms, stage.words, point, "error=EDQUOT", for_ever=True)
    stages.ended_well(oms, stage, done)
    stages.goes_on(oms, stage)


def denied(stages, stage, oms, dice):
    """The right to a file is taken while the command runs: the next that it opens is refused."""
    with stages.copy(stage, oms.dir.parent / "whole") as whole:
        points = [point for point in strace.points(whole, stage.words) if point.call in ("openat", "link", "mkdir")]
    done, hit = strace.struck(oms, stage.words, dice.choice(points), "error=EACCES")
    assert hit
    stages.ended_well(oms, stage, done)
    stages.goes_on(oms, stage)


def read_only(stages, stage, oms, dice):
    """The folder, or every file in it, may not be written."""
    what = dice.choice(("folder", "files"))
    before = store_rows(oms.dir)
    chosen = [oms.dir] if what == "folder" else [path for path in oms.dir.rglob("*") if path.is_file()]
    modes = [path.stat().st_mode for path in chosen]
    for path in chosen:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = stages.run(oms, *stage.words, powerless=True)
    for path, mode in zip(chosen, modes, strict=True):
        path.chmod(mode)
    if done.code == CANNOT_DROP:
        pytest.skip("root cannot give up its rights here")
    if chosen:
        assert done.code == 14, done
        stages.ended_well(oms, stage, done)
        assert store_rows(oms.dir) == before
    stages.goes_on(oms, stage)


TROUBLES = (full, read_only, *((over_quota, denied) if strace.works() else ()))


@pytest.mark.proof("disk", len(TROUBLES) * len(COMMANDS), 2_000)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_refuses_is_exit_14_and_the_command_goes_on_when_it_may(proof, stages, tmp_path, name):
    stage = stages[name]
    for trial in proof.tries():
        with trial, stages.copy(stage, tmp_path / str(trial.number)) as oms:
            TROUBLES[trial.number % len(TROUBLES)](stages, stage, oms, trial.dice)


def zero(path):
    path.write_bytes(b"")


def text(path):
    path.write_text("order,sku\n" * 100)


def foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.commit()


def folder(path):
    path.mkdir()


def missing(path):
    pass


WRONG = {"zero": zero, "text": text, "foreign": foreign, "folder": folder, "missing": missing}
COMMANDS = (("place", "one.json"), ("list", "orders"), ("verify",), ("summarize", "--all"), ("setup", "export"))


@pytest.mark.damages_stores
@pytest.mark.parametrize("make", WRONG)
def test_a_file_that_is_no_store_is_exit_10_and_stays_as_it_is(oms, make):
    oms.write("one.json", order(1))
    path = oms.dir / "wrong.db"
    WRONG[make](path)
    content = path.read_bytes() if path.is_file() else None
    for words in COMMANDS:
        refused = oms(*words, "--store", "wrong.db")
        assert (refused.code, "Traceback" in refused.err) == (10, False), refused
        assert "wrong.db" in refused.err
    assert (path.read_bytes() if path.is_file() else None) == content
    assert not [other for other in oms.dir.iterdir() if other.name.startswith("wrong.db-")]


@pytest.mark.damages_stores
@pytest.mark.parametrize(("version", "code"), [(999, "schema-newer"), (0, "schema-older")])
def test_a_store_of_another_schema_is_exit_13(shop, version, code):
    with closing(sqlite3.connect(shop.dir / "oms.db")) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    for words in COMMANDS:
        refused = shop(*words)
        assert (refused.code, f"error[{code}]" in refused.err) == (13, True), refused

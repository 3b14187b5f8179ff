"""What a killed process left of a file that it was writing is gone when the next one has written it."""

from __future__ import annotations

import subprocess
import sys

from tests.world import Oms


def gone_process() -> int:
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def hidden(oms: Oms, folder: str = ".") -> list[str]:
    return sorted(path.name for path in (oms.dir / folder).iterdir() if path.name.startswith("."))


def test_an_export_removes_what_a_killed_export_left(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.ok("seed", "1", "--state", "allocated")
    oms.write(f"out/.EX-0000001.json.{gone_process()}.part", "half a file")
    oms.ok("export", "--all", "--to", "out", "--as", "json")
    assert hidden(oms, "out") == []


def test_an_export_of_a_living_process_is_left_alone(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.ok("seed", "1", "--state", "allocated")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        oms.write(f"out/.EX-0000001.json.{other.pid}.part", "half a file")
        oms.ok("export", "--all", "--to", "out", "--as", "json")
        assert hidden(oms, "out") == [f".EX-0000001.json.{other.pid}.part"]
        other.communicate(b"\n")


def test_init_and_an_answer_in_a_file_remove_what_was_left_of_them(oms: Oms) -> None:
    dead = gone_process()
    for ending in ("", "-wal", "-shm"):
        oms.write(f".oms.db.{dead}.new{ending}", "half a store")
    oms.write(f".answer.json.{dead}.part", "half an answer")
    oms.ok("init", "--sample")
    oms.ok("list", "locations", "--json", "-o", "answer.json")
    assert hidden(oms) == []

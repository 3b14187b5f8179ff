"""`oms init` from outside: a store and its oms.toml, once; what is there is never touched."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

EMPTY = (
    "status   Store   Config    SalesChannels  Products  DeliveryMethods  Locations  PaymentGateways\n"
    "created  oms.db  oms.toml              0         0                0          0                0\n"
)


def names(oms):
    return sorted(path.name for path in oms.dir.iterdir())


def test_an_empty_store_has_a_standard_price_book_and_a_reason_for_every_change(oms):
    result = oms.ok("init")
    assert result.out == EMPTY
    assert result.err == "1 created\nnext: oms setup apply FILE.toml\n"
    assert names(oms) == ["oms.db", "oms.toml"]
    assert oms.ok("setup", "export").out == (
        "# The set-up of an oms store, as `oms setup export` wrote it; `oms setup apply` takes it.\n\n"
        '[reasons]\ncancel = ["Unknown"]\nreturn = ["Unknown"]\nadjust = ["Unknown"]\nshort = ["Unknown"]\n'
        'reject = ["Unknown"]\n\n'
        '[[price_books]]\nname = "Standard Price Book"\nstandard = true\n'
    )


def test_the_sample_shop_is_loaded_and_the_answer_says_how_much(oms):
    result = oms.ok("init", "--sample", "--json")
    assert result.json == {
        "schema": "oms.init/1",
        "results": [
            {
                "status": "created",
                "Store": "oms.db",
                "Config": "oms.toml",
                "SalesChannels": 4,
                "Products": 39,
                "DeliveryMethods": 3,
                "Locations": 6,
                "PaymentGateways": 1,
            }
        ],
        "summary": {"total": 1, "created": 1},
        "warnings": [],
        "next": ["oms seed 3", "oms place FILE"],
    }
    assert oms.ok("verify").code == 0


def test_a_second_init_is_refused_and_changes_nothing(oms):
    oms.ok("init", "--sample")
    oms.ok("seed", "2")
    before = {name: (oms.dir / name).read_bytes() for name in names(oms)}
    for words in (["init"], ["init", "--sample"], ["init", "."], ["init", "--dry-run"]):
        result = oms(*words)
        assert result.code == 6
        assert result.out == ""
        assert result.err == (
            "error[store-exists]: oms.db is there already\n"
            "  help: use it as it is, choose another folder, or remove it first\n"
            "  done: nothing was written\n"
        )
    assert {name: (oms.dir / name).read_bytes() for name in names(oms)} == before


def test_a_folder_is_made_and_commands_below_it_find_the_store(oms):
    result = oms.ok("init", "a/shop", "--sample")
    assert "a/shop/oms.db  a/shop/oms.toml" in result.out
    (oms.dir / "a/shop/deeper").mkdir()
    assert oms.ok("seed", "1", cwd=oms.dir / "a/shop/deeper").code == 0
    assert names(oms) == ["a"]


def test_an_oms_toml_that_is_there_is_kept_and_says_where_the_store_goes(oms):
    oms.write("oms.toml", 'store = "data.db"\n')
    assert "data.db" in oms.ok("init").out
    assert names(oms) == ["data.db", "oms.toml"]
    assert (oms.dir / "oms.toml").read_text() == 'store = "data.db"\n'
    assert oms.ok("setup", "export").code == 0


def test_an_oms_toml_further_up_does_not_draw_the_new_store_to_it(oms):
    oms.ok("init")
    oms.ok("init", "inner")
    assert (oms.dir / "inner/oms.db").exists()


def test_a_store_that_is_named_gets_no_oms_toml(oms):
    (made,) = oms.ok("--store", "x.db", "init", "--json").json["results"]
    assert (made["Store"], made["Config"]) == (str(oms.dir / "x.db"), None)
    assert names(oms) == ["x.db"]
    oms.ok("init", env={"OMS_STORE": str(oms.dir / "y.db")})
    assert names(oms) == ["x.db", "y.db"]


def test_a_dry_run_makes_nothing(oms):
    result = oms.ok("init", "shop", "--sample", "--dry-run")
    assert result.out.splitlines()[1].startswith("preview  shop/oms.db")
    assert names(oms) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--sample", "--empty"], "choose either --sample or --empty"),
        (["dir", "--store", "x.db"], "choose either DIR or --store"),
        (["file"], "file is a file, not a folder"),
    ],
)
def test_what_contradicts_itself_is_refused(oms, words, message):
    oms.write("file", "")
    result = oms("init", *words)
    assert result.code == 2
    assert result.err == f"error[usage]: {message}\n  done: nothing was done\n"
    assert names(oms) == ["file"]


def test_a_foreign_file_in_the_place_of_the_store_is_not_touched(oms):
    path = oms.write("oms.db", b"my diary")
    assert oms("init").code == 6
    assert path.read_bytes() == b"my diary"


def test_of_many_at_once_one_makes_the_store_and_the_others_are_refused(oms):
    running = [oms.start("init", "--sample", stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    codes = sorted(process.wait() for process in running)
    for process in running:
        process.communicate()
    assert codes == [0, 6, 6, 6, 6, 6]
    assert names(oms) == ["oms.db", "oms.toml"]
    assert oms.ok("verify").code == 0


def test_the_store_is_private_and_ours(oms):
    oms.ok("init")
    path = oms.dir / "oms.db"
    assert path.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x6F6D7331,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_journal_of_a_store_that_is_gone_is_not_read_into_a_new_one(oms):
    oms.ok("init")
    writer = "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    writer += "c.execute(\"INSERT INTO settings VALUES ('old', '1')\"); os._exit(0)"  # dies with its journal there
    subprocess.run([sys.executable, "-c", writer, oms.dir / "oms.db"], check=True)
    (oms.dir / "oms.db").unlink()
    refused = oms("init")
    assert refused.code == 6
    assert refused.err == (
        "error[store-exists]: oms.db-wal and oms.db-shm of a store that is gone would be read into the new one\n"
        "  help: bring oms.db back, or remove what is left of it: rm oms.db-wal oms.db-shm\n"
        "  done: nothing was written\n"
    )
    for left in ("oms.db-wal", "oms.db-shm"):
        (oms.dir / left).unlink()
    oms.ok("init")

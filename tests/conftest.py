"""Fixtures of the whole suite: the sealed `oms`, golden files, and a PostgreSQL of our own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from omscli.config import ServerUrl
from tests import proofs
from tests.postgres import drop_database, new_database, shared_url, stop_server
from tests.proofs import proof  # noqa: F401 - a fixture
from tests.verified import what_is_broken
from tests.world import SERVER, Oms, Result, make_world

GOLDEN = Path(__file__).resolve().parent / "golden"

settings.register_profile(
    "oms",
    deadline=None,  # the machine is shared: a slow example is no finding
    print_blob=True,
    derandomize="CI" in os.environ,  # the same examples for the same code there; every other run looks further
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    max_examples=int(os.environ.get("OMS_TEST_EXAMPLES", "100")),
)
settings.load_profile("oms")


for ignored in (
    signal.SIGINT,
    signal.SIGHUP,
):  # under nohup, or in the background of a script; commands would inherit it
    if signal.getsignal(ignored) == signal.SIG_IGN:
        signal.signal(ignored, signal.default_int_handler if ignored == signal.SIGINT else signal.SIG_DFL)


def pytest_sessionfinish() -> None:
    stop_server()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write tests/golden anew instead of comparing with it"
    )
    proofs.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    proofs.share_out(config, items)
    if SERVER is not None:
        for item in items:
            if item.get_closest_marker("needs_file"):
                item.add_marker(pytest.mark.skip(reason="the store is no file"))


_table: dict[str, list[int]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    proofs.take_down(report, _table)
    if report.failed and "CI" in os.environ:  # now, too: a run that is cut off never comes to its list of failures
        print(f"\nFAILED {report.nodeid}\n{report.longreprtext}", flush=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    proofs.show_table(terminalreporter, _table)


@pytest.fixture
def oms(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Oms]:
    """The installed command in an empty folder: `oms("place", "x.json", stdin=…, env={…})` → code, out, err, json.

    Every store that a test leaves behind is verified; a test that breaks one on purpose is marked `damages_stores`.
    """
    world = make_world(tmp_path / "world")
    yield world
    if world.store and request.node.get_closest_marker("damages_stores") is None:
        broken = what_is_broken(ServerUrl(world.store))
        assert broken == [], "the store does not verify after the test"
    if request.node.get_closest_marker("damages_stores") is None:
        for path in sorted(world.dir.rglob("*.db")):
            broken = what_is_broken(path)
            assert broken == [], f"{path.name} does not verify after the test"


@pytest.fixture
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str | Result], None]:
    """Compare a whole output with `tests/golden/NAME`; the test's own folder reads `<dir>` in it."""
    update = request.config.getoption("--update-golden")

    def compare(name: str, actual: str | Result) -> None:
        path = GOLDEN / name
        text = actual if isinstance(actual, str) else _whole(actual)
        text = text.replace(str(tmp_path / "world" / "work"), "<dir>").replace(str(tmp_path), "<tmp>")
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), (
            f"tests/golden/{name} is missing: look at the output and run pytest --update-golden\n{text}"
        )
        assert text == path.read_text(encoding="utf-8")

    return compare


def _whole(result: Result) -> str:
    """Everything a command said, in one text: standard output, standard error, exit code."""
    return f"{result.out}--- stderr\n{result.err}--- exit {result.code}\n"


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """A private PostgreSQL server, one for each test process, started when first asked for."""
    return shared_url()


@pytest.fixture
def postgres_database() -> Iterator[str]:
    """An empty database of the private server, for one test alone."""
    url = new_database()
    yield url
    drop_database(url)

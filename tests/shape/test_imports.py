"""What each command loads, seen in a clean interpreter: the price of a start is what it imports.

One story runs through one store, each command in an interpreter of its own, and leaves the names of its modules.
A static rule cannot see an import inside a function; this can. A new everyday command is one line in `STORY`.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests.world import REPOSITORY, make_world

# milliseconds on the machine where they were measured; see CONTRIBUTING.md
COSTLY = frozenset(
    {
        "alembic",  # 800, SQLAlchemy with it
        "sqlalchemy",  # 300
        "sqlmodel",  # 550
        "pydantic",  # 120
        "pydantic_core",
        "rich",  # 70
        "asyncio",  # 45
        "importlib.metadata",  # 70
        "psycopg",  # 210
        "multiprocessing",
        "unittest",
        "http",
        "ssl",
    }
)
NOTHING_AT_ALL = COSTLY | {"typer", "dataclasses", "inspect", "json", "sqlite3", "typing", "enum", "re"}

ORDER = {
    "OrderReferenceNumber": "IMPORTS-1",
    "SalesChannel": "Web",
    "CurrencyIsoCode": "USD",
    "Account": {"FirstName": "Ada", "LastName": "King", "PersonEmail": "ada@example.com"},
    "OrderDeliveryGroups": [
        {
            "DeliverToName": "Ada King",
            "OrderDeliveryMethod": "standard",
            "OrderItems": [{"StockKeepingUnit": "IMPORTS-SKU", "Quantity": 1, "UnitPrice": 10}],
        }
    ],
    "Payments": [{"Type": "Authorization", "Amount": 10, "PaymentGateway": "mock", "CardType": "Visa"}],
}


@dataclass(frozen=True, slots=True)
class Step:
    """One command line and the modules that it must not load."""

    line: str
    forbidden: frozenset[str]


STORY = (
    Step("--version", NOTHING_AT_ALL),
    Step("--help", COSTLY),
    Step("init --sample", COSTLY),
    Step("place order.json --create-missing", COSTLY),
    Step("summarize --all", COSTLY),
    Step("approve --all", COSTLY),
    Step("allocate --all", COSTLY),
    Step("export --all --to out", COSTLY),
    Step("ship --all", COSTLY),
    Step("invoice --all", COSTLY),
    Step("ensure-funds --all", COSTLY),
    Step("ensure-refunds --all", COSTLY),
    Step("advance --all --preview", COSTLY),
    Step("return IMPORTS-1 --all-items --reason Unknown", COSTLY),
    Step("seed 2 --state allocated", COSTLY),
    Step("list orders", COSTLY),
    Step("list orders --json", COSTLY),
    Step("show IMPORTS-1", COSTLY),
    Step("show IMPORTS-1 --json", COSTLY),
    Step("timeline IMPORTS-1", COSTLY),
    Step("next IMPORTS-1", COSTLY),
    Step("verify", COSTLY),
)

# `except SystemExit` and not more: any other end of the command is a failure that the test shows.
WRAPPER = """
import sys
before = set(sys.modules)  # what this Python loads for every program
sys.argv = ["oms", *sys.argv[1:]]
code = 0
try:
    from omscli.__main__ import main
    code = main() or 0
except SystemExit as end:
    code = end.code or 0
finally:
    loaded = sorted(set(sys.modules) - before)
    with open("modules", "w") as file:
        file.write("\\n".join([str(code), *loaded]))
"""


@dataclass(frozen=True, slots=True)
class Ended:
    code: str
    modules: frozenset[str]
    said: str


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ended]:
    """How each command of the story ended and what it had loaded by then."""
    world = make_world(tmp_path_factory.mktemp("imports"))
    world.write("order.json", ORDER)
    ended = {}
    for step in STORY:
        report = world.dir / "modules"
        report.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, "-c", WRAPPER, *step.line.split()],
            cwd=world.dir,
            env=world.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        lines = report.read_text().splitlines() if report.exists() else ["killed"]
        ended[step.line] = Ended(lines[0], frozenset(lines[1:]), done.stdout + done.stderr)
    return ended


@pytest.mark.parametrize("step", STORY, ids=lambda step: step.line)
def test_a_command_loads_only_what_it_needs(step, ends):
    end = ends[step.line]
    assert end.code == "0", end.said
    heavy = sorted(name for name in end.modules if any(f"{name}.".startswith(f"{root}.") for root in step.forbidden))
    assert not heavy, f"oms {step.line} loads {', '.join(heavy)}"


def test_importing_the_package_loads_nothing():
    code = "import sys; before = set(sys.modules); import omscli; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.split() == ["omscli"]


@pytest.mark.parametrize("layer", ["domain", "store", "services", "render", "gateways"])
def test_a_layer_can_be_imported_whole_without_the_costly_ones(layer):
    """Every module of a layer, but for the declarations of the tables, which no command imports, the migrations, which
    one does, and PostgreSQL's, which only a store on a server does.
    """
    declarations = ("tables", "columns", "views", "generate", "postgres")
    names = [
        "omscli." + path.relative_to(REPOSITORY / "omscli").with_suffix("").as_posix().replace("/", ".")
        for path in sorted((REPOSITORY / "omscli" / layer).rglob("*.py"))
        if path.name != "__init__.py" and "migrations" not in path.parts
        if not (layer == "store" and path.stem.startswith(declarations))
    ]
    assert names
    code = f"import sys, {', '.join(names)}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    forbidden = COSTLY | {"typer"}
    heavy = [name for name in done.stdout.split() if any(f"{name}.".startswith(f"{root}.") for root in forbidden)]
    assert not heavy, f"omscli.{layer} loads {', '.join(heavy)} when it is imported"

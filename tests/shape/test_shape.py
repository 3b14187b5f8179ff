"""The code keeps its shape: small files, short flat functions, no float for money, no side door in the domain."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import REPOSITORY

FILE_LINES = 400
FUNCTION_LINES = 60
NESTING = 3

GENERATED = {
    "store/rows.py",
    "store/schema.py",
    "store/schema_digest.py",
    "store/fields.py",
    "documents/orders/quick_records.py",
}
GENERATED |= {"documents/orders/canonical.py"}
PACKAGE = REPOSITORY / "omscli"
FILES = [
    path.relative_to(PACKAGE).as_posix()
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.relative_to(PACKAGE).as_posix() not in GENERATED
]
DOMAIN = [name for name in FILES if name.startswith("domain/")]
FLOATING = {"domain/distance.py"}  # sines of great circles: a distance, never an amount or a quantity

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree_of(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"), filename=name)


def functions(name: str) -> Iterator[Function]:
    return (node for node in ast.walk(tree_of(name)) if isinstance(node, Function))


def place(name: str, node: ast.AST, what: str) -> str:
    return f"omscli/{name}:{getattr(node, 'lineno', 1)}: {what}"


def depth(node: ast.AST, level: int = 0) -> int:
    """How deep blocks stand in blocks; `elif` is its `if`, and a function inside begins anew."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef | ast.Lambda):
            continue
        chained = isinstance(node, ast.If) and isinstance(child, ast.If) and node.orelse == [child]
        deeper = isinstance(child, BLOCKS) and not chained
        deepest = max(deepest, depth(child, level + deeper))
    return deepest


def called(node: ast.Call) -> str:
    """The dotted name that is called, or nothing."""
    parts: list[str] = []
    target: ast.expr = node.func
    while isinstance(target, ast.Attribute):
        parts.append(target.attr)
        target = target.value
    return ".".join(reversed([*parts, target.id])) if isinstance(target, ast.Name) else ""


def calls(name: str) -> Iterator[tuple[ast.Call, str]]:
    return ((node, called(node)) for node in ast.walk(tree_of(name)) if isinstance(node, ast.Call))


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_one_idea(name):
    lines = len((PACKAGE / name).read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES, f"omscli/{name} has {lines} lines"


@pytest.mark.parametrize("name", FILES)
def test_functions_are_short_and_flat_and_say_what_they_return(name):
    findings = []
    for function in functions(name):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > FUNCTION_LINES:
            findings.append(place(name, function, f"{function.name} has {length} lines"))
        if depth(function) > NESTING:
            findings.append(place(name, function, f"{function.name} is nested {depth(function)} deep"))
        if function.returns is None:
            findings.append(place(name, function, f"{function.name} does not say what it returns"))
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("name", [name for name in FILES if name not in FLOATING])
def test_nothing_becomes_a_float(name):
    findings = [place(name, node, "float(…)") for node, call in calls(name) if call == "float"]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("name", DOMAIN)
def test_the_domain_asks_no_file_no_clock_no_chance_and_prints_nothing(name):
    side_doors = {"open", "print", "input", "exit", "eval", "exec", "breakpoint"}
    if name == "domain/values.py":
        side_doors -= {"exec"}  # writes the methods of the values, as the standard library's `dataclasses` does
    clocks = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic")
    findings = [
        place(name, node, f"{call}(…)")
        for node, call in calls(name)
        if call in side_doors or call.endswith(clocks) or call.startswith(("random.", "os.", "uuid."))
    ]
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("cli/")])
def test_below_the_command_line_nobody_knows_of_a_dry_run(name):
    findings = []
    for node in ast.walk(tree_of(name)):
        names = [getattr(node, field, None) for field in ("id", "arg", "attr", "name")]
        if any(isinstance(word, str) and word in {"dry_run", "is_preview", "simulate"} for word in names):
            findings.append(place(name, node, "a preview is another caller of the same plan, not a flag"))
    assert not findings, "\n".join(findings)


TOOLS = (
    "generated.py",
    "store/generate.py",
    "documents/orders/generate.py",
    "store/migrations/suggest.py",
)  # for developers
PRINTERS = ("cli/", "render/", *TOOLS)


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith(PRINTERS)])
def test_only_the_command_line_prints_or_ends_the_process(name):
    if name == "__main__.py":
        pytest.skip("the entry point")
    words = {"print", "sys.exit", "exit", "os._exit", "sys.stdout.write", "sys.stderr.write"}
    if name == "documents/orders/ahead.py":
        words -= {"os._exit"}  # the end of the second process that it starts, never of the one that runs the command
    findings = [place(name, node, f"{call}(…)") for node, call in calls(name) if call in words]
    assert not findings, "\n".join(findings)


def test_the_exemptions_still_exist():
    assert all((PACKAGE / name).exists() for name in GENERATED | FLOATING)


def test_a_nest_is_counted_as_people_read_it():
    source = """
def f(a):
    if a:
        pass
    elif a > 1:
        for b in a:
            while b:
                def inner():
                    if a:
                        pass
"""
    function = ast.parse(source).body[0]
    assert depth(function) == 3


def test_the_shape_is_measured_on_the_package_that_is_installed():
    import omscli

    assert Path(omscli.__file__).resolve().parent == PACKAGE

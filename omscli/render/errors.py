"""A refusal as the contract shows it (§4): for people in four lines, with --json in one JSON line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from omscli.errors import OmsError, Problem
from omscli.render.exact import to_json
from omscli.render.safe import safe

SHOWN = 20
"""Problems that are shown; of the rest only the number."""


def error_text(error: OmsError) -> str:
    """All problems (20, then the count), each with its place and its way out, and at the end what is now true."""
    lines: list[str] = []
    for problem in error.problems[:SHOWN]:
        lines += problem_lines(problem)
    hidden = (error.total or len(error.problems)) - len(error.problems[:SHOWN])
    if hidden > 0:
        lines.append(f"  … and {hidden:,} more")
    lines.append(f"  done: {safe(error.done)}")
    return "".join(f"{line}\n" for line in lines)


def problem_lines(problem: Problem, word: str = "error") -> list[str]:
    """One problem: code and message, the place, the way out."""
    lines = [f"{word}[{problem.code}]: {safe(problem.message)}"]
    if problem.place and str(problem.place):
        lines.append(f"  --> {safe(str(problem.place))}")
    if problem.help:
        lines.append(f"  help: {safe(problem.help)}")
    return lines


def error_json(error: OmsError) -> str:
    """The same as one line of JSON; the first problem's members stand at the top."""
    document: dict[str, Any] = {
        "type": "error",
        **error.problems[0].as_json(),
        "done": error.done,
        "total": error.total or len(error.problems),
        "problems": problems_json(error.problems[:SHOWN]),
    }
    if error.details:
        document["details"] = error.details
    return to_json(document) + "\n"


def problems_json(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems as members of a result or an error."""
    return [problem.as_json() for problem in problems]

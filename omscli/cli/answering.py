"""Results on their way out: counted as they pass, and what follows from the counts: summary, notes, exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from omscli.cli.options import Options
from omscli.cli.output import Output
from omscli.domain.values import replace
from omscli.errors import Exit, OmsError, Problem
from omscli.render.cells import Row
from omscli.render.errors import SHOWN, problem_lines, problems_json
from omscli.render.formats import Answer, Ending
from omscli.services.unit import Result

if TYPE_CHECKING:
    from omscli.render.blocks import Block

_STORED = ("created", "updated")
_NOTED = 3
TABLE_ROWS = 1000
"""Results that a table shows: whoever reads more than that is a program, and the other formats have all."""


class Tally:
    """The results of a command; iterate over it for their rows, then ask what follows from them."""

    def __init__(
        self,
        results: Iterable[Result | Row],
        *,
        next_commands: Sequence[str] = (),
        warnings: Sequence[str] = (),
        summary: Mapping[str, Any] | None = None,
        ticker: Callable[[int], None] | None = None,
        title: str | None = None,
    ) -> None:
        self._results = iter(results)
        self._next, self._warnings, self._extra = next_commands, warnings, summary or {}
        self._ticker, self._title = ticker, title
        self.total = 0
        self.counts: dict[str, int] = {}
        self.statuses = False
        """Whether the rows are results, with a status; records have none."""
        self.limit: int | None = None
        """How many of them the answer shows, if not all."""
        self._refused: list[Problem] = []
        self._refusals = 0
        self._partly = False
        self._remarks: list[Problem] = []

    def rows(self) -> Iterator[Row]:
        """The rows, as they come."""
        try:
            for result in self._results:
                self.total += 1
                if self._ticker:
                    self._ticker(self.total)
                yield self._count(result) if isinstance(result, Result) else result
        except OmsError as error:
            raise self._with_what_is_stored(error) from error
        finally:
            if self._ticker:
                self._ticker(-1)

    def _count(self, result: Result) -> Row:
        self.statuses = True
        self.counts[result.status] = self.counts.get(result.status, 0) + 1
        if result.status == "rejected":
            self._refusals += max(1, len(result.problems))
            self._refused += result.problems[: SHOWN - len(self._refused)]
        elif result.problems:
            self._partly |= any(problem.exit == Exit.PARTLY for problem in result.problems)
            self._remarks += result.problems[: SHOWN - len(self._remarks)]
        return row_of(result)

    def _with_what_is_stored(self, error: OmsError) -> OmsError:
        stored = sum(self.counts.get(status, 0) for status in _STORED)
        if not stored:
            return error
        done = f"the first {stored:,} are stored, nothing of the rest; run it again to go on"
        return replace(error, done=done)

    def ending(self) -> Ending:
        """What follows the rows."""
        counts = {status: self.counts[status] for status in sorted(self.counts)}
        return Ending({"total": self.total, **counts, **self._extra}, self._warnings, self._next if self.total else ())

    def notes(self) -> Iterator[str]:
        """What people are told beside the answer."""
        if not self.total:
            yield f"no {self._title}" if self._title else "nothing to do"
        elif self.counts:
            parts = [f"{count:,} {status}" for status, count in sorted(self.counts.items())]
            yield ", ".join(parts) + (": nothing was written" if "preview" in self.counts else "")
        if self.limit is not None and self.total > self.limit:
            yield f"the table shows the first {self.limit:,}; --format ndjson, csv, ids and --json have all"
        for problem in self._remarks:
            yield from problem_lines(problem, "note")
        for warning in self._warnings:
            yield f"note: {warning}"
        if self._next and self.total and not self._stuck() and "preview" not in self.counts:
            yield f"next: {'; '.join(self._next)}"

    def _stuck(self) -> bool:
        """Whether something was refused and nothing was written for it: all of it, or a file that is all or nothing."""
        rejected, skipped = self.counts.get("rejected", 0), self.counts.get("skipped", 0)
        withdrawn = skipped and not any(status in self.counts for status in (*_STORED, "preview"))
        return bool(rejected and (rejected == self.total or withdrawn))

    def refusal(self) -> OmsError | None:
        """The problems of what was rejected, as one refusal, if anything was."""
        if not self._refused:
            return None
        rejected = self.counts["rejected"]
        noted = list(dict.fromkeys(problem.now for problem in self._refused if problem.now))
        if "preview" in self.counts or (self._stuck() and not noted):
            done = f"nothing was written ({rejected:,} of {self.total:,} refused)"
        elif noted:
            more = f", and {len(noted) - _NOTED:,} more" if len(noted) > _NOTED else ""
            others = "" if self._stuck() else "; the others are done"
            done = f"{rejected:,} of {self.total:,} refused: {'; '.join(noted[:_NOTED])}{more}{others}"
        else:
            done = f"{rejected:,} of {self.total:,} were refused, nothing of them was written; the others are done"
        return OmsError(tuple(self._refused), done, self._refusals)

    def exit_code(self) -> Exit:
        """The contract's code for the results (§3)."""
        if self.counts.get("unknown"):
            return Exit.UNKNOWN_OUTCOME
        rejected = self.counts.get("rejected", 0)
        if self._stuck():
            return self._refused[0].exit if self._refused else Exit.RULE
        return Exit.PARTLY if rejected or self._partly else Exit.DONE


def row_of(result: Result) -> Row:
    """A result as the contract writes it: status, fields, place in the input, problems."""
    row: dict[str, Any] = {"status": result.status, **result.fields}
    if result.place is not None:
        row["in"] = {"file": result.place.file, "line": result.place.line, "index": result.index}
    if result.problems:
        row["problems"] = problems_json(result.problems)
    return row


def answer_of(
    schema: str,
    tally: Tally,
    columns: Sequence[str] | None,
    page: Callable[[Sequence[Row]], Iterable[Block]] | None,
    options: Options,
    output: Output,
) -> Answer:
    """The answer for `render/`: rows, what follows them, and for whom."""
    rows = tally.rows()
    first = next(rows, None)
    if columns is not None and tally.statuses and "status" not in columns:
        columns = ("status", *columns)
    if options.format == "table" and tally.statuses:
        tally.limit = TABLE_ROWS
    screen = output.is_terminal
    return Answer(
        schema=schema,
        rows=_again(first, rows),
        finish=tally.ending,
        columns=columns,
        page=page,
        screen=screen,
        color=colored(options.color, screen, os.environ),
        width=_width() if screen else None,
        limit=tally.limit,
    )


def _again(first: Row | None, rest: Iterator[Row]) -> Iterator[Row]:
    if first is not None:
        yield first
        yield from rest


def colored(choice: str, screen: bool, environ: Mapping[str, str]) -> bool:
    """Whether to color: --color › NO_COLOR › FORCE_COLOR, CLICOLOR_FORCE › a terminal that can (B1 rule 14)."""
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return screen and environ.get("TERM", "") not in ("", "dumb")


def _width() -> int:
    from shutil import get_terminal_size  # 3 ms, for a terminal only

    return get_terminal_size().columns

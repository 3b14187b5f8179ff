"""What a command has of its surroundings: the store, the clock, who is at work, and the way to answer.

A command module needs nothing else of `cli/`: `session = session_of(ctx)`, then `scene`, `database`, `targets`,
`runner` and at the end `answer`, which ends the process with the contract's exit code.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer

from omscli import config
from omscli.cli.answering import Tally, answer_of
from omscli.cli.options import Options
from omscli.cli.output import PIPE_CLOSED, Output
from omscli.cli.say import note, show_error
from omscli.errors import Exit, OmsError, Problem, refuse
from omscli.render.cells import Row
from omscli.render.formats import FORMATS
from omscli.services.scene import Scene
from omscli.services.unit import Result, Runner, preview, submit
from omscli.store.db import LOCK_TIMEOUT_SECONDS, Database, Reader, open_store

if TYPE_CHECKING:
    from omscli.render.blocks import Block
    from omscli.store.runs import RunRecord

T = TypeVar("T")

UNKNOWN_NAMES = 20
"""So many names that mean nothing are told; the others are not looked up."""


def session_of(ctx: typer.Context) -> Session:
    """The session of the command that runs."""
    if not isinstance(ctx.obj, Session):
        ctx.obj = Session(ctx.obj if isinstance(ctx.obj, Options) else Options())
    return ctx.obj


class Session:
    """One run of one command."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._now: int | None = None
        self._database: Database | None = None
        self._changes = self._once = False

    # ------------------------------------------------------------------------------------------ surroundings

    def scene(self, command: str) -> Scene:
        """Who runs the command, and when: the same instant for everything that it does (D42)."""
        if self._now is None:
            self._now = config.now(self.options.now, os.environ)
        return Scene(self._now, config.actor(os.environ), command)

    @property
    def location(self) -> config.Location:
        """Where the store is: --store › OMS_STORE › the nearest oms.toml › ./oms.db."""
        return config.store_location(self.options.store, os.environ, Path.cwd())

    @property
    def lock_timeout(self) -> float:
        """Seconds to wait for another process."""
        timeout = self.options.lock_timeout
        return LOCK_TIMEOUT_SECONDS if timeout is None else int(Decimal(timeout) * 1000) / 1000

    def database(self) -> Database:
        """The store, to use in a `with`; it is opened when it is first read or written. Never made silently."""
        location = self.location
        if self.options.verbose:
            self.note(f"store {location}")
        database = open_store(location, lock_timeout=self.lock_timeout, command=self.options.command)
        self._database = self._database or database
        self._keep_ledger()
        return database

    def runner(self, dry_run: bool) -> Runner:
        """What becomes of a plan: it is stored, or only shown."""
        if dry_run:
            return preview
        self._changes = True
        self._keep_ledger()
        return submit

    def _keep_ledger(self) -> None:
        """Let the units of work be written down, once it is known that there may be some, and where."""
        options, database = self.options, self._database
        if not self._changes or database is None or options.run is not None:
            return
        from omscli.services.running import Run, Start  # for commands that change something

        scene = self.scene(options.command)
        start = Start(options.command, options.words, os.getcwd(), scene.actor, scene.now)
        options.run = Run(start, lambda: config.now(options.now, os.environ), options.resumed, once=self._once)
        database.ledger, options.database = options.run, database

    def interrupted(self, database: Database) -> RunRecord | None:
        """The run to go on with, for a command that would do more when it is typed twice: one of the same words, in the
        same folder, that did not come to its end. To be asked before `runner`; from then on the ledger ends with the
        answer, so that a repeat after a kill is told from a second wish.
        """
        self._once = True
        if self.options.resumed is None:
            from omscli.store.runs import interrupted

            with database.read() as reader:
                self.options.resumed = interrupted(reader, self.options.command, self.options.words, os.getcwd())
            if self.options.resumed is not None:
                self.note(f"this goes on with {self.options.resumed.number}, which did not come to its end")
        return self.options.resumed

    def done_before(self, database: Database) -> int:
        """How many results an interrupted run of the same words has stored, for a command that does more each time."""
        run = self.interrupted(database)
        if run is None or not run.units:
            return 0
        self.runner(dry_run=False)  # its ledger is closed with this command, whatever is left to do
        done = sum(run.counts.values())
        self.note(f"{done:,} of it is stored since then, and not done again")
        return done

    def targets(
        self,
        database: Database,
        names: Sequence[str] | None,
        all_: bool = False,
        *,
        find: Callable[[Reader, str], T],
        ready: Callable[[Reader], Iterable[T]] | None = None,
        what: str = "ORDER",
    ) -> list[T]:
        """What the command is to work on: the named records, those that standard input names (`-`), or all that are
        ready for the step. Each once, in the order given.

        Raises `usage` when none or both are given, and one problem for each name that is not found.
        """
        if bool(names) == all_:
            every = ", --all for every one that is ready" if ready else ""
            message = "choose either names or --all" if all_ else f"which {what}?"
            raise refuse("usage", message, help=f"name one or several{every}, or - for ids from standard input")
        with database.read() as reader:
            if all_ and ready:
                return list(ready(reader))
            found: dict[T, None] = {}
            problems: list[Problem] = []
            for name in self._names(names or ()):
                try:
                    found[find(reader, name)] = None
                except OmsError as error:
                    problems += error.problems
                if len(problems) >= UNKNOWN_NAMES:  # the nearest name of each is sought for 40 ms
                    break
        if problems:
            raise OmsError(tuple(problems), "nothing was changed")
        return list(found)

    def _names(self, words: Sequence[str]) -> list[str]:
        return [name for word in words for name in (self.input_lines() if word == "-" else [word])]

    def input_lines(self) -> list[str]:
        """The lines of standard input that are not empty; refused where a person would have to type them blindly."""
        if sys.stdin is None or sys.stdin.isatty():
            raise refuse("usage", "- reads ids from standard input, and nothing is piped in", done="nothing was done")
        return [line.strip() for line in sys.stdin if line.strip()]

    # ------------------------------------------------------------------------------------------------ answers

    def answer(
        self,
        schema: str,
        results: Iterable[Result | Row],
        *,
        columns: Sequence[str] | None = None,
        next_commands: Sequence[str] = (),
        warnings: Sequence[str] = (),
        summary: Mapping[str, Any] | None = None,
        title: str | None = None,
        page: Callable[[Sequence[Row]], Iterable[Block]] | None = None,
        code: Exit | None = None,
    ) -> NoReturn:
        """Show the results in the format that was asked for, and end the process with their exit code.

        Results may still be on their way (a generator): `ndjson` shows each as it is committed. `title` names what is
        listed, for the note that there is none; `page` draws them for people instead of a table; `code` overrides the
        exit code that follows from the results.
        """
        tally = Tally(
            results, next_commands=next_commands, warnings=warnings, summary=summary, ticker=self._ticker(), title=title
        )
        with Output(self.options.output) as output:
            answer = answer_of(schema, tally, columns, page, self.options, output)
            streaming = self.options.format == "ndjson"
            for text in FORMATS[self.options.format](answer):
                output.write(text)
                if streaming:
                    output.flush()
        for line in tally.notes():
            self.note(line)
        if self.options.verbose and self.options.run and self.options.run.standing.number:
            self.note(f"run {self.options.run.standing.number}")
        refused = tally.refusal()
        if refused is not None:
            self.show_error(refused)
        ended = tally.exit_code() if code is None else code
        raise typer.Exit(PIPE_CLOSED if output.gone and ended == Exit.DONE else ended)

    def fail(self, error: OmsError) -> NoReturn:
        """Show the refusal and end with its exit code."""
        self.show_error(error)
        raise typer.Exit(error.exit)

    def show_error(self, error: OmsError) -> None:
        """The refusal on standard error: for people, or with --json as one line of JSON."""
        show_error(error, self.options)

    def note(self, text: str) -> None:
        """A note for people on standard error; nothing with --quiet or where a program reads along."""
        note(text, self.options)

    def ticked(self, items: Iterable[T], what: str) -> Iterator[T]:
        """The items as they come, counted on a terminal: `41,000 read`."""
        ticker = self._ticker(what)
        if ticker is None:
            return iter(items)
        return _ticked(items, ticker)

    def _ticker(self, what: str = "done") -> Callable[[int], None] | None:
        if self.options.quiet or sys.stderr is None or not sys.stderr.isatty():
            return None
        from omscli.cli.progress import ticker

        return ticker(what)


def _ticked(items: Iterable[T], ticker: Callable[[int], None]) -> Iterator[T]:
    for number, item in enumerate(items, 1):
        ticker(number)
        yield item
    ticker(-1)

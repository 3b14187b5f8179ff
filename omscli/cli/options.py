"""The global options: taken out of the command line wherever they stand before `--`, so every command has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from omscli.errors import OmsError, nearest, refuse

if TYPE_CHECKING:
    from omscli.services.running import Run
    from omscli.store.db import Database
    from omscli.store.runs import RunRecord

FORMATS = ("table", "json", "ndjson", "csv", "ids")
COLORS = ("auto", "always", "never")
BOOKS = ("journal", "beancount")
"""Formats of `oms export` that `--format` may name as well as `--as`."""


class Options:
    """What the global options say."""

    def __init__(self, format: str = "table") -> None:
        self.format = format
        self.books: str | None = None
        """What `--format` says is exported, where it does not say how to answer."""
        self.store: str | None = None
        self.output: str | None = None
        self.quiet = False
        self.verbose = 0
        self.color = "auto"
        self.no_input = False
        self.now: str | None = None
        self.lock_timeout: str | None = None
        self.command = ""
        self.words: list[str] = []
        """What was typed, but for the store: its URL may hold a secret."""
        self.run: Run | None = None
        """The run of the command, once it is known to change something."""
        self.workers = 1
        """Processes that share the work, each with a run of its own."""
        self.database: Database | None = None
        """The store that it works on."""
        self.resumed: RunRecord | None = None
        """The interrupted run that the command goes on with."""

    def end(self, error: BaseException) -> None:
        """Note in the ledger, if the command keeps one, that it did not come to its end."""
        if self.run is not None and self.database is not None:
            with self.database:
                self.run.end(self.database, error)

    @property
    def json(self) -> bool:
        """Whether a program reads along, so that errors are JSON too."""
        return self.format in ("json", "ndjson")


_VALUED = {
    "--store": "store",
    "--format": "format",
    "--output": "output",
    "-o": "output",
    "--color": "color",
    "--now": "now",
    "--lock-timeout": "lock_timeout",
}
_FLAGS: dict[str, tuple[str, object]] = {
    "--json": ("format", "json"),
    "--quiet": ("quiet", True),
    "-q": ("quiet", True),
    "--no-input": ("no_input", True),
}
_VERBOSE = ("-v", "--verbose")

_BARE = {"--renumber": "--renumber=orders"}
"""Options of commands whose value may be left out, which Typer cannot express, and what they then mean."""

NAMES = (*_VALUED, *_FLAGS, *_VERBOSE)
"""Every global option, for «did you mean»."""

HELP: tuple[tuple[str, str], ...] = (
    ("--store URL", "The store: a path or postgresql://… (also OMS_STORE, oms.toml)"),
    ("--json", "The answer as one JSON document; the same as --format json"),
    ("--format FORMAT", f"The answer as {', '.join(FORMATS)}"),
    ("-o, --output FILE", "Write the answer to a file"),
    ("-q, --quiet", "No notes and hints; errors stay"),
    ("-v", "More notes"),
    ("--color WHEN", f"Color: {', '.join(COLORS)} (also NO_COLOR)"),
    ("--no-input", "Never ask"),
    ("--now TIME", "The time to work at, such as 2026-11-23T10:00:00Z (also OMS_NOW)"),
    ("--lock-timeout SECONDS", "How long to wait for another process (30)"),
    ("-h, --help", "Help, everywhere"),
    ("--version", "The version"),
)
"""The global options as `oms --help` shows them."""


def take_options(argv: Sequence[str]) -> tuple[list[str], Options]:
    """The words without the global options, and what these say; everything after `--` stays as it is.

    Raises `usage` for an option without its value or with one that it does not take.
    """
    options, rest = Options(), []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif not _take(word, words, options):
            rest.append(_BARE.get(word, word))
    if options.books and rest[:1] == ["export"]:
        rest[1:1] = ["--as", options.books]
    elif options.books:
        options.format = options.books  # which no answer has
    _check(options)
    options.words = _without_store(argv)
    return rest, options


def _without_store(argv: Sequence[str]) -> list[str]:
    kept: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*kept, word, *words]
        if word == "--store":
            next(words, None)
        elif not word.startswith("--store="):
            kept.append(word)
    return kept


def _take(word: str, words: Iterator[str], options: Options) -> bool:
    """Whether the word is a global option; if so it is set, with the next word where it takes a value."""
    if word in _FLAGS:
        setattr(options, *_FLAGS[word])
    elif word in _VERBOSE:
        options.verbose += 1
    elif word in _VALUED:
        value = next(words, None)
        if value is None:
            raise _usage(f"{word} needs a value")
        setattr(options, "books" if value in BOOKS and word == "--format" else _VALUED[word], value)
    elif word.startswith("--") and word.partition("=")[0] in _VALUED:
        name, _, value = word.partition("=")
        setattr(options, "books" if value in BOOKS and name == "--format" else _VALUED[name], value)
    elif word.startswith("-o") and len(word) > 2:
        options.output = word[2:]
    else:
        return False
    return True


def _check(options: Options) -> None:
    for name, value, allowed in (("--format", options.format, FORMATS), ("--color", options.color, COLORS)):
        if value not in allowed:
            guess = nearest(value, allowed)
            hint = f'did you mean "{guess}"? ' if guess else ""
            raise _usage(f'{name} cannot be "{value}"', f"{hint}it is one of {', '.join(allowed)}")
    if options.lock_timeout is not None and not _is_seconds(options.lock_timeout):
        raise _usage(f'--lock-timeout cannot be "{options.lock_timeout}"', "it is a number of seconds")


def _is_seconds(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 9


def _usage(message: str, help_: str = "`oms --help` lists the options") -> OmsError:
    return refuse("usage", message, help=help_, done="nothing was done")

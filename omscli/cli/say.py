"""What goes to standard error: refusals and notes, for people or, with --json, for programs."""

from __future__ import annotations

import sys

from omscli.cli.options import Options
from omscli.errors import OmsError


def show_error(error: OmsError, options: Options) -> None:
    """The refusal: for people, or with --json as one line of JSON."""
    from omscli.render.errors import error_json, error_text  # needs the JSON writer, and a good end needs neither

    _say(error_json(error) if options.json else error_text(error))


def note(text: str, options: Options) -> None:
    """A note for people; nothing with --quiet or where a program reads along."""
    from omscli.render.safe import safe

    if not options.quiet and not options.json:
        _say(f"{safe(text)}\n")


def say_stopped(options: Options, code: int) -> None:
    """Where a command stands that a signal stopped: what is committed stays, the unit under way was rolled back.

    A person reads a sentence (with --quiet too: it is no hint but the outcome), a program one line of JSON.
    """
    from omscli.render.safe import safe

    standing = options.run.standing if options.run else None
    number = standing.number if standing else None
    place = standing.place if standing and number else None
    if options.json:
        from omscli.render.exact import to_json

        answer = {"type": "stopped", "exit": code, "run": number}
        answer["where"] = {"file": place.file, "line": place.line} if place else None
        answer["summary"] = dict(standing.counts) if standing and number else {}
        answer["resume"] = f"oms runs resume {number}" if number else None
        _say(to_json(answer) + "\n")
        return
    if options.workers > 1:
        told = "what each worker had committed stays (`oms runs list --state stopped`); the same command goes on"
        _say(f"stopped: {told}\n")
        return
    if standing is None or number is None:
        _say("stopped: nothing was written; the same command begins anew\n")
        return
    at = f" at line {place.line:,} of {place.file}" if place and place.line else f" in {place.file}" if place else ""
    counts = ", ".join(f"{count:,} {status}" for status, count in sorted(standing.counts.items()))
    _say(safe(f"stopped{at}: {counts}; go on with `oms runs resume {number}`") + "\n")


def _say(text: str) -> None:
    try:
        sys.stdout.flush()
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:  # nobody listens; the exit code still says it
        pass

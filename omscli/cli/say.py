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


def _say(text: str) -> None:
    try:
        sys.stdout.flush()
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:  # nobody listens; the exit code still says it
        pass

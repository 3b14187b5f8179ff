"""Typer's complaints about a command line, as refusals in the contract's form with «did you mean» (§4, exit 2)."""

from __future__ import annotations

from typing import Any

from omscli.cli.options import NAMES
from omscli.cli.table import COMMANDS
from omscli.errors import OmsError, nearest, refuse


def usage_refusal(error: Any) -> OmsError:
    """A Typer usage error as a refusal."""
    ctx = getattr(error, "ctx", None)
    command = ctx.command_path if ctx is not None else "oms"
    message, help_ = str(error.format_message()), f"`{command} --help` shows how"
    option = getattr(error, "option_name", None)
    kind = type(error).__name__
    if kind == "NoSuchOption" and option:
        known = [name for param in ctx.command.params for name in param.opts] if ctx is not None else []
        guess = nearest(option, [*known, *NAMES, "--help"])
        message = f"{command} has no option {option}"
        help_ = f"did you mean {guess}? {help_}" if guess else help_
    elif message == "Missing command.":
        message = f"{command} needs a command"
    elif message.startswith("Missing"):
        message = f"{command} lacks something: {_lower(message)}"
    return refuse("usage", message.rstrip("."), help=help_, done="nothing was done")


def no_such_command(name: str, path: str = "oms", known: list[str] | None = None) -> OmsError:
    """A word that is no command, with the one that was probably meant."""
    guess = nearest(name, known or list(COMMANDS))
    hint = f'did you mean "{guess}"? ' if guess else ""
    message = f'{path} has no command "{name}"'
    return refuse("usage", message, help=f"{hint}`{path} --help` lists them", done="nothing was done")


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]

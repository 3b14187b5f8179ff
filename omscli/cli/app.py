"""The command line as a whole: a group that loads a command's module when the command runs, and the ends of a process.

Commands stand in `cli/table.py`; `oms --help` is made from that data and imports none of them.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

import typer
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from omscli.cli.options import HELP, Options, take_options
from omscli.cli.output import PIPE_CLOSED
from omscli.cli.say import note, say_stopped, show_error
from omscli.cli.table import COMMANDS
from omscli.cli.usage import no_such_command, usage_refusal
from omscli.config import instant_of
from omscli.errors import Exit, OmsError, refuse

if TYPE_CHECKING:
    from omscli.store.runs import RunRecord

_INTRO = "The order management system that fits in a terminal: orders from placing to refund, in one SQLite file."
_STORY = ("oms init --sample", "oms place order.json", "oms advance --all --simulate", "oms show ORDER")
_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Command(TyperCommand):
    """A command whose help starts with its examples (`EXAMPLES` of its module)."""

    examples: Sequence[str] = ()

    def format_help_text(self, ctx: Any, formatter: Any) -> None:
        """What it is for, then how it is typed."""
        super().format_help_text(ctx, formatter)
        own = [example for example in self.examples if f"{ctx.command_path} " in f"{example} "]
        _write_examples(own or self.examples, formatter)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Where the global options are explained."""
        formatter.write_paragraph()
        formatter.write_text("Global options such as --json, --store and -q: oms --help")


class Subcommands(TyperGroup):
    """A command with commands of its own: its help names each in a whole sentence, and shows how they are typed."""

    examples: Sequence[str] = ()

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands, with the first sentence of what each does."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _sentence(command.help)) for name, command in self.commands.items()])

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Examples, then the commands."""
        _write_examples(self.examples, formatter)
        self.format_commands(ctx, formatter)

    format_epilog = Command.format_epilog


def _sentence(text: str | None) -> str:
    """The first sentence of a help text, on one line."""
    return " ".join((text or "").split()).partition(". ")[0].rstrip(".")


class OmsGroup(TyperGroup):
    """`oms` itself: commands by name, loaded when they run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the table, in its order."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, without looking at the words that follow it."""
        return load(cmd_name, ()) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the words name."""
        name, *rest = args
        if name not in COMMANDS:
            raise no_such_command(name)
        command = load(name, rest)
        gc.set_threshold(50_000, 20, 50)  # a batch makes values by the million, hardly ever in a cycle
        gc.freeze()  # see __main__: from here on there is garbage, and what was imported is none
        gc.enable()
        return name, command, rest

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The commands by section, from the table."""
        sections = dict.fromkeys(entry.section for entry in COMMANDS.values())
        for section in sections:
            lines = [(name, entry.help) for name, entry in COMMANDS.items() if entry.section == section]
            with formatter.section(section):
                formatter.write_dl(lines, col_max=24)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """How the story goes, the commands, then the options that every command has."""
        _write_examples(_STORY, formatter)
        self.format_commands(ctx, formatter)
        with formatter.section("Options of every command, before or after it"):
            formatter.write_dl(HELP, col_max=24)


def _write_examples(examples: Sequence[str], formatter: Any) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                formatter.write(f"  {example}\n")


def load(name: str, rest: Sequence[str]) -> Any:
    """The Typer command of a name: `command` or `app` of its module; of both, the group if it knows the next word."""
    module = _module(name)
    group = getattr(module, "app", None)
    function: Any = getattr(module, "command", None)
    if group is not None and (function is None or _known(group, rest)):
        group.rich_markup_mode = None
        group.info.cls = type("Group", (Subcommands,), {"examples": getattr(module, "EXAMPLES", ())})
        for info in group.registered_commands:
            info.cls = _command_class(module)
        loaded: Any = get_group(group)
        loaded.name = name
        return loaded
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name=name, cls=_command_class(module))(function)
    return get_command(app)


def _module(name: str) -> ModuleType:
    """The module of a command: `cli/<name>.py`, or `<name>_.py` where the name is Python's."""
    base = f"omscli.cli.{name.replace('-', '_')}"
    for path in (base, f"{base}_"):
        try:
            __import__(path)
        except ModuleNotFoundError as error:
            if error.name != path:
                raise
        else:
            return sys.modules[path]
    raise refuse("usage", f"oms {name} is not built yet", done="nothing was done")


def _known(group: typer.Typer, rest: Sequence[str]) -> bool:
    names = [info.name or getattr(info.callback, "__name__", "") for info in group.registered_commands]
    return bool(rest) and rest[0] in names


def _command_class(module: ModuleType) -> type[Command]:
    return type("Command", (Command,), {"examples": getattr(module, "EXAMPLES", ())})


class Stopped(BaseException):
    """A signal asked the process to end; what is under way rolls back, what is committed stays."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Those that ask a command to end."""
_over = False
"""Whether the command line is at its end: there is nothing left to roll back or to say."""


def _stop(number: int, _: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_DFL)  # a second signal ends the process at once
    if _over:
        os.kill(os.getpid(), number)  # as if it had never been listened to
        return
    raise Stopped(number)


def run(argv: Sequence[str]) -> int:
    """Run a command line; answers its exit code (contract §3). Never a traceback, but with OMS_DEBUG=1.

    A signal may come at any instant, while another error is told or the answer is written too: whatever it interrupts,
    it ends here, and after this it ends the process as signals do.
    """
    global _over
    _over = False
    options = Options(format="json" if "--json" in argv else "table")
    try:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, _stop)
        return _carried_out(argv, options)
    except Stopped as stopped:
        options.end(stopped)
        say_stopped(options, stopped.code)
        return stopped.code
    finally:
        _over = True  # no call may come before: Python looks for signals at calls


def _carried_out(argv: Sequence[str], options: Options) -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        words, taken = take_options(argv)
        vars(options).update(vars(taken))
        if options.now is not None:
            instant_of(options.now)
        options.command = next((word for word in words if word in COMMANDS), "")
        code = _invoke(words, options)
        sys.stdout.flush()
        return code
    except OmsError as error:
        show_error(error, options)
        options.end(error)
        if options.run is not None and options.run.standing.state == "failed":
            note(f"go on with `oms runs resume {options.run.standing.number}`", options)
        return error.exit
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return PIPE_CLOSED
    except Exception as error:
        if os.environ.get("OMS_DEBUG"):
            raise
        show_error(_bug(error), options)
        return Exit.BUG


def go_on(options: Options, run: RunRecord) -> int:
    """Carry out the rest of an interrupted run with the store and format that were asked for now; answers its code."""
    from omscli.domain.instants import format_instant

    words, then = take_options(run.arguments)
    for name in ("store", "lock_timeout"):
        setattr(then, name, getattr(options, name) or getattr(then, name))
    if options.format != "table":
        then.format = options.format
    then.quiet, then.verbose = then.quiet or options.quiet, then.verbose or options.verbose
    then.now, then.resumed, then.command = format_instant(run.clock), run, run.command
    os.environ["OMS_ACTOR"] = run.actor
    vars(options).update(vars(then))
    return _invoke(words, options)


def _invoke(words: Sequence[str], options: Options) -> int:
    group = OmsGroup(name="oms", help=_INTRO, context_settings=_SETTINGS, rich_markup_mode=None)
    try:
        code = group.main(list(words) or ["--help"], prog_name="oms", standalone_mode=False, obj=options)
    except NoArgsIsHelpError as error:
        sys.stdout.write(f"{error.format_message()}\n")
        return Exit.DONE
    except UsageError as error:
        raise usage_refusal(error) from error
    except typer.Abort:
        raise Stopped(signal.SIGINT) from None
    return code if isinstance(code, int) else Exit.DONE


def _bug(error: Exception) -> OmsError:
    from omscli.errors import Problem

    message = f"{type(error).__name__}: {error}"
    help_ = "this is a mistake in oms, not in your input; OMS_DEBUG=1 shows where"
    return OmsError((Problem("bug", message, None, help_),), "the step that failed was rolled back")

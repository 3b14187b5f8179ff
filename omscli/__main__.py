"""`oms`: the entry point. Imports nothing until it knows that a command is to run."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> int:
    """Run the command line of this process; answers the exit code of contract §3."""
    words = sys.argv[1:]
    if words[:1] in (["--version"], ["-V"]):  # before Typer: a version is asked for by every script's first line
        from omscli import __version__

        sys.stdout.write(f"oms {__version__}\n")
        return 0
    import gc
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load: an end, not a traceback
    gc.disable()  # nothing of what is imported goes away: collecting meanwhile costs a tenth of the start
    from omscli.cli.app import run

    return run(words)


def entry() -> NoReturn:
    """Run the command line and end the process at once, once everything is written.

    Taking the interpreter's modules apart one by one costs a tenth of a command's time, and nothing here needs it:
    stores and files are closed where they are used.
    """
    import os

    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # nobody listens any more; the exit code still says how it ended
            pass
    os._exit(code)


if __name__ == "__main__":
    entry()

"""`oms`: the entry point. Imports nothing until it knows that a command is to run."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line of this process; answers the exit code of contract §3."""
    words = sys.argv[1:]
    if words[:1] in (["--version"], ["-V"]):  # before Typer: a version is asked for by every script's first line
        from omscli import __version__

        sys.stdout.write(f"oms {__version__}\n")
        return 0
    import gc

    gc.disable()  # nothing of what is imported goes away: collecting meanwhile costs a tenth of the start
    from omscli.cli.app import run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())

"""What the README shows works: its commands run in the order it gives them, and its table of refusals is the table.

Commands stand in fenced `console` (after `$ `) or `sh` blocks and begin with `oms `. They run in one folder that holds
the repository's `sample_orders/`. A command that is meant to be refused says so in a comment: `# exit 4`.
"""

from __future__ import annotations

import re
import subprocess

from omscli.errors import CODES
from tests.world import REPOSITORY, make_world

TEXT = (REPOSITORY / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(
    r"^(?P<fence>```+|~~~+)[ ]*(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL
)
EXIT = re.compile(r"\s#\s*exit (?P<code>\d+)\b")
REFUSAL = re.compile(r"^\|\s*`(?P<code>[a-z]+(?:-[a-z]+)*)`\s*\|\s*(?P<exit>\d+)\s*\|", re.MULTILINE)


def commands(text: str) -> list[str]:
    """Every `oms` command of the fenced shell blocks, with its continued lines and its here-document."""
    found = []
    for block in FENCE.finditer(text):
        if block["language"] not in {"console", "sh", "bash", "shell"}:
            continue
        lines = iter(block["body"].splitlines())
        for raw in lines:
            line = raw.removeprefix("$ ") if block["language"] == "console" else raw
            if not line.startswith("oms ") or (block["language"] == "console" and line == raw):
                continue
            whole = [line]
            while whole[-1].endswith("\\"):
                whole.append(next(lines).removeprefix("> "))
            mark = re.search(r"<<-?\s*['\"]?(\w+)", line)
            while mark and whole[-1].strip() != mark[1]:
                whole.append(next(lines).removeprefix("> "))
            found.append("\n".join(whole))
    return found


def test_every_command_of_the_readme_runs(tmp_path):
    world = make_world(tmp_path)
    if (REPOSITORY / "sample_orders").exists():
        world.samples()
    shown = commands(TEXT)
    assert shown, "README.md shows no command in a console or sh block"
    for number, command in enumerate(shown, 1):
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            cwd=world.dir,
            env=world.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        meant = EXIT.search(command)
        wanted = int(meant["code"]) if meant else 0
        assert done.returncode == wanted, f"command {number}: {command}\n{done.stdout}\n{done.stderr}"


def test_the_table_of_refusals_is_complete_and_right():
    shown = {row["code"]: int(row["exit"]) for row in REFUSAL.finditer(TEXT)}
    assert shown == {code: int(exit_code) for code, exit_code in CODES.items()}


def test_commands_are_found_as_a_reader_would_find_them():
    text = """
```console
$ oms init --sample
made a store
$ oms place - <<'EOF'
> {"a": 1}
> EOF
oms this is output
```

```sh
make demo
oms cancel WEB-1 \\
    --reason Unknown  # exit 5
```

```json
oms is not a command here
```
"""
    assert commands(text) == [
        "oms init --sample",
        "oms place - <<'EOF'\n{\"a\": 1}\nEOF",
        "oms cancel WEB-1 \\\n    --reason Unknown  # exit 5",
    ]

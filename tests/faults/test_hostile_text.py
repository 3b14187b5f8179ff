"""Names that try to be markup, escape sequences or emoji: on a terminal and in a pipe they are text and no more."""

from __future__ import annotations

import os
import pty
import re
import subprocess

import pytest

from tests.faults.batch import order
from tests.world import BIN

NAMES = (
    "[red]Ada[/red] [link=http://x]y[/link] [/]",
    "Ada\x1b[31mRed\x1b]0;title\x07",
    "Ada\x9b31m\x85\x7f",
    "Ada \u202eevil\u2066x\u2069",
    ":smile: :warning: Ada",
    "Ada\tKing\r\nSecond\x00"[:-1],
)
OURS = re.compile("\x1b\\[[0-9;]*m")
"""Colors and weights that we write ourselves; nothing else may begin with an escape."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def on_a_terminal(oms, *words):
    """What a person's terminal receives."""
    leader, follower = pty.openpty()
    env = oms.environment({"TERM": "xterm-256color", "COLUMNS": "160"})
    running = subprocess.Popen(
        [BIN / "oms", *words], cwd=oms.dir, env=env, stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    received = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        received += part
    os.close(leader)
    running.wait(60)
    return running.returncode, received.decode()


@pytest.fixture(params=range(len(NAMES)))
def hostile(oms, request):
    """A store with an order whose texts are hostile; what a file may not hold at all is refused, and then said."""
    name = NAMES[request.param]
    made = order(1)
    made["Account"] = {"LastName": name, "PersonEmail": "ada@example.com"}
    group = made["OrderDeliveryGroups"][0]
    group |= {"DeliverToName": name, "DeliverToCity": name, "GiftMessage": name}
    group["OrderItems"][0]["Description"] = name
    made["OrderReferenceNumber"] = f"REF {name}"
    oms.ok("init", "--sample")
    oms.write("order.json", made)
    return oms


COMMANDS = (
    ("place", "order.json"),
    ("summarize", "--all"),
    ("list", "accounts"),
    ("list", "items"),
    ("show", "00000001"),
    ("timeline", "00000001"),
    ("show", "REF [red]\x1b[31m\u202e:smile:"),
    ("cancel", "00000001", "[red]\x1b[31m\u202e=1", "--reason", "[red]\x1b[31m\u202e"),
    ("[red]\x1b[31m\u202e",),
)


def test_no_control_byte_of_a_name_reaches_a_terminal_or_a_pipe(hostile):
    for words in COMMANDS:
        code, text = on_a_terminal(hostile, *words)
        assert code != 1, text
        left = OURS.sub("", text)
        assert not FORBIDDEN.search(left), (words, text)
        assert "Traceback" not in left
        piped = hostile(*words)
        assert piped.code != 1, piped
        assert not FORBIDDEN.search(piped.out + piped.err), (words, piped)
        assert "\N{GRINNING FACE WITH SMILING EYES}" not in text + piped.out


def test_markup_and_emoji_codes_are_shown_as_they_are_written(oms):
    made = order(1)
    made["Account"] = {"LastName": "[red]Ada[/red] :smile: [/]", "PersonEmail": "ada@example.com"}
    oms.ok("init", "--sample")
    oms.write("order.json", made)
    oms.ok("place", "order.json")
    code, text = on_a_terminal(oms, "list", "accounts")
    assert code == 0
    assert "[red]Ada[/red] :smile: [/]" in OURS.sub("", text)

"""The gateway simulator: its books, and the lies that it tells by script."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from contextlib import closing

import pytest

from omscli.errors import OmsError
from omscli.gateways.port import (
    AUTHORIZATION,
    CAPTURE,
    REFUND,
    REVERSAL,
    Approved,
    Declined,
    GatewayRequest,
    NotFound,
    NotSent,
    Unknown,
    call,
)
from omscli.gateways.signatures import is_genuine, signature, signed
from omscli.gateways.simulator import make
from omscli.gateways.simulator_provider import FAULTS, UNDONE

HOUR = 3_600_000
INTERACTIONS = [AUTHORIZATION, CAPTURE, REFUND, REVERSAL]


def request_of(interaction=CAPTURE, key="key-1", amount=1000, reference="ELSEWHERE", now=0, order="WEB-1"):
    return GatewayRequest(interaction, key, amount, "USD", reference, order, 1, now)


@pytest.fixture
def simulator(tmp_path):
    def built(*script, **options):
        return make({"ledger": str(tmp_path / "gateway.db"), "script": list(script), **options}, None)

    return built


def ask(gateway, request):
    """As the callers do: what is raised is no answer."""
    try:
        return call(gateway, request)
    except OSError as error:
        return Unknown(str(error))


def movements(tmp_path):
    with closing(sqlite3.connect(tmp_path / "gateway.db")) as books:
        return books.execute("SELECT key, interaction, amount FROM movements ORDER BY n").fetchall()


ANSWERED = {
    "approve": Approved,
    "decline": Declined,
    "partial": Approved,
    "rate-limited": NotSent,
    "unreachable": NotSent,
    "slow": Approved,
    "notify-twice": Approved,
}


@pytest.mark.parametrize("interaction", INTERACTIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_does_and_says_what_it_is_for(simulator, tmp_path, fault, interaction):
    gateway = simulator({"then": fault, "milliseconds": 1})
    assert isinstance(ask(gateway, request_of(interaction)), ANSWERED.get(fault, Unknown))
    moved = (
        [] if fault in UNDONE or fault == "decline" else [("key-1", interaction, 500 if fault == "partial" else 1000)]
    )
    assert movements(tmp_path) == moved


@pytest.mark.parametrize("fault", FAULTS)
def test_whoever_asks_later_hears_what_was_done(simulator, fault):
    gateway = simulator({"then": fault, "milliseconds": 1})
    ask(gateway, request_of())
    later = gateway.inquire(request_of(now=4 * 24 * HOUR - 1))
    if fault in UNDONE:
        assert isinstance(later, NotFound)
        return
    assert isinstance(later, NotFound), "after 24 hours a key is forgotten, whatever was done under it"
    after = {"notify-late": 23 * HOUR, "forgotten": 23 * HOUR}.get(fault, HOUR)
    kept = gateway.inquire(request_of(now=after))
    assert isinstance(kept, {"decline": Declined, "notify-late": Unknown, "forgotten": Unknown}.get(fault, Approved))


def test_the_same_key_moves_money_once_in_any_process_while_it_is_known(simulator, tmp_path):
    first = ask(simulator(), request_of())
    assert ask(simulator(), request_of()) == first
    assert ask(simulator({"then": "timeout-after"}), request_of()) == Unknown("no answer in time")
    assert len(movements(tmp_path)) == 1


def test_a_key_that_was_forgotten_moves_money_again(simulator, tmp_path):
    ask(simulator(), request_of())
    ask(simulator(), request_of(now=24 * HOUR))
    assert len(movements(tmp_path)) == 2


def test_no_more_is_captured_reversed_or_refunded_than_there_is(simulator):
    gateway = simulator()
    authorization = ask(gateway, request_of(AUTHORIZATION, "a"))
    capture = ask(gateway, request_of(CAPTURE, "b", 700, authorization.reference))
    assert ask(gateway, request_of(CAPTURE, "c", 301, authorization.reference)).message == "Amount Exceeds 300"
    assert isinstance(ask(gateway, request_of(REVERSAL, "d", 300, authorization.reference)), Approved)
    assert isinstance(ask(gateway, request_of(CAPTURE, "e", 1, authorization.reference)), Declined)
    assert isinstance(ask(gateway, request_of(REFUND, "f", 701, capture.reference)), Declined)
    assert isinstance(ask(gateway, request_of(REFUND, "g", 700, capture.reference)), Approved)


def test_an_authorization_holds_for_as_long_as_the_options_say(simulator):
    assert ask(simulator(authorization_days=3), request_of(AUTHORIZATION, now=5)).expires == 3 * 24 * HOUR + 5
    assert ask(simulator(), request_of(CAPTURE, "b")).expires is None


def test_an_entry_may_count_for_a_few_calls_only(simulator):
    gateway = simulator({"then": "decline", "times": 2, "when": {"interaction": CAPTURE, "order": "WEB-1"}})
    answers = [ask(gateway, request_of(key=f"k{n}")) for n in range(4)]
    assert [type(answer) for answer in answers] == [Declined, Declined, Approved, Approved]
    assert isinstance(ask(gateway, request_of(key="k9", order="WEB-2")), Approved)


def test_a_partial_approval_is_of_the_amount_that_is_named(simulator):
    assert ask(simulator({"then": "partial", "amount": 4}), request_of()).amount == 400
    assert ask(simulator({"then": "partial"}), request_of(key="b", amount=1)).amount == 1


@pytest.mark.parametrize(
    ("fault", "states", "at"),
    [
        ("approve", ["succeeded"], "1970-01-01T00:00:00.000Z"),
        ("decline", ["failed"], "1970-01-01T00:00:00.000Z"),
        ("notify-twice", ["succeeded", "succeeded"], "1970-01-01T00:00:00.000Z"),
        ("notify-late", ["succeeded"], "1970-01-04T00:00:00.000Z"),
        ("notify-disordered", ["succeeded", "pending"], "1970-01-01T00:00:00.000Z"),
        ("timeout-before", [], None),
    ],
)
def test_notifications_stand_in_the_outbox_signed(simulator, tmp_path, monkeypatch, fault, states, at):
    monkeypatch.setenv("SIGNED_BY", "s3cret")
    outbox = tmp_path / "outbox.ndjson"
    ask(simulator({"then": fault}, outbox=str(outbox), signed_by="env:SIGNED_BY"), request_of())
    found = [json.loads(line) for line in outbox.read_text().splitlines()] if states else []
    assert [json.loads(one["Body"])["State"] for one in found] == states
    assert {one["Timestamp"] for one in found} == ({at} if at else set())
    assert all(is_genuine("s3cret", one["Timestamp"], one["Body"], one["Signature"]) for one in found)
    assert not any(is_genuine("s3cret", one["Timestamp"], one["Body"] + " ", one["Signature"]) for one in found)


def test_a_signature_is_an_hmac_over_time_and_body():
    given = signature("Jefe", "what do ya want for nothing?", "")
    assert given == hmac.new(b"Jefe", b"what do ya want for nothing?.", hashlib.sha256).hexdigest()
    assert signature("other", "what do ya want for nothing?", "") != given
    assert "Signature" not in json.loads(signed("{}", 0, None))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"ledger": 7},
        {"ledger": "x.db", "colour": "red"},
        {"ledger": "x.db", "key_window_hours": 0},
        {"ledger": "x.db", "script": "{"},
        {"ledger": "x.db", "script": "7"},
        {"ledger": "x.db", "script": '[{"then": "explode"}]'},
        {"ledger": "x.db", "script": '[{"then": "decline", "when": {"colour": 1}}]'},
        {"ledger": "x.db", "script": '[{"then": "decline", "times": "often"}]'},
        {"ledger": "x.db", "script": '[{"then": "partial", "amount": "half"}]'},
    ],
)
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(OmsError) as refused:
        make(options, None)
    assert refused.value.code == "bad-config"


def test_books_that_do_not_open_are_a_gateway_that_is_not_there(tmp_path):
    (tmp_path / "text.db").write_text("no database " * 100)
    for path in (tmp_path, tmp_path / "text.db", tmp_path / "no" / "folder.db"):
        gateway = make({"ledger": str(path)}, None)
        assert isinstance(call(gateway, request_of()), NotSent)
        assert isinstance(gateway.inquire(request_of()), Unknown)


def test_the_script_of_the_environment_comes_first(simulator, monkeypatch):
    monkeypatch.setenv("OMS_SIMULATOR_SCRIPT", json.dumps([{"then": "decline", "when": {"amount": 10}}]))
    gateway = simulator({"then": "unreachable"})
    assert isinstance(ask(gateway, request_of()), Declined)
    assert isinstance(ask(gateway, request_of(key="b", amount=1)), NotSent)

"""The mock gateway: references of the documented form, and outcomes by script."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from omscli.errors import OmsError
from omscli.gateways.mock import make
from omscli.gateways.port import Approved, Declined, GatewayRequest, NotSent, Unknown
from omscli.gateways.providers import payment_gateway


def ask(script, *, interaction="Capture", amount=10000, currency="USD", order="WEB-1", key="k", attempt=1):
    request = GatewayRequest(interaction, key, amount, currency, None, order, attempt)
    return make({"script": script}, None).capture(request)


def test_references_and_codes_are_sf_and_six_digits():
    answer = ask([])
    assert re.fullmatch(r"SF\d{6}", answer.reference)
    assert re.fullmatch(r"SF\d{6}", answer.auth_code)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"amount": 100}, True),
        ({"amount": Decimal("100.0")}, True),
        ({"amount": Decimal("100.01")}, False),
        ({"interaction": "ReferencedRefund"}, False),
        ({"interaction": "Capture", "order": "WEB-1"}, True),
        ({"order": "WEB-2"}, False),
        ({"currency": "EUR"}, False),
    ],
)
def test_the_first_entry_that_fits_decides(when, fits):
    answer = ask([{"when": when, "then": "decline", "code": "05", "message": "Do not honor"}, {"then": "approve"}])
    assert answer == Declined("05", "Do not honor") if fits else isinstance(answer, Approved)


def test_an_error_is_refused_as_malformed_and_unreachable_sends_nothing():
    assert ask([{"then": "error"}]) == Declined("400", "Bad Request", "ValidationError")
    assert ask([{"then": "unreachable"}]) == NotSent("connection refused")
    assert isinstance(ask([{"then": "slow", "milliseconds": 1}]), Approved)


def test_a_timeout_tells_what_was_behind_it_when_asked_again():
    script = [{"then": "timeout", "behind": "decline", "attempts": 2}]
    assert isinstance(ask(script), Unknown)
    assert isinstance(ask(script, attempt=2), Unknown)
    assert isinstance(ask(script, attempt=3), Declined)
    assert isinstance(ask([{"then": "timeout"}], attempt=2), Approved)


def test_the_environment_comes_before_the_options(monkeypatch):
    monkeypatch.setenv("OMS_MOCK_SCRIPT", json.dumps([{"when": {"amount": 100}, "then": "decline"}]))
    assert isinstance(ask([]), Declined)
    assert isinstance(ask([], amount=1), Approved)


@pytest.mark.parametrize(
    "text", ["{", "7", '[{"then": "explode"}]', '[{"then": "decline", "when": {"colour": 1}}]', '[{"when": {}}]', "[1]"]
)
def test_a_script_that_makes_no_sense_is_refused(monkeypatch, text):
    monkeypatch.setenv("OMS_MOCK_SCRIPT", text)
    with pytest.raises(OmsError) as refused:
        ask([])
    assert refused.value.code == "bad-config"


def test_an_unknown_provider_is_refused_with_the_nearest_name():
    with pytest.raises(OmsError) as refused:
        payment_gateway("mok", {}, None)
    assert refused.value.code == "unknown-gateway"
    assert refused.value.problems[0].help == 'did you mean "mock"?'

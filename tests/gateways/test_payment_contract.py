"""What every payment gateway must do; a new adapter joins `ADAPTERS`."""

from __future__ import annotations

import pytest

from omscli.gateways.port import AUTHORIZATION, CAPTURE, REFUND, REVERSAL, Approved, Declined, GatewayRequest, call
from omscli.gateways.providers import PAYMENT, payment_gateway

ADAPTERS = sorted(PAYMENT)


def request_of(interaction=CAPTURE, key="key-1", amount=1000, **fields):
    return GatewayRequest(interaction, key, amount, "USD", "AUTH-1", "WEB-1", **fields)


@pytest.mark.parametrize("adapter", ADAPTERS)
class TestContract:
    @pytest.fixture
    def options(self, adapter, tmp_path):
        return {"ledger": str(tmp_path / "gateway.db")} if adapter == "simulator" else {}

    @pytest.fixture
    def gateway(self, adapter, options):
        return payment_gateway(adapter, options, None)

    @pytest.mark.parametrize("interaction", [AUTHORIZATION, CAPTURE, REFUND, REVERSAL])
    def test_an_approved_call_has_a_reference_and_says_so(self, gateway, interaction):
        answer = call(gateway, request_of(interaction))
        assert isinstance(answer, Approved)
        assert answer.reference
        assert answer.code == "00"
        assert answer.message == "Transaction Normal"

    def test_the_same_key_gets_the_same_answer(self, adapter, gateway, options):
        again = payment_gateway(adapter, options, None)
        assert call(gateway, request_of()) == call(again, request_of(attempt=2)) == gateway.inquire(request_of())

    def test_another_key_is_another_call(self, gateway):
        assert call(gateway, request_of(key="a")) != call(gateway, request_of(key="b"))

    def test_an_amount_is_required(self, gateway):
        answer = call(gateway, request_of(amount=0))
        assert isinstance(answer, Declined)
        assert (answer.code, answer.message) == ("400", "Required Field Missing : Amount")

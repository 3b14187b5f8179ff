"""The fraud checks: pure over a small picture of an order."""

from __future__ import annotations

import pytest

from omscli.domain.policy import FraudRules
from omscli.errors import OmsError
from omscli.gateways.fraud import FraudApproved, FraudRefused, FraudRequest
from omscli.gateways.providers import FRAUD, fraud_check

RULES = FraudRules(
    max_amount={"USD": 100000},
    blocked_email_domains=("mailinator.com",),
    blocked_countries=("xx",),
    blocked_postal_codes=("99999",),
)


def request_of(**fields):
    return FraudRequest(**({"order": "WEB-1", "amount": 5000, "currency": "USD"} | fields))


@pytest.mark.parametrize("provider", sorted(FRAUD))
def test_every_check_approves_an_order_that_nothing_speaks_against(provider):
    harmless = request_of(emails=("ada@example.com",), countries=("US",), postal_codes=("12207",))
    assert fraud_check(provider, RULES)(harmless) == FraudApproved()
    assert fraud_check(provider, FraudRules())(request_of()) == FraudApproved()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"amount": 100001}, "1000.01 USD is above the limit of 1000.00"),
        ({"emails": ("ok@example.com", "a@Mailinator.com")}, "e-mail addresses of mailinator.com are blocked"),
        ({"emails": ("a@x.mailinator.com",)}, "e-mail addresses of x.mailinator.com are blocked"),
        ({"countries": ("US", "XX")}, "the country XX is blocked"),
        ({"postal_codes": ("99999",)}, "the postal code 99999 is blocked"),
    ],
)
def test_the_rules_refuse_with_the_first_reason(fields, reason):
    assert fraud_check("rules", RULES)(request_of(**fields)) == FraudRefused(reason)
    assert fraud_check("none", RULES)(request_of(**fields)) == FraudApproved()


def test_a_limit_includes_itself_and_holds_for_its_currency_only():
    check = fraud_check("rules", RULES)
    assert check(request_of(amount=100000)) == FraudApproved()
    assert check(request_of(amount=100001, currency="EUR")) == FraudApproved()
    assert check(request_of(emails=("a@notmailinator.com",))) == FraudApproved()


def test_an_unknown_provider_is_refused():
    with pytest.raises(OmsError) as refused:
        fraud_check("rule", RULES)
    assert refused.value.problems[0].help == 'did you mean "rules"?'

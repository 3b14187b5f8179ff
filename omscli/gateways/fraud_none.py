"""No fraud check: every order is approved."""

from __future__ import annotations

from omscli.domain.policy import FraudRules
from omscli.gateways.fraud import FraudApproved, FraudCheck


def make(rules: FraudRules) -> FraudCheck:
    """A check that approves everything, whatever the rules say."""
    return lambda request: FraudApproved()

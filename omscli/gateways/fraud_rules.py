"""The built-in fraud check: simple rules of the set-up, pure over the request; the first that refuses counts."""

from __future__ import annotations

from omscli.domain.money import format_minor
from omscli.domain.policy import FraudRules
from omscli.gateways.fraud import FraudAnswer, FraudApproved, FraudCheck, FraudRefused, FraudRequest


def make(rules: FraudRules) -> FraudCheck:
    """The check by these rules: amount, e-mail domain (and those below it), country, postal code."""
    domains = frozenset(domain.lstrip("@") for domain in rules.blocked_email_domains)
    countries, codes = frozenset(rules.blocked_countries), frozenset(rules.blocked_postal_codes)

    def check(request: FraudRequest) -> FraudAnswer:
        reason = (
            _too_much(request, rules)
            or _blocked_domain(request, domains)
            or _blocked(request.countries, countries, "country")
            or _blocked(request.postal_codes, codes, "postal code")
        )
        return FraudRefused(reason) if reason else FraudApproved()

    return check


def _too_much(request: FraudRequest, rules: FraudRules) -> str | None:
    limit = rules.max_amount.get(request.currency)
    if limit is None or request.amount <= limit:
        return None
    currency = request.currency
    return f"{format_minor(request.amount, currency)} {currency} is above the limit of {format_minor(limit, currency)}"


def _blocked_domain(request: FraudRequest, domains: frozenset[str]) -> str | None:
    for email in request.emails:
        domain = email.rpartition("@")[2].lower().strip().rstrip(".")
        labels = domain.split(".")
        if any(".".join(labels[start:]) in domains for start in range(len(labels))):
            return f"e-mail addresses of {domain} are blocked"
    return None


def _blocked(values: tuple[str, ...], blocked: frozenset[str], what: str) -> str | None:
    for value in values:
        if value.strip().lower() in blocked:
            return f"the {what} {value} is blocked"
    return None

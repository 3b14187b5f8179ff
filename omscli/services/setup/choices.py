"""The choices of a set-up file: flow, fraud, status labels and reason codes.

A section that the file has is taken as a whole: a choice that it does not name has its default.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from omscli.documents.setup.model import Fraud, Setup
from omscli.domain.money import to_minor
from omscli.services.setup.upserts import CREATED, EXISTS, UPDATED
from omscli.services.unit import Batch, Result
from omscli.store import settings, setup_records
from omscli.store.db import Reader


def apply_choices(reader: Reader, batch: Batch, setup: Setup) -> None:
    """Store the sections that the file has; one result each."""
    stored = dict(reader.rows(settings.SQL_SETTINGS))
    if setup.flow:
        values = asdict(setup.flow)
        _section(batch, stored, "flow", {"flow": values.pop("kind"), **values})
    if setup.fraud:
        rules = _rules(setup.fraud)
        _section(batch, stored, "fraud", {"fraud_provider": setup.fraud.provider, "fraud_rules": rules})
    if setup.status_labels is not None:
        _section(batch, stored, "status_labels", {"status_labels": setup.status_labels})
    for kind, reasons in (setup.reasons or {}).items():
        _reasons(reader, batch, kind, reasons)


def _rules(fraud: Fraud) -> dict[str, Any]:
    """The rules as they are stored: amounts in minor units, names in lower case."""
    return {
        "max_amount": {currency: to_minor(amount, currency) for currency, amount in fraud.max_amount.items()},
        "blocked_email_domains": sorted(name.lower() for name in fraud.blocked_email_domains),
        "blocked_countries": sorted(name.lower() for name in fraud.blocked_countries),
        "blocked_postal_codes": sorted(name.lower() for name in fraud.blocked_postal_codes),
    }


def _section(batch: Batch, stored: dict[str, str], section: str, values: dict[str, Any]) -> None:
    texts = {name: json.dumps(value, sort_keys=True, ensure_ascii=False) for name, value in values.items()}
    changed = {name: text for name, text in texts.items() if stored.get(name) != text}
    for name, text in changed.items():
        batch.run(settings.SQL_SET, name, text)
    fresh = not any(name in stored for name in texts)
    status = CREATED if fresh else UPDATED if changed else EXISTS
    batch.results.append(Result(status, {"Object": "Setting", "Name": section, "Id": None}))


def _reasons(reader: Reader, batch: Batch, kind: str, reasons: list[str]) -> None:
    there = settings.load_reasons(reader, kind)
    if there != reasons:
        for reason in there:
            if reason not in reasons:
                batch.run(setup_records.SQL_REMOVE_REASON, kind, reason)
        for position, reason in enumerate(reasons):
            batch.run(settings.SQL_SET_REASON, kind, reason, position)
    status = CREATED if reasons and not there else EXISTS if there == reasons else UPDATED
    batch.results.append(Result(status, {"Object": "ReasonCode", "Name": kind, "Id": None}))

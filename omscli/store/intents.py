"""Calls to gateways as the store keeps them (D34), and the gateways themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from omscli.domain.values import dataclass
from omscli.store.db import Reader

_COLUMNS = """
SELECT i.order_key, i.id, i.interaction_type, i.idempotency_key, i.state, i.payment_gateway_id,
       i.order_payment_summary_id, i.payment_authorization_id, i.payment_id, i.invoice_id, i.credit_memo_id,
       i.currency_iso_code, i.amount, i.attempts, i.created_date,
       CASE WHEN i.interaction_type = 'Authorization'
            THEN (SELECT m.gateway_token FROM order_payment_summaries o
                  JOIN payment_methods m ON m.order_key = o.order_key AND m.id = o.payment_method_id
                  WHERE o.order_key = i.order_key AND o.id = i.order_payment_summary_id)
            ELSE COALESCE(a.gateway_ref_number, p.gateway_ref_number) END,
       COALESCE(s.order_reference_number, s.order_number)
FROM gateway_intents i
JOIN order_summaries s ON s.order_key = i.order_key
LEFT JOIN payment_authorizations a ON a.order_key = i.order_key AND a.id = i.payment_authorization_id
LEFT JOIN payments p ON p.order_key = i.order_key AND p.id = i.payment_id
"""
SQL_INTENTS = _COLUMNS + "WHERE i.order_key IN :list ORDER BY i.order_key, i.id"
SQL_OPEN_INTENTS = _COLUMNS + "WHERE i.state IN ('planned','sending','unknown') ORDER BY i.order_key, i.id"
SQL_OPEN_INTENTS_OF = (
    _COLUMNS + "WHERE i.order_key IN :list AND i.state IN ('planned','sending','unknown') ORDER BY i.order_key, i.id"
)
SQL_ALL_INTENTS = _COLUMNS + "ORDER BY i.created_date, i.order_key, i.id"
SQL_FORGOTTEN = """
SELECT order_key, request FROM payment_gateway_logs
WHERE order_key IN :list AND gateway_result_code = 'key-forgotten' AND interaction_status = 'Timeout'
"""
SQL_LOGS = """
SELECT created_date, interaction_status, sf_result_code, gateway_result_code, gateway_message, gateway_ref_number,
       is_notification
FROM payment_gateway_logs WHERE order_key = ? AND request = ? ORDER BY id
"""
SQL_ORDERS_WITH_LOST_CALLS = """
SELECT DISTINCT order_key FROM gateway_intents
WHERE order_key IN :list AND (state = 'unknown' OR (state = 'sending' AND created_date <= ?)) ORDER BY order_key
"""
SQL_ORDERS_WITH_UNKNOWN_CALLS = "SELECT DISTINCT order_key FROM gateway_intents WHERE state = 'unknown'"
SQL_CLAIM_INTENT = "UPDATE gateway_intents SET state = 'sending', attempts = ? WHERE order_key = ? AND id = ?"
SQL_SETTLE_INTENT = "UPDATE gateway_intents SET state = ?, answered_date = ? WHERE order_key = ? AND id = ?"
SQL_GATEWAY = """
SELECT g.payment_gateway_name, g.status, g.options, g.merchant_credential, p.adapter
FROM payment_gateways g JOIN payment_gateway_providers p ON p.id = g.payment_gateway_provider_id WHERE g.id = ?
"""


@dataclass(frozen=True, slots=True)
class Intent:
    """One call to a gateway, whole; `reference` is the gateway's own name of what is captured, refunded or reversed,
    and of what is authorized the payment method's token.
    """

    order_key: int
    id: int
    interaction: str
    key: str
    state: str
    gateway_id: int
    summary_id: int
    authorization_id: int | None
    payment_id: int | None
    invoice_id: int | None
    credit_memo_id: int | None
    currency: str
    amount: int
    attempts: int
    created: int
    reference: str | None
    order: str

    @property
    def target(self) -> int:
        """What the money is for: the invoice, the credit memo, or the order (key n = 0) for excess funds."""
        return self.invoice_id or self.credit_memo_id or self.order_key << 20


@dataclass(frozen=True, slots=True)
class GatewayRow:
    """A gateway of the set-up; `credential` is a reference (`env:NAME`, `file:PATH`), never a value."""

    name: str
    status: str
    options: str | None
    credential: str | None
    adapter: str


def load_intents(reader: Reader, ids: Sequence[int]) -> list[Intent]:
    """The calls with these ids, whatever their state."""
    keys = sorted({id_ >> 20 for id_ in ids})
    wanted = set(ids)
    return [Intent(*row) for row in reader.rows(SQL_INTENTS, keys) if row[1] in wanted]


def load_unsettled(reader: Reader, order_keys: Sequence[int] | None = None) -> list[Intent]:
    """All calls without a known outcome, oldest order first; of some orders, or of the whole store."""
    rows = reader.rows(SQL_OPEN_INTENTS) if order_keys is None else reader.rows(SQL_OPEN_INTENTS_OF, list(order_keys))
    return [Intent(*row) for row in rows]


def load_all(reader: Reader) -> Iterator[Intent]:
    """Every call that was ever made, oldest first."""
    return (Intent(*row) for row in reader.stream(SQL_ALL_INTENTS))


def asked_for(key: str) -> str:
    """How a log says which call it is of."""
    return f'{{"IdempotencyKey":"{key}"}}'


def forgotten_keys(reader: Reader, order_keys: Sequence[int]) -> set[tuple[int, str]]:
    """(order key, request of the log) of calls whose key their gateway had forgotten when it was asked last."""
    return {(key, request) for key, request in reader.rows(SQL_FORGOTTEN, sorted(set(order_keys)))}


def lost_calls(reader: Reader, order_keys: Iterable[int], sent_before: int) -> set[int]:
    """Those of the orders that have a call whose outcome is unknown, or that was sent by then and not answered."""
    keys = sorted(set(order_keys))
    return {row[0] for row in reader.rows(SQL_ORDERS_WITH_LOST_CALLS, keys, sent_before)} if keys else set()


def orders_with_unknown_calls(reader: Reader) -> set[int]:
    """All orders that have a call whose outcome is unknown."""
    return {row[0] for row in reader.rows(SQL_ORDERS_WITH_UNKNOWN_CALLS)}


def load_gateway(reader: Reader, gateway_id: int) -> GatewayRow | None:
    """A gateway by its key."""
    row = reader.row(SQL_GATEWAY, gateway_id)
    return GatewayRow(*row) if row else None

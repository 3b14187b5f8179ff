"""Find the invoice, credit memo, fulfillment order, return order or gateway call that a person means."""

from __future__ import annotations

from omscli.domain.ids import decode, order_key_of
from omscli.domain.values import dataclass
from omscli.errors import refuse
from omscli.store.db import Reader
from omscli.store.targets import find_target

SQL_INVOICES = "SELECT id, invoice_number, balance > 0 FROM invoices WHERE order_key = ? ORDER BY id"
SQL_CREDIT_MEMOS = "SELECT id, credit_memo_number, balance > 0 FROM credit_memos WHERE order_key = ? ORDER BY id"
SQL_FULFILLMENT_ORDERS = """
SELECT id, fulfillment_order_number, invoice_id IS NULL AND is_reship = 0 FROM fulfillment_orders
WHERE order_key = ? ORDER BY id
"""
SQL_RETURN_ORDERS_OF = """
SELECT id, return_order_number, status_category IN ('Draft', 'Activated') FROM return_orders WHERE order_key = ?
ORDER BY id
"""
SQL_CHANGE_ORDERS = (
    "SELECT id, order_number FROM orders WHERE order_key = ? AND related_order_id IS NOT NULL ORDER BY id"
)
SQL_INTENT = "SELECT id FROM gateway_intents WHERE order_key = ? AND id = ?"


@dataclass(frozen=True, slots=True)
class _Kind:
    api: str
    noun: str
    sql: str


_INVOICE = _Kind("Invoice", "invoice", SQL_INVOICES)
_CREDIT_MEMO = _Kind("CreditMemo", "credit memo", SQL_CREDIT_MEMOS)
_FULFILLMENT_ORDER = _Kind("FulfillmentOrder", "fulfillment order", SQL_FULFILLMENT_ORDERS)
_RETURN_ORDER = _Kind("ReturnOrder", "return order", SQL_RETURN_ORDERS_OF)


def find_invoice(reader: Reader, text: str) -> int:
    """The invoice's id; an order may stand for its only invoice, or for its only open one. Raises `not-found`."""
    return _find(reader, text, _INVOICE)


def find_credit_memo(reader: Reader, text: str) -> int:
    """The credit memo's id; an order may stand for its only one, or for its only open one. Raises `not-found`."""
    return _find(reader, text, _CREDIT_MEMO)


def find_fulfillment_order(reader: Reader, text: str) -> int:
    """The fulfillment order's id; an order may stand for its only one, or for its only one without an invoice."""
    return _find(reader, text, _FULFILLMENT_ORDER)


def find_return_order(reader: Reader, text: str) -> int:
    """The return order's id; an order may stand for its only one, or for its only one that is not done."""
    return _find(reader, text, _RETURN_ORDER)


def find_to_invoice(reader: Reader, text: str) -> int:
    """The id of a fulfillment order, or of a change order by its number or id."""
    target = find_target(reader, text)
    if target.kind == "Order" and (target.number is not None or target.id not in (None, target.order_key << 20)):
        for id_, number in reader.rows(SQL_CHANGE_ORDERS, target.order_key):
            if id_ == target.id or number == target.number:
                return int(id_)
        raise refuse("not-found", f'no change order is called "{text}"', done="nothing was changed")
    return find_fulfillment_order(reader, text)


def find_intent(reader: Reader, text: str) -> int:
    """The id of a call to a gateway. Raises `not-found`."""
    decoded = decode(text)
    if decoded and decoded[0] == "GatewayIntent":
        found = reader.value(SQL_INTENT, order_key_of(decoded[1]), decoded[1])
        if found is not None:
            return int(found)
    raise refuse("not-found", f'no call to a gateway is called "{text}"', help="`oms payments list` shows them")


def _find(reader: Reader, text: str, kind: _Kind) -> int:
    target = find_target(reader, text)
    records = reader.rows(kind.sql, target.order_key)
    if target.kind == kind.api:
        for id_, number, _ in records:
            if id_ == target.id or number == target.number:
                return int(id_)
    elif target.kind == "Order":
        some = [row for row in records if row[2]] or records
        if len(some) == 1:
            return int(some[0][0])
        if some:
            numbers = ", ".join(row[1] for row in some[:5])
            raise refuse("ambiguous", f"order {text} has {len(some)} {kind.noun}s", help=f"name one: {numbers}")
        raise refuse("not-found", f"order {text} has no {kind.noun}", done="nothing was changed")
    raise refuse("not-found", f'no {kind.noun} is called "{text}"', done="nothing was changed")

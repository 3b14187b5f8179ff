"""An order as rows, but for what only the store knows: its key, and the keys of what it refers to.

A draft follows from the order alone, so the process that reads a file ahead makes it, and `order_rows.py` has only keys
left to put in. It is made of tuples, texts and whole numbers, which `marshal` carries from one process to the other.

A `Tail` is a row from its first column on that the file alone decides: all columns before it are keys. Records are in
the order of the file, in which they are numbered too. (Tails are written by place, not by name: it is done for 15 rows
of each order. A test holds them equal to the rows that `store/rows.py` makes by name.)
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.values import (
    AccountInput,
    Address,
    AdjustmentGroupInput,
    AdjustmentInput,
    DeliveryGroupInput,
    ItemInput,
    OrderInput,
    PaymentInput,
    Reference,
    TaxInput,
    Totals,
    implied_tax,
    order_totals,
)
from omscli.domain.money import format_minor
from omscli.domain.payment_methods import ALTERNATIVE, choose
from omscli.services.scene import Scene

Tail = tuple[int | str | None, ...]
Adjustment = tuple[int | None, Tail, tuple[Tail, ...]]
"""A discount: its promotion, counted from 0, its row from `name` on, and its taxes."""
Item = tuple[int, Tail, tuple[Tail, ...], tuple[Adjustment, ...]]
"""A line: its delivery group, counted from 0, its row from `line_number` on, its taxes and its discounts."""
Payment = tuple[str | None, str | None, str, int, Tail, Tail, str | None, int]
"""A payment: gateway, kind of method, type, the first payment with the same method, the rows of method and payment; of
a gift card the hash of its code, of store credit its number; the amount."""
Shopper = tuple[str, str | None, Tail | None, Tail | None]
"""Who an order is for: the key to be matched by, the text of a mere reference, the rows of account and contact."""


class Draft(NamedTuple):
    """One order; `currency`, `totals` and `item_count` are what the answer shows of it."""

    reference: str
    external: str | None
    """The identifier that is unique over the store: the order's own, else its order-management reference (§2.1)."""
    order_number: str | None
    status: str
    digest: str
    currency: str
    totals: tuple[str, ...]
    item_count: int
    channel: str | None
    book: str | None
    shopper: Shopper
    described: tuple[str, ...]
    """SKUs of the products that the file describes."""
    methods: tuple[str | None, ...]
    """Per delivery group, what its method is called."""
    products: tuple[str | None, ...]
    """Per item, what its product is called."""
    groups: tuple[Tail, ...]
    """Delivery groups, from `deliver_to_name` on."""
    promotions: tuple[Tail, ...]
    items: tuple[Item, ...]
    payments: tuple[Payment, ...]
    tail: Tail
    """The order's row from `currency_iso_code` on, without what ends it: hash, count, date and custom fields."""
    custom: str | None


_NOWHERE = Address()


def draft_of(order: OrderInput, scene: Scene) -> Draft:
    """The draft of an order that is placed in a scene, whose instant is the date of what has none."""
    totals = order_totals(order)
    taxed = scene.now if order.ordered_date is None else order.ordered_date
    items = [
        _item(order, item, position, taxed)
        for position, group in enumerate(order.delivery_groups)
        for item in group.items
    ]
    return Draft(
        order.reference,
        order.external_reference_identifier or order.order_management_reference_identifier,
        order.order_number,
        order.status,
        content_hash(order),
        order.currency,
        tuple([format_minor(minor, order.currency) for minor in totals]),
        len(items),
        _text(order.sales_channel),
        _text(order.price_book),
        _shopper(order.account),
        tuple([record.key for record in order.described if record.kind == "Product2"]),
        tuple([_text(group.delivery_method) for group in order.delivery_groups]),
        tuple([_text(item.product) for group in order.delivery_groups for item in group.items]),
        tuple([_group(order, group) for group in order.delivery_groups]),
        tuple([_promotion(group) for group in order.adjustment_groups]),
        tuple(items),
        tuple([_payment(order, position, scene) for position in range(len(order.payments))]),
        _order(order, totals, scene),
        order.custom,
    )


def _text(reference: Reference | None) -> str | None:
    return reference.text if reference else None


def _order(order: OrderInput, totals: Totals, scene: Scene) -> Tail:
    """From `currency_iso_code` to `grand_total_amount`."""
    return (
        order.currency,
        order.tax_locale_type,
        order.status,
        order.status,
        order.name,
        order.description,
        order.type,
        scene.now if order.ordered_date is None else order.ordered_date,
        order.effective_date or utc_day(scene.now),
        order.po_number,
        order.po_date,
        order.business_model,
        order.order_life_cycle_type,
        order.source_process,
        _text(order.sales_store),
        *(order.billing or _NOWHERE),
        order.billing_email,
        order.billing_phone,
        *(order.shipping or _NOWHERE),
        *totals,
    )


def _shopper(account: AccountInput | Reference) -> Shopper:
    if isinstance(account, Reference):
        return f"person:{account.text.strip().lower()}", account.text, None, None
    if account.is_person:
        match_key = f"person:{account.email.strip().lower()}" if account.email else ""
    else:
        match_key = f"company:{account.name.strip().lower()}"
    return match_key, None, account_tail(account), _contact(account)


def account_tail(account: AccountInput) -> Tail:
    """The row of an account from `is_person_account` on."""
    return (
        int(account.is_person),
        account.name,
        account.first_name,
        account.last_name,
        account.email if account.is_person else None,
        account.title,
        account.phone,
        account.custom,
    )


def _contact(account: AccountInput) -> Tail | None:
    """The row of a company's contact from `first_name` on; its third column is the address to be matched by."""
    contact = account.contact
    if contact is None or account.is_person:
        return None
    return contact.first_name, contact.last_name, contact.email, contact.phone


def _group(order: OrderInput, group: DeliveryGroupInput) -> Tail:
    """From `deliver_to_name` on; a group that names nobody goes to the shopper."""
    account = order.account
    return (
        group.deliver_to_name or (account.text if isinstance(account, Reference) else account.name),
        *(group.deliver_to or _NOWHERE),
        group.email,
        group.phone,
        int(group.is_gift),
        group.gift_message,
        group.instructions,
        group.desired_delivery_date,
        group.promised_delivery_date,
        group.description,
        group.custom,
    )


def _promotion(group: AdjustmentGroupInput) -> Tail:
    """From `name` on."""
    return group.name, group.description, group.type, _text(group.cause), group.custom


def _item(order: OrderInput, item: ItemInput, position: int, taxed: int) -> Item:
    """The row from `line_number` on; `taxed` is the date of taxes that have none."""
    label = item.product.text if item.product else item.type
    taxes = [_tax(tax, f"{label} - Tax", taxed) for tax in item.taxes]
    implied = implied_tax(order, item)
    if implied:
        taxes.append(_tax(TaxInput(implied), f"{label} - Tax", taxed, implied=1))
    tail = (
        item.line_number,
        item.type,
        item.quantity,
        item.unit_price,
        item.gross_unit_price,
        item.list_price,
        item.total_line_amount,
        item.description or item.name,
        item.service_date,
        item.end_date,
        item.custom,
    )
    return position, tail, tuple(taxes), tuple([_adjustment(each, label, taxed) for each in item.adjustments])


def _tax(tax: TaxInput, named: str, taxed: int, implied: int = 0) -> Tail:
    """From `name` on."""
    amount, rate, name, type_, effective, description, custom = tax
    return name or named, type_, amount, rate, taxed if effective is None else effective, description, implied, custom


def _adjustment(adjustment: AdjustmentInput, label: str, taxed: int) -> Adjustment:
    """The row from `name` on."""
    amount, name, group, type_, value, scope, source, cause, coupon, priority, description, taxes, custom = adjustment
    tail = (name, description, amount, type_, value, scope, source, _text(cause), priority, coupon, custom)
    return group, tail, tuple([_tax(tax, f"{label} - Adjustment Tax", taxed) for tax in taxes])


def _payment(order: OrderInput, position: int, scene: Scene) -> Payment:
    """The rows from `kind` on (but the gateway), and from `currency_iso_code` or, of a capture, from `type` on."""
    payment = order.payments[position]
    method = payment.method
    kind = method.kind or choose(method.method_id, method.card_type)
    first = next(at for at, other in enumerate(order.payments) if other.method == method)
    method_tail = (
        kind,
        method.card_type or method.method_id or ("GiftCard" if kind == ALTERNATIVE else kind),
        method.last_four,
        method.card_holder,
        method.card_category,
        method.expiry_month,
        method.expiry_year,
        method.token,
        method.nick_name,
        method.status or "Active",
        payment.processing_mode,
    )
    tail = (_authorization if payment.type == "Authorization" else _captured)(order, payment, scene)
    return _text(payment.gateway), kind, payment.type, first, method_tail, tail, method.credit, payment.amount


def _authorization(order: OrderInput, payment: PaymentInput, scene: Scene) -> Tail:
    return (
        order.currency,
        payment.amount,
        0,  # captured
        0,  # reversed
        payment.status,
        payment.processing_mode,
        payment.gateway_ref_number,
        payment.gateway_auth_code,
        payment.expiration_date,
        scene.now if payment.effective_date is None else payment.effective_date,
        payment.comments,
        payment.custom,
    )


def _captured(order: OrderInput, payment: PaymentInput, scene: Scene) -> Tail:
    return (
        payment.type,
        order.currency,
        payment.amount,
        0,  # applied
        0,  # refunded
        payment.amount if payment.status == "Processed" else 0,
        payment.status,
        payment.processing_mode,
        payment.gateway_ref_number,
        scene.now if payment.effective_date is None else payment.effective_date,
        payment.comments,
        payment.custom,
    )


@lru_cache(maxsize=16)
def utc_day(instant: int) -> str:
    """The UTC calendar day of an instant in milliseconds, as `YYYY-MM-DD`."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(instant // 1000, tz=UTC).date().isoformat()

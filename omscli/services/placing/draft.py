"""An order as rows, but for what only the store knows: its key, and the keys of what it refers to.

A draft follows from the order alone, so the process that reads a file ahead makes it, and `order_rows.py` has only keys
left to put in. It is made of tuples, texts and whole numbers, which `marshal` carries from one process to the other.

A `Tail` is a row from its first column on that the file alone decides: all columns before it are keys. Records are in
the order of the file, in which they are numbered too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from omscli.documents.orders.hashing import content_hash
from omscli.documents.orders.values import (
    AccountInput,
    AdjustmentInput,
    DeliveryGroupInput,
    ItemInput,
    OrderInput,
    PaymentInput,
    Reference,
    TaxInput,
    implied_tax,
    order_totals,
)
from omscli.domain.money import format_minor
from omscli.domain.payment_methods import ALTERNATIVE, choose
from omscli.services.scene import Scene
from omscli.store import rows
from omscli.store.rows import INSERTS

Tail = tuple[int | str | None, ...]
Adjustment = tuple[int | None, Tail, tuple[Tail, ...]]
"""A discount: its promotion, counted from 0, its row from `name` on, and its taxes."""
Item = tuple[int, Tail, tuple[Tail, ...], tuple[Adjustment, ...]]
"""A line: its delivery group, counted from 0, its row from `line_number` on, its taxes and its discounts."""
Payment = tuple[str | None, str | None, str, int, Tail, Tail]
"""A payment: gateway, kind of method, type, the first payment with the same method, the rows of method and payment."""
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


def _after(table: str, column: str, until: str | None = None) -> slice:
    """The columns of a table from one on, to the end or to another."""
    columns = INSERTS[table].split("(", 1)[1].split(")", 1)[0].split(", ")
    return slice(columns.index(column), None if until is None else columns.index(until))


_ORDER = _after("orders", "currency_iso_code", "content_hash")
_GROUP = _after("order_delivery_groups", "deliver_to_name")
_PROMOTION = _after("order_adjustment_groups", "name")
_ITEM = _after("order_items", "line_number")
_ADJUSTMENT = _after("order_item_adjustments", "name")
_TAX = _after("order_item_taxes", "name")
_METHOD = _after("payment_methods", "kind", "payment_gateway_id")
_AUTHORIZATION = _after("payment_authorizations", "currency_iso_code")
_PAYMENT = _after("payments", "type")
_ACCOUNT = _after("accounts", "is_person_account")
_CONTACT = _after("contacts", "first_name")


def draft_of(order: OrderInput, scene: Scene) -> Draft:
    """The draft of an order that is placed in a scene, whose instant is the date of what has none."""
    totals = order_totals(order)
    items = [
        _item(order, item, position, scene)
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
        tuple([_promotion(order, position) for position in range(len(order.adjustment_groups))]),
        tuple(items),
        tuple([_payment(order, position, scene) for position in range(len(order.payments))]),
        _order(order, scene)[_ORDER],
        order.custom,
    )


def _text(reference: Reference | None) -> str | None:
    return reference.text if reference else None


def _order(order: OrderInput, scene: Scene) -> rows.Row:
    billing, shipping, totals = order.billing, order.shipping, order_totals(order)
    return rows.orders(
        order_key=0,
        id=0,
        order_number="",
        order_reference_number="",
        account_id=0,
        sales_channel_id=0,
        pricebook_id=0,
        content_hash="",
        last_n=0,
        created_date=0,
        currency_iso_code=order.currency,
        tax_locale_type=order.tax_locale_type,
        status=order.status,
        status_code=order.status,
        name=order.name,
        description=order.description,
        type=order.type,
        ordered_date=scene.now if order.ordered_date is None else order.ordered_date,
        effective_date=order.effective_date or utc_day(scene.now),
        po_number=order.po_number,
        po_date=order.po_date,
        business_model=order.business_model,
        order_life_cycle_type=order.order_life_cycle_type,
        source_process=order.source_process,
        sales_store=order.sales_store.text if order.sales_store else None,
        billing_street=billing.street if billing else None,
        billing_city=billing.city if billing else None,
        billing_state=billing.state if billing else None,
        billing_postal_code=billing.postal_code if billing else None,
        billing_country=billing.country if billing else None,
        billing_email_address=order.billing_email,
        billing_phone_number=order.billing_phone,
        shipping_street=shipping.street if shipping else None,
        shipping_city=shipping.city if shipping else None,
        shipping_state=shipping.state if shipping else None,
        shipping_postal_code=shipping.postal_code if shipping else None,
        shipping_country=shipping.country if shipping else None,
        total_amount=totals.amount,
        total_tax_amount=totals.tax,
        grand_total_amount=totals.grand,
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
    return rows.accounts(
        id=0,
        match_key="",
        is_person_account=int(account.is_person),
        name=account.name,
        first_name=account.first_name,
        last_name=account.last_name,
        person_email=account.email if account.is_person else None,
        person_title=account.title,
        phone=account.phone,
        custom_fields=account.custom,
    )[_ACCOUNT]


def _contact(account: AccountInput) -> Tail | None:
    """The row of a company's contact from `first_name` on; its third column is the address to be matched by."""
    contact = account.contact
    if contact is None or account.is_person:
        return None
    row = rows.contacts(
        id=0,
        account_id=0,
        first_name=contact.first_name,
        last_name=contact.last_name,
        email=contact.email,
        phone=contact.phone,
    )
    return row[_CONTACT]


def _group(order: OrderInput, group: DeliveryGroupInput) -> Tail:
    to, account = group.deliver_to, order.account
    shopper = account.text if isinstance(account, Reference) else account.name
    return rows.order_delivery_groups(
        order_key=0,
        id=0,
        order_id=0,
        delivery_method_id=0,
        deliver_to_name=group.deliver_to_name or shopper,
        deliver_to_street=to.street if to else None,
        deliver_to_city=to.city if to else None,
        deliver_to_state=to.state if to else None,
        deliver_to_postal_code=to.postal_code if to else None,
        deliver_to_country=to.country if to else None,
        email_address=group.email,
        phone_number=group.phone,
        is_gift=int(group.is_gift),
        gift_message=group.gift_message,
        delivery_instructions=group.instructions,
        desired_delivery_date=group.desired_delivery_date,
        promised_delivery_date=group.promised_delivery_date,
        description=group.description,
        custom_fields=group.custom,
    )[_GROUP]


def _promotion(order: OrderInput, position: int) -> Tail:
    group = order.adjustment_groups[position]
    return rows.order_adjustment_groups(
        order_key=0,
        id=0,
        order_id=0,
        name=group.name,
        description=group.description,
        type=group.type,
        adjustment_cause=_text(group.cause),
        custom_fields=group.custom,
    )[_PROMOTION]


def _item(order: OrderInput, item: ItemInput, position: int, scene: Scene) -> Item:
    row = rows.order_items(
        order_key=0,
        id=0,
        order_id=0,
        delivery_group_id=0,
        product_id=0,
        line_number=item.line_number,
        type=item.type,
        quantity=item.quantity,
        unit_price=item.unit_price,
        gross_unit_price=item.gross_unit_price,
        list_price=item.list_price,
        total_line_amount=item.total_line_amount,
        description=item.description or item.name,
        service_date=item.service_date,
        end_date=item.end_date,
        custom_fields=item.custom,
    )
    label = item.product.text if item.product else item.type
    taxes = [_tax(order, tax, f"{label} - Tax", scene) for tax in item.taxes]
    implied = implied_tax(order, item)
    if implied:
        taxes.append(_tax(order, TaxInput(implied), f"{label} - Tax", scene, implied=1))
    adjustments = [_adjustment(order, adjustment, label, scene) for adjustment in item.adjustments]
    return position, row[_ITEM], tuple(taxes), tuple(adjustments)


def _tax(order: OrderInput, tax: TaxInput, name: str, scene: Scene, implied: int = 0) -> Tail:
    effective = tax.effective_date if tax.effective_date is not None else order.ordered_date
    return rows.order_item_taxes(
        order_key=0,
        id=0,
        order_item_id=0,
        name=tax.name or name,
        type=tax.type,
        amount=tax.amount,
        rate=tax.rate,
        tax_effective_date=scene.now if effective is None else effective,
        description=tax.description,
        is_implied=implied,
        custom_fields=tax.custom,
    )[_TAX]


def _adjustment(order: OrderInput, adjustment: AdjustmentInput, label: str, scene: Scene) -> Adjustment:
    row = rows.order_item_adjustments(
        order_key=0,
        id=0,
        order_item_id=0,
        name=adjustment.name,
        description=adjustment.description,
        amount=adjustment.amount,
        adjustment_type=adjustment.type,
        adjustment_value=adjustment.value,
        adjustment_amount_scope=adjustment.scope,
        adjustment_source=adjustment.source,
        adjustment_cause=_text(adjustment.cause),
        priority=adjustment.priority,
        coupon_code=adjustment.coupon_code,
        custom_fields=adjustment.custom,
    )
    taxes = [_tax(order, tax, f"{label} - Adjustment Tax", scene) for tax in adjustment.taxes]
    return adjustment.group, row[_ADJUSTMENT], tuple(taxes)


def _payment(order: OrderInput, position: int, scene: Scene) -> Payment:
    payment = order.payments[position]
    method = payment.method
    kind = method.kind or choose(method.method_id, method.card_type)
    first = next(at for at, other in enumerate(order.payments) if other.method == method)
    tail = (_authorization if payment.type == "Authorization" else _captured)(order, payment, scene)
    return _text(payment.gateway), kind, payment.type, first, _method(payment, kind or ""), tail


def _method(payment: PaymentInput, kind: str) -> Tail:
    method = payment.method
    return rows.payment_methods(
        order_key=0,
        id=0,
        kind=kind,
        type=method.card_type or method.method_id or ("GiftCard" if kind == ALTERNATIVE else kind),
        card_last_four=method.last_four,
        card_holder_name=method.card_holder,
        card_category=method.card_category,
        expiry_month=method.expiry_month,
        expiry_year=method.expiry_year,
        gateway_token=method.token,
        nick_name=method.nick_name,
        status=method.status or "Active",
        processing_mode=payment.processing_mode,
        payment_gateway_id=0,
    )[_METHOD]


def _authorization(order: OrderInput, payment: PaymentInput, scene: Scene) -> Tail:
    return rows.payment_authorizations(
        order_key=0,
        id=0,
        payment_group_id=0,
        payment_method_kind="",
        payment_method_id=0,
        payment_gateway_id=0,
        currency_iso_code=order.currency,
        amount=payment.amount,
        status=payment.status,
        processing_mode=payment.processing_mode,
        gateway_ref_number=payment.gateway_ref_number,
        gateway_auth_code=payment.gateway_auth_code,
        expiration_date=payment.expiration_date,
        effective_date=scene.now if payment.effective_date is None else payment.effective_date,
        comments=payment.comments,
        custom_fields=payment.custom,
    )[_AUTHORIZATION]


def _captured(order: OrderInput, payment: PaymentInput, scene: Scene) -> Tail:
    return rows.payments(
        order_key=0,
        id=0,
        payment_group_id=0,
        payment_method_kind="",
        payment_method_id=0,
        payment_gateway_id=0,
        type=payment.type,
        currency_iso_code=order.currency,
        amount=payment.amount,
        balance=payment.amount if payment.status == "Processed" else 0,
        status=payment.status,
        processing_mode=payment.processing_mode,
        gateway_ref_number=payment.gateway_ref_number,
        effective_date=scene.now if payment.effective_date is None else payment.effective_date,
        comments=payment.comments,
        custom_fields=payment.custom,
    )[_PAYMENT]


@lru_cache(maxsize=16)
def utc_day(instant: int) -> str:
    """The UTC calendar day of an instant in milliseconds, as `YYYY-MM-DD`."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(instant // 1000, tz=UTC).date().isoformat()

"""A draft's rows hold each value under its column: they are those that `store/rows.py` makes by name."""

from __future__ import annotations

from itertools import count
from typing import Any, get_args, get_type_hints

import pytest

from omscli.documents.orders import values
from omscli.documents.orders.values import AccountInput, Described, OrderInput, Reference, TaxInput
from omscli.services.placing.draft import Draft, draft_of
from omscli.services.placing.order_rows import OrderRows, Resolved
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows

SCENE = Scene(1_767_607_200_000, "tester", "place")
KEY = 7
BASE = KEY << 20
RESOLVED = Resolved(11, 12, 13, 14, (15, 16), ((17, 18), (19, None), (20, 21), (22, 23)), (24, 25))


def example(type_: Any, number: Any, filled: bool) -> Any:
    """A value of which every field is another (or with those alone that it must have); of lists there are two."""
    if hasattr(type_, "_fields"):
        hints = get_type_hints(type_)
        given = hints if filled else [name for name in hints if name not in type_._field_defaults]
        return type_(**{name: example(hints[name], number, filled) for name in given})
    if type_ in (str, values.Tag):
        return f"text {next(number)}"
    if type_ in (int, bool):
        return next(number) if type_ is int else True
    kind = next(part for part in get_args(type_) if part is not type(None))
    if not str(type_).startswith("tuple"):
        return example(kind, number, filled)
    return tuple(Described("Product2", "SKU") if kind is Described else example(kind, number, filled) for _ in range(2))


def order_of(filled: bool) -> OrderInput:
    order: OrderInput = example(OrderInput, count(100), filled)
    if not filled:
        return order
    groups = [
        group._replace(
            items=tuple(
                item._replace(adjustments=tuple(each._replace(group=1) for each in item.adjustments))
                for item in group.items
            )
        )
        for group in order.delivery_groups
    ]
    authorized, captured = order.payments
    payments = (authorized._replace(type="Authorization"), captured._replace(status="Processed"))
    return order._replace(currency="USD", delivery_groups=tuple(groups), payments=payments, status="Activated")


def inserted(order: OrderInput) -> tuple[Draft, dict[str, list[rows.Row]]]:
    batch = Batch()
    draft = draft_of(order, SCENE)
    OrderRows(batch, SCENE).insert(draft, RESOLVED, KEY)
    return draft, batch.inserts


@pytest.mark.parametrize("filled", [True, False])
def test_groups_items_taxes_and_discounts_are_numbered_in_the_order_of_the_file(filled: bool) -> None:
    order = order_of(filled)._replace(currency="USD")
    _, made = inserted(order)
    n = count(1)
    groups = [
        rows.order_delivery_groups(
            order_key=KEY,
            id=BASE | next(n),
            order_id=BASE,
            delivery_method_id=method,
            deliver_to_name=group.deliver_to_name or order.account.name,
            **{f"deliver_to_{part}": value for part, value in (group.deliver_to or values.Address())._asdict().items()},
            email_address=group.email,
            phone_number=group.phone,
            is_gift=int(group.is_gift),
            gift_message=group.gift_message,
            delivery_instructions=group.instructions,
            desired_delivery_date=group.desired_delivery_date,
            promised_delivery_date=group.promised_delivery_date,
            description=group.description,
            custom_fields=group.custom,
        )
        for group, method in zip(order.delivery_groups, RESOLVED.method_ids, strict=True)
    ]
    assert made["order_delivery_groups"] == groups
    promotions = [
        rows.order_adjustment_groups(
            order_key=KEY,
            id=BASE | next(n),
            order_id=BASE,
            name=group.name,
            description=group.description,
            type=group.type,
            adjustment_cause=group.cause.text,
            custom_fields=group.custom,
        )
        for group in order.adjustment_groups
    ]
    assert made.get("order_adjustment_groups", []) == promotions
    items, taxes, adjustments = [], [], []

    def tax(value: TaxInput, item_id: int, adjustment_id: int | None, name: str) -> rows.Row:
        effective = value.effective_date or order.ordered_date or SCENE.now
        return rows.order_item_taxes(
            order_key=KEY,
            id=BASE | next(n),
            order_item_id=item_id,
            adjustment_id=adjustment_id,
            name=value.name or name,
            type=value.type,
            amount=value.amount,
            rate=value.rate,
            tax_effective_date=effective,
            description=value.description,
            custom_fields=value.custom,
        )

    for position, item in enumerate(order.items):
        id_ = BASE | next(n)
        items.append(
            rows.order_items(
                order_key=KEY,
                id=id_,
                order_id=BASE,
                delivery_group_id=groups[position // 2][1],
                product_id=RESOLVED.products[position][0],
                pricebook_entry_id=RESOLVED.products[position][1],
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
        )
        taxes += [tax(each, id_, None, f"{item.product.text} - Tax") for each in item.taxes]
        for less in item.adjustments:
            adjustment_id = BASE | next(n)
            adjustments.append(
                rows.order_item_adjustments(
                    order_key=KEY,
                    id=adjustment_id,
                    order_item_id=id_,
                    adjustment_group_id=promotions[1][1],
                    name=less.name,
                    description=less.description,
                    amount=less.amount,
                    adjustment_type=less.type,
                    adjustment_value=less.value,
                    adjustment_amount_scope=less.scope,
                    adjustment_source=less.source,
                    adjustment_cause=less.cause.text,
                    priority=less.priority,
                    coupon_code=less.coupon_code,
                    custom_fields=less.custom,
                )
            )
            taxes += [tax(each, id_, adjustment_id, f"{item.product.text} - Adjustment Tax") for each in less.taxes]
    assert made["order_items"] == items
    assert made.get("order_item_taxes", []) == taxes
    assert made.get("order_item_adjustments", []) == adjustments


@pytest.mark.parametrize("filled", [True, False])
def test_the_order_has_what_its_file_says_and_the_keys_of_the_store(filled: bool) -> None:
    order = order_of(filled)._replace(currency="USD")
    draft, made = inserted(order)
    totals = values.order_totals(order)
    addresses = {
        f"{kind}_{part}": value
        for kind, address in (("billing", order.billing), ("shipping", order.shipping))
        for part, value in (address or values.Address())._asdict().items()
    }
    assert made["orders"] == [
        rows.orders(
            order_key=KEY,
            id=BASE,
            order_number=order.order_number or "00000007",
            order_reference_number=order.reference,
            order_management_reference_identifier=order.external_reference_identifier,
            account_id=13,
            bill_to_contact_id=14,
            sales_channel_id=11,
            pricebook_id=12,
            currency_iso_code="USD",
            tax_locale_type=order.tax_locale_type,
            status=order.status,
            status_code=order.status,
            name=order.name,
            description=order.description,
            type=order.type,
            ordered_date=order.ordered_date or SCENE.now,
            effective_date=order.effective_date or "2026-01-05",
            po_number=order.po_number,
            po_date=order.po_date,
            business_model=order.business_model,
            order_life_cycle_type=order.order_life_cycle_type,
            source_process=order.source_process,
            sales_store=order.sales_store.text if order.sales_store else None,
            **addresses,
            billing_email_address=order.billing_email,
            billing_phone_number=order.billing_phone,
            total_amount=totals.amount,
            total_tax_amount=totals.tax,
            grand_total_amount=totals.grand,
            content_hash=draft.digest,
            last_n=made["events"][-1][1] - BASE,
            created_date=SCENE.now,
            custom_fields=order.custom,
        )
    ]


def test_payments_have_their_methods_and_say_what_was_taken() -> None:
    order = order_of(True)
    _, made = inserted(order)
    ((_, group_id, _),) = made["payment_groups"]
    for position, (payment, method) in enumerate(zip(order.payments, made["payment_methods"], strict=True)):
        paid = payment.method
        assert method == rows.payment_methods(
            order_key=KEY,
            id=group_id + 1 + 2 * position,
            kind=paid.kind,
            type=paid.card_type,
            card_last_four=paid.last_four,
            card_holder_name=paid.card_holder,
            card_category=paid.card_category,
            expiry_month=paid.expiry_month,
            expiry_year=paid.expiry_year,
            gateway_token=paid.token,
            nick_name=paid.nick_name,
            status=paid.status,
            processing_mode=payment.processing_mode,
            payment_gateway_id=RESOLVED.gateways[position],
        )
    first, second = order.payments
    common = {"order_key": KEY, "payment_group_id": group_id, "currency_iso_code": "USD"}
    assert made["payment_authorizations"] == [
        rows.payment_authorizations(
            **common,
            id=group_id + 2,
            payment_method_kind=first.method.kind,
            payment_method_id=group_id + 1,
            payment_gateway_id=24,
            amount=first.amount,
            status=first.status,
            processing_mode=first.processing_mode,
            gateway_ref_number=first.gateway_ref_number,
            gateway_auth_code=first.gateway_auth_code,
            expiration_date=first.expiration_date,
            effective_date=first.effective_date,
            comments=first.comments,
            custom_fields=first.custom,
        )
    ]
    assert made["payments"] == [
        rows.payments(
            **common,
            id=group_id + 4,
            payment_method_kind=second.method.kind,
            payment_method_id=group_id + 3,
            payment_gateway_id=25,
            type=second.type,
            amount=second.amount,
            balance=second.amount,
            status="Processed",
            processing_mode=second.processing_mode,
            gateway_ref_number=second.gateway_ref_number,
            effective_date=second.effective_date,
            comments=second.comments,
            custom_fields=second.custom,
        )
    ]


def test_a_shopper_is_the_row_of_an_account_and_of_its_contact() -> None:
    account = example(AccountInput, count(1), True)
    order = order_of(True)
    for person in (True, False):
        key, reference, tail, contact = draft_of(
            order._replace(account=account._replace(is_person=person)), SCENE
        ).shopper
        assert (key.partition(":")[0], reference) == ("person" if person else "company", None)
        row = rows.accounts(
            id=1,
            match_key="",
            is_person_account=int(person),
            name=account.name,
            first_name=account.first_name,
            last_name=account.last_name,
            person_email=account.email if person else None,
            person_title=account.title,
            phone=account.phone,
            custom_fields=account.custom,
        )
        assert tail == row[2:]
        who = account.contact
        given = rows.contacts(
            id=1,
            account_id=2,
            first_name=who.first_name,
            last_name=who.last_name,
            email=who.email,
            phone=who.phone,
        )
        assert contact == (None if person else given[2:])
    mere = draft_of(order._replace(account=Reference("key", " Ada@example.com")), SCENE).shopper
    assert mere == ("person:ada@example.com", " Ada@example.com", None, None)

"""The rows of one placed order: the order, its groups, items, adjustments, taxes and payments (spec §4.1).

Records are numbered within the order in the order of the file, so the same file in the same store has the same ids.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from omscli.documents.orders.values import (
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
from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.numbers import order_number
from omscli.domain.payment_methods import ALTERNATIVE
from omscli.services.events import record_event
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows


class Resolved(NamedTuple):
    """The store's keys for everything that an order refers to; lists run parallel to the order's own."""

    channel_id: int
    pricebook_id: int
    account_id: int
    contact_id: int | None
    method_ids: tuple[int, ...]
    products: tuple[tuple[int, int | None], ...]
    """Per item: product and price-book entry."""
    payments: tuple[tuple[int, str], ...]
    """Per payment: gateway and kind of payment method."""


def insert_order(
    batch: Batch, scene: Scene, order: OrderInput, resolved: Resolved, order_key: int, content_hash: str
) -> None:
    """Add all rows of the order and its placing events to the batch."""
    _OrderRows(batch, scene, order, resolved, order_key).insert(content_hash)


class _OrderRows:
    def __init__(self, batch: Batch, scene: Scene, order: OrderInput, resolved: Resolved, order_key: int) -> None:
        self.batch, self.scene, self.order, self.resolved, self.key = batch, scene, order, resolved, order_key
        self.n = 0
        self.order_id = child_key(order_key, 0)
        self.add = batch.insert

    def insert(self, content_hash: str) -> None:
        groups = [self._delivery_group(group, method) for group, method in self._groups_with_methods()]
        promotions = [self._promotion(index) for index in range(len(self.order.adjustment_groups))]
        position = 0
        for group, group_id in zip(self.order.delivery_groups, groups, strict=True):
            for item in group.items:
                self._item(item, group_id, self.resolved.products[position], promotions)
                position += 1
        self._payments()
        self._events()
        self._order(content_hash)
        self._identities()

    def _next_id(self) -> int:
        self.n += 1
        return self.order_id | self.n

    def _groups_with_methods(self) -> list[tuple[DeliveryGroupInput, int]]:
        return list(zip(self.order.delivery_groups, self.resolved.method_ids, strict=True))

    def _order(self, content_hash: str) -> None:
        order, resolved, totals = self.order, self.resolved, order_totals(self.order)
        billing, shipping = order.billing, order.shipping
        self.add(
            "orders",
            rows.orders(
                order_key=self.key,
                id=self.order_id,
                order_number=order.order_number or order_number(self.key),
                order_reference_number=order.reference,
                order_management_reference_identifier=external_identifier(order),
                account_id=resolved.account_id,
                bill_to_contact_id=resolved.contact_id,
                sales_channel_id=resolved.channel_id,
                pricebook_id=resolved.pricebook_id,
                currency_iso_code=order.currency,
                tax_locale_type=order.tax_locale_type,
                status=order.status,
                status_code=order.status,
                name=order.name,
                description=order.description,
                type=order.type,
                ordered_date=self.scene.now if order.ordered_date is None else order.ordered_date,
                effective_date=order.effective_date or utc_day(self.scene.now),
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
                content_hash=content_hash,
                last_n=self.n,
                created_date=self.scene.now,
                custom_fields=order.custom,
            ),
        )

    def _identities(self) -> None:
        for kind, value, scope in identities(self.order, self.resolved.channel_id, self.key):
            self.add("order_identities", rows.order_identities(kind=kind, value=value, scope=scope, order_key=self.key))

    def _delivery_group(self, group: DeliveryGroupInput, method_id: int) -> int:
        id_ = self._next_id()
        to = group.deliver_to
        self.add(
            "order_delivery_groups",
            rows.order_delivery_groups(
                order_key=self.key,
                id=id_,
                order_id=self.order_id,
                delivery_method_id=method_id,
                deliver_to_name=group.deliver_to_name or shopper_name(self.order),
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
            ),
        )
        return id_

    def _promotion(self, index: int) -> int:
        group, id_ = self.order.adjustment_groups[index], self._next_id()
        self.add(
            "order_adjustment_groups",
            rows.order_adjustment_groups(
                order_key=self.key,
                id=id_,
                order_id=self.order_id,
                name=group.name,
                description=group.description,
                type=group.type,
                adjustment_cause=_text(group.cause),
                custom_fields=group.custom,
            ),
        )
        return id_

    def _item(self, item: ItemInput, group_id: int, product: tuple[int, int | None], promotions: list[int]) -> None:
        id_ = self._next_id()
        self.add(
            "order_items",
            rows.order_items(
                order_key=self.key,
                id=id_,
                order_id=self.order_id,
                delivery_group_id=group_id,
                product_id=product[0],
                pricebook_entry_id=product[1],
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
            ),
        )
        label = item.product.text if item.product else item.type
        for tax in item.taxes:
            self._tax(tax, id_, None, f"{label} - Tax")
        implied = implied_tax(self.order, item)
        if implied:
            self._tax(TaxInput(implied), id_, None, f"{label} - Tax", implied=1)
        for adjustment in item.adjustments:
            self._adjustment(adjustment, id_, promotions, label)

    def _adjustment(self, adjustment: AdjustmentInput, item_id: int, promotions: list[int], label: str) -> None:
        id_ = self._next_id()
        self.add(
            "order_item_adjustments",
            rows.order_item_adjustments(
                order_key=self.key,
                id=id_,
                order_item_id=item_id,
                adjustment_group_id=None if adjustment.group is None else promotions[adjustment.group],
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
            ),
        )
        for tax in adjustment.taxes:
            self._tax(tax, item_id, id_, f"{label} - Adjustment Tax")

    def _tax(self, tax: TaxInput, item_id: int, adjustment_id: int | None, name: str, implied: int = 0) -> None:
        effective = tax.effective_date if tax.effective_date is not None else self.order.ordered_date
        self.add(
            "order_item_taxes",
            rows.order_item_taxes(
                order_key=self.key,
                id=self._next_id(),
                order_item_id=item_id,
                adjustment_id=adjustment_id,
                name=tax.name or name,
                type=tax.type,
                amount=tax.amount,
                rate=tax.rate,
                tax_effective_date=self.scene.now if effective is None else effective,
                description=tax.description,
                is_implied=implied,
                custom_fields=tax.custom,
            ),
        )

    def _payments(self) -> None:
        if not self.order.payments:
            return
        group_id = self._next_id()
        self.add("payment_groups", rows.payment_groups(order_key=self.key, id=group_id, source_object_id=self.order_id))
        methods: dict[object, int] = {}
        for payment, (gateway_id, kind) in zip(self.order.payments, self.resolved.payments, strict=True):
            method_id = methods.get((payment.method, gateway_id))
            if method_id is None:
                method_id = methods[payment.method, gateway_id] = self._payment_method(payment, gateway_id, kind)
            self._payment(payment, group_id, method_id, gateway_id, kind)

    def _payment_method(self, payment: PaymentInput, gateway_id: int, kind: str) -> int:
        method, id_ = payment.method, self._next_id()
        self.add(
            "payment_methods",
            rows.payment_methods(
                order_key=self.key,
                id=id_,
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
                payment_gateway_id=gateway_id,
            ),
        )
        return id_

    def _payment(self, payment: PaymentInput, group_id: int, method_id: int, gateway_id: int, kind: str) -> None:
        effective = self.scene.now if payment.effective_date is None else payment.effective_date
        if payment.type == "Authorization":
            row = rows.payment_authorizations(
                order_key=self.key,
                id=self._next_id(),
                payment_group_id=group_id,
                payment_method_kind=kind,
                payment_method_id=method_id,
                payment_gateway_id=gateway_id,
                currency_iso_code=self.order.currency,
                amount=payment.amount,
                status=payment.status,
                processing_mode=payment.processing_mode,
                gateway_ref_number=payment.gateway_ref_number,
                gateway_auth_code=payment.gateway_auth_code,
                expiration_date=payment.expiration_date,
                effective_date=effective,
                comments=payment.comments,
                custom_fields=payment.custom,
            )
            self.add("payment_authorizations", row)
            return
        row = rows.payments(
            order_key=self.key,
            id=self._next_id(),
            payment_group_id=group_id,
            payment_method_kind=kind,
            payment_method_id=method_id,
            payment_gateway_id=gateway_id,
            type=payment.type,
            currency_iso_code=self.order.currency,
            amount=payment.amount,
            balance=payment.amount if payment.status == "Processed" else 0,
            status=payment.status,
            processing_mode=payment.processing_mode,
            gateway_ref_number=payment.gateway_ref_number,
            effective_date=effective,
            comments=payment.comments,
            custom_fields=payment.custom,
        )
        self.add("payments", row)

    def _events(self) -> None:
        """The order is created in Draft and activated last (spec §1.3); both happen in this one unit of work."""
        id_ = encode(PREFIXES["Order"], self.order_id)
        payload = {"OrderId": id_, "NewStatus": "Draft", "OldStatus": None}
        record_event(self.batch, self.scene, self.key, self._next_id(), "OrderStatusChangedEvent", payload)
        if self.order.status == "Activated":
            payload = {"OrderId": id_, "NewStatus": "Activated", "OldStatus": "Draft"}
            record_event(self.batch, self.scene, self.key, self._next_id(), "OrderStatusChangedEvent", payload)


def _text(reference: Reference | None) -> str | None:
    return reference.text if reference else None


def external_identifier(order: OrderInput) -> str | None:
    """The identifier that is unique over the store: the order's own, else its order-management reference (§2.1)."""
    return order.external_reference_identifier or order.order_management_reference_identifier


def identities(order: OrderInput, channel_id: int, order_key: int) -> list[tuple[str, str, int]]:
    """The names by which the order is found, as (kind, value, scope); see `tables.OrderIdentity`."""
    names = [("ref", order.reference, channel_id)]
    external = external_identifier(order)
    if external:
        names.append(("ext", external, 0))
    if order.order_number:
        names.append(("num", order.order_number, order_key))
    return names


def shopper_name(order: OrderInput) -> str:
    """The shopper's name, where a delivery group names nobody; the account's own name, or its reference."""
    account = order.account
    return account.text if isinstance(account, Reference) else account.name


@lru_cache(maxsize=16)
def utc_day(instant: int) -> str:
    """The UTC calendar day of an instant in milliseconds, as `YYYY-MM-DD`."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(instant // 1000, tz=UTC).date().isoformat()

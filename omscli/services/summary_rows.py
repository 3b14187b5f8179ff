"""The rows of an order's summary: one summary record per record of the order, and a payment summary per method.

A record's summary has the number of the record plus the order's last number, so which summary belongs to which record
needs no lookup.
"""

from __future__ import annotations

from typing import Any

from omscli.domain.ids import PREFIXES, child_key, encode
from omscli.domain.order_state import PRODUCT, Adjustment, Amounts, Item, Quantities, TaxLine
from omscli.domain.payment_names import method_name
from omscli.domain.rollups import (
    HeaderRollup,
    ItemRollup,
    roll_up_adjustment_group,
    roll_up_delivery_group,
    roll_up_item,
    roll_up_parts,
)
from omscli.domain.statuses import CREATED, item_status
from omscli.services.events import record_event
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import placed, rows


class SummaryRows:
    """The rows of one order's summary, in the making; `parts` are the order's records by kind (`store/placed.py`)."""

    def __init__(self, batch: Batch, scene: Scene, order: Any, parts: dict[str, list[Any]]) -> None:
        self.batch, self.scene, self.order, self.parts = batch, scene, order, parts
        self.key: int = order[0]
        self.summary_id = encode(PREFIXES["OrderSummary"], child_key(self.key, 0))
        self.order_id = encode(PREFIXES["Order"], order[1])
        self.offset: int = order[27]
        self.originals = {row[1]: row for row in parts["items"]}
        self.n = order[27] * 2
        """Summary records take the numbers from last_n + 1 to 2 × last_n; what has no twin comes after them."""

    def insert(self) -> HeaderRollup:
        """Add every row of the summary and its event to the batch; answers the order's rollups."""
        items = self._items()
        rollups = [roll_up_item(item) for item in items]
        totals = roll_up_parts([(item.type, rollup) for item, rollup in zip(items, rollups, strict=True)])
        self._promotions(items)
        self._groups(items)
        for item, rollup in zip(items, rollups, strict=True):
            self._item_rows(item, rollup)
        self._payment_summaries()
        event_id = self._next_id()
        payload = {"OrderId": self.order_id, "OrderSummaryId": self.summary_id}
        record_event(self.batch, self.scene, self.key, event_id, "OrderSummaryCreatedEvent", payload)
        self._header(items, totals)
        return totals

    def _next_id(self) -> int:
        self.n += 1
        return child_key(self.key, self.n)

    def _twin(self, original_id: int | None) -> int | None:
        return None if original_id is None else original_id + self.offset

    def _items(self) -> list[Item]:
        taxes: dict[tuple[int, int | None], list[TaxLine]] = {}
        for _, id_, item_id, adjustment_id, name, type_, amount, rate, effective, implied in self.parts["taxes"]:
            line = TaxLine(id_ + self.offset, Amounts(amount), name, type_, rate, effective, bool(implied), id_)
            taxes.setdefault((item_id, adjustment_id), []).append(line)
        header_groups = {row[1] for row in self.parts["promotions"] if row[4] == "Header"}
        adjustments: dict[int, list[Adjustment]] = {}
        for _, id_, item_id, group_id, name, _description, amount in self.parts["adjustments"]:
            own = tuple(taxes.get((item_id, id_), ()))
            adjustments.setdefault(item_id, []).append(
                Adjustment(
                    id_ + self.offset, self._twin(group_id), group_id in header_groups, name, Amounts(amount), own, id_
                )
            )
        return [
            self._item(row, adjustments.get(row[1], []), taxes.get((row[1], None), [])) for row in self.parts["items"]
        ]

    def _item(self, row: Any, adjustments: list[Adjustment], taxes: list[TaxLine]) -> Item:
        _, id_, group, product, sku, description, type_, line_number, price, gross, _list, entry, quantity, line, _ = (
            row
        )
        return Item(
            id_ + self.offset,
            group + self.offset,
            product,
            sku,
            description,
            type_,
            line_number,
            price,
            gross,
            id_,
            entry,
            Quantities(quantity),
            Amounts(line),
            tuple(adjustments),
            tuple(taxes),
        )

    def _promotions(self, items: list[Item]) -> None:
        for _, id_, name, description, type_ in self.parts["promotions"]:
            twin = id_ + self.offset
            lines = [line for item in items for line in item.adjustments if line.group_id == twin]
            amount, tax = roll_up_adjustment_group(lines)
            self.batch.insert(
                "order_adjustment_group_summaries",
                rows.order_adjustment_group_summaries(
                    order_key=self.key,
                    id=twin,
                    original_order_adj_group_id=id_,
                    name=name,
                    description=description,
                    type=type_,
                    total_amount=amount,
                    total_tax_amount=tax,
                ),
            )

    def _groups(self, items: list[Item]) -> None:
        for (
            _,
            id_,
            method,
            name,
            street,
            city,
            state,
            postal,
            country,
            email,
            phone,
            gift,
            message,
            *rest,
        ) in self.parts["groups"]:
            twin = id_ + self.offset
            line, line_tax, adjustment, adjustment_tax = roll_up_delivery_group(
                [item for item in items if item.group_id == twin]
            )
            instructions, desired, promised, custom = rest
            self.batch.insert(
                "order_delivery_group_summaries",
                rows.order_delivery_group_summaries(
                    order_key=self.key,
                    id=twin,
                    original_order_delivery_group_id=id_,
                    delivery_method_id=method,
                    deliver_to_name=name,
                    deliver_to_street=street,
                    deliver_to_city=city,
                    deliver_to_state=state,
                    deliver_to_postal_code=postal,
                    deliver_to_country=country,
                    email_address=email,
                    phone_number=phone,
                    is_gift=gift,
                    gift_message=message,
                    delivery_instructions=instructions,
                    desired_delivery_date=desired,
                    promised_delivery_date=promised,
                    total_line_amount=line,
                    total_line_tax_amount=line_tax,
                    total_adjustment_amount=adjustment,
                    total_adjustment_tax_amount=adjustment_tax,
                    custom_fields=custom,
                ),
            )

    def _item_rows(self, item: Item, rollup: ItemRollup) -> None:
        original = self.originals[item.original_id]
        self.batch.insert(
            "order_item_summaries",
            rows.order_item_summaries(
                order_key=self.key,
                id=item.id,
                delivery_group_summary_id=item.group_id,
                original_order_item_id=item.original_id,
                product_id=item.product_id,
                pricebook_entry_id=item.pricebook_entry_id,
                stock_keeping_unit=item.sku,
                description=item.description,
                line_number=item.line_number,
                type=item.type,
                unit_price=item.unit_price,
                gross_unit_price=item.gross_unit_price,
                list_price=original[10],
                status=item_status(item.quantities),
                quantity_ordered=item.quantities.ordered,
                total_line_amount=rollup.line,
                total_line_tax_amount=rollup.line_tax,
                total_line_adjustment_amount=rollup.adjustment,
                total_line_adjustment_tax_amount=rollup.adjustment_tax,
                total_adjustment_dist_amount=rollup.distributed,
                total_adjustment_dist_tax_amount=rollup.distributed_tax,
                custom_fields=original[14],
            ),
        )
        for tax in item.taxes:
            self._tax_row(item, tax, None)
        for adjustment in item.adjustments:
            self.batch.insert(
                "order_item_adjustment_summaries",
                rows.order_item_adjustment_summaries(
                    order_key=self.key,
                    id=adjustment.id,
                    item_summary_id=item.id,
                    adjustment_group_summary_id=adjustment.group_id,
                    original_adjustment_id=adjustment.original_id,
                    is_header=int(adjustment.header),
                    name=adjustment.name,
                    amount=adjustment.amounts.amount,
                ),
            )
            for tax in adjustment.taxes:
                self._tax_row(item, tax, adjustment.id)

    def _tax_row(self, item: Item, tax: TaxLine, adjustment_id: int | None) -> None:
        self.batch.insert(
            "order_item_tax_summaries",
            rows.order_item_tax_summaries(
                order_key=self.key,
                id=tax.id,
                item_summary_id=item.id,
                adjustment_summary_id=adjustment_id,
                original_tax_id=tax.original_id,
                name=tax.name,
                type=tax.type,
                amount=tax.amounts.amount,
                rate=tax.rate,
                tax_effective_date=tax.effective,
                is_implied=int(tax.implied),
            ),
        )

    def _payment_summaries(self) -> None:
        for _, method_id, kind, type_, last_four, holder, nick_name in self.parts["methods"]:
            authorized = sum(row[2] for row in self.parts["authorizations"] if row[1] == method_id)
            paid = [row for row in self.parts["payments"] if row[1] == method_id]
            summary_id = self._next_id()
            self.batch.insert(
                "order_payment_summaries",
                rows.order_payment_summaries(
                    order_key=self.key,
                    id=summary_id,
                    payment_method_kind=kind,
                    payment_method_id=method_id,
                    method=method_name(type_, last_four, nick_name),
                    type=type_,
                    full_name=holder,
                    currency_iso_code=self.order[10],
                    authorization_amount=authorized,
                    captured_amount=sum(row[2] for row in paid),
                    balance_amount=sum(row[3] for row in paid),
                ),
            )
            if authorized:
                self.batch.run(placed.SQL_LINK_AUTHORIZATIONS, summary_id, self.key, method_id)
            if paid:
                self.batch.run(placed.SQL_LINK_PAYMENTS, summary_id, self.key, method_id)

    def _header(self, items: list[Item], totals: HeaderRollup) -> None:
        order = self.order
        columns = totals.columns()
        self.batch.insert(
            "order_summaries",
            rows.order_summaries(
                order_key=self.key,
                id=child_key(self.key, 0),
                order_number=order[3],
                original_order_id=order[1],
                external_reference_identifier=order[5] or self.summary_id,
                order_reference_number=order[4],
                status=CREATED,
                order_life_cycle_type=order[17],
                business_model=order[18],
                source_process=order[29],
                order_product_line_count=sum(item.type == PRODUCT for item in items),
                account_id=order[6],
                bill_to_contact_id=order[7],
                sales_channel_id=order[8],
                pricebook_id=order[9],
                currency_iso_code=order[10],
                tax_locale_type=order[11],
                ordered_date=order[12],
                effective_date=order[13],
                po_number=order[14],
                po_date=order[15],
                description=order[16],
                billing_street=order[19],
                billing_city=order[20],
                billing_state=order[21],
                billing_postal_code=order[22],
                billing_country=order[23],
                billing_email_address=order[24],
                billing_phone_number=order[25],
                last_n=self.n,
                created_date=self.scene.now,
                custom_fields=order[26],
                **dict(zip(_AMOUNT_COLUMNS, columns, strict=True)),
            ),
        )


_AMOUNT_COLUMNS = (
    "total_product_amount",
    "total_product_tax_amount",
    "total_adjusted_product_amount",
    "total_adjusted_product_tax_amount",
    "total_product_adj_dist_amount",
    "total_product_adj_dist_tax_amount",
    "total_delivery_amount",
    "total_delivery_tax_amount",
    "total_adjusted_delivery_amount",
    "total_adjusted_delivery_tax_amount",
    "total_delivery_adj_dist_amount",
    "total_delivery_adj_dist_tax_amount",
    "total_fee_amount",
    "total_fee_tax_amount",
    "total_adjusted_fee_amount",
    "total_adjusted_fee_tax_amount",
    "total_fee_adj_dist_amount",
    "total_fee_adj_dist_tax_amount",
    "total_amount",
    "total_tax_amount",
    "grand_total_amount",
)
"""The columns that `HeaderRollup.columns()` fills, in its order."""

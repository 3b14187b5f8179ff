"""Fees of cancels and returns: the products that they are booked on, the change order that adds them (spec §2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omscli.domain.adding import add_item, last_line_number, plan_addition
from omscli.domain.change_values import FEE_SKU, ChangePlan, ChangeRequest
from omscli.domain.fees import FeeProduct, PlannedFee
from omscli.domain.ids import PREFIXES, decode, encode
from omscli.domain.money import to_decimal
from omscli.domain.values import replace
from omscli.services.change_orders import ChangeOrderWriter, Identity
from omscli.services.state_changes import Change
from omscli.services.unit import Batch
from omscli.store import catalog, rows
from omscli.store.change_orders import Earlier
from omscli.store.db import Reader


class FeeProducts:
    """The products of the fees of a chunk of requests, by what the requests call them."""

    def __init__(self, reader: Reader, batch: Batch, requests: Iterable[ChangeRequest]) -> None:
        names = list(dict.fromkeys(fee.product for request in requests for fee in request.all_fees))
        self._reader, self._batch = reader, batch
        self._found: dict[str, FeeProduct] = {}
        if names:
            by_id = {decoded[1]: name for name in names if (decoded := decode(name)) and decoded[0] == "Product2"}
            for row in catalog.products_by_id(reader, by_id).values():
                self._found[by_id[row.id]] = FeeProduct(row.id, row.sku)
            for sku, row in catalog.products_by_sku(reader, names).items():
                self._found[sku] = FeeProduct(row.id, row.sku)

    def known(self) -> dict[str, FeeProduct]:
        """The products by name; the one that is taken where none is named is there, made or to be made."""
        return {FEE_SKU: FeeProduct(_TO_BE_MADE, FEE_SKU), **self._found}

    def made(self, product_id: int) -> int:
        """The key of a fee's product, which is made now where the store has none for fees."""
        if product_id != _TO_BE_MADE:
            return product_id
        if FEE_SKU not in self._found:
            key = self._batch.take_key(self._reader, "products")
            row = rows.products(
                id=key, stock_keeping_unit=FEE_SKU, product_code=FEE_SKU, name="Fee", product_class="Simple"
            )
            self._batch.insert("products", row)
            self._found[FEE_SKU] = FeeProduct(key, FEE_SKU)
        return self._found[FEE_SKU].id


_TO_BE_MADE = 0


def write_fees(
    change: Change,
    writer: ChangeOrderWriter,
    fees: Sequence[PlannedFee],
    request: ChangeRequest,
    products: FeeProducts,
) -> tuple[Earlier, ChangePlan]:
    """Add the fees to the order, on a change order of their own; the order's state is the caller's to store."""
    number = last_line_number(change.state.items)
    lines = []
    for position, fee in enumerate(fees, number + 1):
        item = replace(fee.item, product_id=products.made(fee.item.product_id))
        line = add_item(item, position, change.scene.now, change.new_id)
        lines.append(replace(line, reason=fee.reason))
    plan = plan_addition(lines)
    change.set_items(dict(plan.items))
    return writer.write(change, plan, request, Identity()), plan


def fee_fields(charged: tuple[Earlier, ChangePlan] | None, currency: str) -> dict[str, Any]:
    """What an answer says of a change's fees; null where there are none."""
    if charged is None:
        return {"feeChangeOrderId": None, "FeeChangeOrderNumber": None, "Fees": []}
    written, plan = charged
    return {
        "feeChangeOrderId": encode(PREFIXES["Order"], written.id),
        "FeeChangeOrderNumber": written.order_number,
        "Fees": [
            {
                "StockKeepingUnit": line.share.item.sku,
                "Description": line.share.item.description,
                "TotalPrice": to_decimal(-line.share.price, currency),
                "TotalTaxAmount": to_decimal(-line.share.tax, currency),
            }
            for line in plan.lines
        ],
    }

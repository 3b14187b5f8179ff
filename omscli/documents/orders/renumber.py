"""`--renumber`: the same order again under fresh numbers, so that one file makes any number of test orders."""

from __future__ import annotations

from omscli.documents.orders.values import DeliveryGroupInput, Described, ItemInput, OrderInput, Reference


def renumber(order: OrderInput, suffix: str, *, sku: bool = False) -> OrderInput:
    """The order with `-suffix` after its reference, order number and external identifiers.

    With `sku`, after the SKUs of its product items too, and after those of the products that the file describes, so
    that the order brings its own products. A number that would grow past its field is cut before the suffix.
    """
    value = order._replace(
        reference=_after(order.reference, suffix, 80),
        order_number=order.order_number and _after(order.order_number, suffix, 50),
        external_reference_identifier=order.external_reference_identifier
        and _after(order.external_reference_identifier, suffix, 255),
        order_management_reference_identifier=order.order_management_reference_identifier
        and _after(order.order_management_reference_identifier, suffix, 255),
    )
    if not sku:
        return value
    skus = {
        item.product.text
        for item in order.items
        if item.product is not None and item.type == "Order Product" and item.product.tag != "id"
    }
    return value._replace(
        delivery_groups=tuple(_group(group, skus, suffix) for group in order.delivery_groups),
        described=tuple(_described(record, skus, suffix) for record in order.described),
    )


def _after(text: str, suffix: str, limit: int) -> str:
    return f"{text[: limit - len(suffix) - 1]}-{suffix}"


def _group(group: DeliveryGroupInput, skus: set[str], suffix: str) -> DeliveryGroupInput:
    return group._replace(items=tuple(_item(item, skus, suffix) for item in group.items))


def _item(item: ItemInput, skus: set[str], suffix: str) -> ItemInput:
    product = item.product
    if product is None or product.tag == "id" or product.text not in skus:
        return item
    return item._replace(product=Reference(product.tag, _after(product.text, suffix, 255)))


def _described(record: Described, skus: set[str], suffix: str) -> Described:
    """A described product under its new SKU, and what refers to it by SKU."""
    names = {"Product2": ("StockKeepingUnit", "ProductCode"), "PricebookEntry": ("Product2",)}
    names["OrderDeliveryMethod"] = ("Product",)
    ours = names.get(record.kind)
    if ours is None:
        return record
    values = tuple(
        (name, _after(value, suffix, 255) if name in ours and value in skus else value) for name, value in record.values
    )
    key = _after(record.key, suffix, 255) if record.kind == "Product2" and record.key in skus else record.key
    return Described(record.kind, key, values)

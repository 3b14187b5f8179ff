"""An order as it came in, checked: values that know no file format. (Named tuples: 25 are made for each order.)

Amounts are integer minor units of the order's currency, rates exact decimal text, instants UTC epoch milliseconds,
dates ISO text, custom fields (`…__c`) one canonical JSON text per record. Field names are the Salesforce names (spec
§1.3, §1.8) in snake case.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Tag = Literal["key", "id", "described"]


class Reference(NamedTuple):
    """What an order names but does not hold: a natural key, an id of a store, or a record described in the same file.

    A described record is found by `text` too, which is its natural key; `OrderInput.described` holds the rest of it.
    """

    tag: Tag
    text: str


class Described(NamedTuple):
    """A record that the file describes, which `--create-missing` may make (D6).

    `kind` is the object API name, `key` its natural key (SKU, channel name, delivery-method reference, price-book name,
    promotion name, store reference), `values` its fields by API name; a `UnitPrice` is in minor units.
    """

    kind: str
    key: str
    values: tuple[tuple[str, Any], ...] = ()

    def get(self, name: str) -> Any:
        """The value of a field, or None."""
        return dict(self.values).get(name)


class Address(NamedTuple):
    """A postal address; at least one part is there."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


def address(
    street: str | None, city: str | None, state: str | None, postal_code: str | None, country: str | None
) -> Address | None:
    """The address of these parts, or None when every part is empty."""
    if not (street or city or state or postal_code or country):
        return None
    return Address(street or None, city or None, state or None, postal_code or None, country or None)


class ContactInput(NamedTuple):
    """The person of a company account."""

    last_name: str
    first_name: str | None = None
    email: str | None = None
    phone: str | None = None
    custom: str | None = None


class AccountInput(NamedTuple):
    """The shopper: a person (`is_person`), or a company with a contact. `email` is the key that it is matched by."""

    is_person: bool
    name: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    title: str | None = None
    phone: str | None = None
    account_number: str | None = None
    billing: Address | None = None
    contact: ContactInput | None = None
    custom: str | None = None


class TaxInput(NamedTuple):
    """A tax line of an item (zero or more) or of an adjustment (zero or less)."""

    amount: int
    rate: str | None = None
    name: str | None = None
    type: str = "Estimated"
    effective_date: int | None = None
    description: str | None = None
    custom: str | None = None


class AdjustmentInput(NamedTuple):
    """A discount on an item: zero or less. `group` is an index into `OrderInput.adjustment_groups`."""

    amount: int
    name: str
    group: int | None = None
    type: str | None = None
    value: str | None = None
    scope: str | None = None
    source: str | None = None
    cause: Reference | None = None
    coupon_code: str | None = None
    priority: int | None = None
    description: str | None = None
    taxes: tuple[TaxInput, ...] = ()
    custom: str | None = None


class AdjustmentGroupInput(NamedTuple):
    """A promotion over several items: `Header` (order level) or `SplitLine`."""

    name: str
    type: str = "Header"
    description: str | None = None
    cause: Reference | None = None
    custom: str | None = None


class ItemInput(NamedTuple):
    """A line: `Order Product`, `Delivery Charge` or `Fee`. `product` is None only for charges that name none."""

    type: str
    product: Reference | None
    quantity: int
    unit_price: int
    total_line_amount: int
    line_number: int
    gross_unit_price: int | None = None
    list_price: int | None = None
    product_code: str | None = None
    name: str | None = None
    description: str | None = None
    pricebook_entry: Reference | None = None
    service_date: str | None = None
    end_date: str | None = None
    adjustments: tuple[AdjustmentInput, ...] = ()
    taxes: tuple[TaxInput, ...] = ()
    custom: str | None = None


class DeliveryGroupInput(NamedTuple):
    """Where, how and to whom a part of the order goes."""

    items: tuple[ItemInput, ...]
    delivery_method: Reference | None = None
    deliver_to_name: str | None = None
    deliver_to: Address | None = None
    email: str | None = None
    phone: str | None = None
    is_gift: bool = False
    gift_message: str | None = None
    instructions: str | None = None
    desired_delivery_date: str | None = None
    promised_delivery_date: str | None = None
    description: str | None = None
    custom: str | None = None


class MethodInput(NamedTuple):
    """What paid: a card, a wallet or an alternative method (gift card, transfer); never a full card number (D35).

    `kind` is None when only the set-up can tell (`domain.payment_methods.choose` with the configured method types).
    """

    kind: str | None
    method_id: str | None = None
    card_type: str | None = None
    card_category: str | None = None
    card_holder: str | None = None
    last_four: str | None = None
    expiry_month: int | None = None
    expiry_year: int | None = None
    token: str | None = None
    nick_name: str | None = None
    email: str | None = None
    status: str | None = None
    address: Address | None = None
    credit: str | None = None
    """The hash of a gift card's code, or the number of a store credit, of this store."""


class PaymentInput(NamedTuple):
    """An `Authorization`, a `Sale` or a `Capture` made before the order came; `gateway` None means the default one."""

    type: str
    amount: int
    method: MethodInput
    gateway: Reference | None = None
    status: str = "Processed"
    processing_mode: str = "External"
    gateway_ref_number: str | None = None
    gateway_auth_code: str | None = None
    effective_date: int | None = None
    expiration_date: int | None = None
    comments: str | None = None
    custom: str | None = None


class OrderInput(NamedTuple):
    """An order, as its file says it. `sales_channel`, `price_book` None mean the default of the store.

    `reference` is the order reference number; a file without one has its order number or external identifier here.
    `ordered_date` None means: the moment of placing.
    """

    reference: str
    currency: str
    account: AccountInput | Reference
    delivery_groups: tuple[DeliveryGroupInput, ...]
    sales_channel: Reference | None = None
    sales_store: Reference | None = None
    price_book: Reference | None = None
    order_number: str | None = None
    external_reference_identifier: str | None = None
    order_management_reference_identifier: str | None = None
    status: str = "Activated"
    name: str | None = None
    type: str | None = None
    description: str | None = None
    ordered_date: int | None = None
    effective_date: str | None = None
    po_number: str | None = None
    po_date: str | None = None
    tax_locale_type: str = "Net"
    order_life_cycle_type: str = "MANAGED"
    business_model: str = "B2C"
    source_process: str = "Standard"
    billing: Address | None = None
    shipping: Address | None = None
    billing_email: str | None = None
    billing_phone: str | None = None
    owner: str | None = None
    adjustment_groups: tuple[AdjustmentGroupInput, ...] = ()
    payments: tuple[PaymentInput, ...] = ()
    custom: str | None = None
    described: tuple[Described, ...] = ()

    @property
    def items(self) -> tuple[ItemInput, ...]:
        """All items of all delivery groups, in file order."""
        return tuple(item for group in self.delivery_groups for item in group.items)


class Totals(NamedTuple):
    """TotalAmount, TotalTaxAmount and GrandTotalAmount (D21), in minor units."""

    amount: int
    tax: int
    grand: int


def implied_tax(order: OrderInput, item: ItemInput) -> int:
    """The tax that a gross price contains and no tax line says (D27): gross price less net price of the line, or 0."""
    if order.tax_locale_type != "Gross" or item.gross_unit_price is None or item.taxes:
        return 0
    return max(0, item.gross_unit_price * item.quantity - item.total_line_amount)


def order_totals(order: OrderInput) -> Totals:
    """What the order comes to, from its own lines: item totals with their adjustments, and all taxes (A1–A5, A25)."""
    amount = tax = 0
    for group in order.delivery_groups:
        for item in group.items:
            more, on_it = _line_totals(order, item)
            amount += more
            tax += on_it
    return Totals(amount, tax, amount + tax)


def _line_totals(order: OrderInput, item: ItemInput) -> tuple[int, int]:
    """What a line and its adjustments come to, and the tax on both."""
    amount = item.total_line_amount
    tax = implied_tax(order, item) if item.gross_unit_price is not None else 0
    for line in item.taxes:
        tax += line.amount
    for adjustment in item.adjustments:
        amount += adjustment.amount
        for line in adjustment.taxes:
            tax += line.amount
    return amount, tax

"""From the checked plain form to `OrderInput`: defaults filled in, and what only shows between fields is checked.

Flaws are collected with their path in the plain form; an order with a flaw has no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from omscli.documents.jsonplace import Path
from omscli.documents.orders.custom import custom_of
from omscli.documents.orders.flaws import Flaw
from omscli.documents.orders.payments import payment
from omscli.documents.orders.values import (
    AccountInput,
    AdjustmentGroupInput,
    AdjustmentInput,
    ContactInput,
    DeliveryGroupInput,
    Described,
    ItemInput,
    OrderInput,
    Reference,
    TaxInput,
    address,
    order_totals,
)
from omscli.domain.ids import decode
from omscli.domain.money import MAX_MINOR, format_minor

if TYPE_CHECKING:
    from omscli.documents.orders.record import Checked

FIRST_CHARGE_LINE = 1000
"""Charges are numbered from here, as the B2C integration does (spec §4.3)."""


@lru_cache(maxsize=16_384)
def _named(text: str, kind: str) -> Reference:
    found = decode(text)
    return Reference("id" if found and found[0] == kind else "key", text)


class Converter:
    """Turns one checked order into its value; `flaws` holds what is wrong with it."""

    def __init__(self, described: Sequence[Described]) -> None:
        self.flaws: list[Flaw] = []
        self._described = tuple(described)
        self._in_file = {(record.kind, record.key) for record in described}
        self._currency = "USD"
        self._gross = False
        self._groups: dict[str, int] = {}
        self._products = 0
        self._charges = 0

    def order(self, order: Checked) -> OrderInput | None:
        """The order's value, or None: then `flaws` says why."""
        reference, order_number, external, management, channel, store, book, currency = order[:8]
        account, account_id, status, name, type_, description, ordered, effective, po_number, po_date = order[8:18]
        tax_locale, life_cycle, business_model, source_process = order[18:22]
        email, phone, owner, promotions, groups, payments, extra = order[32:]
        self._currency, self._gross = currency, tax_locale == "Gross"
        promotions = self._adjustment_groups(promotions) if promotions else ()
        groups = tuple([self._delivery_group(group, ("OrderDeliveryGroups", at)) for at, group in enumerate(groups)])
        if not groups:
            self._flaw("no-delivery-group", "the order has no delivery group", "OrderDeliveryGroups")
        elif not self._products:
            self._flaw("no-items", "the order has no product item", "OrderDeliveryGroups")
        payments = tuple([payment(entry, ("Payments", at), self) for at, entry in enumerate(payments or ())])
        named = reference or order_number or external
        if not named:
            help = "the number that the shop gave the order; orders are told apart by it"
            self._flaw("missing-field", "OrderReferenceNumber is missing", "OrderReferenceNumber", help=help)
        shopper = self._account(account, account_id, email)
        custom = custom_of("ORDER", extra, (), self.flaws) if extra else None
        if self.flaws or shopper is None or not named:
            return None
        value = OrderInput(
            named,
            currency,
            shopper,
            groups,
            self.reference(channel, "SalesChannel"),
            self.reference(store, "WebStore"),
            self.reference(book, "Pricebook2"),
            order_number,
            external,
            management,
            status or "Activated",
            name or None,
            type_ or None,
            description or None,
            ordered,
            effective,
            po_number or None,
            po_date,
            tax_locale or "Net",
            life_cycle or "MANAGED",
            business_model or "B2C",
            source_process or "Standard",
            address(*order[22:27]),
            address(*order[27:32]),
            email or None,
            phone or None,
            owner or None,
            promotions,
            payments,
            custom,
            self._described,
        )
        return self._in_range(value)

    def reference(self, text: str | None, kind: str) -> Reference | None:
        """What a reference field names: an id of that kind, a record of this file, or a natural key."""
        if text is None:
            return None
        if self._in_file and (kind, text) in self._in_file:
            return Reference("described", text)
        return _named(text, kind)

    def _flaw(self, code: str, message: str, *path: str | int, help: str | None = None) -> None:
        self.flaws.append(Flaw(code, message, path, help))

    def _in_range(self, order: OrderInput) -> OrderInput | None:
        totals = order_totals(order)
        if totals.amount < 0 or totals.tax < 0:
            self._flaw("bad-amount", f"the order comes to less than nothing: {self._money(totals.grand)}")
        elif totals.grand > MAX_MINOR:
            self._flaw("bad-amount", f"the order's total is out of range: {self._money(totals.grand)}")
        return None if self.flaws else order

    def _money(self, minor: int) -> str:
        return f"{format_minor(minor, self._currency)} {self._currency}"

    def _account(self, account: Checked | None, id_: str | None, email: str | None) -> AccountInput | Reference | None:
        if account is None:
            if id_:
                return self.reference(id_, "Account")
            help = "the shopper: {LastName, PersonEmail} of a person, or {Name, Contact} of a company"
            self._flaw("missing-field", "Account is missing", "Account", help=help)
            return None
        value = account_input(account, ("Account",), self.flaws)
        return value._replace(email=email) if value and value.is_person and value.email is None and email else value

    def _adjustment_groups(self, groups: Sequence[Checked]) -> tuple[AdjustmentGroupInput, ...]:
        values = []
        for index, (name, type_, description, cause, extra) in enumerate(groups):
            path: Path = ("OrderAdjustmentGroups", index)
            if name in self._groups:
                self._flaw("duplicate-record", f"a second adjustment group is named {name!r}", *path, "Name")
            self._groups.setdefault(name, index)
            values.append(
                AdjustmentGroupInput(
                    name,
                    type_ or "Header",
                    description or None,
                    self.reference(cause, "Promotion"),
                    custom_of("ADJUSTMENT_GROUP", extra, path, self.flaws) if extra else None,
                )
            )
        return tuple(values)

    def _delivery_group(self, group: Checked, path: Path) -> DeliveryGroupInput:
        method, name, *home, email, phone = group[:9]
        is_gift, gift_message, instructions, desired, promised, description, items, extra = group[9:]
        if not items:
            self._flaw("no-items", "the delivery group has no items", *path, "OrderItems")
        return DeliveryGroupInput(
            tuple([self._item(item, path, index) for index, item in enumerate(items)]),
            self.reference(method, "OrderDeliveryMethod"),
            name or None,
            address(*home),
            email or None,
            phone or None,
            bool(is_gift),
            gift_message or None,
            instructions or None,
            desired,
            promised,
            description or None,
            custom_of("DELIVERY_GROUP", extra, path, self.flaws) if extra else None,
        )

    def _item(self, item: Checked, group: Path, index: int) -> ItemInput:
        kind, sku, product, code, name, description, quantity, price, gross, list_price, total, line = item[:12]
        entry, service_date, end_date, adjustments, taxes, extra = item[12:]
        path = (*group, "OrderItems", index)
        if kind is None or kind == "Order Product":
            self._products += 1
            line = self._products if line is None else line
            if not (sku or product or code):
                self._flaw("missing-field", "StockKeepingUnit is missing", *path, "StockKeepingUnit")
            if quantity is None:
                self._flaw("missing-field", "Quantity is missing", *path, "Quantity")
        else:
            line = FIRST_CHARGE_LINE + self._charges if line is None else line
            self._charges += 1
        quantity = 1 if quantity is None else quantity
        total = quantity * price if total is None else total
        reduced = self._adjustments(adjustments, path) if adjustments else ()
        self._check_amounts(price, gross, total, reduced, path)
        return ItemInput(
            kind or "Order Product",
            self.reference(sku or product or code or None, "Product2"),
            quantity,
            price,
            total,
            line,
            gross,
            list_price,
            code or None,
            name or None,
            description or None,
            self.reference(entry, "PricebookEntry"),
            service_date,
            end_date,
            reduced,
            self._taxes("TAX", taxes, path) if taxes else (),
            custom_of("ITEM", extra, path, self.flaws) if extra else None,
        )

    def _check_amounts(
        self, price: int, gross: int | None, total: int, adjustments: tuple[AdjustmentInput, ...], path: Path
    ) -> None:
        discount = sum([entry.amount for entry in adjustments]) if adjustments else 0
        if total > MAX_MINOR:
            self._flaw("bad-amount", f"the line amount is out of range: {self._money(total)}", *path)
        elif total + discount < 0:
            message = f"the discounts ({self._money(discount)}) are more than the line amount ({self._money(total)})"
            self._flaw("bad-amount", message, *path, "Adjustments")
        if gross is None:
            return
        if not self._gross:
            help = 'give the order "TaxLocaleType": "Gross", or leave GrossUnitPrice out'
            self._flaw("bad-value", "GrossUnitPrice in an order with net prices", *path, "GrossUnitPrice", help=help)
        elif gross < price:
            message = "GrossUnitPrice, the price with tax, is less than UnitPrice"
            self._flaw("bad-amount", message, *path, "GrossUnitPrice")

    def _adjustments(self, entries: Sequence[Checked], path: Path) -> tuple[AdjustmentInput, ...]:
        return tuple([self._adjustment(entry, (*path, "Adjustments", index)) for index, entry in enumerate(entries)])

    def _adjustment(self, adjustment: Checked, path: Path) -> AdjustmentInput:
        amount, name, group, type_, value, scope, source, cause, coupon, priority, description, taxes, extra = (
            adjustment
        )
        position = None
        if group is not None:
            position = self._groups.get(group)
            if position is None:
                known = ", ".join(list(self._groups)[:10])
                help = f"groups of this order: {known}" if known else "the order has no OrderAdjustmentGroups"
                self._flaw("bad-reference", f"no adjustment group is named {group!r}", *path, "Group", help=help)
        return AdjustmentInput(
            amount,
            name or group or "Discount",
            position,
            type_,
            value,
            scope,
            source,
            self.reference(cause, "Promotion"),
            coupon or None,
            priority,
            description or None,
            self._taxes("ADJUSTMENT_TAX", taxes, path) if taxes else (),
            custom_of("ADJUSTMENT", extra, path, self.flaws) if extra else None,
        )

    def _taxes(self, kind: str, taxes: Sequence[Checked], path: Path) -> tuple[TaxInput, ...]:
        return tuple(
            [
                TaxInput(
                    amount,
                    rate,
                    name or None,
                    type_ or "Estimated",
                    effective_date,
                    description or None,
                    custom_of(kind, extra, (*path, "Taxes", index), self.flaws) if extra else None,
                )
                for index, (amount, rate, name, type_, effective_date, description, extra) in enumerate(taxes)
            ]
        )


def account_input(account: Checked, path: Path, flaws: list[Flaw]) -> AccountInput | None:
    """A person, or a company: with a Contact or without a LastName it is a company (spec §1.2)."""
    company, first_name, middle_name, last_name, email, title, phone, number, person_account = account[:9]
    *home, contact, extra = account[9:]
    is_person = contact is None and bool(last_name)
    first = " ".join([part for part in (first_name, middle_name) if part]) or None
    name = (f"{first} {last_name}" if first else last_name) if is_person else company
    if person_account and not is_person:
        flaws.append(Flaw("missing-field", "LastName of the person is missing", (*path, "LastName")))
    elif not name:
        flaws.append(
            Flaw("missing-field", "LastName (of a person) or Name (of a company) is missing", (*path, "LastName"))
        )
    custom = custom_of("ACCOUNT", extra, path, flaws) if extra else None
    person = _contact(contact, (*path, "Contact"), flaws) if contact is not None else None
    if not name:
        return None
    return AccountInput(
        is_person,
        name,
        first if is_person else None,
        last_name if is_person else None,
        email or (person.email if person else None),
        title or None,
        phone or None,
        number or None,
        address(*home),
        person,
        custom,
    )


def _contact(contact: Checked, path: Path, flaws: list[Flaw]) -> ContactInput:
    last_name, first_name, email, phone, extra = contact
    custom = custom_of("CONTACT", extra, path, flaws) if extra else None
    return ContactInput(last_name, first_name or None, email or None, phone or None, custom)

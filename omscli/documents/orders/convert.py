"""From the checked plain form to `OrderInput`: defaults filled in, and what only shows between fields is checked.

Flaws are collected with their path in the plain form; an order with a flaw has no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from omscli.documents.jsonplace import Path
from omscli.documents.orders import model
from omscli.documents.orders.custom import custom_fields
from omscli.documents.orders.flaws import Flaw
from omscli.documents.orders.payments import payment
from omscli.documents.orders.record import EXTRA, Checked, Record
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
        get = order.get
        self._currency, self._gross = order["CurrencyIsoCode"], get("TaxLocaleType") == "Gross"
        groups = tuple(self._adjustment_groups(get("OrderAdjustmentGroups", ())))
        delivery_groups = tuple(
            [
                self._delivery_group(group, ("OrderDeliveryGroups", index))
                for index, group in enumerate(order["OrderDeliveryGroups"])
            ]
        )
        if not delivery_groups:
            self._flaw("no-delivery-group", "the order has no delivery group", "OrderDeliveryGroups")
        elif not self._products:
            self._flaw("no-items", "the order has no product item", "OrderDeliveryGroups")
        payments = tuple([payment(entry, ("Payments", index), self) for index, entry in enumerate(get("Payments", ()))])
        reference = get("OrderReferenceNumber") or get("OrderNumber") or get("ExternalReferenceIdentifier")
        if not reference:
            help = "the number that the shop gave the order; orders are told apart by it"
            self._flaw("missing-field", "OrderReferenceNumber is missing", "OrderReferenceNumber", help=help)
        account = self._account(order)
        custom = custom_fields(model.ORDER, order, (), self.flaws)
        if self.flaws or account is None or not reference:
            return None
        value = OrderInput(
            reference,
            self._currency,
            account,
            delivery_groups,
            sales_channel=self.reference(get("SalesChannel"), "SalesChannel"),
            sales_store=self.reference(get("SalesStore"), "WebStore"),
            price_book=self.reference(get("Pricebook2"), "Pricebook2"),
            order_number=get("OrderNumber"),
            external_reference_identifier=get("ExternalReferenceIdentifier"),
            order_management_reference_identifier=get("OrderManagementReferenceIdentifier"),
            status=get("Status", "Activated"),
            name=get("Name") or None,
            type=get("Type") or None,
            description=get("Description") or None,
            ordered_date=get("OrderedDate"),
            effective_date=get("EffectiveDate"),
            po_number=get("PoNumber") or None,
            po_date=get("PoDate"),
            tax_locale_type=get("TaxLocaleType", "Net"),
            order_life_cycle_type=get("OrderLifeCycleType", "MANAGED"),
            business_model=get("BusinessModel", "B2C"),
            source_process=get("SourceProcess", "Standard"),
            billing=address(order, "Billing"),
            shipping=address(order, "Shipping"),
            billing_email=get("BillingEmailAddress") or None,
            billing_phone=get("BillingPhoneNumber") or None,
            owner=get("Owner") or None,
            adjustment_groups=groups,
            payments=payments,
            custom=custom,
            described=self._described,
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

    def _account(self, order: Checked) -> AccountInput | Reference | None:
        account, email = order.get("Account"), order.get("BillingEmailAddress")
        if account is None:
            if order.get("AccountId"):
                return self.reference(order["AccountId"], "Account")
            help = "the shopper: {LastName, PersonEmail} of a person, or {Name, Contact} of a company"
            self._flaw("missing-field", "Account is missing", "Account", help=help)
            return None
        value = account_input(account, ("Account",), self.flaws)
        return value._replace(email=email) if value and value.is_person and value.email is None and email else value

    def _adjustment_groups(self, groups: Sequence[Checked]) -> list[AdjustmentGroupInput]:
        values = []
        for index, group in enumerate(groups):
            path: Path = ("OrderAdjustmentGroups", index)
            name = group["Name"]
            if name in self._groups:
                self._flaw("duplicate-record", f"a second adjustment group is named {name!r}", *path, "Name")
            self._groups.setdefault(name, index)
            values.append(
                AdjustmentGroupInput(
                    name,
                    group.get("Type", "Header"),
                    group.get("Description") or None,
                    self.reference(group.get("AdjustmentCause"), "Promotion"),
                    custom_fields(model.ADJUSTMENT_GROUP, group, path, self.flaws),
                )
            )
        return values

    def _delivery_group(self, group: Checked, path: Path) -> DeliveryGroupInput:
        get = group.get
        if not group["OrderItems"]:
            self._flaw("no-items", "the delivery group has no items", *path, "OrderItems")
        items = [self._item(item, (*path, "OrderItems", index)) for index, item in enumerate(group["OrderItems"])]
        return DeliveryGroupInput(
            tuple(items),
            self.reference(get("OrderDeliveryMethod"), "OrderDeliveryMethod"),
            get("DeliverToName") or None,
            address(group, "DeliverTo"),
            get("EmailAddress") or None,
            get("PhoneNumber") or None,
            get("IsGift", False),
            get("GiftMessage") or None,
            get("DeliveryInstructions") or None,
            get("DesiredDeliveryDate"),
            get("PromisedDeliveryDate"),
            get("Description") or None,
            custom_fields(model.DELIVERY_GROUP, group, path, self.flaws),
        )

    def _item(self, item: Checked, path: Path) -> ItemInput:
        get = item.get
        kind = get("Type", "Order Product")
        if kind == "Order Product":
            self._products += 1
            line = self._products
        else:
            line = FIRST_CHARGE_LINE + self._charges
            self._charges += 1
        product = get("StockKeepingUnit") or get("Product2") or get("ProductCode") or None
        if product is None and kind == "Order Product":
            self._flaw("missing-field", "StockKeepingUnit is missing", *path, "StockKeepingUnit")
        quantity = get("Quantity")
        if quantity is None:
            quantity = 1
            if kind == "Order Product":
                self._flaw("missing-field", "Quantity is missing", *path, "Quantity")
        price, total = item["UnitPrice"], get("TotalLineAmount")
        if total is None:
            total = quantity * price
        adjustments = self._adjustments(item, path)
        self._check_amounts(item, total, adjustments, path)
        return ItemInput(
            kind,
            self.reference(product, "Product2"),
            quantity,
            price,
            total,
            get("LineNumber", line),
            get("GrossUnitPrice"),
            get("ListPrice"),
            get("ProductCode") or None,
            get("Name") or None,
            get("Description") or None,
            self.reference(get("PricebookEntry"), "PricebookEntry"),
            get("ServiceDate"),
            get("EndDate"),
            adjustments,
            self._taxes(model.TAX, item, path),
            custom_fields(model.ITEM, item, path, self.flaws) if EXTRA in item else None,
        )

    def _check_amounts(self, item: Checked, total: int, adjustments: tuple[AdjustmentInput, ...], path: Path) -> None:
        discount = sum([entry.amount for entry in adjustments]) if adjustments else 0
        if total > MAX_MINOR:
            self._flaw("bad-amount", f"the line amount is out of range: {self._money(total)}", *path)
        elif total + discount < 0:
            message = f"the discounts ({self._money(discount)}) are more than the line amount ({self._money(total)})"
            self._flaw("bad-amount", message, *path, "Adjustments")
        gross = item.get("GrossUnitPrice")
        if gross is None:
            return
        if not self._gross:
            help = 'give the order "TaxLocaleType": "Gross", or leave GrossUnitPrice out'
            self._flaw("bad-value", "GrossUnitPrice in an order with net prices", *path, "GrossUnitPrice", help=help)
        elif gross < item["UnitPrice"]:
            message = "GrossUnitPrice, the price with tax, is less than UnitPrice"
            self._flaw("bad-amount", message, *path, "GrossUnitPrice")

    def _adjustments(self, item: Checked, path: Path) -> tuple[AdjustmentInput, ...]:
        entries = item.get("Adjustments")
        if not entries:
            return ()
        return tuple([self._adjustment(entry, (*path, "Adjustments", index)) for index, entry in enumerate(entries)])

    def _adjustment(self, entry: Checked, path: Path) -> AdjustmentInput:
        get = entry.get
        name, group = get("Group"), None
        if name is not None:
            group = self._groups.get(name)
            if group is None:
                known = ", ".join(list(self._groups)[:10])
                help = f"groups of this order: {known}" if known else "the order has no OrderAdjustmentGroups"
                self._flaw("bad-reference", f"no adjustment group is named {name!r}", *path, "Group", help=help)
        return AdjustmentInput(
            entry["Amount"],
            get("Name") or name or "Discount",
            group,
            get("AdjustmentType"),
            get("AdjustmentValue"),
            get("AdjustmentAmountScope"),
            get("AdjustmentSource"),
            self.reference(get("AdjustmentCause"), "Promotion"),
            get("CouponCode") or None,
            get("Priority"),
            get("Description") or None,
            self._taxes(model.ADJUSTMENT_TAX, entry, path),
            custom_fields(model.ADJUSTMENT, entry, path, self.flaws) if EXTRA in entry else None,
        )

    def _taxes(self, kind: Record, record: Checked, path: Path) -> tuple[TaxInput, ...]:
        taxes = record.get("Taxes")
        if not taxes:
            return ()
        return tuple(
            [
                TaxInput(
                    tax["Amount"],
                    tax.get("Rate"),
                    tax.get("Name") or None,
                    tax.get("Type", "Estimated"),
                    tax.get("TaxEffectiveDate"),
                    tax.get("Description") or None,
                    custom_fields(kind, tax, (*path, "Taxes", index), self.flaws) if EXTRA in tax else None,
                )
                for index, tax in enumerate(taxes)
            ]
        )


def account_input(account: Checked, path: Path, flaws: list[Flaw]) -> AccountInput | None:
    """A person, or a company: with a Contact or without a LastName it is a company (spec §1.2)."""
    get = account.get
    contact, last_name = get("Contact"), get("LastName")
    is_person = contact is None and bool(last_name)
    first = " ".join([part for part in (get("FirstName"), get("MiddleName")) if part]) or None
    name = (f"{first} {last_name}" if first else last_name) if is_person else get("Name")
    if get("IsPersonAccount") and not is_person:
        flaws.append(Flaw("missing-field", "LastName of the person is missing", (*path, "LastName")))
    elif not name:
        flaws.append(
            Flaw("missing-field", "LastName (of a person) or Name (of a company) is missing", (*path, "LastName"))
        )
    custom = custom_fields(model.ACCOUNT, account, path, flaws)
    person = None
    if contact is not None:
        person = ContactInput(
            contact["LastName"],
            contact.get("FirstName") or None,
            contact.get("Email") or None,
            contact.get("Phone") or None,
            custom_fields(model.CONTACT, contact, (*path, "Contact"), flaws),
        )
    if not name:
        return None
    return AccountInput(
        is_person=is_person,
        name=name,
        first_name=first if is_person else None,
        last_name=last_name if is_person else None,
        email=get("PersonEmail") or (person.email if person else None),
        title=get("PersonTitle") or None,
        phone=get("Phone") or None,
        account_number=get("AccountNumber") or None,
        billing=address(account, "Billing"),
        contact=person,
        custom=custom,
    )

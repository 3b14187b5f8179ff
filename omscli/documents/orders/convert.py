"""From the checked plain form to `OrderInput`: defaults filled in, and what only shows between fields is checked.

Flaws are collected with their path in the plain form; an order with a flaw has no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders import model
from omscli.documents.orders.custom import custom_fields
from omscli.documents.orders.flaws import Flaw
from omscli.documents.orders.payments import payment
from omscli.documents.orders.values import (
    AccountInput,
    Address,
    AdjustmentGroupInput,
    AdjustmentInput,
    ContactInput,
    DeliveryGroupInput,
    Described,
    ItemInput,
    OrderInput,
    Reference,
    TaxInput,
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


def address(
    street: str | None, city: str | None, state: str | None, code: str | None, country: str | None
) -> Address | None:
    """An address, or None when every part is absent or empty."""
    if not (street or city or state or code or country):
        return None
    return Address(street or None, city or None, state or None, code or None, country or None)


class Converter:
    """Turns one validated order into its value; `flaws` holds what is wrong with it."""

    def __init__(self, described: Sequence[Described]) -> None:
        self.flaws: list[Flaw] = []
        self._described = tuple(described)
        self._in_file = {(record.kind, record.key) for record in described}
        self._currency = "USD"
        self._gross = False
        self._groups: dict[str, int] = {}
        self._products = 0
        self._charges = 0

    def order(self, order: model.OrderIn) -> OrderInput | None:
        """The order's value, or None: then `flaws` says why."""
        self._currency, self._gross = order.CurrencyIsoCode, order.TaxLocaleType == "Gross"
        groups = tuple(self._adjustment_groups(order.OrderAdjustmentGroups or ()))
        delivery_groups = tuple(
            self._delivery_group(group, ("OrderDeliveryGroups", index))
            for index, group in enumerate(order.OrderDeliveryGroups)
        )
        if not delivery_groups:
            self._flaw("no-delivery-group", "the order has no delivery group", "OrderDeliveryGroups")
        elif not self._products:
            self._flaw("no-items", "the order has no product item", "OrderDeliveryGroups")
        payments = tuple(payment(entry, ("Payments", index), self) for index, entry in enumerate(order.Payments or ()))
        reference = order.OrderReferenceNumber or order.OrderNumber or order.ExternalReferenceIdentifier
        if not reference:
            help = "the number that the shop gave the order; orders are told apart by it"
            self._flaw("missing-field", "OrderReferenceNumber is missing", "OrderReferenceNumber", help=help)
        account = self._account(order)
        custom = custom_fields(order, (), self.flaws)
        if self.flaws or account is None or not reference:
            return None
        value = self._head(order, reference, account, delivery_groups)
        value = replace(value, adjustment_groups=groups, payments=payments, custom=custom)
        return self._in_range(value)

    def _head(
        self,
        order: model.OrderIn,
        reference: str,
        account: AccountInput | Reference,
        delivery_groups: tuple[DeliveryGroupInput, ...],
    ) -> OrderInput:
        return OrderInput(
            reference=reference,
            currency=order.CurrencyIsoCode,
            account=account,
            delivery_groups=delivery_groups,
            sales_channel=self.reference(order.SalesChannel, "SalesChannel"),
            sales_store=self.reference(order.SalesStore, "WebStore"),
            price_book=self.reference(order.Pricebook2, "Pricebook2"),
            order_number=order.OrderNumber,
            external_reference_identifier=order.ExternalReferenceIdentifier,
            order_management_reference_identifier=order.OrderManagementReferenceIdentifier,
            status=order.Status or "Activated",
            name=order.Name or None,
            type=order.Type or None,
            description=order.Description or None,
            ordered_date=order.OrderedDate,
            effective_date=order.EffectiveDate,
            po_number=order.PoNumber or None,
            po_date=order.PoDate,
            tax_locale_type=order.TaxLocaleType or "Net",
            order_life_cycle_type=order.OrderLifeCycleType or "MANAGED",
            business_model=order.BusinessModel or "B2C",
            source_process=order.SourceProcess or "Standard",
            billing=address(
                order.BillingStreet,
                order.BillingCity,
                order.BillingState,
                order.BillingPostalCode,
                order.BillingCountry,
            ),
            shipping=address(
                order.ShippingStreet,
                order.ShippingCity,
                order.ShippingState,
                order.ShippingPostalCode,
                order.ShippingCountry,
            ),
            billing_email=order.BillingEmailAddress or None,
            billing_phone=order.BillingPhoneNumber or None,
            owner=order.Owner or None,
            described=self._described,
        )

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

    def _account(self, order: model.OrderIn) -> AccountInput | Reference | None:
        if order.Account is None and order.AccountId:
            return self.reference(order.AccountId, "Account")
        if order.Account is None:
            help = "the shopper: {LastName, PersonEmail} of a person, or {Name, Contact} of a company"
            self._flaw("missing-field", "Account is missing", "Account", help=help)
            return None
        account = account_input(order.Account, ("Account",), self.flaws)
        if account and account.is_person and account.email is None and order.BillingEmailAddress:
            return replace(account, email=order.BillingEmailAddress)
        return account

    def _adjustment_groups(self, groups: Sequence[model.AdjustmentGroupIn]) -> list[AdjustmentGroupInput]:
        values = []
        for index, group in enumerate(groups):
            path: Path = ("OrderAdjustmentGroups", index)
            if group.Name in self._groups:
                self._flaw("duplicate-record", f"a second adjustment group is named {group.Name!r}", *path, "Name")
            self._groups.setdefault(group.Name, index)
            values.append(
                AdjustmentGroupInput(
                    group.Name,
                    group.Type or "Header",
                    group.Description or None,
                    self.reference(group.AdjustmentCause, "Promotion"),
                    custom_fields(group, path, self.flaws),
                )
            )
        return values

    def _delivery_group(self, group: model.DeliveryGroupIn, path: Path) -> DeliveryGroupInput:
        if not group.OrderItems:
            self._flaw("no-items", "the delivery group has no items", *path, "OrderItems")
        items = tuple(self._item(item, (*path, "OrderItems", index)) for index, item in enumerate(group.OrderItems))
        return DeliveryGroupInput(
            items,
            self.reference(group.OrderDeliveryMethod, "OrderDeliveryMethod"),
            group.DeliverToName or None,
            address(
                group.DeliverToStreet,
                group.DeliverToCity,
                group.DeliverToState,
                group.DeliverToPostalCode,
                group.DeliverToCountry,
            ),
            group.EmailAddress or None,
            group.PhoneNumber or None,
            bool(group.IsGift),
            group.GiftMessage or None,
            group.DeliveryInstructions or None,
            group.DesiredDeliveryDate,
            group.PromisedDeliveryDate,
            group.Description or None,
            custom_fields(group, path, self.flaws),
        )

    def _item(self, item: model.ItemIn, path: Path) -> ItemInput:
        kind = item.Type or "Order Product"
        if kind == "Order Product":
            self._products += 1
            line = self._products
        else:
            line = FIRST_CHARGE_LINE + self._charges
            self._charges += 1
        product = item.StockKeepingUnit or item.Product2 or item.ProductCode or None
        if product is None and kind == "Order Product":
            self._flaw("missing-field", "StockKeepingUnit is missing", *path, "StockKeepingUnit")
        if item.Quantity is None and kind == "Order Product":
            self._flaw("missing-field", "Quantity is missing", *path, "Quantity")
        quantity = item.Quantity or 1
        total = item.TotalLineAmount if item.TotalLineAmount is not None else quantity * item.UnitPrice
        adjustments = tuple(
            self._adjustment(entry, (*path, "Adjustments", index)) for index, entry in enumerate(item.Adjustments or ())
        )
        self._check_amounts(item, total, sum(entry.amount for entry in adjustments), path)
        return ItemInput(
            kind,
            self.reference(product, "Product2"),
            quantity,
            item.UnitPrice,
            total,
            item.LineNumber if item.LineNumber is not None else line,
            item.GrossUnitPrice,
            item.ListPrice,
            item.ProductCode or None,
            item.Name or None,
            item.Description or None,
            self.reference(item.PricebookEntry, "PricebookEntry"),
            item.ServiceDate,
            item.EndDate,
            adjustments,
            self._taxes(item.Taxes, path),
            custom_fields(item, path, self.flaws),
        )

    def _check_amounts(self, item: model.ItemIn, total: int, discount: int, path: Path) -> None:
        if total > MAX_MINOR:
            self._flaw("bad-amount", f"the line amount is out of range: {self._money(total)}", *path)
        elif total + discount < 0:
            message = f"the discounts ({self._money(discount)}) are more than the line amount ({self._money(total)})"
            self._flaw("bad-amount", message, *path, "Adjustments")
        if item.GrossUnitPrice is None:
            return
        if not self._gross:
            help = 'give the order "TaxLocaleType": "Gross", or leave GrossUnitPrice out'
            self._flaw("bad-value", "GrossUnitPrice in an order with net prices", *path, "GrossUnitPrice", help=help)
        elif item.GrossUnitPrice < item.UnitPrice:
            message = "GrossUnitPrice, the price with tax, is less than UnitPrice"
            self._flaw("bad-amount", message, *path, "GrossUnitPrice")

    def _adjustment(self, entry: model.AdjustmentIn, path: Path) -> AdjustmentInput:
        group = None
        if entry.Group is not None:
            group = self._groups.get(entry.Group)
            if group is None:
                known = ", ".join(list(self._groups)[:10])
                help = f"groups of this order: {known}" if known else "the order has no OrderAdjustmentGroups"
                message = f"no adjustment group is named {entry.Group!r}"
                self._flaw("bad-reference", message, *path, "Group", help=help)
        return AdjustmentInput(
            entry.Amount,
            entry.Name or entry.Group or "Discount",
            group,
            entry.AdjustmentType,
            entry.AdjustmentValue,
            entry.AdjustmentAmountScope,
            entry.AdjustmentSource,
            self.reference(entry.AdjustmentCause, "Promotion"),
            entry.CouponCode or None,
            entry.Priority,
            entry.Description or None,
            self._taxes(entry.Taxes, path),
            custom_fields(entry, path, self.flaws),
        )

    def _taxes(self, taxes: Sequence[model.TaxIn] | None, path: Path) -> tuple[TaxInput, ...]:
        if not taxes:
            return ()
        return tuple(
            TaxInput(
                tax.Amount,
                tax.Rate,
                tax.Name or None,
                tax.Type or "Estimated",
                tax.TaxEffectiveDate,
                tax.Description or None,
                custom_fields(tax, (*path, "Taxes", index), self.flaws),
            )
            for index, tax in enumerate(taxes)
        )


def account_input(account: model.AccountIn, path: Path, flaws: list[Flaw]) -> AccountInput | None:
    """A person, or a company: with a Contact or without a LastName it is a company (spec §1.2)."""
    contact = account.Contact
    is_person = contact is None and bool(account.LastName)
    first = " ".join(part for part in (account.FirstName, account.MiddleName) if part) or None
    name = " ".join(part for part in (first, account.LastName) if part) if is_person else account.Name
    if account.IsPersonAccount and not is_person:
        flaws.append(Flaw("missing-field", "LastName of the person is missing", (*path, "LastName")))
    elif not name:
        flaws.append(
            Flaw("missing-field", "LastName (of a person) or Name (of a company) is missing", (*path, "LastName"))
        )
    custom = custom_fields(account, path, flaws)
    person = None
    if contact is not None:
        person = ContactInput(
            contact.LastName,
            contact.FirstName or None,
            contact.Email or None,
            contact.Phone or None,
            custom_fields(contact, (*path, "Contact"), flaws),
        )
    if not name:
        return None
    parts: tuple[Any, ...] = (
        account.BillingStreet,
        account.BillingCity,
        account.BillingState,
        account.BillingPostalCode,
        account.BillingCountry,
    )
    return AccountInput(
        is_person=is_person,
        name=name,
        first_name=first if is_person else None,
        last_name=account.LastName if is_person else None,
        email=account.PersonEmail or (person.email if person else None),
        title=account.PersonTitle or None,
        phone=account.Phone or None,
        account_number=account.AccountNumber or None,
        billing=address(*parts),
        contact=person,
        custom=custom,
    )

"""Flat records with references → orders in the plain form, each child where it belongs.

The graph, the composite request and the sObject tree all come down to this: what differs is only how records are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.described import INSIDE_ORDER, MODELS, natural_key
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.records import Adapted, Index, Origins, Raw
from omscli.domain.payment_methods import KINDS as METHODS
from omscli.errors import nearest

PAYMENTS = ("PaymentAuthorization", "Payment")
CHILDREN = (
    "OrderDeliveryGroup",
    "OrderItem",
    "OrderAdjustmentGroup",
    "OrderItemAdjustmentLineItem",
    "OrderItemTaxLineItem",
)
WITHOUT_CONTENT = frozenset({"PaymentGroup", "OrderPaymentSummary", "PaymentGatewayLog", "OrderSummaryAdditionalInfo"})
"""Records that only tie others together; placing makes its own."""

KNOWN = ("Order", *CHILDREN, *PAYMENTS, *METHODS, *sorted(WITHOUT_CONTENT), *MODELS)

_STRUCTURE = frozenset(
    """OrderId OrderDeliveryGroupId OrderItemId OrderItemAdjustmentLineItemId OrderAdjustmentGroupId
    OrderPaymentSummaryId PaymentGroupId PaymentMethodId PaymentAuthorizationId BillToContactId RecordTypeId
    SourceObjectId""".split()
)
_LINKS = {
    "SalesChannelId": "SalesChannel",
    "SalesStoreId": "SalesStore",
    "Pricebook2Id": "Pricebook2",
    "OrderDeliveryMethodId": "OrderDeliveryMethod",
    "Product2Id": "Product2",
    "PricebookEntryId": "PricebookEntry",
    "AdjustmentCauseId": "AdjustmentCause",
    "PaymentGatewayId": "PaymentGateway",
    "OwnerId": "Owner",
}
_PARENTS = (
    ("OrderId", "Order"),
    ("OrderDeliveryGroupId", "OrderDeliveryGroup"),
    ("OrderItemId", "OrderItem"),
    ("OrderItemAdjustmentLineItemId", "OrderItemAdjustmentLineItem"),
    ("AccountId", "Account"),
)
_METHOD_FIELDS = {"Status": "MethodStatus", "Type": "PaymentMethod"}
_METHOD_SKIPPED = frozenset(
    {"AccountId", "PaymentGatewayId", "ProcessingMode", "RecordTypeId", "OwnerId", "attributes"}
)


class Assembly:
    """Puts the records of one envelope together."""

    def __init__(self, records: Sequence[Raw], base: Path, flaws: Iterable[Flaw] = ()) -> None:
        self.flaws = list(flaws)
        self.records = records
        self.index = Index(records, self.flaws)
        self.base = base
        self.labels = {record.path: record.ref for record in records}
        self.orders = [record for record in records if record.kind == "Order"]
        self._below: dict[tuple[int, str, str], list[Raw]] = {}
        self._place = {id(record): index for index, record in enumerate(records)}
        self._tie()

    def adapted(self) -> list[Adapted]:
        """Every order of the envelope; flaws of the envelope go with its first order."""
        self._unknown_kinds()
        described = [record for record in self.records if record.kind in MODELS and record.kind not in INSIDE_ORDER]
        found = [self._order(order, described) for order in self.orders]
        if not found:
            self.flaws.append(Flaw("unknown-format", "there is no order in it", self.base))
            found = [Adapted(None, Origins(self.base, labels=self.labels))]
        for record in self.records:
            if record.kind in (*CHILDREN, *PAYMENTS) and not record.used:
                message = f"the {record.kind} {shown(record.ref)} belongs to no order of the file"
                self.flaws.append(Flaw("bad-reference", message, record.path))
        found[0].flaws = self.flaws
        return found

    def _unknown_kinds(self) -> None:
        for record in self.records:
            if record.kind not in KNOWN:
                close = nearest(record.kind, KNOWN)
                help = f"did you mean {close}?" if close else f"known: {', '.join(KNOWN)}"
                message = f"{shown(record.kind)} is no object that an order file may hold"
                self.flaws.append(Flaw("bad-value", message, record.path, help))

    def _order(self, order: Raw, described: list[Raw]) -> Adapted:
        origins = Origins(self.base, labels=self.labels)
        plain = self._copy(order, (), origins)
        self._account(order, plain, origins)
        groups = self._children("OrderDeliveryGroup", "OrderId", order, len(self.orders) == 1)
        names = self._children("OrderAdjustmentGroup", "OrderId", order, len(self.orders) == 1)
        plain["OrderDeliveryGroups"] = [
            self._group(group, ("OrderDeliveryGroups", index), origins, order, len(groups) == 1)
            for index, group in enumerate(groups)
        ]
        if names:
            plain["OrderAdjustmentGroups"] = [
                self._copy(group, ("OrderAdjustmentGroups", index), origins) for index, group in enumerate(names)
            ]
        payments = [record for record in self.records if record.kind in PAYMENTS and self._pays(record, order)]
        if payments:
            plain["Payments"] = [
                self._payment(record, ("Payments", index), origins) for index, record in enumerate(payments)
            ]
        return Adapted(plain, origins, described)

    def _copy(self, record: Raw, path: Path, origins: Origins) -> dict[str, Any]:
        """A record's own fields under their plain names; references to described records become natural keys."""
        record.used = True
        origins.records[path] = record.path
        plain: dict[str, Any] = {}
        for name, value in record.fields.items():
            if name in _STRUCTURE or name == "AccountId":
                continue
            target = _LINKS.get(name, name)
            plain[target] = self._linked(record, name) if name in _LINKS else value
            if record.source(name) != (*record.path, target):
                origins.fields[*path, target] = record.source(name)
        return {name: value for name, value in plain.items() if value is not None}

    def _linked(self, record: Raw, name: str) -> Any:
        target = self.index.target(record, name)
        if not isinstance(target, Raw):
            return target if target is not None or record.fields[name] is None else None
        if target.kind == "PricebookEntry":
            return None  # the product and the price book of the order say the same
        key = natural_key(target) if target.kind in MODELS else None
        if key is None:
            message = f"{name}: {shown(record.fields[name])} has no natural key that the order could name"
            self.flaws.append(Flaw("bad-reference", message, record.source(name)))
        return key

    def _tie(self) -> None:
        """Each child to its parent, once: a file with ten thousand tax lines is read in one pass."""
        for record in self.records:
            if record.kind not in CHILDREN and record.kind != "Contact":
                continue
            for link, kind in _PARENTS:
                if record.fields.get(link) is None or (link == "AccountId") != (record.kind == "Contact"):
                    continue
                parent = self.index.parent(record, link, kind)
                record.used = record.used or parent is None  # said already: it is not to be called an orphan as well
                if parent is not None:
                    self._below.setdefault((id(parent), record.kind, link), []).append(record)

    def _children(self, kind: str, link: str, parent: Raw, loose: bool = False) -> list[Raw]:
        """The records of a kind that name their parent; with `loose` those that name none too."""
        found = self._below.get((id(parent), kind, link), [])
        if not loose:
            return found
        return found + [record for record in self.records if record.kind == kind and record.fields.get(link) is None]

    def _account(self, order: Raw, plain: dict[str, Any], origins: Origins) -> None:
        account = self.index.target(order, "AccountId")
        if isinstance(account, str):
            plain["AccountId"] = account
        if not isinstance(account, Raw):
            return
        nested = self._copy(account, ("Account",), origins)
        contact = self.index.target(order, "BillToContactId")
        if not isinstance(contact, Raw):
            contact = next(iter(self._children("Contact", "AccountId", account)), None)
        if contact is not None and not nested.get("LastName"):
            nested["Contact"] = self._copy(contact, ("Account", "Contact"), origins)
        plain["Account"] = nested

    def _group(self, group: Raw, path: Path, origins: Origins, order: Raw, only: bool) -> dict[str, Any]:
        plain = self._copy(group, path, origins)
        items = self._children("OrderItem", "OrderDeliveryGroupId", group)
        if only:
            loose = self._children("OrderItem", "OrderId", order, len(self.orders) == 1)
            items = items + [item for item in loose if item.fields.get("OrderDeliveryGroupId") is None]
            items.sort(key=lambda item: self._place[id(item)])
        plain["OrderItems"] = [
            self._item(item, (*path, "OrderItems", index), origins) for index, item in enumerate(items)
        ]
        return plain

    def _item(self, item: Raw, path: Path, origins: Origins) -> dict[str, Any]:
        plain = self._copy(item, path, origins)
        adjustments = self._children("OrderItemAdjustmentLineItem", "OrderItemId", item)
        taxes = self._children("OrderItemTaxLineItem", "OrderItemId", item)
        own = [tax for tax in taxes if tax.fields.get("OrderItemAdjustmentLineItemId") is None]
        if adjustments:
            plain["Adjustments"] = [
                self._adjustment(entry, (*path, "Adjustments", index), origins)
                for index, entry in enumerate(adjustments)
            ]
        if own:
            plain["Taxes"] = [self._copy(tax, (*path, "Taxes", index), origins) for index, tax in enumerate(own)]
        return plain

    def _adjustment(self, entry: Raw, path: Path, origins: Origins) -> dict[str, Any]:
        plain = self._copy(entry, path, origins)
        link = "OrderAdjustmentGroupId"
        group = self.index.parent(entry, link, "OrderAdjustmentGroup")
        if group is not None:
            plain["Group"] = group.fields.get("Name")
            origins.fields[*path, "Group"] = entry.source(link)
        taxes = self._children("OrderItemTaxLineItem", "OrderItemAdjustmentLineItemId", entry)
        if taxes:
            plain["Taxes"] = [self._copy(tax, (*path, "Taxes", index), origins) for index, tax in enumerate(taxes)]
        return plain

    def _pays(self, record: Raw, order: Raw) -> bool:
        group = self.index.target(record, "PaymentGroupId")
        if isinstance(group, Raw):
            return self.index.target(group, "SourceObjectId") is order
        summary = self.index.target(record, "OrderPaymentSummaryId")
        if isinstance(summary, Raw):
            return self.index.target(summary, "OrderId") is order
        return len(self.orders) == 1

    def _payment(self, record: Raw, path: Path, origins: Origins) -> dict[str, Any]:
        plain = self._copy(record, path, origins)
        plain["Type"] = "Authorization" if record.kind == "PaymentAuthorization" else plain.get("Type", "Capture")
        summary = self.index.target(record, "OrderPaymentSummaryId")
        method = self.index.target(record, "PaymentMethodId")
        if method is None and isinstance(summary, Raw):
            method = self.index.target(summary, "PaymentMethodId")
        if isinstance(method, str):
            plain["PaymentMethod"] = method
        if not isinstance(method, Raw):
            return plain
        if method.kind not in METHODS:
            message = f"{shown(method.ref)} is a record of {method.kind}, not a payment method"
            self.flaws.append(Flaw("bad-reference", message, record.source("PaymentMethodId")))
            return plain
        plain["PaymentMethodType"] = method.kind
        for name, value in method.fields.items():
            target = _METHOD_FIELDS.get(name, name)
            if name not in _METHOD_SKIPPED and value is not None and target not in plain:
                plain[target] = value
                origins.fields[*path, target] = method.source(name)
        if "PaymentGateway" not in plain and method.fields.get("PaymentGatewayId") is not None:
            plain["PaymentGateway"] = self._linked(method, "PaymentGatewayId")
        return plain

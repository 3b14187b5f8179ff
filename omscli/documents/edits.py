"""An edit of an order as a file says it, in the shape of the reference's request (spec §2.13), and as options say it.

    {"changeReason": "Changed Mind", "changeOrdersReferenceNumber": "EDIT-1",
     "orderItemSummaries": [{"StockKeepingUnit": "MUG", "Quantity": 3},
                            {"StockKeepingUnit": "LAMP", "Quantity": 1, "UnitPrice": 20, "Taxes": [{"Amount": 1.60}]}],
     "orderDeliveryGroupSummaries": [{"DeliverToCity": "Leeds", "OrderDeliveryMethod": "express"}]}

An item with a `UnitPrice` is added, another one gets that quantity. What is added and where it goes is checked by the
rules of order files (`documents/orders`), once the order and with it the currency is known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import IO, Any

from omscli.documents import cards, jsontext, sources
from omscli.documents.jsonplace import Locator, Path
from omscli.documents.orders.check import check_plain
from omscli.documents.orders.flaws import Flaw, shown
from omscli.documents.orders.values import DeliveryGroupInput, ItemInput, OrderInput
from omscli.domain.editing import QuantityEdit
from omscli.domain.values import dataclass
from omscli.errors import OmsError, Place, Problem, nearest

REASON, REASON_TEXT, REFERENCE = "changeReason", "reasonForChangeText", "changeOrdersReferenceNumber"
ITEMS, GROUPS = "orderItemSummaries", "orderDeliveryGroupSummaries"
_EMPTY = {
    "orderSummary": "an edit changes items and delivery groups",
    "orderAdjustmentGroupSummaries": "`oms adjust` takes a discount off items",
    "orderItemAdjustmentLineSummaries": "an added item has its own Adjustments; `oms adjust` discounts others",
    "orderItemTaxLineItemSummaries": "an added item has its own Taxes",
}
_FIELDS = (REASON, REASON_TEXT, REFERENCE, ITEMS, GROUPS, *_EMPTY)
_ITEM_NAMES = ("Id", "OrderItemSummaryId", "StockKeepingUnit")
_GROUP_NAMES = ("Id", "OrderDeliveryGroupSummaryId", "OrderDeliveryGroupSummary")
_METHOD = "OrderDeliveryMethod"
COLUMNS = {
    "DeliverToName": "deliver_to_name",
    "DeliverToStreet": "deliver_to_street",
    "DeliverToCity": "deliver_to_city",
    "DeliverToState": "deliver_to_state",
    "DeliverToPostalCode": "deliver_to_postal_code",
    "DeliverToCountry": "deliver_to_country",
    "EmailAddress": "email_address",
    "PhoneNumber": "phone_number",
    "GiftMessage": "gift_message",
    "DeliveryInstructions": "delivery_instructions",
    "DesiredDeliveryDate": "desired_delivery_date",
}
"""What of a delivery group can be edited → its column."""
_ADDED = """StockKeepingUnit Quantity UnitPrice GrossUnitPrice ListPrice TotalLineAmount Type Name Description
ProductCode Adjustments Taxes""".split()
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """A delivery group as the request calls it (id, name, or None for the only one), and where that stands."""

    name: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be edited; `place_of` says where a path of the request stands."""

    reason: str | None
    reason_text: str | None
    reference: str | None
    content_hash: str
    quantities: tuple[tuple[QuantityEdit, Path], ...]
    added: tuple[tuple[Mapping[str, Any], NamedGroup], ...]
    groups: tuple[tuple[Mapping[str, Any], NamedGroup], ...]
    place_of: Callable[[Path], Place | None]

    @property
    def changes(self) -> int:
        """How many there are."""
        return len(self.quantities) + len(self.added) + len(self.groups)


@dataclass(frozen=True, slots=True)
class Checked:
    """The parts of an edit that depend on the currency: added items, and values of delivery groups by column."""

    order: OrderInput
    items: tuple[tuple[ItemInput, NamedGroup], ...]
    groups: tuple[tuple[Mapping[str, str | None], str | None, NamedGroup], ...]


def read_edit(name: str, stdin: IO[bytes] | bytes | None = None) -> Edit:
    """The edit of a file (`-` is standard input). Raises OmsError with every problem and its place."""
    pieces = [(source.name, piece) for source in sources.find([name], stdin) for piece in source.pieces()]
    if len(pieces) != 1:
        raise OmsError((Problem("unknown-format", "an edit is one object", Place(name)),), "nothing was changed")
    file, piece = pieces[0]
    try:
        text = jsontext.decode(piece.data)
        value, locator = jsontext.parse(text), Locator(text)
    except OmsError as error:
        placed = tuple(_in_file(problem, file) for problem in error.problems)
        raise OmsError(placed, "nothing was changed") from None

    def place_of(path: Path) -> Place:
        line, column = locator.place(path)
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        return Place(file, line, column, words or None)

    return edit_of(value, place_of)


def edit_of(value: Any, place_of: Callable[[Path], Place | None] = lambda _: None) -> Edit:
    """The edit that a decoded request holds. Raises OmsError with every problem."""
    check = _Check(place_of)
    edit = check.edit(value)
    if check.problems or edit is None:
        raise OmsError(tuple(check.problems[:_SHOWN]), "nothing was changed", len(check.problems))
    return edit


def checked(edit: Edit, currency: str, tax_locale: str) -> Checked | tuple[Problem, ...]:
    """What is added, and where groups go, by the rules of order files; or what is wrong with it."""
    nothing = {"StockKeepingUnit": "-", "Quantity": 1, "UnitPrice": 0}
    first = {"OrderItems": [*(item for item, _ in edit.added), nothing]}
    plain = {
        "OrderReferenceNumber": "edit",
        "CurrencyIsoCode": currency,
        "TaxLocaleType": tax_locale,
        "AccountId": "-",
        "OrderDeliveryGroups": [first, *({**group, "OrderItems": [nothing]} for group, _ in edit.groups)],
    }
    order, flaws = check_plain(plain)
    if flaws or order is None:
        return tuple(_problem(flaw, edit) for flaw in flaws)
    items = zip(order.delivery_groups[0].items, edit.added, strict=False)
    groups = zip(order.delivery_groups[1:], edit.groups, strict=True)
    return Checked(
        order,
        tuple((item, named) for item, (_, named) in items),
        tuple(
            (_values(group, raw), group.delivery_method.text if group.delivery_method else None, named)
            for group, (raw, named) in groups
        ),
    )


def _values(group: DeliveryGroupInput, raw: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns that a request names, with what the check made of them; null takes a value away."""
    home = group.deliver_to
    found = {
        "DeliverToName": group.deliver_to_name,
        "DeliverToStreet": home and home.street,
        "DeliverToCity": home and home.city,
        "DeliverToState": home and home.state,
        "DeliverToPostalCode": home and home.postal_code,
        "DeliverToCountry": home and home.country,
        "EmailAddress": group.email,
        "PhoneNumber": group.phone,
        "GiftMessage": group.gift_message,
        "DeliveryInstructions": group.instructions,
        "DesiredDeliveryDate": group.desired_delivery_date,
    }
    return {COLUMNS[name]: found[name] for name in COLUMNS if name in raw}


def _problem(flaw: Flaw, edit: Edit) -> Problem:
    """A flaw of the order that was made of the edit, where it stands in the edit."""
    path = flaw.path
    if len(path) > 3 and path[1] == 0 and isinstance(path[3], int) and path[3] < len(edit.added):
        path = (*edit.added[path[3]][1].path, *path[4:])
    elif len(path) > 1 and isinstance(path[1], int) and 0 < path[1] <= len(edit.groups):
        path = (*edit.groups[path[1] - 1][1].path, *path[2:])
    else:
        path = ()
    return Problem(flaw.code, flaw.message, edit.place_of(path), flaw.help)


def _in_file(problem: Problem, file: str) -> Problem:
    place = problem.place or Place()
    return Problem(problem.code, problem.message, Place(file, place.line, place.column, place.path), problem.help)


class _Check:
    """The checks that need no order; what is wrong is collected."""

    def __init__(self, place_of: Callable[[Path], Place | None]) -> None:
        self._place_of = place_of
        self.problems: list[Problem] = []

    def edit(self, value: Any) -> Edit | None:
        """The edit; meaningless when there are problems."""
        if not isinstance(value, dict):
            self._refuse("wrong-type", f"{shown(value)} is not an edit", (), f"an edit is {{{REASON}, {ITEMS}, …}}")
            return None
        for path, masked in cards.findings(value):
            self._refuse("card-number", f"{masked[:60]!r} holds a full card number", path)
        self._known(value, _FIELDS, ())
        for name, help_ in _EMPTY.items():
            if value.get(name):
                self._refuse("bad-value", f"{name} cannot be edited here", (name,), help_)
        quantities: list[tuple[QuantityEdit, Path]] = []
        added: list[tuple[Mapping[str, Any], NamedGroup]] = []
        for item, path in self._records(value, ITEMS):
            if item.get("UnitPrice") is not None:
                added.append(self._added(item, path))
            else:
                quantities.append((self._quantity(item, path), path))
        groups = [self._group(group, path) for group, path in self._records(value, GROUPS)]
        content = json.dumps([value.get(ITEMS), value.get(GROUPS), value.get(REASON)], default=str, sort_keys=True)
        return Edit(
            self._text(value, REASON, ()),
            self._text(value, REASON_TEXT, ()),
            self._text(value, REFERENCE, ()),
            hashlib.sha256(content.encode()).hexdigest(),
            tuple(quantities),
            tuple(added),
            tuple(groups),
            self._place_of,
        )

    def _records(self, value: Mapping[str, Any], name: str) -> list[tuple[dict[str, Any], Path]]:
        records = value.get(name) or []
        if not isinstance(records, list):
            self._refuse("wrong-type", f"{name}: {shown(records)} is not a list", (name,))
            return []
        found: list[tuple[dict[str, Any], Path]] = []
        for index, record in enumerate(records):
            if isinstance(record, dict):
                found.append(({key: each for key, each in record.items() if key != "attributes"}, (name, index)))
            else:
                self._refuse("wrong-type", f"{shown(record)} is not a record", (name, index))
        return found

    def _quantity(self, item: dict[str, Any], path: Path) -> QuantityEdit:
        self._known(item, (*_ITEM_NAMES, "Quantity"), path, "an item that is added has a UnitPrice")
        given = [name for name in _ITEM_NAMES if item.get(name) is not None]
        name = self._text(item, given[0], path) if given else None
        if name is None:
            self._refuse("missing-field", "StockKeepingUnit is missing", path, f"or {' or '.join(_ITEM_NAMES[:2])}")
        units = item.get("Quantity")
        if type(units) is not int or not 0 <= units <= 10**9:
            code = "missing-field" if units is None else "bad-quantity"
            self._refuse(code, f"Quantity: {shown(units)} is not a whole number from 0", (*path, "Quantity"))
            units = 0
        return QuantityEdit(name or "", units)

    def _added(self, item: dict[str, Any], path: Path) -> tuple[Mapping[str, Any], NamedGroup]:
        self._known(item, (*_ADDED, *_GROUP_NAMES[1:]), path)
        return {name: item[name] for name in _ADDED if name in item}, self._named(item, _GROUP_NAMES[1:], path)

    def _group(self, group: dict[str, Any], path: Path) -> tuple[Mapping[str, Any], NamedGroup]:
        self._known(group, (*_GROUP_NAMES, *COLUMNS, _METHOD), path)
        values = {name: group[name] for name in (*COLUMNS, _METHOD) if name in group}
        if not values:
            self._refuse("bad-value", "nothing of the delivery group is to be changed", path)
        for name in ("DeliverToName", _METHOD):
            if name in values and not values[name]:
                self._refuse("missing-field", f"{name} cannot be empty", (*path, name))
        return values, self._named(group, _GROUP_NAMES, path)

    def _named(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path) -> NamedGroup:
        given = [name for name in names if record.get(name) is not None]
        return NamedGroup(self._text(record, given[0], path) if given else None, path)

    def _text(self, record: Mapping[str, Any], name: str, path: Path) -> str | None:
        value = record.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or len(value) > 255 or not value.isprintable():
            code = "bad-value" if isinstance(value, str) else "wrong-type"
            self._refuse(code, f"{name}: {shown(value)} is not a text of 1 to 255 characters", (*path, name))
            return None
        return value

    def _known(self, record: Mapping[str, Any], names: tuple[str, ...], path: Path, hint: str | None = None) -> None:
        for name in record:
            if name not in names:
                guess = nearest(name, names)
                help_ = f"did you mean {guess}?" if guess else hint or f"the fields are {', '.join(names)}"
                self._refuse("unknown-field", f"{shown(name)} is not a field of it", (*path, name), help_)

    def _refuse(self, code: str, message: str, path: Path, help_: str | None = None) -> None:
        self.problems.append(Problem(code, message, self._place_of(path), help_))

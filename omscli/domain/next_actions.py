"""What can be done with an order now, and what should be: a pure function of where the order stands.

The one recommended action is the first step of the order's life that is open: hold, summary, approval, allocation,
hand-over, shipment, invoice, funds, refunds. What is possible but nobody's duty (cancel, return) comes after.
"""

from __future__ import annotations

from typing import NamedTuple


class FulfillmentStanding(NamedTuple):
    """A fulfillment order: what is left to ship, and whether it was handed over and invoiced; a reship never is."""

    number: str
    category: str
    to_ship: int
    exported: bool
    invoiced: bool
    reship: bool = False


class Bill(NamedTuple):
    """An invoice or credit memo with an open balance, in minor units; `amount` is its text with currency."""

    number: str
    amount: str
    fee: bool = False
    """Whether it bills fees of a change: what the buyer is owed pays it first."""


class ReturnStanding(NamedTuple):
    """A return order that is not done: whether it is a draft, and the units that are still expected on it."""

    number: str
    draft: bool
    expected: int


class Standing(NamedTuple):
    """Where an order stands, as far as the next step depends on it; quantities are units of products."""

    order: str
    activated: bool
    summarized: bool
    managed: bool = True
    status: str = ""
    approved: bool = False
    suspended: bool = False
    exceptions: tuple[tuple[str, str], ...] = ()
    """Active process exceptions: number and message."""
    ordered: int = 0
    canceled: int = 0
    to_allocate: int = 0
    allocated: int = 0
    fulfilled: int = 0
    returned: int = 0
    returnable: int = 0
    to_reship: tuple[tuple[str, int], ...] = ()
    """SKUs of which units may be sent once more, and how many."""
    fulfillment_orders: tuple[FulfillmentStanding, ...] = ()
    unpaid: tuple[Bill, ...] = ()
    to_refund: tuple[Bill, ...] = ()
    excess: str | None = None
    unsettled: int = 0
    """Gateway calls of unknown outcome or under way."""
    returns: tuple[ReturnStanding, ...] = ()
    fees: tuple[str, ...] = ()
    """Change orders that charge a fee and have no invoice."""


class Action(NamedTuple):
    """Something to do: its name, the command that does it, and why."""

    name: str
    command: str
    why: str
    recommended: bool = False


def next_actions(s: Standing) -> list[Action]:
    """Every action that is possible now; exactly one is recommended unless nothing is left to do."""
    duties = _duties(s)
    choices = _choices(s)
    first = [Action(a.name, a.command, a.why, recommended=True) for a in duties[:1]]
    return [*first, *duties[1:], *choices]


def _duties(s: Standing) -> list[Action]:
    if not s.activated:
        return [Action("place", "oms place FILE", "the order is a draft: place it again with Status Activated")]
    if not s.summarized:
        return [Action("summarize", f"oms summarize {s.order}", "the order has no summary yet")]
    if not s.managed:
        return []
    duties = [Action("resolve", f"oms resolve {number}", f"holds the order: {why}") for number, why in s.exceptions]
    if s.unsettled:
        calls = "a call to a gateway has" if s.unsettled == 1 else f"{s.unsettled} calls to gateways have"
        duties.append(Action("reconcile", "oms payments reconcile", f"{calls} no answer, and nothing ships before"))
    held = bool(s.exceptions) or s.suspended or s.unsettled > 0
    if not s.approved and not held and s.to_allocate:
        duties.append(Action("approve", f"oms approve {s.order}", "it waits for approval"))
    if s.approved and not held and s.to_allocate:
        why = f"{_units(s.to_allocate)} {_wait(s.to_allocate)} for a location"
        duties.append(Action("allocate", f"oms allocate {s.order}", why))
    return duties + ([] if s.unsettled else _fulfillment(s)) + _money(s) + _returns(s)


def _fulfillment(s: Standing) -> list[Action]:
    duties = []
    for fo in s.fulfillment_orders:
        if fo.category in ("ACTIVATED", "FULFILLING") and fo.to_ship:
            why = f"{_units(fo.to_ship)} to ship{' once more' if fo.reship else ''}"
            if not fo.exported:
                duties.append(Action("export", f"oms export {fo.number} --to DIR", f"{why}, not handed over yet"))
            waits = "; the provider's notice comes in with oms ingest asn" if fo.exported else ""
            duties.append(Action("ship", f"oms ship {fo.number}", why + waits))
        if fo.category == "CLOSED" and not fo.invoiced and not fo.reship:
            duties.append(Action("invoice", f"oms invoice {fo.number}", "it is fulfilled and has no invoice"))
    return duties


def _money(s: Standing) -> list[Action]:
    duties = [Action("invoice", f"oms invoice {number}", "it charges a fee and has no invoice") for number in s.fees]
    from_credit = [bill for bill in s.unpaid if bill.fee and s.to_refund]
    duties += [
        Action("ensure-funds", f"oms ensure-funds {bill.number}", f"{bill.amount} to pay")
        for bill in s.unpaid
        if bill not in from_credit
    ]
    option = "".join(f" --invoices-to-pay {bill.number}" for bill in from_credit)
    duties += [
        Action("ensure-refunds", f"oms ensure-refunds {bill.number}{option}", f"{bill.amount} to give back")
        for bill in s.to_refund
    ]
    if s.excess:
        why = f"{s.excess} captured and not owed"
        duties.append(Action("ensure-refunds", f"oms ensure-refunds --excess {s.order}", why))
    return duties


def _returns(s: Standing) -> list[Action]:
    """Return orders: first those that can be closed, then those that goods are waited for on."""
    done = [one for one in s.returns if not one.draft and not one.expected]
    drafts = [one for one in s.returns if one.draft]
    waiting = [one for one in s.returns if not one.draft and one.expected]
    duties = [
        Action("close", f"oms return close {one.number}", "nothing is expected on it any more: give back what is owed")
        for one in done
    ]
    duties += [Action("approve", f"oms return approve {one.number}", "it is a draft") for one in drafts]
    return duties + [
        Action("receive", f"oms return receive {one.number} SKU=QTY", f"{_units(one.expected)} expected back")
        for one in waiting
    ]


def _choices(s: Standing) -> list[Action]:
    if not s.summarized or not s.managed:
        return []
    choices = []
    if s.to_allocate:
        command = f"oms cancel {s.order} --all-items --reason Unknown"
        choices.append(Action("cancel", command, f"{_units(s.to_allocate)} can be canceled"))
    choices += [
        Action("deallocate", f"oms deallocate {fo.number}", f"{_units(fo.to_ship)} can be taken back")
        for fo in s.fulfillment_orders
        if fo.category in ("ACTIVATED", "FULFILLING") and fo.to_ship
    ]
    if s.returnable:
        command = f"oms return {s.order} --all-items --reason Unknown"
        choices.append(Action("return", command, f"{_units(s.returnable)} can come back"))
    if s.to_reship:
        sku, units = s.to_reship[0]
        command = f"oms reship {s.order} {sku}={units} --reason Unknown"
        every = sum(count for _, count in s.to_reship)
        choices.append(Action("reship", command, f"{_units(every)} can be sent once more, at no charge"))
    return choices


def why_in_state(s: Standing) -> str:
    """Why the order has the status that it has, in a sentence."""
    if not s.summarized:
        return "it was placed and has no summary yet" if s.activated else "it is a draft"
    net = s.ordered - s.canceled
    reasons = {
        "Created": "it was summarized and waits for approval",
        "Approved": f"it was approved; {s.to_allocate} of {_units(net)} {_wait(s.to_allocate)} for a location",
        "Awaiting Fulfillment": f"{s.allocated} of {_units(net)} are allocated and none is fulfilled",
        "Partially Fulfilled": f"{s.fulfilled} of {_units(net)} are fulfilled",
        "Fulfilled": f"all {_units(net)} are fulfilled" if net != 1 else "its unit is fulfilled",
        "Canceled": f"all {_units(s.ordered)} were canceled" if s.ordered != 1 else "its unit was canceled",
        "Returned": f"{_units(s.returned)} came back and nothing is left",
    }
    if s.status == "On Hold":
        held = "; ".join(f"{number}: {message}" for number, message in s.exceptions)
        return held or "it is suspended"
    back = f"; {_units(s.returned)} came back" if s.returned and s.status != "Returned" else ""
    return reasons.get(s.status, s.status) + back


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count:,} units"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"

"""The states that test orders can be taken to: the table of the steps that lead there."""

from __future__ import annotations

from omscli.errors import nearest, refuse
from omscli.services.seeding import steps
from omscli.services.seeding.steps import Step

_APPROVED: tuple[Step, ...] = (steps.summarize, steps.approve)
_ALLOCATED: tuple[Step, ...] = (*_APPROVED, steps.allocate)
_FULFILLED: tuple[Step, ...] = (*_ALLOCATED, steps.ship)
_INVOICED: tuple[Step, ...] = (*_FULFILLED, steps.invoice)
_PAID: tuple[Step, ...] = (*_INVOICED, steps.pay)
_RETURNED: tuple[Step, ...] = (*_PAID, steps.return_all)

STATES: dict[str, tuple[Step, ...]] = {
    "placed": (),
    "summarized": (steps.summarize,),
    "approved": _APPROVED,
    "on-hold": (steps.summarize, steps.hold),
    "allocated": _ALLOCATED,
    "exported": (*_ALLOCATED, steps.export),
    "partially-shipped": (*_ALLOCATED, steps.ship_part),
    "fulfilled": _FULFILLED,
    "invoiced": _INVOICED,
    "paid": _PAID,
    "canceled": (*_APPROVED, steps.cancel),
    "partially-canceled": (*_APPROVED, steps.cancel_part),
    "returned": _RETURNED,
    "refunded": (*_RETURNED, steps.credit),
}
"""State → the steps from placing to it. A new state is a line here."""


def steps_to(state: str) -> tuple[Step, ...]:
    """The steps to a state. Raises `usage` with the nearest name for one that is not in the table."""
    if state not in STATES:
        guess = nearest(state, list(STATES))
        hint = f'did you mean "{guess}"? ' if guess else ""
        help_ = f"{hint}states: {', '.join(STATES)}"
        raise refuse("usage", f'there is no state "{state}"', help=help_, done="nothing was done")
    return STATES[state]

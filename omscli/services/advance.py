"""`oms advance`: every step that the flow allows next, one after the other, each the use case of its command.

What waits for somebody outside (the provider's shipping notice, a person who looks at a hold) is skipped and named; the
provider's part is played only where the caller asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from omscli.domain.ids import order_key_of
from omscli.domain.values import dataclass, replace
from omscli.errors import nearest, refuse
from omscli.services.allocate import AllocateOptions, plan_allocate, ready_to_allocate
from omscli.services.approve import plan_approve, ready_to_approve
from omscli.services.chunked import in_chunks, itself
from omscli.services.ensure_funds import ensure_funds, ready_to_fund
from omscli.services.export import export
from omscli.services.invoice import plan_invoice, ready_to_invoice
from omscli.services.scene import Scene
from omscli.services.ship import ShipOptions, ready_to_ship, ship
from omscli.services.standard_flow import orders_to_refund, refund_orders
from omscli.services.summarize import plan_summarize, ready_to_summarize
from omscli.services.unit import Batch, Result, Runner, submit
from omscli.store.advancing import SQL_WAITING_FOR_GATEWAY, SQL_WAITING_FOR_NOTICE, SQL_WAITING_FOR_PEOPLE
from omscli.store.db import Database, Reader
from omscli.store.exports import not_written, ready_to_export
from omscli.store.labels import load_labels
from omscli.store.settings import load_policy

COLUMNS = ("Step", "OrderNumber", "FulfillmentOrderNumber", "InvoiceNumber", "Status", "WaitsFor")


Targets = Sequence[int]


@dataclass(frozen=True, slots=True)
class Journey:
    """What one run of `advance` works with; `folder` takes the files for the provider."""

    database: Database
    runner: Runner
    scene: Scene
    folder: Path
    plays_provider: bool

    def on_orders(self, keys: Targets, plan: Callable[[Reader, Targets], Batch]) -> Iterator[Result]:
        """A step that works on orders, a chunk a transaction."""
        return in_chunks(self.database, self.runner, keys, plan, order_of=itself)


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its command, the state it leads to, what is ready for it (order keys, or record ids), its use case.

    `left` finds what a run that was killed left to be finished, though no order is ready for the step any more.
    """

    command: str
    state: str
    ready: Callable[[Reader], list[int]]
    run: Callable[[Journey, Targets], Iterator[Result]]
    on_orders: bool = False
    left: Callable[[Reader], Sequence[object]] | None = None


def _summarize(journey: Journey, keys: Targets) -> Iterator[Result]:
    return journey.on_orders(keys, lambda reader, of: plan_summarize(reader, of, journey.scene))


def _approve(journey: Journey, keys: Targets) -> Iterator[Result]:
    return journey.on_orders(keys, lambda reader, of: plan_approve(reader, of, journey.scene))


def _allocate(journey: Journey, keys: Targets) -> Iterator[Result]:
    def plan(reader: Reader, of: Targets) -> Batch:
        return plan_allocate(reader, of, journey.scene, load_policy(reader), AllocateOptions())

    return journey.on_orders(keys, plan)


def _export(journey: Journey, ids: Targets) -> Iterator[Result]:
    return export(journey.database, journey.runner, ids, journey.scene, journey.folder, ("json",))


def _ship(journey: Journey, ids: Targets) -> Iterator[Result]:
    return ship(journey.database, journey.runner, ids, journey.scene, ShipOptions())


def _invoice(journey: Journey, ids: Targets) -> Iterator[Result]:
    def plan(reader: Reader, of: Targets) -> Batch:
        return plan_invoice(reader, of, journey.scene)

    return in_chunks(journey.database, journey.runner, ids, plan, order_of=order_key_of)


def _fund(journey: Journey, ids: Targets) -> Iterator[Result]:
    return ensure_funds(journey.database, journey.runner, ids, journey.scene)


def _refund(journey: Journey, keys: Targets) -> Iterator[Result]:
    return refund_orders(journey.database, journey.runner, keys, journey.scene)


SHIP = "ship"
STEPS: tuple[Step, ...] = (
    Step("summarize", "summarized", ready_to_summarize, _summarize, on_orders=True),
    Step("approve", "approved", ready_to_approve, _approve, on_orders=True),
    Step("allocate", "allocated", ready_to_allocate, _allocate, on_orders=True),
    Step("export", "exported", ready_to_export, _export, left=not_written),
    Step(SHIP, "fulfilled", ready_to_ship, _ship),
    Step("invoice", "invoiced", ready_to_invoice, _invoice),
    Step("ensure-funds", "paid", ready_to_fund, _fund),
    Step("ensure-refunds", "refunded", orders_to_refund, _refund, on_orders=True),
)
"""The flow, in its order. Money follows a fulfillment by itself where the set-up says so (D9)."""


def steps_until(state: str | None) -> tuple[Step, ...]:
    """The steps up to a state, or all. Raises `usage` for a state that no step leads to."""
    states = [step.state for step in STEPS]
    if state is None:
        return STEPS
    if state not in states:
        guess = nearest(state, states)
        hint = f'did you mean "{guess}"? ' if guess else ""
        message = f'there is no state "{state}"'
        raise refuse("usage", message, help=f"{hint}states: {', '.join(states)}", done="nothing was done")
    return STEPS[: states.index(state) + 1]


@dataclass(frozen=True, slots=True)
class Part:
    """The orders that are one process's of several: every so many-th key."""

    number: int
    of: int

    def __contains__(self, key: object) -> bool:
        return isinstance(key, int) and key % self.of == self.number


def flow_order(result: Result) -> int:
    """Where in the flow a result of `advance` stands: its step; what waits for somebody comes last."""
    if "WaitsFor" in result.fields:
        return len(STEPS)
    return next((at for at, step in enumerate(STEPS) if step.command == result.fields["Step"]), len(STEPS))


def advance(journey: Journey, wanted: Container[int] | None, until: str | None) -> Iterator[Result]:
    """The results of every step that the orders (None: all) are ready for, then what waits for somebody.

    A preview shows the next step of each order only: what follows it depends on what it would store.
    """
    steps = steps_until(until)
    previewed: set[int] = set()
    for step in steps:
        if step.command == SHIP and not journey.plays_provider:
            continue
        with journey.database.read() as reader:
            ready = [target for target in step.ready(reader) if wanted is None or _order(step, target) in wanted]
            left = step.left(reader) if step.left and journey.runner is submit else ()
        if journey.runner is not submit:
            ready = [target for target in ready if _order(step, target) not in previewed]
            previewed.update(_order(step, target) for target in ready)
        if ready or left:
            for result in step.run(journey, ready):
                yield replace(result, fields={"Step": step.command, **result.fields})
    yield from _waiting(journey, wanted, any(step.command == SHIP for step in steps))


def _order(step: Step, target: int) -> int:
    return target if step.on_orders else order_key_of(target)


def _waiting(journey: Journey, wanted: Container[int] | None, shipping: bool) -> Iterator[Result]:
    with journey.database.read() as reader:
        labels = load_labels(reader)
        people = reader.rows(SQL_WAITING_FOR_PEOPLE)
        asked = reader.rows(SQL_WAITING_FOR_GATEWAY)
        notices = reader.rows(SQL_WAITING_FOR_NOTICE) if shipping and not journey.plays_provider else []
    for key, number, status, exception in people:
        if wanted is None or key in wanted:
            fields = {"Step": "resolve", "OrderNumber": number, "Status": labels.get(status, status)}
            fields["WaitsFor"] = f"a person: {exception}"
            yield Result("skipped", fields, key=key)
    for key, number, status, calls in asked:
        if wanted is None or key in wanted:
            fields = {"Step": "payments reconcile", "OrderNumber": number, "Status": labels.get(status, status)}
            fields["WaitsFor"] = f"the gateway: what became of {calls} {'call' if calls == 1 else 'calls'}"
            yield Result("skipped", fields, key=key)
    for key, number, fulfillment_order, status in notices:
        if wanted is None or key in wanted:
            fields = {"Step": SHIP, "OrderNumber": number, "FulfillmentOrderNumber": fulfillment_order}
            yield Result("skipped", fields | {"Status": status, "WaitsFor": "the provider's shipping notice"}, key=key)

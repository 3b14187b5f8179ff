"""`oms seed`: test orders of a random seed, placed like orders of files and taken to a state; twice is once.

A chunk of orders goes all the way before the next is begun, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from omscli.documents.orders.reading import OrderRead
from omscli.domain.ids import order_key_of
from omscli.domain.values import replace
from omscli.errors import Problem
from omscli.services.place import PlaceOptions, place_orders
from omscli.services.scene import Scene
from omscli.services.seeding.assortment import load_assortment
from omscli.services.seeding.orders import make_order
from omscli.services.seeding.states import steps_to
from omscli.services.seeding.steps import Field
from omscli.services.unit import CHUNK, Result, Runner, submit
from omscli.store import progress
from omscli.store.db import Database

COLUMNS = ("OrderNumber", "OrderReferenceNumber", "Status", "ItemCount", "GrandTotalAmount", "CurrencyIsoCode")
_DONE = frozenset({"wrong-state"})
"""Refusals of a step that an order has behind it already."""


def seed_orders(
    database: Database, runner: Runner, count: int, state: str, random_seed: int, scene: Scene
) -> Iterator[Result]:
    """A result for each of the orders 1 to `count` of the seed, with the status that it got to.

    `created`, `exists` (it was in that state), `updated` (it was there and went further); a step that was refused is a
    problem of the result (`partly-done`), and of a preview only the placing is shown. Raises `usage`, `wrong-state`.
    """
    steps = steps_to(state)
    with database.read() as reader:
        assortment = load_assortment(reader)
    for start in range(1, count + 1, CHUNK):
        numbers = range(start, min(start + CHUNK, count + 1))
        reads = [OrderRead("seed", None, number - 1, make_order(assortment, random_seed, number)) for number in numbers]
        placed = list(place_orders(database, runner, reads, scene, PlaceOptions(stop=False)))
        keys = [result.key for result in placed if result.key is not None and result.status in ("created", "exists")]
        if runner is not submit:
            yield from (_shown(result, result.fields["Status"], (), moved=False) for result in placed)
            continue
        field = Field(database, scene)
        moved: set[int] = set()
        problems: dict[int, Problem] = {}
        for step in steps:
            for result in step(field, keys):
                _note(result, keys, moved, problems)
        with database.read() as reader:
            statuses = progress.statuses(reader, keys)
        for result in placed:
            key = result.key or 0
            problem = problems.get(key)
            status = statuses.get(key, result.fields["Status"])
            yield _shown(result, status, (_stays(status, problem),) if problem else (), moved=key in moved)


def _note(result: Result, keys: Sequence[int], moved: set[int], problems: dict[int, Problem]) -> None:
    """What a step's result says of its order: that it went on, or why it did not."""
    if result.key is None:
        return
    key = result.key if result.key in keys else order_key_of(result.key)
    if result.status in ("created", "updated"):
        moved.add(key)
    elif result.problems and result.problems[0].code not in _DONE:
        problems.setdefault(key, result.problems[0])


def _stays(status: str, problem: Problem) -> Problem:
    return Problem("partly-done", f"stays {status}: {problem.message}", None, problem.help)


def _shown(result: Result, status: str, problems: tuple[Problem, ...], *, moved: bool) -> Result:
    fields = result.fields | {"Status": status}
    became = "updated" if moved and result.status == "exists" else result.status
    return replace(result, status=became, fields=fields, problems=(*result.problems, *problems), place=None, index=None)

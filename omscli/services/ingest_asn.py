"""`oms ingest asn`: notices of the fulfillment provider come in from files; the same file twice ships once (D8).

Under `stop` a file is one unit of work; under `skip` every chunk is, and what is refused is left out. What became
`Fulfilled` then goes on by itself, when the set-up says so: invoice and funds (D9), in transactions of their own, so
that a declined card never undoes a shipment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from omscli.documents.asn.values import AsnRead
from omscli.domain.ids import order_key_of
from omscli.domain.policy import ShortShip
from omscli.domain.values import replace
from omscli.services.fulfillment_book import fulfilled_among
from omscli.services.scene import Scene
from omscli.services.shipping import plan_notices
from omscli.services.unit import TOGETHER, Planner, Result, Runner, chunks, submit
from omscli.store.db import Database
from omscli.store.settings import load_policy

if TYPE_CHECKING:
    from omscli.documents.claims import Claims


def ingest_asns(
    database: Database,
    runner: Runner,
    reads: Iterable[AsnRead],
    scene: Scene,
    *,
    short: ShortShip | None = None,
    stop: bool = True,
    claims: Claims | None = None,
) -> Iterator[Result]:
    """A result per notice of the input, in its order; `short` overrides what the set-up does with short lines, and
    `claims` are given back file by file.
    """
    with database.read() as reader:
        policy = load_policy(reader)
    chosen, follows = short or policy.short_ship, runner is submit and policy.on_fulfilled == "invoice-and-fund"
    if not stop:
        for chunk in chunks(reads, lines=_lines):
            results: Sequence[Result] = runner(database, _planner(chunk, scene, chosen)).results
            yield from results
            yield from go_on(database, runner, results, scene)
            if claims is not None:
                claims.release({read.file for read in chunk} - {chunk[-1].file})
        return
    for name, of_file in groupby(reads, key=lambda read: read.file):
        plans = (_planner(chunk, scene, chosen) for chunk in chunks(of_file, lines=_lines))
        done: dict[int, None] = {}
        for result in map(_withdrawn, TOGETHER[runner](database, plans)):
            if follows:
                done |= dict.fromkeys(fulfilled_among((result,)))
            yield result
        yield from _go_on(database, runner, done, scene)
        if claims is not None:
            claims.release((name,))


def _withdrawn(result: Result) -> Result:
    """What was planned for a file of which nothing was stored is not told as if it were."""
    if result.status != "skipped":
        return result
    kept = ("OrderNumber", "AsnNumber", "FulfillmentOrderNumber")
    fields = {name: value if name in kept else None for name, value in result.fields.items()}
    return replace(result, fields=fields, problems=())


def _lines(read: AsnRead) -> int:
    return len(read.asn.lines) if read.asn else 1


def _planner(reads: list[AsnRead], scene: Scene, short: ShortShip) -> Planner:
    return lambda reader: plan_notices(reader, reads, scene, short)


def go_on(database: Database, runner: Runner, results: Iterable[Result], scene: Scene) -> Iterator[Result]:
    """Hand over what is `Fulfilled` to the standard flow; answers what went wrong there (a declined card).

    Known notices too: the money of a run that was killed between shipment and invoice is caught up.
    """
    yield from _go_on(database, runner, fulfilled_among(results), scene)


def _go_on(database: Database, runner: Runner, keys: Iterable[int], scene: Scene) -> Iterator[Result]:
    done = [(order_key_of(key), key) for key in keys]
    if runner is submit and done:
        from omscli.services.standard_flow import after_fulfilled  # gateways: only where money follows

        yield from (result for result in after_fulfilled(database, runner, done, scene) if result.problems)

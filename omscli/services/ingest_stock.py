"""`oms ingest stock`: bring stock levels to what files say (contract §6). A file is one unit of work.

What is reserved for orders stays reserved, so a level below it is a conflict. Each change leaves its movement (INV-4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby

from omscli.documents.position import Position
from omscli.documents.stock.read import StockLine, StockRead
from omscli.domain.values import dataclass
from omscli.errors import Place, Problem, nearest
from omscli.services.scene import Scene
from omscli.services.setup.apply import STOCK_CAUSE
from omscli.services.unit import TOGETHER, Batch, Planner, Progress, Result, Runner, chunks
from omscli.store import catalog, rows
from omscli.store.db import Database, Reader
from omscli.store.stock_levels import SQL_SET_LEVEL, LevelRow, Spot, levels_of


@dataclass(slots=True)
class _Run:
    """What one file has said so far, to find a level that it gives twice."""

    scene: Scene
    seen: dict[tuple[str, str], tuple[int | None, int]] = field(default_factory=dict)


def ingest_stock(
    database: Database,
    runner: Runner,
    reads: Iterable[StockRead],
    scene: Scene,
    positions: Mapping[str, Position] | None = None,
) -> Iterator[Result]:
    """A result for each line of each file, in their order; a file with a bad line changes nothing.

    `positions` are what the ledger of the run keeps of each file that is done.
    """
    for name, of_file in groupby(reads, key=lambda read: read.file):
        run = _Run(scene)
        done = positions.get(name) if positions else None
        progress = Progress(() if done is None else (done,))
        yield from TOGETHER[runner](database, (_planner(run, chunk, progress) for chunk in chunks(of_file)))


def _planner(run: _Run, reads: list[StockRead], progress: Progress) -> Planner:
    def plan(reader: Reader) -> Batch:
        batch = plan_levels(reader, reads, run)
        batch.progress = progress
        return batch

    return plan


def plan_levels(reader: Reader, reads: Sequence[StockRead], run: _Run) -> Batch:
    """Set the levels of a chunk of lines: `created`, `updated`, `exists` (already so), `rejected`."""
    batch = Batch()
    levels = [read.level for read in reads if read.level is not None]
    locations = catalog.locations_by_reference(reader, (level.location for level in levels))
    products = catalog.products_by_sku(reader, (level.sku for level in levels))
    known = levels_of(
        reader,
        (
            (locations[level.location].id, products[level.sku].id)
            for level in levels
            if level.location in locations and level.sku in products
        ),
    )
    for read in reads:
        if read.level is None:
            batch.results.append(_result(read, "rejected", read.problems))
            continue
        location, product = locations.get(read.level.location), products.get(read.level.sku)
        if location is None or product is None or not location.is_inventory_location:
            problems = _strangers(reader, read, location, product)
            batch.results.append(_result(read, "rejected", problems))
            continue
        spot = (location.id, product.id)
        problem = _twice(read, read.level, run) or _too_low(read, read.level, known.get(spot))
        if problem:
            batch.results.append(_result(read, "rejected", (problem,)))
            continue
        batch.results.append(_set(reader, batch, run.scene, read, read.level, spot, known.get(spot)))
    return batch


def _set(
    reader: Reader, batch: Batch, scene: Scene, read: StockRead, level: StockLine, spot: Spot, old: LevelRow | None
) -> Result:
    safety = level.safety_stock if level.safety_stock is not None else old.safety_stock if old else 0
    now = LevelRow(level.on_hand, old.reserved if old else 0, safety)
    if now == old:
        return _result(read, "exists", (), now)
    if old is None:
        row = rows.stock(location_id=spot[0], product_id=spot[1], on_hand=now.on_hand, safety_stock=safety)
        batch.insert("stock", row)
    else:
        batch.run(SQL_SET_LEVEL, now.on_hand, safety, *spot)
    difference = now.on_hand - (old.on_hand if old else 0)
    if difference:
        movement = rows.stock_movements(
            order_key=0,
            id=batch.take_key(reader, "stock_movements"),
            location_id=spot[0],
            product_id=spot[1],
            on_hand_change=difference,
            cause=STOCK_CAUSE,
            created_date=scene.now,
        )
        batch.insert("stock_movements", movement)
    return _result(read, "updated" if old else "created", (), now)


def _result(read: StockRead, status: str, problems: tuple[Problem, ...], now: LevelRow | None = None) -> Result:
    level = read.level
    fields = {
        "Location": level.location if level else None,
        "StockKeepingUnit": level.sku if level else None,
        "OnHand": now.on_hand if now else level.on_hand if level else None,
        "Reserved": now.reserved if now else None,
        "SafetyStockCount": now.safety_stock if now else None,
        "AvailableToFulfill": max(0, now.on_hand - now.reserved - now.safety_stock) if now else None,
    }
    return Result(status, fields, problems, Place(read.file, read.line), read.index)


def _place(read: StockRead, path: str) -> Place:
    return Place(read.file, read.line, None, path)


def _strangers(
    reader: Reader, read: StockRead, location: catalog.LocationRow | None, product: catalog.ProductRow | None
) -> tuple[Problem, ...]:
    """Why a line's location or product cannot have a level."""
    level, problems = read.level, []
    assert level is not None
    if location is None:
        message = f'no location has the reference "{level.location}"'
        hint = _hint(level.location, catalog.names_of(reader, "locations"))
        problems.append(Problem("unknown-location", message, _place(read, "location"), hint))
    elif not location.is_inventory_location:
        message = f'"{level.location}" holds no counted stock'
        problems.append(Problem("bad-value", message, _place(read, "location")))
    if product is None:
        message = f'no product has SKU "{level.sku}"'
        hint = _hint(level.sku, catalog.names_of(reader, "products"))
        problems.append(Problem("unknown-sku", message, _place(read, "sku"), hint))
    return tuple(problems)


def _hint(name: str, known: list[str]) -> str | None:
    guess = nearest(name, known)
    return f'did you mean "{guess}"?' if guess else None


def _twice(read: StockRead, level: StockLine, run: _Run) -> Problem | None:
    here = (read.line, read.index)
    first = run.seen.setdefault((level.location, level.sku), here)
    if first == here:  # new, or planned anew
        return None
    message = f"{level.sku} at {level.location} stands twice, first in line {first[0]}"
    return Problem("duplicate-record", message, _place(read, "sku"))


def _too_low(read: StockRead, level: StockLine, old: LevelRow | None) -> Problem | None:
    if old is None or level.on_hand >= old.reserved:
        return None
    message = f"{level.on_hand} units of {level.sku} at {level.location}, but {old.reserved} are reserved for orders"
    help_ = "`oms deallocate` takes units off fulfillment orders"
    return Problem("conflict", message, _place(read, "on_hand"), help_)

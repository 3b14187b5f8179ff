"""A store and its model under one random history: every step is done by the real service and by the model.

After each step `agree` compares them, and a step that a rule refused must have left every row as it was.
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from omscli.documents.asn.values import AsnInput, AsnRead
from omscli.documents.orders.reading import read_orders
from omscli.documents.setup.read import read_setup
from omscli.domain.change_values import FEE_TYPES, ChangeRequest, Fee, Wanted
from omscli.domain.fulfillment import NoticeLine
from omscli.domain.ids import decode
from omscli.services.allocate import AllocateOptions, plan_allocate
from omscli.services.approve import plan_approve
from omscli.services.cancel import cancel_orders
from omscli.services.changing import Entry
from omscli.services.deallocate import find_units, plan_deallocate
from omscli.services.export import export
from omscli.services.ingest_asn import ingest_asns
from omscli.services.invariants.table import INVARIANTS
from omscli.services.place import PlaceOptions, place_orders
from omscli.services.reship import ReshipRequest, plan_reships
from omscli.services.resolve import active_exceptions, plan_resolve
from omscli.services.returns import return_orders
from omscli.services.scene import Scene
from omscli.services.starting import make_store
from omscli.services.summarize import plan_summarize
from omscli.services.unit import Result, submit
from omscli.store.db import open_store
from omscli.store.settings import load_policy
from tests.properties.model import OPEN, PRODUCT, Order
from tests.properties.money_steps import MoneySteps
from tests.properties.order_documents import DIGITS, SKUS, make_order

SQL_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'runs_%' ORDER BY name"
NOW = 1_767_607_200_000
PLACES = ("EAST", "WEST", "NORTH")
WRITES_ANYWAY = frozenset({"no-stock", "fraud-refused", "declined", "gateway-unreachable", "outcome-unknown"})
"""Refusals that leave something behind on purpose: a routing attempt, an exception, a gateway log."""


def template(folder: Path) -> Path:
    """The set-up store that every history starts from a copy of."""
    path = folder / "template.db"
    if not path.exists():
        shop = (Path(__file__).parent / "history_shop.toml").read_bytes()
        make_store(path, read_setup(shop, "history_shop.toml"), Scene(NOW, "tester", "init"))
    return path


class World(MoneySteps):
    """One history."""

    def __init__(self, folder: Path, start: Path) -> None:
        self.folder, self.path = folder, folder / "oms.db"
        shutil.copy(start, self.path)
        super().__init__(open_store(self.path))
        self.now, self.notices = NOW, 0
        self.log: list[Any] = []
        self.watch = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        self.tables = [name for (name,) in self.watch.execute(SQL_TABLES) if name not in ("runs", "sqlite_sequence")]

    def close(self) -> None:
        self.watch.close()
        self.database.close()

    def fingerprint(self) -> int:
        """A hash over every row, as another connection sees them; for this process only."""
        return hash(tuple(tuple(self.watch.execute(f'SELECT * FROM "{name}"').fetchall()) for name in self.tables))

    def step(self, name: str, seed: int) -> None:
        """One step: the service's, the model's, and what both must agree on."""
        dice = random.Random(seed)
        self.now += 1000
        before = self.fingerprint()
        try:
            results = list(getattr(self, f"do_{name}")(dice))
        finally:
            os.environ.pop("OMS_MOCK_SCRIPT", None)
        self.log.append((name, seed, [(r.status, [p.code for p in r.problems]) for r in results]))
        codes = {problem.code for result in results for problem in result.problems}
        statuses = {result.status for result in results}
        if statuses <= {"rejected", "skipped", "exists"} and not codes & WRITES_ANYWAY:
            assert self.fingerprint() == before, f"{name} was refused ({codes or statuses}) and changed something"
        self.agree()

    # ---- choices

    def held(self, key: int) -> bool:
        return bool(self.rows("SELECT 1 FROM order_summaries WHERE order_key = ? AND status = 'On Hold'", key))

    def waits(self, key: int) -> bool:
        """Whether it is not known what became of a call for a payment of the order (P26)."""
        return bool(self.rows("SELECT 1 FROM gateway_intents WHERE order_key = ? AND state = 'unknown'", key))

    # ---- steps before fulfillment

    def do_place(self, dice: random.Random) -> Iterable[Result]:
        document, order, money = make_order(dice.randrange(10**6), f"WEB-{len(self.orders) + 1}")
        path = self.folder / f"order-{len(self.orders)}.json"
        path.write_text(json.dumps(document))
        results = []
        for expected in ("created", "exists"):
            reads = list(read_orders([path]))
            (result,) = place_orders(self.database, submit, reads, self.scene, PlaceOptions())
            assert result.status == expected, result.problems
            results.append(result)
        key = results[0].key
        assert key
        self.orders[key], self.purses[key], self.currencies[key] = order, money, document["CurrencyIsoCode"]
        return [*results, *self.run(plan_summarize, [key], self.scene)]

    def do_summarize(self, dice: random.Random) -> Iterable[Result]:
        results = self.run(plan_summarize, [self.some_order(dice)], self.scene)
        assert [result.status for result in results] == ["exists"]
        return results

    def do_approve(self, dice: random.Random) -> Iterable[Result]:
        return self.run(plan_approve, [self.some_order(dice, lambda key: not self.approved(key))], self.scene)

    def approved(self, key: int) -> bool:
        return self.rows("SELECT approved_date FROM order_summaries WHERE order_key = ?", key)[0][0] is not None

    def do_resolve(self, dice: random.Random) -> Iterable[Result]:
        with self.database.read() as reader:
            targets = active_exceptions(reader, [self.some_order(dice, self.held)])
        return self.run(plan_resolve, targets, self.scene, dice.choice(("Resolved", "Ignored"))) if targets else []

    # ---- fulfillment

    def do_allocate(self, dice: random.Random) -> Iterable[Result]:
        key = self.some_order(
            dice, lambda key: self.approved(key) and any(self.orders[key].open_units(g) for g in range(3))
        )
        only, order, held = dice.choice((None, None, *PLACES)), self.orders[key], self.held(key)
        with self.database.read() as reader:
            policy = load_policy(reader)
        results = self.run(plan_allocate, [key], self.scene, policy, AllocateOptions(location=only))
        made = self.new_fulfillments(key)
        if held or self.waits(key) or not self.approved(key):
            assert [result.status for result in results] == ["rejected"]
            assert not made
            return results
        for group in sorted({item.group for item in order.items}):
            self.allocate_group(order, group, only, [one for one in made if one[1] == group])
        return results

    def allocate_group(self, order: Order, group: int, only: str | None, made: list[Any]) -> None:
        """All of a group's open products or none, from places that have them; charges with the first (D7)."""
        wanted = order.open_units(group)
        places = [only] if only else PLACES
        enough = all(sum(self.free(place, sku) for place in places) >= units for sku, units in wanted.items())
        assert bool(made) == (bool(wanted) and enough)
        for position, (number, _, place, units) in enumerate(made):
            assert only in (None, place)
            charges = {i: item.units_open for i, item in enumerate(order.items) if item.group == group}
            loose = {i for i, item in enumerate(order.items) if item.type != PRODUCT and not item.apart}
            charges = {i: count for i, count in charges.items() if count and i in loose}
            carried = {index: count for index, count in units.items() if order.items[index].type != PRODUCT}
            assert carried == ({} if position else charges)
            for index, count in units.items():
                if order.items[index].type == PRODUCT:
                    sku = order.items[index].sku
                    assert count <= self.free(place, sku), "oversold"
                    self.stock[place, sku][1] += count
            order.allocate(number, group, place, units)
        assert not made or not order.open_units(group)

    def do_reship(self, dice: random.Random) -> Iterable[Result]:
        """Some fulfilled units once more, from one place or any: all of it or nothing."""
        key = self.some_order(dice, lambda key: any(self.reshippable(key, sku) for sku in SKUS))
        order, only = self.orders[key], dice.choice((None, None, None, *PLACES))
        there = {
            sku: sum(order.reshippable(i) for i, item in enumerate(order.items) if item.sku == sku) for sku in SKUS
        }
        skus = [sku for sku in SKUS if there[sku] or dice.random() < 0.1] or ["A"]
        wanted = {sku: dice.randint(1, max(1, there[sku])) for sku in dice.sample(skus, dice.randint(1, len(skus)))}
        with self.database.read() as reader:
            policy = load_policy(reader)
        request = ReshipRequest(tuple(Wanted(sku, units) for sku, units in wanted.items()), "Unknown", only)
        enough = all(units <= there[sku] for sku, units in wanted.items()) and not self.held(key)
        places = [only] if only else PLACES
        enough = enough and all(sum(self.free(place, sku) for place in places) >= n for sku, n in wanted.items())
        results = self.run(plan_reships, [key], request, self.scene, policy)
        assert {result.status for result in results} == {"created" if enough else "rejected"}, (results, wanted)
        for number, group, place, units in self.new_fulfillments(key):
            order.reship(number, group, place, units)
            for index, count in units.items():
                sku = order.items[index].sku
                assert count <= self.free(place, sku), "oversold"
                self.stock[place, sku][1] += count
                wanted[sku] -= count
        assert not enough or not any(wanted.values())
        return results

    def reshippable(self, key: int, sku: str) -> int:
        order = self.orders[key]
        return sum(order.reshippable(index) for index, item in enumerate(order.items) if item.sku == sku)

    def free(self, place: str, sku: str) -> int:
        on_hand, reserved, safety = self.stock.get((place, sku), (0, 0, 0))
        return max(0, on_hand - reserved - safety)

    def new_fulfillments(self, key: int) -> list[tuple[str, int, str, dict[int, int]]]:
        """Fulfillment orders that the model does not know: number, group, place, units by item index."""
        sql = """SELECT f.fulfillment_order_number, l.external_reference, f.id FROM fulfillment_orders f
                 JOIN locations l ON l.id = f.fulfilled_from_location_id WHERE f.order_key = ? ORDER BY f.id"""
        index = {id_: position for position, id_ in enumerate(self.item_ids(key))}
        found = []
        for number, place, id_ in self.rows(sql, key):
            if number in self.orders[key].fulfillments:
                continue
            lines = self.rows(
                "SELECT item_summary_id, quantity FROM fulfillment_order_items "
                "WHERE order_key = ? AND fulfillment_order_id = ? ORDER BY id", key, id_,
            )  # fmt: skip
            units = {index[item]: quantity for item, quantity in lines}
            (group,) = {self.orders[key].items[item].group for item in units}
            found.append((number, group, place, units))
        return found

    def do_deallocate(self, dice: random.Random) -> Iterable[Result]:
        chosen = self.some_fulfillment(dice, lambda one: one.status in OPEN and one.invoiced is None)
        if chosen is None:
            return []
        key, _, number = chosen
        order, sku, units = self.orders[key], dice.choice(SKUS), dice.randint(1, 3)
        fulfillment = order.fulfillments[number]
        with self.database.read() as reader:
            target = find_units(reader, f"{number}:{sku}={units}")
        results = self.run(plan_deallocate, [target], self.scene)
        allowed = fulfillment.status in OPEN and not fulfillment.invoiced
        allowed = allowed and units <= fulfillment.unshipped(order.items, sku)
        assert (results[0].status == "updated") == allowed, results
        if allowed:
            self.stock_moves(order, number, lambda: order.deallocate(number, sku, units))
        return results

    def stock_moves(self, order: Order, number: str, change: Any) -> None:
        """What a change of a fulfillment order does to the stock of its place."""
        fulfillment = order.fulfillments[number]

        def counted() -> dict[str, tuple[int, int]]:
            found: dict[str, tuple[int, int]] = {}
            for index, line in fulfillment.products(order.items):
                waiting, shipped = found.get(order.items[index].sku, (0, 0))
                found[order.items[index].sku] = waiting + line.units - line.shipped, shipped + line.shipped
            return found

        before = counted()
        change()
        for sku, (waiting, shipped) in counted().items():
            level = self.stock[fulfillment.place, sku]
            level[0] -= shipped - before[sku][1]
            level[1] -= before[sku][0] - waiting

    def do_export(self, dice: random.Random) -> Iterable[Result]:
        chosen = self.some_fulfillment(dice)
        if chosen is None:
            return []
        fulfillment = self.orders[chosen[0]].fulfillments[chosen[2]]
        allowed = fulfillment.status == "Allocated" and not self.held(chosen[0]) and not self.waits(chosen[0])
        results = list(export(self.database, submit, [chosen[1]], self.scene, self.folder / "out", ("json", "csv")))
        assert (results[0].status == "updated") == allowed, results
        if allowed:
            fulfillment.status = "Assigned"
        return results

    def do_asn(self, dice: random.Random) -> Iterable[Result]:
        chosen = self.some_fulfillment(dice, lambda one: one.status in OPEN)
        if chosen is None:
            return []
        key, _, number = chosen
        order = self.orders[key]
        fulfillment = order.fulfillments[number]
        skus = dict.fromkeys(order.items[i].sku for i, line in fulfillment.products(order.items) if line.units)
        sent = dice.choice(("all", "all", "all", "some", "some", "none"))
        notice = {}
        for sku in skus:
            waiting = fulfillment.unshipped(order.items, sku)
            units = {"all": waiting, "none": 0}.get(sent, dice.randint(0, waiting + (dice.random() < 0.1)))
            if sent != "some" or dice.random() < 0.8:
                notice[sku] = units, dice.choice(("backorder", "cancel"))
        if not notice:
            return []
        self.notices += 1
        lines = tuple(NoticeLine(sku, units, short) for sku, (units, short) in notice.items())  # type: ignore[arg-type]
        reads = [AsnRead("", None, 0, AsnInput(f"N-{self.notices}", number, lines))]
        results = list(ingest_asns(self.database, submit, reads, self.scene))
        fits = all(units <= fulfillment.unshipped(order.items, sku) for sku, (units, _) in notice.items())
        allowed = fulfillment.status in OPEN and fits
        if allowed and fulfillment.invoiced:
            off = self._comes_off(order, number, notice)
            allowed = not off
        assert (results[0].status == "created") == allowed, (results, fulfillment, notice)
        if allowed:
            self.stock_moves(order, number, lambda: order.ship(number, notice))
        return results

    def _comes_off(self, order: Order, number: str, notice: dict[str, tuple[int, str]]) -> bool:
        """Whether units would come off the fulfillment order by a notice."""
        fulfillment = order.fulfillments[number]
        short = {sku: fulfillment.unshipped(order.items, sku) - units for sku, (units, _) in notice.items()}
        nothing = not any(units for units, _ in notice.values())
        if nothing and sum(short.values()) == fulfillment.unshipped(order.items):
            return any(short.values())
        return any(left and notice[sku][1] == "cancel" for sku, left in short.items())

    # ---- changes

    def do_cancel(self, dice: random.Random) -> Iterable[Result]:
        return self.change("cancel", self.some_order(dice), dice)

    def do_return(self, dice: random.Random) -> Iterable[Result]:
        back = self.some_order(dice, lambda key: any(self.orders[key].available(sku, "return") for sku in SKUS))
        return self.change("return", back, dice)

    def change(self, kind: str, key: int, dice: random.Random) -> list[Result]:
        order, shipping = self.orders[key], dice.random() < 0.5
        skus, top = [*SKUS, "WRAP"], 3
        if dice.random() < 0.8:
            skus = [sku for sku in skus if order.available(sku, kind)] or skus
            top = min(max(1, order.available(sku, kind)) for sku in skus)
        chosen = dice.sample(skus, dice.randint(1, min(2, len(skus))))
        wanted = None if dice.random() < 0.2 else {sku: dice.randint(1, top) for sku in chosen}
        fee = (dice.choice(FEE_TYPES), dice.choice((1, 5, 15, 50, 100))) if dice.random() < 0.3 else None
        return self.change_units(kind, key, wanted, shipping, fee)

    def change_units(
        self,
        kind: str,
        key: int,
        wanted: dict[str, int] | None,
        shipping: bool,
        fee: tuple[Any, int] | None = None,
    ) -> list[Result]:
        """A cancel or a return; with a fee in percent or minor units, all of it or nothing."""
        order = self.orders[key]
        names = tuple(Wanted(sku, units) for sku, units in (wanted or {}).items())
        percent = fee is not None and fee[0].startswith("Percentage")
        digits = 0 if percent else DIGITS[self.currencies[key]]
        fees = () if fee is None else (Fee(fee[0], Decimal(fee[1]).scaleb(-digits)),)
        entry = Entry(f"WEB-{key}", ChangeRequest(names, "Unknown", None, shipping, fees))
        if wanted is None:
            allowed = any(order.available(sku, kind) for sku in (*SKUS, "WRAP"))
        else:
            allowed = all(units <= order.available(sku, kind) for sku, units in wanted.items())
        changed, pool, charged = copy.deepcopy(order), [], None
        if allowed:
            pool = changed.change(kind, wanted, shipping)
            charged = changed.add_fee(*fee) if fee else 0
            allowed = charged is not None
        service = cancel_orders if kind == "cancel" else return_orders
        results = list(service(self.database, submit, [entry], self.scene))
        assert (results[0].status == "updated") == allowed, (results, wanted, fee)
        if not allowed or charged is None:
            return results
        before = {index: order.left(index) for index in pool}
        after = self.amounts(key)
        vars(order).update(vars(changed))
        if pool:
            pairs = {index: zip(before[index], after[index], strict=True) for index in pool}
            changed.settle_shipping(kind, {index: [a - b[0] for a, b in pair] for index, pair in pairs.items()})
        if kind == "return":
            self.purses[key].not_credited += changed.credits[-1]
        if charged:
            made = decode(results[0].fields["feeChangeOrderId"])
            assert made
            self.purses[key].fees[made[1]] = charged
        reported = results[0].fields["changeBalances"]["grandTotalAmount"]
        assert int(reported.scaleb(-reported.as_tuple().exponent)) == changed.credits[-1] - charged
        return results

    # ---- the end of the story

    def wind_down(self) -> None:
        """Cancel and return all that can go, with its shipping; invoice what was fulfilled, credit what came back."""
        for key, order in self.orders.items():
            for kind in ("cancel", "return"):
                if any(order.available(sku, kind) for sku in (*SKUS, "WRAP")):
                    self.change_units(kind, key, None, True)
                    self.agree()
            for number, one in order.fulfillments.items():
                if one.status == "Fulfilled" and one.invoiced is None and not one.reship:
                    sql = "SELECT id FROM fulfillment_orders WHERE order_key = ? AND fulfillment_order_number = ?"
                    self.invoice(key, self.rows(sql, key, number)[0][0], number)
            results = self.credit(key)
            self.agree()
            self.agree_in_the_end(key, order, bool([r for r in results if r.status == "skipped"]))
        self.agree(INVARIANTS)
        self.agree_on_books()

    def agree_in_the_end(self, key: int, order: Order, skipped: bool) -> None:
        open_orders = [one for one in order.fulfillments.values() if one.status in OPEN]
        sold = [one for one in order.fulfillments.values() if not one.reship]
        billed = all(one.invoiced is not None for one in sold if one.status == "Fulfilled")
        billed = billed and len(self.purses[key].fees) == len(self.purses[key].fee_invoices)
        if not open_orders and billed and not skipped:
            fulfilled = sum(sum(order.carried(index, closed=True)) for index in range(len(order.items)))
            returned = sum(sum(item.returned) for item in order.items)
            sql = "SELECT (SELECT COALESCE(SUM(total_amount_with_tax), 0) FROM {} WHERE order_key = ?)"
            bills, memos = (self.rows(sql.format(table), key)[0][0] for table in ("invoices", "credit_memos"))
            assert bills - memos == fulfilled - returned + sum(self.purses[key].fees.values())
        products = [index for index, item in enumerate(order.items) if item.type == PRODUCT]
        if not open_orders:
            assert all(amount == 0 for index in products for amount in order.left(index))

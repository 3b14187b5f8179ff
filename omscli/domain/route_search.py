"""The fewest locations that together hold what is wanted, and of those the cheapest: exact, by branch and bound.

Knows neither stock nor distance: locations are positions in a list, with units per product and a cost. A set of
locations serves when, for every product, its units add up to what is wanted, so one line may come from several places.

How it is fast: locations are renumbered by cost, sets of them are bits of an integer, and "who holds at least n of
product p" is one lookup. Sets of 1, 2, 3… locations are tried in turn; each step branches on the product with the
fewest holders, and the last location of a set is found by one `and` over the products still wanted. An integer solver
would do it too, but takes 100 ms and more to import, and longer for each order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from itertools import accumulate

from omscli.domain.values import dataclass

NODE_LIMIT = 20_000
"""Sets of locations that are looked into for one order (about 50 ms) before the greedy cover is taken instead."""

Needs = list[tuple[int, int]]
"""What is still wanted: (position of the product, units above zero)."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Sets of locations that serve, all of the fewest number of locations, the cheapest first.

    Empty when none serves. `exact` is False when the node limit ended the search: the set is then the best one found,
    and if none was found, the greedy cover.
    """

    sets: tuple[tuple[int, ...], ...]
    exact: bool
    nodes: int


def cheapest_cover(
    wanted: Sequence[int],
    supplies: Sequence[Sequence[int]],
    costs: Sequence[int],
    most: int,
    *,
    keep: int = 1,
    node_limit: int = NODE_LIMIT,
) -> Cover:
    """The `keep` cheapest of the smallest sets of at most `most` locations that serve; ties go to earlier locations.

    `wanted[p]` is above zero, `supplies[i][p]` lies between zero and `wanted[p]`, `costs[i]` is zero or more.
    """
    most = min(most, len(supplies))
    fewest = _fewest_possible(wanted, supplies)
    if fewest is None or fewest > most:
        return Cover((), exact=True, nodes=0)
    search = _Search(wanted, supplies, costs, keep, node_limit)
    try:
        for size in range(fewest, most + 1):
            search.run(size)
            if search.best:
                break
    except _LimitReached:
        sets = search.sets() or _within(greedy_cover(wanted, supplies, costs), most)
        return Cover(sets, exact=False, nodes=search.nodes)
    return Cover(search.sets(), exact=True, nodes=search.nodes)


def greedy_cover(
    wanted: Sequence[int], supplies: Sequence[Sequence[int]], costs: Sequence[int]
) -> tuple[int, ...] | None:
    """A set that serves, not always a smallest one: the most useful location first, then none that is superfluous.

    Ties go to the cheaper, then to the earlier location; None when all locations together do not serve.
    """
    needs = list(wanted)
    chosen: list[int] = []
    rest = set(range(len(supplies)))
    while any(needs):
        if not rest:
            return None
        useful = {index: sum(map(min, supplies[index], needs)) for index in rest}
        best = min(rest, key=lambda index: (-useful[index], costs[index], index))
        if not useful[best]:
            return None
        rest = {index for index in rest if useful[index] and index != best}
        chosen.append(best)
        needs = [max(0, need - units) for need, units in zip(needs, supplies[best], strict=True)]
    for index in sorted(chosen, key=lambda index: (-costs[index], -index)):
        others = [other for other in chosen if other != index]
        if _serves(wanted, supplies, others):
            chosen = others
    return tuple(sorted(chosen))


def _serves(wanted: Sequence[int], supplies: Sequence[Sequence[int]], chosen: Sequence[int]) -> bool:
    return all(sum(supplies[index][product] for index in chosen) >= units for product, units in enumerate(wanted))


def _within(chosen: tuple[int, ...] | None, most: int) -> tuple[tuple[int, ...], ...]:
    return (chosen,) if chosen is not None and len(chosen) <= most else ()


def _fewest_possible(wanted: Sequence[int], supplies: Sequence[Sequence[int]]) -> int | None:
    """Locations that the product hardest to gather takes at the least; None when all of them hold too little of one."""
    fewest = 1
    for product, units in enumerate(wanted):
        sums = list(accumulate(sorted((supply[product] for supply in supplies), reverse=True)))
        needed = bisect_left(sums, units) + 1
        if needed > len(sums):
            return None
        fewest = max(fewest, needed)
    return fewest


class _LimitReached(Exception):
    """The search has looked into as many sets as it may."""


class _Search:
    """The tables of one search, its best sets so far, and the nodes it has used."""

    __slots__ = (
        "wanted",
        "order",
        "supplies",
        "costs",
        "floor",
        "levels",
        "holders",
        "top",
        "keep",
        "limit",
        "nodes",
        "best",
        "bound",
    )

    def __init__(
        self,
        wanted: Sequence[int],
        supplies: Sequence[Sequence[int]],
        costs: Sequence[int],
        keep: int,
        limit: int,
    ) -> None:
        count = len(supplies)
        # The tie-break is part of the cost: of two sets of one size and one cost, the one whose first different
        # location comes earlier has the larger sum of 2 ** -position. So no two sets cost the same, and every
        # comparison prunes.
        exact = [(cost << count) - (1 << (count - 1 - index)) for index, cost in enumerate(costs)]
        self.wanted = wanted
        self.order = sorted(range(count), key=exact.__getitem__)
        self.supplies = [supplies[index] for index in self.order]
        self.costs = [exact[index] for index in self.order]
        self.floor = list(accumulate(self.costs, initial=0))  # floor[n]: what n locations cost at the least
        self.levels: list[list[int]] = []
        self.holders: list[list[int]] = []
        self.top: list[list[int]] = []
        for product in range(len(wanted)):
            self._index(product)
        self.keep = keep
        self.limit = limit
        self.nodes = 0
        self.best: list[tuple[int, tuple[int, ...]]] = []
        self.bound = sum(map(abs, self.costs)) + 1

    def _index(self, product: int) -> None:
        """Who holds at least so many units (levels upwards, holders as bits), and the most that n locations hold."""
        column = [supply[product] for supply in self.supplies]
        holders: dict[int, int] = {}
        for position, units in enumerate(column):
            if units:
                holders[units] = holders.get(units, 0) | 1 << position
        levels = sorted(holders)
        self.levels.append(levels)
        sums = list(accumulate((holders[level] for level in reversed(levels)), int.__or__))
        self.holders.append([*reversed(sums), 0])
        self.top.append(list(accumulate(sorted(column, reverse=True), initial=0)))

    def run(self, size: int) -> None:
        """Look for the cheapest sets of exactly this size; no smaller one serves."""
        self._extend(size, list(enumerate(self.wanted)), (1 << len(self.order)) - 1, 0, ())

    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The best sets so far in the caller's positions, the cheapest first."""
        return tuple(tuple(sorted(self.order[position] for position in chosen)) for _, chosen in self.best)

    def _extend(self, slots: int, needs: Needs, allowed: int, cost: int, chosen: tuple[int, ...]) -> None:
        """Fill the slots of a set that has room for that many more; `allowed` are the locations not yet tried here."""
        if slots == 1:
            self._finish(needs, allowed, cost, chosen)
            return
        rest = slots - 1
        supplies, costs, top = self.supplies, self.costs, self.top
        least = cost + self.floor[rest]
        for position in _positions(self._scarcest(needs, allowed)):
            if least + costs[position] >= self.bound:
                return
            if self.nodes >= self.limit:
                raise _LimitReached
            self.nodes += 1
            allowed ^= 1 << position  # sets with this location are all looked into here, and nowhere below
            supply = supplies[position]
            left = [(product, units - supply[product]) for product, units in needs if units > supply[product]]
            for product, units in left:
                if units > top[product][rest]:
                    break
            else:
                self._extend(rest, left, allowed, cost + costs[position], (*chosen, position))

    def _scarcest(self, needs: Needs, allowed: int) -> int:
        """The allowed holders of the product that has the fewest; the set must contain one of them."""
        masks = [self.holders[product][0] & allowed for product, _ in needs]
        return min(masks, key=int.bit_count)

    def _finish(self, needs: Needs, allowed: int, cost: int, chosen: tuple[int, ...]) -> None:
        """Take the cheapest locations that alone hold all that is still wanted."""
        for product, units in needs:
            allowed &= self.holders[product][bisect_left(self.levels[product], units)]
            if not allowed:
                return
        for position in _positions(allowed):
            total = cost + self.costs[position]
            if total >= self.bound:
                return
            insort(self.best, (total, (*chosen, position)))
            if len(self.best) >= self.keep:
                del self.best[self.keep :]
                self.bound = self.best[-1][0]


def _positions(mask: int) -> Iterator[int]:
    """The set bits of a mask, lowest first: locations, cheapest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

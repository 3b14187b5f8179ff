"""What allocation sees of the set-up: locations as candidates with their stock, the atlas, and what the flow chose."""

from __future__ import annotations

from collections.abc import Collection

from omscli.domain.geography import Address, Atlas
from omscli.domain.policy import Policy
from omscli.domain.routing import Candidate, Line, Request, Route
from omscli.domain.values import dataclass
from omscli.errors import OmsError, nearest, refuse
from omscli.store.db import Reader
from omscli.store.fulfillment import GroupRow
from omscli.store.reservations import PlaceRow, available, location_groups, memberships, places

FLOWS = ("single", "multi")


@dataclass(slots=True)
class World:
    """The set-up as a chunk sees it; `levels` (location → product → units available) is what is left of the stock."""

    places: dict[int, PlaceRow]
    levels: dict[int, dict[int, int]]
    candidates: list[Candidate]
    atlas: Atlas
    inventory: frozenset[int]
    max_splits: int | None
    only_location_id: int | None
    default_location_id: int | None
    location_group_id: int | None

    def take(self, route: Route) -> None:
        """The units of a route are promised: the next order does not see them."""
        for location_id, parts in route.assignments:
            if location_id not in self.inventory:
                continue
            level = self.levels[location_id]
            for product_id, units in parts:
                level[product_id] -= units

    def request(self, group: GroupRow, lines: tuple[Line, ...]) -> Request:
        """What is asked for where a delivery group needs these units."""
        address = Address(group.country, group.state, group.city, group.postal_code)
        return Request(
            lines,
            self.atlas.find(address),
            group.country,
            self.max_splits,
            self.default_location_id,
            self.only_location_id,
            self.location_group_id,
        )

    def allowed(self, request: Request) -> str:
        """From where a group could be served, in words."""
        if request.only_location_id is not None:
            return f" from {self.places[request.only_location_id].reference}"
        return "" if request.max_splits is None else f" from {locations(request.max_splits + 1)}"


def locations(number: int) -> str:
    """So many locations, in words."""
    return f"{number} location{'' if number == 1 else 's'}"


def load_world(
    reader: Reader,
    policy: Policy,
    flow: str | None,
    location: str | None,
    max_splits: int | None,
    product_ids: Collection[int],
) -> World:
    """The locations with their stock of these products. Raises `unknown-location`, `bad-config`."""
    chosen_flow = flow or policy.flow
    rows = {row.id: row for row in places(reader)}
    by_reference = {row.reference: row.id for row in rows.values()}
    fixed = policy.location if chosen_flow == "single" else None
    only = _location(by_reference, location, fixed)
    inventory = frozenset(row.id for row in rows.values() if row.is_inventory)
    levels: dict[int, dict[int, int]] = {key: {} for key in rows} | available(reader, sorted(inventory), product_ids)
    groups = memberships(reader)
    candidates = [
        Candidate(
            row.id,
            row.reference,
            row.name,
            row.latitude,
            row.longitude,
            bool(row.is_inventory),
            levels[row.id],
            bool(row.is_active),
            frozenset(groups.get(row.id, ())),
        )
        for row in rows.values()
    ]
    return World(
        rows,
        levels,
        candidates,
        _atlas(rows.values()),
        inventory,
        0 if chosen_flow == "single" else policy.max_splits if max_splits is None else max_splits,
        only,
        _location(by_reference, None, policy.default_location),
        _group(reader, policy.location_group),
    )


def _atlas(rows: Collection[PlaceRow]) -> Atlas:
    return Atlas(
        (Address(row.country, row.state, row.city, row.postal_code), (row.latitude, row.longitude))
        for row in rows
        if row.latitude is not None and row.longitude is not None
    )


def _location(known: dict[str, int], chosen: str | None, configured: str | None) -> int | None:
    reference = chosen or configured
    if reference is None:
        return None
    if reference not in known:
        raise _unknown("location", reference, sorted(known), "unknown-location" if chosen else "bad-config")
    return known[reference]


def _group(reader: Reader, reference: str | None) -> int | None:
    if reference is None:
        return None
    known = location_groups(reader)
    if reference not in known:
        raise _unknown("location group", reference, sorted(known), "bad-config")
    return known[reference]


def _unknown(what: str, reference: str, known: list[str], code: str) -> OmsError:
    guess = nearest(reference, known)
    hint = f'did you mean "{guess}"?' if guess else "`oms list locations` shows them"
    return refuse(code, f'no {what} has the reference "{reference}"', help=hint)

from __future__ import annotations

import pytest

from omscli.domain.fulfillment_order import DRAFT, OPEN_STATUSES, TRANSITIONS, TYPE_CATEGORIES
from omscli.domain.order_state import Quantities
from omscli.domain.statuses import FO_CATEGORIES, item_status


def test_every_status_of_the_graph_has_a_category_and_every_target_exists():
    assert set(TRANSITIONS) == set(FO_CATEGORIES)
    assert {after for targets in TRANSITIONS.values() for after in targets} <= set(TRANSITIONS)


def test_every_status_can_be_reached_from_draft():
    reached, waiting = {DRAFT}, [DRAFT]
    while waiting:
        for status in TRANSITIONS[waiting.pop()] - reached:
            reached.add(status)
            waiting.append(status)
    assert reached == set(TRANSITIONS)


def test_from_every_open_status_a_fulfillment_order_can_be_fulfilled_or_cancelled():
    for status in OPEN_STATUSES:
        assert {"Fulfilled", "Cancelled"} <= TRANSITIONS[status]


def test_what_is_closed_stays_closed():
    ends = {status for status, targets in TRANSITIONS.items() if not targets}
    assert {FO_CATEGORIES[status] for status in ends} == {"CLOSED", "CANCELLED", "REJECTED"}


def test_every_type_has_a_fixed_category():
    assert set(TYPE_CATEGORIES.values()) == {"PHYSICAL", "DIGITAL", "DROPSHIP"}


@pytest.mark.parametrize(
    ("quantities", "status"),
    [
        (Quantities(3), "ORDERED"),
        (Quantities(3, allocated=2), "PARTIALLYALLOCATED"),
        (Quantities(3, allocated=3), "ALLOCATED"),
        (Quantities(3, allocated=3, fulfilled=2), "PARTIALLYFULFILLED"),
        (Quantities(3, allocated=3, fulfilled=3), "FULFILLED"),
        (Quantities(3, allocated=3, fulfilled=3, return_initiated=3), "RETURNINITIATED"),
        (Quantities(3, canceled=3), "CANCELED"),
        (Quantities(3, canceled=1, allocated=2, fulfilled=2, return_initiated=2, returned=2), "RETURNED"),
        (Quantities(3, allocated=3, fulfilled=3, reshipped=3), "RESHIPPED"),
    ],
)
def test_item_statuses_follow_from_quantities_a18(quantities, status):
    assert item_status(quantities) == status

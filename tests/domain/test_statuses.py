"""What an approval makes of a status is what the rule of all statuses says, whatever the quantities."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.order_state import DELIVERY_CHARGE, PRODUCT, Quantities
from omscli.domain.statuses import header_status, status_approved
from omscli.domain.values import replace
from tests.domain.orders import item, order

COUNTS = st.integers(0, 2)
QUANTITIES = st.builds(Quantities, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
ITEMS = st.lists(st.tuples(st.sampled_from([PRODUCT, DELIVERY_CHARGE]), QUANTITIES), max_size=3)


@given(ITEMS)
def test_an_approval_needs_only_the_status_to_know_the_next_one(items):
    lines = [
        replace(line, type=kind, quantities=quantities)
        for (kind, quantities), line in zip(items, order(*[item("MUG", 1, 5)] * len(items)).items, strict=True)
    ]
    before, after = (header_status(lines, approved=approved, held=False) for approved in (False, True))
    assert status_approved(before) == after

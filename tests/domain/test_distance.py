"""Great-circle distances against published ones, and the properties every distance has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.distance import meters_between

SEATTLE = (47_606_200, -122_332_100)
MIAMI = (25_761_700, -80_191_800)
PARIS = (48_856_600, 2_352_200)
LONDON = (51_507_400, -127_800)

places = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))


def test_a_place_is_no_distance_from_itself():
    assert meters_between(*SEATTLE, *SEATTLE) == 0


@pytest.mark.parametrize(
    ("start", "end", "kilometers"),
    [(SEATTLE, MIAMI, 4397), (PARIS, LONDON, 344)],
)
def test_known_cities_are_as_far_apart_as_the_atlas_says(start, end, kilometers):
    assert abs(meters_between(*start, *end) - kilometers * 1000) < 1000


def test_a_degree_along_the_equator_is_a_360th_of_the_circumference():
    assert meters_between(0, 0, 0, 1_000_000) == 111_195


def test_a_micro_degree_is_a_tenth_of_a_meter_and_rounds_to_whole_meters():
    assert meters_between(0, 0, 4, 0) == 0
    assert meters_between(0, 0, 5, 0) == 1
    assert meters_between(0, 0, 9, 0) == 1


def test_opposite_points_are_half_the_circumference_apart():
    assert meters_between(0, 0, 0, 180_000_000) == 20_015_115
    assert meters_between(90_000_000, 0, -90_000_000, 0) == 20_015_115


def test_the_date_line_is_no_border():
    assert meters_between(0, 179_900_000, 0, -179_900_000) == meters_between(0, -100_000, 0, 100_000)


def test_the_result_is_a_whole_number():
    assert type(meters_between(*PARIS, *MIAMI)) is int


@given(places, places)
def test_the_way_back_is_as_long_and_never_longer_than_half_the_globe(start, end):
    there = meters_between(*start, *end)
    assert there == meters_between(*end, *start)
    assert 0 <= there <= 20_015_115

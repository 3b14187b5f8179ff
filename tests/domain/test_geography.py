from __future__ import annotations

from omscli.domain.geography import Address, Atlas

BERLIN, MUNICH, LONDON = (52_520_000, 13_405_000), (48_137_000, 11_575_000), (51_507_000, -127_000)
ATLAS = Atlas(
    [
        (Address("DE", "BE", "Berlin", "10115"), BERLIN),
        (Address("DE", "BY", "Munich", "80331"), MUNICH),
        (Address("GB", None, "London", "SW1"), LONDON),
    ]
)


def test_the_finest_part_of_the_address_that_a_location_shares_tells_the_place():
    assert ATLAS.find(Address("DE", "BY", "Augsburg", "10115")) == BERLIN
    assert ATLAS.find(Address("DE", "BY", "munich ", "1")) == MUNICH
    assert ATLAS.find(Address("de", "by", "Augsburg")) == MUNICH


def test_a_country_is_the_middle_of_its_locations():
    assert ATLAS.find(Address("DE")) == ((BERLIN[0] + MUNICH[0]) // 2, (BERLIN[1] + MUNICH[1]) // 2)


def test_a_city_of_the_same_name_elsewhere_is_another_place():
    assert ATLAS.find(Address("CA", "ON", "London")) is None


def test_without_a_country_nothing_is_known():
    assert ATLAS.find(Address(None, None, "Berlin", "10115")) is None

"""`oms setup` from outside: one file, there and back; twice is once; all of it or nothing."""

from __future__ import annotations

import pytest

SMALL = """\
[flow]
kind = "single"
location = "L1"

[[sales_channels]]
name = "Web"

[[products]]
sku = "MUG"
name = "Mug"

[[products]]
sku = "SHIP"
name = "Shipping"

[[price_books]]
name = "Standard Price Book"
standard = true

[price_books.prices]
MUG = { USD = 9.50 }

[[delivery_methods]]
reference = "standard"
name = "Standard"
charge_product = "SHIP"

[[locations]]
reference = "L1"
name = "One"

[[location_groups]]
reference = "ALL"
name = "All"
locations = ["L1"]

[[gateway_providers]]
name = "mock"
label = "Mock"
adapter = "mock"

[[gateways]]
name = "mock"
provider = "mock"

[opening_stock.L1]
MUG = { on_hand = 4 }
"""


@pytest.fixture
def shop(oms):
    oms.ok("init")
    oms.write("shop.toml", SMALL)
    oms.ok("setup", "apply", "shop.toml")
    return oms


def statuses(result):
    return {(one["Object"], one["Name"]): one["status"] for one in result.json["results"]}


def refusal(oms, text):
    """How the refusal of a file reads, and that nothing of it was stored."""
    before = oms.ok("setup", "export").out
    result = oms("setup", "apply", "-", stdin=text)
    assert result.out == ""
    assert oms.ok("setup", "export").out == before
    return result.code, result.err


def test_what_is_new_what_changed_and_what_was_so_is_told(oms, golden):
    oms.ok("init")
    oms.write("shop.toml", SMALL)
    golden("setup/apply-first.txt", oms("setup", "apply", "shop.toml"))
    golden("setup/apply-again.txt", oms("setup", "apply", "shop.toml"))
    oms.write("shop.toml", SMALL.replace("9.50", "9.75").replace('"Mug"', '"Big mug"'))
    golden("setup/apply-changed.txt", oms("setup", "apply", "shop.toml"))


def test_applying_twice_changes_nothing_in_the_store(shop):
    export = shop.ok("setup", "export").out
    result = shop.ok("setup", "apply", "shop.toml", "--json")
    assert set(statuses(result).values()) == {"exists"}
    assert shop.ok("setup", "export").out == export


def test_the_export_of_one_store_makes_another_the_same(oms):
    oms.ok("init", "a", "--sample")
    oms.ok("init", "b")
    exported = oms.ok("setup", "export", cwd=oms.dir / "a").out
    oms.ok("setup", "apply", "-", stdin=exported, cwd=oms.dir / "b")
    assert oms.ok("setup", "export", cwd=oms.dir / "b").out == exported
    again = oms.ok("setup", "apply", "-", "--json", stdin=exported, cwd=oms.dir / "b")
    assert set(statuses(again).values()) == {"exists"}


def test_an_export_goes_to_a_file_when_asked(shop):
    shop.ok("setup", "export", "-o", "out.toml")
    assert (shop.dir / "out.toml").read_text() == shop.ok("setup", "export").out


def test_a_dry_run_tells_the_same_and_stores_nothing(shop):
    before = shop.ok("setup", "export").out
    result = shop.ok("setup", "apply", "-", "-n", "--json", stdin='[[products]]\nsku = "PEN"\nname = "Pen"\n')
    assert statuses(result) == {("Product2", "PEN"): "preview"}
    assert shop.ok("setup", "export").out == before


def test_a_section_that_is_not_in_the_file_stays_as_it_is(shop):
    shop.ok("setup", "apply", "-", stdin='[[products]]\nsku = "PEN"\nname = "Pen"\n')
    export = shop.ok("setup", "export").out
    assert 'kind = "single"' in export
    assert 'sku = "MUG"' in export


def test_a_group_has_the_locations_that_the_file_says_and_no_others(shop):
    more = '[[locations]]\nreference = "L2"\nname = "Two"\n[[location_groups]]\nreference = "ALL"\nname = "All"\n'
    result = shop.ok("setup", "apply", "-", "--json", stdin=more + 'locations = ["L2"]\n')
    assert statuses(result)["LocationGroup", "ALL"] == "updated"
    assert 'locations = ["L2"]' in shop.ok("setup", "export").out


def test_reasons_are_those_that_the_file_says_in_its_order(shop):
    shop.ok("setup", "apply", "-", stdin='[reasons]\ncancel = ["Unknown", "Late", "Broken"]\n')
    shop.ok("setup", "apply", "-", stdin='[reasons]\ncancel = ["Broken", "Unknown"]\n')
    export = shop.ok("setup", "export").out
    assert 'cancel = ["Broken", "Unknown"]\n' in export
    assert 'return = ["Unknown"]\n' in export


def test_opening_stock_is_for_a_beginning_and_never_undoes_what_happened_since(shop):
    shop.ok("ingest", "stock", "-", stdin="location,sku,on_hand\nL1,MUG,1\n")
    result = shop.ok("setup", "apply", "shop.toml", "--json")
    assert statuses(result)["Stock", "L1"] == "exists"
    assert "MUG = { on_hand = 1, safety_stock = 0 }" in shop.ok("setup", "export").out


def test_names_that_nobody_knows_are_refused_with_their_lines(shop):
    text = """\
[flow]
location = "L9"
location_group = "AL"
[[delivery_methods]]
reference = "x"
name = "x"
charge_product = "SHIPP"
[[price_books]]
name = "Standard Price Book"
standard = true
prices.MUGG.USD = 1
[[gateways]]
name = "g"
provider = "stripe"
[opening_stock.L1]
PEN.on_hand = 1
"""
    assert refusal(shop, text) == (
        4,
        'error[unknown-location]: there is no location "L9"\n'
        "  --> -:2:1  flow, location\n"
        "  help: describe it under [[locations]], or correct the name\n"
        'error[unknown-location]: there is no location group "AL"\n'
        "  --> -:3:1  flow, location_group\n"
        '  help: did you mean "ALL"?\n'
        'error[unknown-sku]: there is no product "SHIPP"\n'
        "  --> -:7:1  delivery_methods 1, charge_product\n"
        '  help: did you mean "SHIP"?\n'
        'error[unknown-sku]: there is no product "MUGG"\n'
        "  --> -:11:8  price_books 1, prices, MUGG\n"
        '  help: did you mean "MUG"?\n'
        'error[unknown-gateway]: there is no gateway provider "stripe"\n'
        "  --> -:14:1  gateways 1, provider\n"
        "  help: describe it under [[gateway_providers]], or correct the name\n"
        'error[unknown-sku]: there is no product "PEN"\n'
        "  --> -:16:1  opening_stock, L1, PEN\n"
        "  help: describe it under [[products]], or correct the name\n"
        "  done: nothing was written\n",
    )


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ('[[price_books]]\nname = "Other"\nstandard = true', 6, 'the standard price book is "Standard Price Book"'),
        ('[[gateway_providers]]\nname = "x"\nlabel = "x"\nadapter = "mok"', 4, 'no adapter is called "mok"'),
        (
            '[[locations]]\nreference = "D"\nname = "D"\ninventory = false\n[opening_stock.D]\nMUG.on_hand = 1',
            4,
            '"D" holds no counted stock (inventory = false)',
        ),
        (
            '[[gateways]]\nname = "g"\nprovider = "mock"\ncredential = "sk_live_51H8xYzABC"',
            4,
            'the credential of gateway "g" stands in the file',
        ),
        ('[[products]]\nsku = "A"\nname = "A"\n[[products]]\nsku = "B"', 4, "name is missing"),
    ],
)
def test_a_file_with_one_mistake_is_refused_as_a_whole(shop, text, code, message):
    ended, said = refusal(shop, text)
    assert ended == code
    assert message in said
    assert said.endswith("  done: nothing was written\n")


def test_a_secret_is_not_repeated_in_the_refusal(shop):
    _, said = refusal(shop, '[[gateways]]\nname = "g"\nprovider = "mock"\ncredential = "sk_live_51H8xYzABC"')
    assert "sk_live" not in said


def test_files_that_are_none_are_refused(shop):
    assert shop("setup", "apply", "none.toml").err.startswith("error[no-such-file]: there is no such file\n")
    assert shop("setup", "apply", ".").err.startswith("error[not-a-file]: is a folder\n")
    assert refusal(shop, "")[0] == 4


def test_without_a_store_nothing_is_made(oms):
    result = oms("setup", "apply", "-", stdin=SMALL)
    assert result.code == 10
    assert list(oms.dir.iterdir()) == []

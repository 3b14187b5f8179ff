"""`oms ingest stock` from outside: levels are set, every bad line is named, a file is all or nothing."""

from __future__ import annotations

import pytest

from tests.world import make_world


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    world = make_world(tmp_path_factory.mktemp("stock"))
    world.ok("init", "--sample")
    return world


@pytest.fixture
def shop(oms, prepared):
    oms.take_over(prepared)
    return oms


def level(oms, location, sku):
    lines = oms.ok("setup", "export").out.split(f"[opening_stock.{location}]\n")[1].split("\n\n")[0].splitlines()
    return next((line.partition(" = ")[2] for line in lines if line.startswith(f"{sku} =")), None)


def listed(oms, kind):
    return oms.ok("list", kind, "--limit", "0", "--json").json["results"]


def test_levels_are_set_and_told(shop):
    shop.write("levels.csv", "location,sku,on_hand,safety_stock\nWH-BERLIN,MUG-BLUE,7,2\nST-BERLIN,LAMP-DESK,70,\n")
    result = shop.ok("ingest", "stock", "levels.csv")
    assert result.out == (
        "status   Location   StockKeepingUnit  OnHand  Reserved  AvailableToFulfill\n"
        "updated  WH-BERLIN  MUG-BLUE               7         0                   5\n"
        "created  ST-BERLIN  LAMP-DESK             70         0                  70\n"
    )
    assert result.err == "1 created, 1 updated\nnext: oms allocate --all\n"
    assert level(shop, "WH-BERLIN", "MUG-BLUE") == "{ on_hand = 7, safety_stock = 2 }"
    assert level(shop, "ST-BERLIN", "LAMP-DESK") == "{ on_hand = 70, safety_stock = 0 }"


def test_the_same_file_again_changes_nothing_and_safety_stock_stays_when_it_is_not_named(shop):
    shop.write("a.csv", "location,sku,on_hand,safety_stock\nWH-BERLIN,MUG-BLUE,7,2\n")
    shop.ok("ingest", "stock", "a.csv")
    assert [one["status"] for one in shop.ok("ingest", "stock", "a.csv", "--json").json["results"]] == ["exists"]
    shop.ok("ingest", "stock", "-", stdin='{"location": "WH-BERLIN", "sku": "MUG-BLUE", "on_hand": 9}')
    assert level(shop, "WH-BERLIN", "MUG-BLUE") == "{ on_hand = 9, safety_stock = 2 }"
    assert shop.ok("verify").code == 0


def test_a_dry_run_tells_and_stores_nothing(shop):
    before = level(shop, "WH-BERLIN", "MUG-BLUE")
    result = shop.ok("ingest", "stock", "-", "-n", "--json", stdin="location,sku,on_hand\nWH-BERLIN,MUG-BLUE,1\n")
    assert result.json["results"][0]["status"] == "preview"
    assert result.json["results"][0]["in"] == {"file": "-", "line": 2, "index": 0}
    assert level(shop, "WH-BERLIN", "MUG-BLUE") == before


def test_a_file_with_bad_lines_changes_nothing_and_names_them_all(shop, golden):
    before = shop.ok("setup", "export").out
    shop.write(
        "bad.csv",
        "location,sku,on_hand\nWH-BERLIN,MUG-BLUE,1\nWH-BERLN,MUG-BLEU,3\nWH-BERLIN,MUG-BLUE,2\nWH-BERLIN,CAP-GREEN,-3\n"
        "WH-BERLIN,CAP-GREEN,1.5\nWH-BERLIN\nDROPSHIP,CAP-GREEN,5\n",
    )
    result = shop("ingest", "stock", "bad.csv")
    assert result.code == 4
    golden("ingest/stock-bad-lines.txt", result)
    assert shop.ok("setup", "export").out == before


def test_a_level_below_what_is_reserved_is_a_conflict(shop):
    shop.ok("setup", "apply", "-", stdin='[flow]\nkind = "single"\nlocation = "WH-BERLIN"\n')
    shop.ok("seed", "6", "--state", "allocated")
    stock = listed(shop, "stock")
    products = {one["Id"]: one["StockKeepingUnit"] for one in listed(shop, "products")}
    reserved = next(one for one in stock if one["Reserved"])
    sku, units = products[reserved["Product2Id"]], reserved["Reserved"]
    result = shop("ingest", "stock", "-", stdin=f"location,sku,on_hand\nWH-BERLIN,{sku},{units - 1}\n")
    assert result.code == 6
    assert result.err == (
        f"1 rejected\nerror[conflict]: {units - 1} units of {sku} at WH-BERLIN, but {units} are reserved for orders\n"
        "  --> -:2  on_hand\n"
        "  help: `oms deallocate` takes units off fulfillment orders\n"
        "  done: nothing was written (1 of 1 refused)\n"
    )
    shop.ok("ingest", "stock", "-", stdin=f"location,sku,on_hand\nWH-BERLIN,{sku},{units}\n")
    assert shop.ok("verify").code == 0


def test_the_forms_of_a_file_are_told_apart_by_content_and_several_are_taken(shop):
    shop.write("a.txt", '[{"location": "WH-BERLIN", "sku": "MUG-BLUE", "on_hand": 1}]')
    shop.write("b.json", "location,sku,on_hand\nWH-BERLIN,MUG-WHITE,2\n")
    ndjson = (
        '{"location": "WH-LEEDS", "sku": "MUG-BLUE", "on_hand": 3}\n'
        '{"location": "WH-LEEDS", "sku": "MUG-WHITE", "on_hand": 4}\n'
    )
    result = shop.ok("ingest", "stock", "a.txt", "b.json", "-", "--json", stdin=ndjson)
    assert [(one["in"]["file"], one["OnHand"]) for one in result.json["results"]] == [
        ("a.txt", 1),
        ("b.json", 2),
        ("-", 3),
        ("-", 4),
    ]


def test_a_bad_file_does_not_hold_up_a_good_one(shop):
    shop.write("good.csv", "location,sku,on_hand\nWH-BERLIN,MUG-BLUE,1\n")
    shop.write("bad.csv", "location;sku;on_hand\nWH-BERLIN;MUG-BLUE;2\n")
    result = shop("ingest", "stock", "bad.csv", "good.csv")
    assert result.code == 3
    assert "error[bad-csv]: separated by semicolons, not by commas\n  --> bad.csv:1\n" in result.err
    assert level(shop, "WH-BERLIN", "MUG-BLUE").startswith("{ on_hand = 1,")


def test_a_file_of_more_than_one_chunk_is_still_all_or_nothing(shop):
    before = shop.ok("setup", "export").out
    skus = [f"S{number}" for number in range(1500)]
    shop.ok("setup", "apply", "-", stdin="".join(f'[[products]]\nsku = "{sku}"\nname = "{sku}"\n' for sku in skus))
    lines = [f"WH-BERLIN,{sku},5\n" for sku in skus]
    result = shop("ingest", "stock", "-", stdin="location,sku,on_hand\n" + "".join(lines) + "WH-BERLIN,NOPE,1\n")
    assert result.code == 4
    assert shop.ok("setup", "export").out.split("[opening_stock")[1:] == before.split("[opening_stock")[1:]
    assert shop.ok("ingest", "stock", "-", "-q", stdin="location,sku,on_hand\n" + "".join(lines)).code == 0
    assert shop.ok("verify").code == 0

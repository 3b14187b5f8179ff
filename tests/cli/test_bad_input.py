"""Every kind of bad order file, given to `oms place`: its code, its place, its exit code, and nothing written.

`python -m tests.cli.test_bad_input` prints the table (file, code, exit code, place, message).
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from omscli.errors import CODES
from tests.documents.bad_input import CASES, GOOD, Bad, changed
from tests.world import Oms, make_world

STORE_CASES = [
    changed(
        "unknown-sku", '"TSHIRT-RED"', '"TSHIRT-RDE"', "unknown-sku", '"TSHIRT-RDE"', 'no product has SKU "TSHIRT-RDE"'
    ),
    changed("unknown-channel", '"Web"', '"Wbe"', "unknown-channel", '"Wbe"', 'there is no sales channel "Wbe"'),
    changed(
        "unknown-method",
        '"standard"',
        '"standart"',
        "unknown-delivery-method",
        '"standart"',
        'there is no delivery method "standart"',
    ),
    changed("unknown-gateway", '"mock"', '"mokc"', "unknown-gateway", '"mokc"', 'there is no payment gateway "mokc"'),
    changed(
        "unknown-account",
        '{"LastName": "King", "PersonEmail": "ada@example.com"}',
        '"nobody@example.com"',
        "unknown-account",
        '"nobody@example.com"',
        'there is no account "nobody@example.com"',
    ),
    changed("no-price", '"USD"', '"SEK"', "unknown-price", '"TSHIRT-RED"', 'no price in SEK for "TSHIRT-RED"'),
    changed(
        "unknown-book",
        '"CurrencyIsoCode": "USD",',
        '"CurrencyIsoCode": "USD", "Pricebook2": "Standart",',
        "unknown-price-book",
        '"Standart"',
        'there is no price book "Standart"',
    ),
]
EVERY = [*CASES, *STORE_CASES]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Oms:
    world = make_world(tmp_path_factory.mktemp("bad"))
    world.ok("init", "--sample")
    return world


def refused(shop: Oms, case: Bad) -> tuple[int, list[dict[str, object]]]:
    """The exit code of placing the file, and the error as programs read it."""
    (shop.dir / case.name).write_bytes(case.data)
    result = shop("place", case.name, "--json")
    assert "Traceback" not in result.err
    return result.code, [json.loads(line) for line in result.err.splitlines()]


def test_there_are_more_than_forty_kinds() -> None:
    assert len(EVERY) > 40


@pytest.mark.parametrize("case", EVERY, ids=[case.name for case in EVERY])
def test_a_bad_file_is_refused_with_its_place_and_nothing_is_written(shop: Oms, case: Bad) -> None:
    code, errors = refused(shop, case)
    assert code == CODES[case.code] == 4
    problem = errors[0]["problems"][0]  # type: ignore[index]
    assert problem["code"] == case.code
    assert case.message in problem["message"]
    where = problem["where"]
    assert where["file"] == case.name
    if case.where is not None:
        assert f"{where['line']}:{where['column']}" == case.where
    assert "nothing was written" in str(errors[0]["done"])
    assert shop("list", "orders", "--json").json["results"] == []


def test_the_same_reference_with_other_content_is_a_conflict_that_names_the_fields(oms: Oms) -> None:
    oms.ok("init", "--sample")
    oms.write("good.json", GOOD)
    oms.ok("place", "good.json")
    oms.write("other.json", GOOD.replace('"Quantity": 1', '"Quantity": 2'))
    result = oms("place", "other.json")
    assert result.code == 6
    assert "OrderItems[0].Quantity" in result.err
    assert "other.json:2:" in result.err
    again = oms("place", "good.json", "--json")
    assert (again.code, again.json["results"][0]["status"]) == (0, "exists")


def main() -> None:
    """The table of the note: file, code, exit code, place, message."""
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        world.ok("init", "--sample")
        print("| file | code | exit | place | message |\n|---|---|---|---|---|")
        for case in EVERY:
            code, errors = refused(world, case)
            problem = errors[0]["problems"][0]  # type: ignore[index]
            place = f"{problem['where']['line']}:{problem['where']['column']}"
            message = problem["message"].replace("|", "\\|")[:110]
            print(f"| {case.name} | `{problem['code']}` | {code} | {place} | {message} |")


if __name__ == "__main__":
    main()

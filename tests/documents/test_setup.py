"""Set-up files: read exactly, written back the same, and everything wrong with one said at once, with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omscli.documents.setup.check import setup_model
from omscli.documents.setup.meaning import micro_degrees
from omscli.documents.setup.model import Channel, Gateway, Level, Location, PriceBook, Product
from omscli.documents.setup.read import MAX_SHOWN, built_in_shop, read_setup
from omscli.documents.setup.write import write_setup
from omscli.errors import OmsError


def refused(text):
    with pytest.raises(OmsError) as caught:
        read_setup(text if isinstance(text, bytes) else text.encode(), "shop.toml")
    return caught.value


def said(text):
    """Each problem as `code line:column words: message`."""
    return [
        f"{one.code} {one.place.line}:{one.place.column} {one.place.path}: {one.message}"
        for one in refused(text).problems
    ]


# ------------------------------------------------------------------------------------------------------- the shop


def test_the_built_in_shop_stands_every_check_that_a_file_has_to():
    shop = built_in_shop()
    assert read_setup(shop.text.encode(), "sample_shop.toml").setup == shop.setup


def test_the_built_in_shop_has_what_the_documentation_names():
    setup = built_in_shop().setup
    skus = {product.sku for product in setup.products}
    assert {"TSHIRT-RED", "MUG-BLUE", "HOODIE-BLACK", "HEADPHONES-X1", "BACKPACK-20L", "SHIP-STANDARD"} <= skus
    assert len(skus) >= 33
    assert {method.reference for method in setup.delivery_methods} == {"standard", "express", "pickup"}
    assert all("Unknown" in reasons for reasons in setup.reasons.values())
    assert [place.reference for place in setup.locations if not place.inventory] == ["DROPSHIP"]
    (book,) = setup.price_books
    assert {"USD", "EUR", "GBP", "JPY", "KWD"} <= set(book.prices["TSHIRT-RED"])
    assert set(book.prices) == skus


# --------------------------------------------------------------------------------------------------- there and back


def test_what_is_written_is_read_as_the_same_set_up():
    shop = built_in_shop().setup
    text = write_setup(shop)
    again = read_setup(text.encode(), "again.toml").setup
    assert write_setup(again) == text
    assert again.opening_stock == shop.opening_stock
    assert sorted(again.products, key=str) == sorted(shop.products, key=str)


def test_a_small_set_up_is_written_as_a_person_would():
    setup = read_setup(
        b"""
[[sales_channels]]
name = "Web \\"2\\""
[[products]]
sku = "MUG"
name = "Tasse, wei\xc3\x9f"
[[price_books]]
name = "Standard"
standard = true
prices.MUG = { USD = 9.50, JPY = 1050 }
[[locations]]
reference = "L1"
name = "One"
latitude = 52.537300
longitude = -0.000001
[[gateways]]
name = "stripe"
provider = "mock"
credential = "env:STRIPE_KEY"
options = { region = "eu", live = false, tries = 3 }
[opening_stock.L1]
MUG = { on_hand = 4 }
""",
        "x",
    ).setup
    assert setup.sales_channels == [Channel('Web "2"')]
    assert setup.products == [Product("MUG", "Tasse, weiß")]
    assert setup.price_books == [PriceBook("Standard", True, True, {"MUG": {"USD": Decimal("9.50"), "JPY": 1050}})]
    assert setup.locations == [
        Location("L1", "One", latitude=Decimal("52.537300"), longitude=Decimal("-0.000001")),
    ]
    assert setup.gateways == [
        Gateway("stripe", "mock", None, "env:STRIPE_KEY", True, {"region": "eu", "live": False, "tries": 3})
    ]
    assert setup.opening_stock == {"L1": {"MUG": Level(4)}}
    assert write_setup(setup) == (
        "# The set-up of an oms store, as `oms setup export` wrote it; `oms setup apply` takes it.\n\n"
        '[[sales_channels]]\nname = "Web \\"2\\""\n\n'
        '[[products]]\nsku = "MUG"\nname = "Tasse, weiß"\n\n'
        '[[price_books]]\nname = "Standard"\nstandard = true\n\n'
        "[price_books.prices]\nMUG = { JPY = 1050, USD = 9.50 }\n\n"
        '[[locations]]\nreference = "L1"\nname = "One"\nlatitude = 52.537300\nlongitude = -0.000001\n\n'
        '[[gateways]]\nname = "stripe"\nprovider = "mock"\ncredential = "env:STRIPE_KEY"\n'
        'options = { live = false, region = "eu", tries = 3 }\n\n'
        "[opening_stock.L1]\nMUG = { on_hand = 4, safety_stock = 0 }\n"
    )


def test_the_json_schema_of_a_set_up_names_every_section_and_forbids_others():
    schema = setup_model().model_json_schema()
    assert "opening_stock" in schema["properties"]
    assert "gateways" in schema["properties"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Channel"]["required"] == ["name"]


# ------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1", "unknown-field 1:1 x: x is not a field of a set-up file"),
        ("[flow]\nkind = 'multy'", "bad-value 2:1 flow, kind: kind is none of the values it may have"),
        ("[flow]\nmax_splits = 0", "bad-value 2:1 flow, max_splits: max_splits is less than 1"),
        ("[flow]\nmax_split = 3", "unknown-field 2:1 flow, max_split: max_split is not a field of a set-up file"),
        ("[[products]]\nname = 'M'", "missing-field 1:1 products 1, sku: sku is missing"),
        ("[[products]]\nsku = 5\nname = 'M'", "wrong-type 2:1 products 1, sku: sku is to be a text"),
        ("[[products]]\nsku = ''\nname = 'M'", "bad-value 2:1 products 1, sku: sku is empty"),
        (
            "[[products]]\nsku = 'A'\nname = 'M'\nactive = 1",
            "wrong-type 4:1 products 1, active: active is to be true or false",
        ),
        (
            "[[products]]\nsku = 'A '\nname = 'M'",
            'bad-text 2:1 products 1, sku: "A " begins or ends with a space',
        ),
        (
            "[[products]]\nsku = \"A\\u0007\"\nname = 'M'",
            "bad-text 2:1 products 1, sku: control character U+0007 in a text",
        ),
        (
            "[[products]]\nsku = 'A'\nname = 'M'\n[[products]]\nsku = 'A'\nname = 'N'",
            'duplicate-record 5:1 products 2, sku: "A" stands twice in products, first as entry 1',
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.USD = 1.234",
            "too-many-decimals 3:10 price_books 1, prices, A, USD: 1.234 cannot be an amount: USD has 2 decimal digits",
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.JPY = 1.5",
            "too-many-decimals 3:10 price_books 1, prices, A, JPY: 1.5 cannot be an amount: JPY has 0 decimal digits",
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.USD = '1'",
            "wrong-type 3:10 price_books 1, prices, A, USD: USD is to be a number",
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.USD = -1",
            "bad-amount 3:10 price_books 1, prices, A, USD: -1 is less than zero",
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.USD = 1e999999999",
            "bad-amount 3:10 price_books 1, prices, A, USD: 1E+999999999 cannot be an amount: out of range",
        ),
        (
            "[[price_books]]\nname = 'S'\nprices.A.usd = 1",
            'unknown-currency 3:10 price_books 1, prices, A, usd: "usd" is no currency',
        ),
        (
            "[[price_books]]\nname='S'\nstandard=true\n[[price_books]]\nname='T'\nstandard=true",
            "duplicate-record 6:1 price_books 2, standard: a second standard price book",
        ),
        (
            "[[locations]]\nreference='L'\nname='L'\nlatitude=90.000001\nlongitude=0",
            "bad-value 4:1 locations 1, latitude: latitude 90.000001 is not between -90 and 90 degrees",
        ),
        (
            "[[locations]]\nreference='L'\nname='L'\nlatitude=1.0000001\nlongitude=0",
            "too-many-decimals 4:1 locations 1, latitude: latitude 1.0000001 has more than 6 decimals",
        ),
        (
            "[[locations]]\nreference='L'\nname='L'\nlatitude=1",
            "missing-field 1:1 locations 1, longitude: longitude is missing: a place has both coordinates or none",
        ),
        (
            "[[gateways]]\nname='g'\nprovider='p'\ncredential='not-a-reference'",
            'secret-in-config 4:1 gateways 1, credential: the credential of gateway "g" stands in the file',
        ),
        (
            "[[gateways]]\nname='g'\nprovider='p'\noptions.signed_by='hunter2'",
            "secret-in-config 4:9 gateways 1, options, signed_by: "
            'the key that signs the notifications of gateway "g" stands in the file',
        ),
        (
            "[[gateways]]\nname='g'\nprovider='p'\noptions.api_key='x'",
            "secret-in-config 4:9 gateways 1, options, api_key: "
            'the option "api_key" of gateway "g" looks like a secret',
        ),
        (
            "[reasons]\ncancle = ['Unknown']",
            'unknown-field 2:1 reasons, cancle: "cancle" is no kind of change that takes a reason',
        ),
        (
            "[reasons]\ncancel = ['Late', 'LATE']",
            'duplicate-record 2:19 reasons, cancel 2: "LATE" stands twice in cancel',
        ),
        (
            "[status_labels]\nCreated = 'Approved'",
            'duplicate-record 2:1 status_labels, Created: "Approved" would stand for both Created and Approved',
        ),
        ("[status_labels]\nNew = 'x'", 'unknown-field 2:1 status_labels, New: "New" is no order status'),
        (
            "[opening_stock.L]\nA.on_hand = 1.5",
            "wrong-type 2:3 opening_stock, L, A, on_hand: on_hand is to be a whole number",
        ),
        (
            "[opening_stock.L]\nA.on_hand = -1",
            "bad-value 2:3 opening_stock, L, A, on_hand: on_hand is less than 0",
        ),
    ],
)
def test_what_a_set_up_file_may_not_say_is_refused_with_its_line(text, expected):
    assert said(text) == [expected]


def test_the_nearest_name_is_offered():
    assert refused("[flow]\nmax_split = 3").problems[0].help == 'did you mean "max_splits"?'
    assert refused("[reasons]\ncancle = []").problems[0].help == 'did you mean "cancel"?'
    assert refused("[[price_books]]\nname='S'\nprices.A.usd=1").problems[0].help == 'did you mean "USD"?'


def test_all_problems_come_at_once_in_the_order_of_the_file_and_the_rest_is_counted():
    error = refused("\n".join(f"x{number} = 1" for number in range(50)))
    assert [one.place.line for one in error.problems] == list(range(1, MAX_SHOWN + 1))
    assert error.total == 50


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a = [1", "bad-toml", 1),
        ("a = 1\nb = ?", "bad-toml", 2),
        ("a = 1\na = 2", "duplicate-key", 2),
        ("[a]\n[a]", "duplicate-key", 2),
        ("", "empty-input", 1),
        (b"\xff\xfea\x00", "bad-encoding", 1),
        (b"a = 1\nb = '\xff'", "bad-encoding", 2),
        ("x = " + "[" * 5000, "too-deep", None),
        ("x = " + "9" * 5000, "bad-number", None),
    ],
)
def test_what_is_no_toml_is_refused(text, code, line):
    problem = refused(text).problems[0]
    assert (problem.code, problem.place.line) == (code, line)


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    assert read_setup(b"\xef\xbb\xbf[[sales_channels]]\r\nname = 'Web'\r\n", "x").setup.sales_channels == [
        Channel("Web")
    ]


# ---------------------------------------------------------------------------------------------------- coordinates


@pytest.mark.parametrize(
    ("text", "micro"),
    [("0.1", 100_000), ("-74.1389", -74_138_900), ("52.537300", 52_537_300), ("1e1", 10_000_000), ("-0", 0)],
)
def test_degrees_are_millionths_exactly(text, micro):
    assert micro_degrees(Decimal(text), 180) == micro


@pytest.mark.parametrize("text", ["180.000001", "NaN", "Infinity", "1e400", "1e-400", "0.0000001"])
def test_degrees_that_cannot_be_are_refused(text):
    with pytest.raises(ValueError, match=r"between|6 decimals"):
        micro_degrees(Decimal(text), 180)

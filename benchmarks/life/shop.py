"""The files of a made-up shop: 20 locations, 200 products, orders of three items, and what their shoppers change.

Everything follows from the seed and the number of orders.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

PRODUCTS = [f"LIFE-{number:03}" for number in range(200)]
CITIES = {
    "Atlanta GA": ("30303", "33.749", "-84.388"),
    "Austin TX": ("78701", "30.267", "-97.743"),
    "Boston MA": ("02108", "42.360", "-71.059"),
    "Charlotte NC": ("28202", "35.227", "-80.843"),
    "Chicago IL": ("60602", "41.878", "-87.630"),
    "Columbus OH": ("43215", "39.961", "-82.999"),
    "Dallas TX": ("75201", "32.777", "-96.797"),
    "Denver CO": ("80202", "39.739", "-104.990"),
    "Detroit MI": ("48226", "42.331", "-83.046"),
    "Houston TX": ("77002", "29.760", "-95.370"),
    "Jacksonville FL": ("32202", "30.332", "-81.656"),
    "Memphis TN": ("38103", "35.150", "-90.049"),
    "Nashville TN": ("37201", "36.163", "-86.781"),
    "Phoenix AZ": ("85003", "33.448", "-112.074"),
    "Portland OR": ("97204", "45.515", "-122.678"),
    "Sacramento CA": ("95814", "38.582", "-121.494"),
    "Seattle WA": ("98101", "47.606", "-122.332"),
    "Tucson AZ": ("85701", "32.222", "-110.974"),
    "Tulsa OK": ("74103", "36.154", "-95.993"),
    "Wichita KS": ("67202", "37.687", "-97.330"),
}
"""One location in each, and every order goes to one of them: city and state → postal code, latitude, longitude."""

FILL = 0.6
"""How much of the assortment a location has; what it has never runs out."""


def write_files(orders: int, seed: int = 1) -> None:
    """`shop.toml`, `stock.csv`, `orders.ndjson`, `cancels.ndjson` (5 %) and `returns.ndjson` (8 %) in this folder."""
    random = Random(seed)
    Path("shop.toml").write_text(shop(), encoding="utf-8")
    Path("stock.csv").write_text("\n".join(["location,sku,on_hand", *stock(random)]) + "\n", encoding="utf-8")
    with (
        Path("orders.ndjson").open("w", encoding="utf-8") as placed,
        Path("cancels.ndjson").open("w", encoding="utf-8") as canceled,
        Path("returns.ndjson").open("w", encoding="utf-8") as returned,
    ):
        for number in range(orders):
            document = order(random, number, orders)
            placed.write(json.dumps(document) + "\n")
            name = {"SalesChannel": "Web", "OrderReferenceNumber": document["OrderReferenceNumber"]}
            if number % 20 == 0:
                canceled.write(json.dumps({**name, "Reason": "Unknown", "AllItems": True}) + "\n")
            elif number % 25 in (1, 2):  # never an order that was canceled
                sku = document["OrderDeliveryGroups"][0]["OrderItems"][0]["StockKeepingUnit"]
                item = {"StockKeepingUnit": sku, "Quantity": 1}
                returned.write(json.dumps({**name, "Reason": "Unknown", "Items": [item]}) + "\n")


def shop() -> str:
    """The set-up; no step goes on to the next by itself, so that each can be measured alone."""
    lines = ['[flow]\nkind = "multi"\non_fulfilled = "manual"\n']
    lines.append('[reasons]\ncancel = ["Unknown"]\nreturn = ["Unknown"]\n')
    lines.append('[[sales_channels]]\nname = "Web"\n')
    lines += [f'[[products]]\nsku = "{sku}"\nname = "{sku}"\n' for sku in ("DELIVERY", *PRODUCTS)]
    lines.append('[[price_books]]\nname = "Standard Price Book"\nstandard = true\n\n[price_books.prices]')
    lines += [f"{sku} = {{ USD = 10 }}" for sku in PRODUCTS]
    lines.append('\n[[delivery_methods]]\nreference = "standard"\nname = "standard"\ncharge_product = "DELIVERY"\n')
    for name, (postal_code, latitude, longitude) in CITIES.items():
        city, _, state = name.rpartition(" ")
        address = f'city = "{city}"\nstate = "{state}"\npostal_code = "{postal_code}"\ncountry = "US"'
        where = f"latitude = {latitude}\nlongitude = {longitude}"
        lines.append(f'[[locations]]\nreference = "{city}"\nname = "{city}"\ntype = "Warehouse"\n{address}\n{where}\n')
    lines.append('[[gateway_providers]]\nname = "mock"\nlabel = "Mock"\nadapter = "mock"\n')
    lines.append('[[gateways]]\nname = "mock"\nprovider = "mock"\n')
    return "\n".join(lines)


def stock(random: Random) -> Iterator[str]:
    """The stock levels, as rows of the file."""
    for name in CITIES:
        city = name.rpartition(" ")[0]
        for sku in PRODUCTS:
            if random.random() < FILL:
                yield f"{city},{sku},10000000"


def order(random: Random, number: int, orders: int) -> dict[str, Any]:
    """One order as a shop would send it: cents throughout, 5 % tax on what is left of a line after its discount."""
    items, total = [], 0
    for position, sku in enumerate(random.sample(PRODUCTS, 3)):
        price, quantity = random.randint(100, 20_000), random.randint(1, 4)
        tax = price * quantity // 20
        item: dict[str, Any] = {
            "StockKeepingUnit": sku,
            "Quantity": quantity,
            "UnitPrice": money(price),
            "Taxes": [{"Name": "Sales tax", "Amount": money(tax), "Rate": 0.05}],
        }
        total += price * quantity + tax
        if position == 0:
            off = price * quantity // 10
            less = off // 20
            taxes = [{"Name": "Sales tax", "Amount": money(-less), "Rate": 0.05}]
            item["Adjustments"] = [{"Name": "TENTH-OFF", "Amount": money(-off), "Taxes": taxes}]
            total -= off + less
        items.append(item)
    shopper = random.randrange(orders // 2 + 1)
    name, (postal_code, _, _) = list(CITIES.items())[shopper % len(CITIES)]
    city, _, state = name.rpartition(" ")
    return {
        "OrderReferenceNumber": f"LIFE-{number}",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "OrderedDate": "2026-01-05T09:30:00Z",
        "Account": {"FirstName": "Ada", "LastName": f"King {shopper}", "PersonEmail": f"s{shopper}@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": f"Ada King {shopper}",
                "DeliverToStreet": f"{shopper % 300} High Street",
                "DeliverToCity": city,
                "DeliverToState": state,
                "DeliverToPostalCode": postal_code,
                "DeliverToCountry": "US",
                "OrderDeliveryMethod": "standard",
                "OrderItems": items,
            }
        ],
        "Payments": [{"Type": "Authorization", "Amount": money(total), "PaymentGateway": "mock", "CardType": "Visa"}],
    }


def money(cents: int) -> float:
    """The amount as a JSON number; its shortest text is exact."""
    return cents / 100


def write_notices() -> None:
    """`asn.ndjson`: what the warehouses would answer to the exported fulfillment orders, everything shipped."""
    with Path("asn.ndjson").open("w", encoding="utf-8") as out:
        for path in sorted(Path("out").glob("*.json"), key=lambda path: path.name):
            for exported in json.loads(path.read_text(encoding="utf-8"))["FulfillmentOrders"]:
                number = exported["FulfillmentOrderNumber"]
                lines = [{name: line[name] for name in ("StockKeepingUnit", "Quantity")} for line in exported["Lines"]]
                notice = {
                    "AsnNumber": f"ASN-{number}",
                    "FulfillmentOrderNumber": number,
                    "Carrier": "UPS",
                    "TrackingNumber": f"1Z{number.replace('-', '')}",
                    "ShipDate": "2026-01-06",
                    "Lines": lines,
                }
                out.write(json.dumps(notice) + "\n")

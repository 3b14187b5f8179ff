"""The main job on real orders: `make real` (31,004 orders, 1,445 returns; see ../shared/data/README.md).

Runs the installed command step by step in a throw-away folder, as an operator would, and prints the time, the orders
per second and the peak memory of every step; then checks what must hold: counts, Σ GrandTotalAmount per currency, that
the second run changes nothing, that `verify` is clean, that no unit and no cent came or went, and that others' ledgers
accept the books. Exit 1 when any of it does not hold.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from life.books import conservation, ledgers

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
OMS = Path(sys.executable).parent / "oms"

ELECTRONICS = DATA / "electronics-orders.ndjson.gz"
RETAIL = DATA / "online-retail-orders.ndjson.gz"
RETURNS = DATA / "online-retail-returns.ndjson.gz"

EXPECTED_ORDERS = {"electronics": 26_326, "online retail": 4_678}
EXPECTED_ITEMS = 62_884
EXPECTED_TOTALS = {"AUD": 377971719, "CAD": 621637124, "EUR": 1003221828, "GBP": 544953152, "USD": 2987163117}
WAREHOUSES = {
    "WH-AU": ("Sydney", "Australia", "-33.868800", "151.209300"),
    "WH-CA": ("Toronto", "Canada", "43.653200", "-79.383200"),
    "WH-EU": ("Frankfurt", "Germany", "50.110900", "8.682100"),
    "WH-UK": ("Leeds", "United Kingdom", "53.800800", "-1.549100"),
    "WH-US": ("Memphis", "United States", "35.149500", "-90.049000"),
}


@dataclass(slots=True)
class Step:
    """One command that was run."""

    name: str
    seconds: float
    cpu: float
    units: int
    peak_mb: float


def main() -> int:
    """Run everything; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / ".real", help="emptied first, kept for a look")
    parser.add_argument("--limit", type=int, default=0, help="only so many orders of each file (then no totals)")
    arguments = parser.parse_args()
    if not ELECTRONICS.exists():
        print(f"skipped: {DATA} is not there; the data is not part of the package")
        return 0
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    os.chdir(arguments.folder)
    os.environ.update(OMS_NOW="2026-11-23T10:00:00Z", OMS_ACTOR="real")
    problems = run(arguments.limit)
    for problem in problems:
        print(f"FAILED: {problem}")
    print("everything holds" if not problems else f"{len(problems)} checks failed")
    return 1 if problems else 0


def run(limit: int) -> list[str]:
    """All steps and checks; answers what does not hold."""
    files = {"electronics": unpack(ELECTRONICS, limit), "online retail": unpack(RETAIL, limit)}
    returns = unpack(RETURNS, 0)
    if limit:
        keep(returns, {order["OrderReferenceNumber"] for order in read(files["online retail"])})
    orders = {name: count_lines(path) for name, path in files.items()}
    total = sum(orders.values())
    Path("shop.toml").write_text(shop(files), encoding="utf-8")
    Path("stock.csv").write_text(stock(files), encoding="utf-8")
    steps: list[Step] = []
    oms(steps, "init", 0, "init", ".", "--empty")
    oms(steps, "setup apply", 0, "setup", "apply", "shop.toml")
    oms(steps, "ingest stock", count_lines(Path("stock.csv")), "ingest", "stock", "stock.csv")
    for name, path in files.items():
        oms(steps, f"place {name}", orders[name], "place", str(path))
    oms(steps, "summarize", total, "summarize", "--all")
    oms(steps, "approve", total, "approve", "--all")
    oms(steps, "allocate", total, "allocate", "--all", "--flow", "multi")
    oms(steps, "export", total, "export", "--all", "--to", "out", "--as", "json")
    asns = notices(Path("out"), Path("asn.ndjson"))
    oms(steps, "ingest asn", asns, "ingest", "asn", "asn.ndjson")
    oms(steps, "invoice", asns, "invoice", "--all")
    oms(steps, "ensure-funds", asns, "ensure-funds", "--all")
    oms(steps, "return", count_lines(returns), "return", "--file", str(returns), "--channel", "Online Retail")
    oms(steps, "verify", total, "verify")
    before = digest()
    for name, path in files.items():
        oms(steps, f"place {name} again", orders[name], "place", str(path))
    oms(steps, "return again", count_lines(returns), "return", "--file", str(returns), "--channel", "Online Retail")
    problems = [] if digest() == before else ["the second run changed the store"]
    store = sqlite3.connect("oms.db")
    problems += conservation(store)
    problems += ledgers(store, lambda format_, to: oms(steps, f"books {format_}", total, *BOOKS, format_, "--to", to))
    table(steps)
    print(f"state of all tables: {before}")
    return problems + ([] if limit else checks())


BOOKS = ("export", "--as")


def oms(steps: list[Step], name: str, units: int, *words: str) -> Path:
    """Run one command, its answer into a file, which it returns; a failure ends everything."""
    answer = Path(f"{len(steps):02d}-{name.replace(' ', '-')}.ndjson")
    started = time.perf_counter()
    with answer.open("wb") as out:
        process = subprocess.Popen([str(OMS), *words, "--format", "ndjson"], stdout=out, stderr=subprocess.PIPE)
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    step = Step(name, seconds, usage.ru_utime, units, usage.ru_maxrss / 1024)
    steps.append(step)
    code = os.waitstatus_to_exitcode(status)
    rate = f"{units / seconds:9,.0f}/s" if units else ""
    print(f"  {name:28} {seconds:7.1f} s {step.cpu:7.1f} s user {rate:>11} {step.peak_mb:6.0f} MB", flush=True)
    if code:
        print(errors.decode()[-4000:])
        sys.exit(f"`oms {' '.join(words)}` ended with {code}")
    return answer


def unpack(path: Path, limit: int) -> Path:
    """The file's lines, or the first `limit` of them, unpacked here."""
    target = Path(path.name.removesuffix(".gz"))
    with gzip.open(path, "rt", encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            if limit and number >= limit:
                break
            out.write(line)
    return target


def keep(path: Path, references: set[str]) -> None:
    """Leave only the documents of these orders in a file."""
    found = [document for document in read(path) if document["OrderReferenceNumber"] in references]
    path.write_text("".join(json.dumps(document) + "\n" for document in found), encoding="utf-8")


def count_lines(path: Path) -> int:
    """How many lines a file has."""
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of an NDJSON file, numbers exact."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line, parse_float=Decimal)


def products(files: dict[str, Path]) -> dict[str, tuple[str, dict[str, Decimal], int]]:
    """SKU → name, first price per currency, units ordered in all."""
    found: dict[str, tuple[str, dict[str, Decimal], int]] = {}
    for path in files.values():
        for order in read(path):
            for group in order["OrderDeliveryGroups"]:
                for item in group["OrderItems"]:
                    sku = item.get("StockKeepingUnit")
                    if sku is None:
                        continue
                    name, prices, units = found.get(sku, ((item.get("Description") or sku).strip() or sku, {}, 0))
                    prices.setdefault(order["CurrencyIsoCode"], Decimal(item["UnitPrice"]))
                    found[sku] = (name, prices, units + item["Quantity"])
    return found


def shop(files: dict[str, Path]) -> str:
    """The set-up file: the shops' channels, products with prices, delivery methods, warehouses and stores."""
    channels = sorted({order["SalesChannel"] for path in files.values() for order in read(path)})
    lines = ['[flow]\nkind = "multi"\non_fulfilled = "manual"\n']
    lines.append('[reasons]\ncancel = ["Unknown"]\nreturn = ["Unknown"]\n')
    lines += [f"[[sales_channels]]\nname = {quoted(name)}\n" for name in channels]
    lines.append('[[products]]\nsku = "DELIVERY"\nname = "Delivery"\n')
    prices = ['[[price_books]]\nname = "Standard Price Book"\nstandard = true\n\n[price_books.prices]']
    for sku, (name, amounts, _) in products(files).items():
        lines.append(f"[[products]]\nsku = {quoted(sku)}\nname = {quoted(name)}\n")
        listed = ", ".join(f"{currency} = {price}" for currency, price in sorted(amounts.items()))
        prices.append(f"{quoted(sku)} = {{ {listed} }}")
    lines += [*prices, ""]
    for reference in ("standard", "carry-out"):
        name = f'reference = "{reference}"\nname = "{reference}"\ncharge_product = "DELIVERY"'
        lines.append(f"[[delivery_methods]]\n{name}\n")
    for reference, (city, country, latitude, longitude) in WAREHOUSES.items():
        place = f'city = "{city}"\ncountry = "{country}"\nlatitude = {latitude}\nlongitude = {longitude}'
        lines.append(f'[[locations]]\nreference = "{reference}"\nname = "{city}"\ntype = "Warehouse"\n{place}\n')
    for row in stores():
        name = f"reference = {quoted(row['location'])}\nname = {quoted(row['location'])}"
        place = f"state = {quoted(row['state'])}\ncountry = {quoted(row['country'])}"
        lines.append(f'[[locations]]\n{name}\ntype = "Store"\n{place}\n')
    lines.append('[[gateway_providers]]\nname = "mock"\nlabel = "Mock"\nadapter = "mock"\n')
    lines.append('[[gateways]]\nname = "mock"\nprovider = "mock"\n')
    return "\n".join(lines)


def stores() -> list[dict[str, str]]:
    """The shops of the electronics retailer, without its web shop."""
    with (DATA / "electronics-stores.csv").open(newline="", encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["location"] != "Online"]


def stock(files: dict[str, Path]) -> str:
    """Every unit that was ordered in each warehouse, and a little of every thirtieth product in each store."""
    found = products(files)
    lines = ["location,sku,on_hand"]
    for reference in WAREHOUSES:
        lines += [f"{reference},{sku},{units}" for sku, (_, _, units) in found.items()]
    skus = sorted(sku for sku in found if sku.startswith("EL-"))
    for index, store in enumerate(stores()):
        lines += [f"{store['location']},{sku},6" for sku in skus[index % 30 :: 30]]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(text, ensure_ascii=False)


def notices(exports: Path, target: Path) -> int:
    """What a warehouse would answer to the exported fulfillment orders: everything shipped; how many notices."""
    count = 0
    with target.open("w", encoding="utf-8") as out:
        for path in sorted(exports.glob("*.json")):
            document = json.loads(path.read_text(encoding="utf-8"))
            for order in document["FulfillmentOrders"]:
                units: dict[str, int] = {}
                for line in order["Lines"]:
                    units[line["StockKeepingUnit"]] = units.get(line["StockKeepingUnit"], 0) + line["Quantity"]
                number = order["FulfillmentOrderNumber"]
                notice = {
                    "AsnNumber": f"ASN-{number}",
                    "FulfillmentOrderNumber": number,
                    "Carrier": "UPS",
                    "TrackingNumber": f"1Z{number.replace('-', '')}",
                    "ShipDate": "2026-11-23",
                    "Lines": [{"StockKeepingUnit": sku, "Quantity": quantity} for sku, quantity in units.items()],
                }
                out.write(json.dumps(notice) + "\n")
                count += 1
    return count


def digest() -> str:
    """A hash over every row of the store."""
    store = sqlite3.connect("oms.db")
    hashed = hashlib.sha256()
    for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        width = len(store.execute(f"PRAGMA table_info({name})").fetchall())
        columns = ", ".join(str(number) for number in range(1, width + 1))
        for row in store.execute(f"SELECT * FROM {name} ORDER BY {columns}"):
            hashed.update(repr(row).encode())
    return hashed.hexdigest()


def checks() -> list[str]:
    """What the issue says must come out, read from the rows."""
    store = sqlite3.connect("oms.db")
    problems = []
    orders = dict(
        store.execute(
            "SELECT CASE WHEN c.sales_channel_name = 'Online Retail' THEN 'online retail' ELSE 'electronics' END,"
            " count(*) FROM order_summaries s JOIN sales_channels c ON c.id = s.sales_channel_id GROUP BY 1"
        )
    )
    electronics = "JOIN sales_channels c ON c.id = o.sales_channel_id AND c.sales_channel_name <> 'Online Retail'"
    items = store.execute(
        "SELECT count(*) FROM order_items i JOIN orders o ON o.order_key = i.order_key AND o.id = i.order_id"
        f" {electronics} WHERE o.related_order_id IS NULL"
    ).fetchone()[0]
    totals = dict(
        store.execute(
            f"SELECT o.currency_iso_code, sum(o.grand_total_amount) FROM order_summaries o {electronics} GROUP BY 1"
        )
    )
    unpaid = store.execute("SELECT count(*) FROM invoices WHERE balance <> 0").fetchone()[0]
    for what, expected, found in (
        ("orders", EXPECTED_ORDERS, orders),
        ("electronics items", EXPECTED_ITEMS, items),
        ("Σ GrandTotalAmount, minor units", EXPECTED_TOTALS, totals),
        ("unpaid invoices", 0, unpaid),
    ):
        print(f"  {what}: {found}")
        if expected != found:
            problems.append(f"{what}: expected {expected}, found {found}")
    return problems


def table(steps: list[Step]) -> None:
    """The figures, as Markdown."""
    print("\n| step | seconds | user CPU | units | units/s | peak MB |\n|---|---|---|---|---|---|")
    for step in steps:
        rate = f"{step.units / step.seconds:,.0f}" if step.units else ""
        print(
            f"| {step.name} | {step.seconds:.1f} | {step.cpu:.1f} | {step.units or ''} | {rate} | {step.peak_mb:.0f} |"
        )
    size = Path("oms.db").stat().st_size / 1e6
    print(f"\nstore: {size:,.0f} MB; peak of all steps {max(step.peak_mb for step in steps):.0f} MB; ", end="")
    print(f"this script {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB\n")


if __name__ == "__main__":
    sys.exit(main())

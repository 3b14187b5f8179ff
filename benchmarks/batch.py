"""How near `oms place` and `oms summarize` come to the raw limit of SQLite: python benchmarks/batch.py [--orders N]

Generated orders (three items with taxes, one with a discount, an authorization) go through the installed command. Then
the rows that the command wrote are read back and written once more by plain `sqlite3.executemany` into a copy of the
store as it was before: the same schema, indexes, pragmas and commits. The ratio of the two is what counts; both halves
run in the same round on the same machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from omscli.store.rows import INSERTS
from omscli.store.sqlite import configure

OMS = Path(sys.executable).parent / "oms"
CHUNK = 1000
"""Orders that the commands plan together, and that are inserted together here."""

PRODUCTS = [f"BATCH-{number:03}" for number in range(200)]


@dataclass(frozen=True, slots=True)
class Table:
    """What a command did to a table: rows that are new, and rows that are there with other values."""

    name: str
    columns: list[str]
    keys: list[str]
    new: list[tuple[Any, ...]]
    changed: list[tuple[Any, ...]]


def main() -> int:
    """Measure both commands, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--raw", nargs=3, metavar=("BEFORE", "AFTER", "COMMITS"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.raw:
        before, after, commits = arguments.raw
        tables = difference(Path(before), Path(after))
        rows = sum(len(table.new) + len(table.changed) for table in tables)
        print(rows, written_raw(Path(before), tables, commits == "True"))
        return 0
    print(machine())
    heads = ("orders/s", "user CPU s", "rows/s", "raw rows/s", "of raw", "peak MB")
    print(f"{'command':<10} {' '.join(f'{head:>10}' for head in heads)}")
    shares: dict[str, list[float]] = {"place": [], "summarize": []}
    for number in range(arguments.rounds):
        with tempfile.TemporaryDirectory(prefix="oms-batch-") as folder:
            os.chdir(folder)
            one_round(number, arguments.orders, shares)
            os.chdir("/")
    if arguments.rounds > 1:
        print(", ".join(f"{name}: {statistics.median(found):.2f} of raw (median)" for name, found in shares.items()))
    return 0


def machine() -> str:
    """What the figures were measured on."""
    model = next((line.partition(":")[2].strip() for line in cpu_info() if line.startswith("model name")), "?")
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, {versions}"


def cpu_info() -> list[str]:
    """Linux says what the processor is; elsewhere nothing does."""
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def one_round(number: int, orders: int, shares: dict[str, list[float]]) -> None:
    """Both commands on a new store in the current folder."""
    command("init", "--sample")
    with Path("orders.ndjson").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(order) + "\n" for order in generated(Random(number), orders))
    for name, words, commits in (
        ("place", ("place", "orders.ndjson", "--create-missing"), False),  # a file is one transaction
        ("summarize", ("summarize", "--all"), True),
    ):
        fold("oms.db")
        shutil.copy("oms.db", "before.db")
        seconds, cpu, peak = command(*words)
        fold("oms.db")
        rows, raw = raw_limit(commits)
        shares[name].append(raw / seconds)
        print(
            f"{name:<10} {orders / seconds:>10,.0f} {cpu:>10.1f} {rows / seconds:>10,.0f} {rows / raw:>10,.0f}"
            f" {raw / seconds:>10.2f} {peak:>10.0f}",
            flush=True,
        )


def raw_limit(commits: bool) -> tuple[int, float]:
    """How many rows the last command wrote, and the seconds that they take without it.

    In a process of its own: the peak of a child counts the memory that its parent had when it was started.
    """
    words = [sys.executable, os.path.abspath(__file__), "--raw", "before.db", "oms.db", str(commits)]
    rows, seconds = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return int(rows), float(seconds)


def command(*words: str) -> tuple[float, float, float]:
    """Run one; its wall seconds, user CPU seconds and peak megabytes."""
    started = time.perf_counter()
    with Path("answer.ndjson").open("wb") as answer:
        process = subprocess.Popen([str(OMS), *words, "--format", "ndjson", "--quiet"], stdout=answer)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"`oms {' '.join(words)}` ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime, usage.ru_maxrss / 1024


def generated(random: Random, orders: int) -> Iterator[dict[str, Any]]:
    """Orders in cents throughout; 5 % tax on what is left of a line after its discount."""
    for number in range(orders):
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
        yield document(number, shopper, items, total)


def document(number: int, shopper: int, items: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """One order as a shop would send it."""
    return {
        "OrderReferenceNumber": f"BATCH-{number}",
        "SalesChannel": "Web",
        "CurrencyIsoCode": "USD",
        "OrderedDate": "2026-01-05T09:30:00Z",
        "Account": {"FirstName": "Ada", "LastName": f"King {shopper}", "PersonEmail": f"s{shopper}@example.com"},
        "OrderDeliveryGroups": [
            {
                "DeliverToName": f"Ada King {shopper}",
                "DeliverToStreet": f"{shopper % 300} High Street",
                "DeliverToCity": "Memphis",
                "DeliverToState": "TN",
                "DeliverToPostalCode": "38103",
                "DeliverToCountry": "US",
                "OrderDeliveryMethod": "standard",
                "OrderItems": items,
            }
        ],
        "Payments": [
            {"Type": "Authorization", "Amount": money(total), "PaymentGateway": "mock", "CardType": "Visa"},
        ],
    }


def money(cents: int) -> float:
    """The amount as a JSON number; its shortest text is exact."""
    return cents / 100


def fold(path: str) -> None:
    """Everything of the store into its one file, so that it can be copied."""
    with sqlite3.connect(path) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def difference(before: Path, after: Path) -> list[Table]:
    """What was written between two states of a store, in an order that foreign keys allow."""
    store = sqlite3.connect(after)
    store.execute("ATTACH ? AS old", (str(before),))
    tables = []
    for name in INSERTS:
        info = store.execute(f"PRAGMA main.table_info({name})").fetchall()
        columns = [row[1] for row in info]
        keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]]
        same = " AND ".join(f"o.{key} = n.{key}" for key in keys)
        ids = ", ".join(f"n.{key}" for key in keys)
        missing = f"NOT EXISTS (SELECT 1 FROM old.{name} o WHERE {same})"
        new = store.execute(f"SELECT n.* FROM main.{name} n WHERE {missing} ORDER BY {ids}").fetchall()
        differs = " OR ".join(f"n.{column} IS NOT o.{column}" for column in columns)
        changed = store.execute(f"SELECT n.* FROM main.{name} n JOIN old.{name} o ON {same} WHERE {differs}").fetchall()
        if new or changed:
            tables.append(Table(name, columns, keys, new, changed))
    store.close()
    return tables


def written_raw(path: Path, tables: Sequence[Table], commits: bool) -> float:
    """Seconds to open the store, write these rows in chunks of 1,000 orders, and close it."""
    steps = [(insert(table), in_chunks(table.columns, table.new)) for table in tables]
    steps += [(update(table), in_chunks(keys_last(table), rearranged(table))) for table in tables]
    last = max(position for _, chunks in steps for position in chunks)
    started = time.perf_counter()
    store = sqlite3.connect(path, isolation_level=None)
    configure(store)
    store.execute("BEGIN IMMEDIATE")
    for position in range(last + 1):
        for sql, chunks in steps:
            if position in chunks:
                store.executemany(sql, chunks[position])
        if commits:
            store.execute("COMMIT")
            store.execute("BEGIN IMMEDIATE")
    store.execute("COMMIT")
    store.close()
    return time.perf_counter() - started


def insert(table: Table) -> str:
    """The statement for a new row."""
    return f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"


def update(table: Table) -> str:
    """The statement for a changed row, its columns as in `keys_last`."""
    pairs = ", ".join(f"{column} = ?" for column in table.columns if column not in table.keys)
    return f"UPDATE {table.name} SET {pairs} WHERE {' AND '.join(f'{key} = ?' for key in table.keys)}"


def keys_last(table: Table) -> list[str]:
    """The columns with those of the key at the end."""
    return [column for column in table.columns if column not in table.keys] + table.keys


def rearranged(table: Table) -> list[tuple[Any, ...]]:
    """The changed rows as `update` wants them."""
    places = [table.columns.index(column) for column in keys_last(table)]
    return [tuple(row[place] for place in places) for row in table.changed]


def in_chunks(columns: list[str], rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    """The rows by the chunk that they belong to: by order where a row has one, all with the first where not."""
    if "order_key" not in columns:
        return {0: list(rows)}
    place = columns.index("order_key")
    chunks: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        chunks.setdefault((row[place] - 1) // CHUNK, []).append(row)
    return chunks


if __name__ == "__main__":
    sys.exit(main())

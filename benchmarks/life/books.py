"""What must hold of a store after the main job, beyond its own `verify`: no unit and no cent has come or gone.

Read from the rows with statements of its own, and by ledgers of others: Beancount, and hledger where it is installed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

DIGITS = {"JPY": 0, "KWD": 3}
UNITS = {
    "ordered": """SELECT o.currency_iso_code, SUM(i.quantity) FROM order_items i
        JOIN orders o ON o.order_key = i.order_key AND o.id = i.order_id
        WHERE o.related_order_id IS NULL AND i.type = 'Order Product' GROUP BY 1""",
    "canceled": """SELECT s.currency_iso_code, SUM(c.quantity) FROM order_item_summary_changes c
        JOIN order_item_summaries i ON i.order_key = c.order_key AND i.id = c.item_summary_id
        JOIN order_summaries s ON s.order_key = c.order_key
        WHERE c.change_type = 'Cancel' AND i.type = 'Order Product' GROUP BY 1""",
    "fulfilled": """SELECT s.currency_iso_code, SUM(x.quantity) FROM shipment_items x
        JOIN fulfillment_order_items l ON l.order_key = x.order_key AND l.id = x.fulfillment_order_item_id
        JOIN fulfillment_orders f ON f.order_key = l.order_key AND f.id = l.fulfillment_order_id
        JOIN order_summaries s ON s.order_key = x.order_key WHERE f.status_category = 'CLOSED' GROUP BY 1""",
    "in fulfillment": """SELECT s.currency_iso_code, SUM(l.quantity) FROM fulfillment_order_items l
        JOIN fulfillment_orders f ON f.order_key = l.order_key AND f.id = l.fulfillment_order_id
        JOIN order_summaries s ON s.order_key = l.order_key
        WHERE f.status_category NOT IN ('CLOSED', 'CANCELLED') AND l.type = 'Order Product' GROUP BY 1""",
    "not allocated": """SELECT s.currency_iso_code, SUM(i.quantity_ordered - i.quantity_canceled - i.quantity_allocated)
        FROM order_item_summaries i JOIN order_summaries s ON s.order_key = i.order_key
        WHERE i.type = 'Order Product' GROUP BY 1""",
    "returned": """SELECT s.currency_iso_code, SUM(c.quantity) FROM order_item_summary_changes c
        JOIN order_item_summaries i ON i.order_key = c.order_key AND i.id = c.item_summary_id
        JOIN order_summaries s ON s.order_key = c.order_key
        WHERE c.change_type = 'Return' AND i.type = 'Order Product' GROUP BY 1""",
}
MONEY = {
    "captured": "SELECT currency_iso_code, SUM(amount) FROM payments WHERE status = 'Processed' GROUP BY 1",
    "refunded": "SELECT currency_iso_code, SUM(amount) FROM refunds WHERE status = 'Processed' GROUP BY 1",
    "stays": "SELECT currency_iso_code, SUM(grand_total_amount) FROM order_summaries GROUP BY 1",
    "receivable": "SELECT currency_iso_code, SUM(balance) FROM invoices GROUP BY 1",
    "credits": "SELECT currency_iso_code, -SUM(balance) FROM credit_memos GROUP BY 1",
    "deposits": "SELECT currency_iso_code, -SUM(balance_amount) FROM order_payment_summaries GROUP BY 1",
}


def conservation(store: sqlite3.Connection) -> list[str]:
    """Per currency: ordered = canceled + fulfilled + open; captured − refunded = Σ grand totals of what stays."""
    units = {name: dict(store.execute(sql)) for name, sql in UNITS.items()}
    money = {name: dict(store.execute(sql)) for name, sql in MONEY.items()}
    print("\n| currency | " + " | ".join([*UNITS, *list(MONEY)[:3], "difference"]) + " |\n|" + "---|" * 11)
    problems = []
    for currency in sorted(units["ordered"]):
        u = {name: found.get(currency) or 0 for name, found in units.items()}
        m = {name: found.get(currency) or 0 for name, found in money.items()}
        cents = m["captured"] - m["refunded"] - m["stays"]
        shown = [exact(m[name], currency) for name in list(MONEY)[:3]] + [exact(cents, currency)]
        print(f"| {currency} | " + " | ".join([f"{u[name]:,}" for name in UNITS] + shown) + " |")
        lost = u["ordered"] - u["canceled"] - u["fulfilled"] - u["in fulfillment"] - u["not allocated"]
        if lost or u["returned"] > u["fulfilled"]:
            problems.append(f"{lost} units of orders in {currency} are lost, {u['returned']} are returned")
        if cents:
            problems.append(f"captured − refunded is {exact(cents, currency)} {currency} beside what stays")
    print()
    return problems


def exact(minor: int, currency: str) -> str:
    """An amount as text."""
    return f"{Decimal(minor).scaleb(-DIGITS.get(currency, 2)):,}"


def ledgers(store: sqlite3.Connection, export: Callable[[str, str], Path]) -> list[str]:
    """The books are accepted by others' programs, and their balances are the store's. `export` answers the balances."""
    wanted = {name: dict(store.execute(sql)) for name, sql in MONEY.items()}
    accounts = {"Assets:Receivable": wanted["receivable"], "Liabilities:Customers:Credits": wanted["credits"]}
    accounts["Liabilities:Customers:Deposits"] = wanted["deposits"]
    kept = Counter(wanted["captured"])
    kept.subtract(wanted["refunded"])
    accounts["Assets:Clearing"] = dict(kept)
    problems = []
    for format_, reads in (("journal", hledger), ("beancount", beancount)):
        answer = export(format_, f"books.{format_}")
        if format_ == "journal" and shutil.which("hledger") is None:
            print("  hledger is not installed: the journal is not checked")
            continue
        errors, found = reads(Path(f"books.{format_}"))
        said = [json.loads(line, parse_float=Decimal) for line in answer.read_text(encoding="utf-8").splitlines()]
        told = {(row["Account"], row["CurrencyIsoCode"]): row["Balance"] for row in said if row.get("Balance")}
        problems += errors[:5]
        problems += (
            ["the command says other balances than the ledger"]
            if told != {key: amount for key, amount in found.items() if amount}
            else []
        )
        problems += compare(found, accounts)
        print(f"  {format_}: {'not ' if errors else ''}accepted, {len(found)} accounts by currency")
    return problems


def compare(found: Counter[tuple[str, str]], accounts: dict[str, dict[str, int]]) -> list[str]:
    """Accounts of the ledger that are not what the rows say."""
    problems = []
    for name, sums in accounts.items():
        for currency, minor in sums.items():
            parts = [a for (n, c), a in found.items() if c == currency and (n == name or n.startswith(f"{name}:"))]
            if sum(parts) != Decimal(minor or 0).scaleb(-DIGITS.get(currency, 2)):
                problems.append(f"{name} is {sum(parts)} {currency}, the store has {exact(minor, currency)}")
    return problems


def beancount(path: Path) -> tuple[list[str], Counter[tuple[str, str]]]:
    """Errors and balances as Beancount finds them."""
    from beancount import loader
    from beancount.core.data import Transaction

    entries, errors, _ = loader.load_file(str(path.resolve()))
    found: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            found[posting.account, posting.units.currency] += posting.units.number
    return [error.message for error in errors], found


def hledger(path: Path) -> tuple[list[str], Counter[tuple[str, str]]]:
    """Errors and balances as hledger finds them."""
    checked = subprocess.run(["hledger", "-f", path, "check", "--strict"], capture_output=True, text=True, check=False)
    words = ["hledger", "-f", path, "balance", "--flat", "--empty", "--no-total", "-O", "csv", "--layout=bare"]
    told = subprocess.run(words, capture_output=True, text=True, check=False)
    found: Counter[tuple[str, str]] = Counter()
    for line in told.stdout.splitlines()[1:]:
        name, currency, amount = line.strip('"').split('","')
        found[name, currency] += Decimal(amount)
    return [checked.stderr] if checked.returncode else [], found

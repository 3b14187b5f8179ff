"""Books as others read them: Beancount always, hledger where it is installed; and what `oms` says they come to."""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.world import Oms

Balances = dict[tuple[str, str], Decimal]

HLEDGER = shutil.which("hledger")


def beancount(text: str) -> tuple[list[str], Balances]:
    """What Beancount finds wrong with the books, and the balance of every account by currency."""
    from beancount import loader
    from beancount.core.data import Transaction

    entries, errors, _ = loader.load_string(text)
    balances: Balances = defaultdict(Decimal)
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            balances[posting.account, posting.units.currency] += posting.units.number
    return [error.message for error in errors], dict(balances)


def hledger(path: Path) -> tuple[list[str], Balances]:
    """The same of hledger, as strict as it can be."""
    assert HLEDGER is not None
    checked = subprocess.run([HLEDGER, "-f", path, "check", "--strict"], capture_output=True, text=True, check=False)
    told = subprocess.run(
        [HLEDGER, "-f", path, "balance", "--flat", "--empty", "--no-total", "-O", "csv", "--layout=bare"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    rows = [line.strip('"').split('","') for line in told.stdout.splitlines()[1:]]
    return [checked.stderr] * (checked.returncode != 0), {(name, unit): Decimal(sum_) for name, unit, sum_ in rows}


def listed(oms: Oms, kind: str) -> list[dict[str, Any]]:
    """Every record of a kind, as `oms list` answers."""
    return oms.ok("list", kind, "--limit", "0", "--json").json["results"]


def totals(oms: Oms) -> dict[tuple[str, str], Decimal]:
    """What the accounts must come to, by name or beginning of the name, from the records of the store."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for invoice in listed(oms, "invoices"):
        currency = invoice["CurrencyIsoCode"]
        found["Assets:Receivable", currency] += invoice["Balance"]
        found["Income:Sales", currency] -= invoice["TotalAmount"]
        found["Liabilities:Tax", currency] -= invoice["TotalTaxAmount"]
    for memo in listed(oms, "credit-memos"):
        currency = memo["CurrencyIsoCode"]
        found["Liabilities:Customers:Credits", currency] -= memo["Balance"]
        found["Income:Returns", currency] += memo["TotalAmount"]
        found["Liabilities:Tax", currency] += memo["TotalTaxAmount"]
    for summary in listed(oms, "payment-summaries"):
        currency = summary["CurrencyIsoCode"]
        found["Liabilities:Customers:Deposits", currency] -= summary["BalanceAmount"]
        found["Assets:Clearing", currency] += summary["CapturedAmount"] - summary["RefundedAmount"]
    for movement in listed(oms, "credit-movements"):
        if movement["Cause"] not in ("issue", "adjust", "expire"):  # it paid an order, and is no money
            found["Assets:Clearing", movement["CurrencyIsoCode"]] += movement["BalanceChange"]
    for credit in listed(oms, "credits"):
        found["Liabilities:Store-Credit", credit["CurrencyIsoCode"]] -= credit["Balance"]
    return {key: amount for key, amount in found.items() if amount}


def differences(balances: Balances, wanted: dict[tuple[str, str], Decimal]) -> dict[tuple[str, str], Any]:
    """Accounts whose balance is not the store's: (in the books, in the store)."""
    rolled: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    names = {name for name, _ in wanted} | NAMES
    for (account, currency), amount in balances.items():
        for name in names:
            if account == name or account.startswith(f"{name}:"):
                rolled[name, currency] += amount
    return {
        key: (rolled.get(key, 0), wanted.get(key, 0))
        for key in sorted({*rolled, *wanted})
        if rolled.get(key, 0) != wanted.get(key, 0)
    }


NAMES = {
    *("Assets:Receivable", "Assets:Clearing", "Liabilities:Customers:Deposits", "Liabilities:Customers:Credits"),
    *("Liabilities:Store-Credit", "Liabilities:Tax", "Income:Sales", "Income:Returns"),
}
"""Accounts that must be nothing where the store has nothing."""

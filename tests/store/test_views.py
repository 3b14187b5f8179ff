"""A store opened with `sqlite3` reads like the product: real names, ids, decimal amounts, readable times."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest

from tests.world import REPOSITORY, Oms


@pytest.fixture
def shop(oms: Oms) -> Oms:
    oms.ok("demo", "--keep", "shop", "--quiet")
    return oms


def test_a_view_shows_what_the_command_shows(shop: Oms) -> None:
    store = sqlite3.connect(shop.dir / "shop" / "oms.db")
    rows = store.execute(
        "SELECT Id, OrderNumber, Status, GrandTotalAmount, TotalTaxAmount, CreatedDate FROM OrderSummary ORDER BY Key"
    ).fetchall()
    shown = shop.ok("list", "summaries", "--json", "--store", "shop/oms.db").json["results"]
    assert [row[0] for row in rows] == [record["Id"][:15] for record in shown]
    for row, record in zip(rows, shown, strict=True):
        assert row[1] == record["OrderNumber"]
        assert row[2] == record["Status"]
        assert str(row[3]) == str(record["GrandTotalAmount"])
        assert row[5] == record["CreatedDate"]


def test_amounts_have_the_digits_of_their_currency_and_negative_ones_their_sign(shop: Oms) -> None:
    store = sqlite3.connect(shop.dir / "shop" / "oms.db")
    amounts = [row[0] for row in store.execute("SELECT TotalLineAmount FROM OrderItem ORDER BY Key")]
    assert amounts[:4] == ["59.97", "12.50", "4.99", "-19.99"]
    assert 13600 in amounts  # yen have no digits
    discounts = [row[0] for row in store.execute("SELECT Amount FROM OrderItemAdjustmentLineItem ORDER BY Key")]
    assert discounts[:2] == ["-6.00", "-1.25"]


def test_every_view_can_be_read_and_joined_by_key(shop: Oms) -> None:
    store = sqlite3.connect(shop.dir / "shop" / "oms.db")
    names = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")]
    assert len(names) > 40
    for name in names:
        store.execute(f'SELECT * FROM "{name}"').fetchall()
    joined = store.execute(
        "SELECT s.OrderNumber, i.StockKeepingUnit FROM FulfillmentOrderLineItem f"
        " JOIN OrderItemSummary i ON i.Key = f.OrderItemSummaryId"
        " JOIN OrderSummary s ON s.OriginalOrderId = i.Key >> 20 << 20 ORDER BY f.Key LIMIT 1"
    ).fetchone()
    assert joined == ("00000001", "TSHIRT-RED")


def test_the_python_of_the_readme_reads_a_store(shop: Oms) -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0].replace('"Approved"', '"Fulfilled"')
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shop.dir / "shop", capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("00000001 5484 USD\n", "")

"""Tryton in process: python tryton_sale.py ORDERS (run by benchmarks/peers.py in Tryton's own environment)

The set-up is that of Tryton's own sale scenario (company, chart of accounts, fiscal year, tax, product, inventory), by
its scripting client proteus. The orders then go through the models' list methods, every step for all orders in one
transaction, which is Tryton's fastest way by far (a transaction for each order and step takes five times as long):
quote, confirm, process; post and pay the invoice; assign, pick, pack and do the shipment. Invoices are not rendered.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

LINES = 3
PRODUCTS = 20
WARM_UP = 2
TOGETHER = 50
"""Orders a list: posting more of them at once is slower again (100: 2.4 orders a second, 200: 1.3)."""


def main(orders: int) -> None:
    """Place, pay and ship this many orders; one line of JSON about it."""
    with tempfile.TemporaryDirectory(prefix="oms-tryton-") as folder:
        os.environ["DB_NAME"] = "oms_peer"  # Tryton's test tools read it when they are imported
        os.environ["TRYTOND_DATABASE__URI"] = "sqlite://"
        os.environ["TRYTOND_DATABASE__PATH"] = folder
        shop = set_up()
        whole_life(shop, WARM_UP)
        started, cpu = time.perf_counter(), time.process_time()
        for done in range(0, orders, TOGETHER):
            whole_life(shop, min(TOGETHER, orders - done))
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        check(orders + WARM_UP)
        if not (Path(folder) / "oms_peer.sqlite").exists():
            sys.exit("tryton: the database is not in its file")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"name": f"Tryton {version()}", "orders": orders, "seconds": seconds, "cpu": cpu, "peak_mb": peak})
    )


def version() -> str:
    """The server's."""
    import trytond

    return trytond.__version__


def set_up() -> dict[str, list[int] | int]:
    """A company that sells; the ids that an order needs."""
    from proteus import Model
    from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, create_tax, get_accounts
    from trytond.modules.account_invoice.tests.tools import create_payment_term, set_fiscalyear_invoice_sequences
    from trytond.modules.company.tests.tools import create_company
    from trytond.tests.tools import activate_modules

    config = activate_modules(["sale"], create_company, create_chart)
    set_fiscalyear_invoice_sequences(create_fiscalyear()).click("create_period")
    accounts = get_accounts()
    tax = create_tax(Decimal("0.05"))
    tax.save()
    customer = Model.get("party.party")(name="Ada King")
    customer.addresses[0].street = "1 High Street"
    customer.save()
    term = create_payment_term()
    term.save()
    category = Model.get("product.category")(name="Things", accounting=True)
    category.account_expense, category.account_revenue = accounts["expense"], accounts["revenue"]
    category.customer_taxes.append(tax)
    category.save()
    journals = Model.get("account.journal")
    (cash,) = journals.find([("type", "=", "cash")])
    method = Model.get("account.invoice.payment.method")(name="Card", journal=cash)
    method.credit_account = method.debit_account = accounts["cash"]
    method.save()
    products = stocked(category)
    return {
        "user": config.user,
        "company": config.context["company"],
        "customer": customer.id,
        "term": term.id,
        "method": method.id,
        "products": products,
    }


def stocked(category) -> list[int]:
    """The products, a million of each in the storage."""
    from proteus import Model

    (unit,) = Model.get("product.uom").find([("name", "=", "Unit")])
    (storage,) = Model.get("stock.location").find([("code", "=", "STO")])
    inventory = Model.get("stock.inventory")(location=storage)
    products = []
    for number in range(PRODUCTS):
        template = Model.get("product.template")(name=f"Thing {number}", type="goods", salable=True)
        template.default_uom, template.account_category = unit, category
        template.list_price = Decimal(f"{number + 1}.99")
        template.save()
        products.append(template.products[0].id)
        inventory.lines.new(product=template.products[0], quantity=1_000_000.0, expected_quantity=0.0)
    inventory.click("confirm")
    return products


def whole_life(shop, orders: int) -> None:
    """Orders placed, paid and shipped, a transaction for each step."""
    from trytond.pool import Pool

    pool = Pool("oms_peer")
    sales = step(shop, lambda: [sale.id for sale in placed(pool, shop, orders)])

    def each(model: str, ids: list[int], *methods: str) -> None:
        for method in methods:
            step(shop, lambda method=method: getattr(pool.get(model), method)(pool.get(model).browse(ids)))

    each("sale.sale", sales, "quote", "confirm", "process")
    browse = pool.get("sale.sale").browse
    invoices = step(shop, lambda: [invoice.id for sale in browse(sales) for invoice in sale.invoices])
    shipments = step(shop, lambda: [shipment.id for sale in browse(sales) for shipment in sale.shipments])
    step(shop, lambda: post(pool.get("account.invoice"), invoices))
    step(shop, lambda: pay(pool, shop, invoices))
    each("stock.shipment.out", shipments, "assign_try", "pick", "pack", "do")


def step(shop, do):
    """One transaction as the user of the set-up, as Tryton's server runs it: begun again with the locks that it asks
    for, and followed by the tasks that it left (the states of sales and invoices).
    """
    from trytond.transaction import Transaction, TransactionError
    from trytond.worker import run_task

    locks: dict = {}
    while True:
        with Transaction().start("oms_peer", shop["user"], context={"company": shop["company"]}, **locks) as run:
            try:
                result = do()
                run.commit()
                break
            except TransactionError as error:
                run.rollback()
                run.tasks.clear()
                error.fix(locks)
    while run.tasks:
        run_task("oms_peer", run.tasks.pop())
    return result


def placed(pool, shop, orders: int):
    """Sales of three lines, filled in as the form does it."""
    sale_model, line_model = pool.get("sale.sale"), pool.get("sale.line")
    defaults = sale_model.default_get(list(sale_model._fields), with_rec_name=False)
    sales = []
    for number in range(orders):
        sale = sale_model(**{name: value for name, value in defaults.items() if "." not in name})
        sale.party = shop["customer"]
        sale.on_change_party()
        sale.payment_term = shop["term"]
        lines = []
        for position in range(LINES):
            line = line_model(sale=sale, type="line", quantity=float(1 + position))
            line.product = shop["products"][(number * LINES + position) % PRODUCTS]
            line.on_change_product()
            lines.append(line)
        sale.lines = lines
        sales.append(sale)
    sale_model.save(sales)
    return sales


def post(invoices, ids: list[int]) -> None:
    """Post them; the printed form, which the other systems do not make, is left out."""
    invoices.print_invoice = lambda self: None
    invoices.post(invoices.browse(ids))


def pay(pool, shop, ids: list[int]) -> None:
    """Each invoice in full, its lines reconciled, as the wizard «Pay» does it."""
    method = pool.get("account.invoice.payment.method")(shop["method"])
    for invoice in pool.get("account.invoice").browse(ids):
        amount = invoice.amount_to_pay
        owed, _ = invoice.get_reconcile_lines_for_amount(amount, invoice.currency)
        paid = invoice.pay_invoice(amount, method, invoice.invoice_date)
        pool.get("account.move.line").reconcile(owed + paid)


def check(orders: int) -> None:
    """Every order is there, whole, paid and shipped: else the figure would be of something else."""
    from proteus import Model

    found = {
        "sales": len(Model.get("sale.sale").find([("state", "=", "done")])),
        "lines": len(Model.get("sale.line").find([])),
        "paid": len(Model.get("account.invoice").find([("state", "=", "paid")])),
        "shipped": len(Model.get("stock.shipment.out").find([("state", "=", "done")])),
    }
    wanted = {"sales": orders, "lines": LINES * orders, "paid": orders, "shipped": orders}
    if found != wanted:
        sys.exit(f"tryton: {found}, not {wanted}")


if __name__ == "__main__":
    main(int(sys.argv[1]))

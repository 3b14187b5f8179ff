"""django-oscar in process: python django_oscar.py ORDERS (run by benchmarks/peers.py in django-oscar's own environment)

The settings are those of Oscar's page «Building your own shop», the order's way that of its checkout and of «How to set
up order processing»: a basket, `OrderCreator.place_order`, a payment source that is allocated and debited, a payment
event, a shipping event that consumes the stock allocations. Each of the three steps is one transaction, as a view is.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

import django
import oscar
from django.conf import settings
from oscar import defaults

LINES = 3
PRODUCTS = 200
WARM_UP = 5

APPS = """
django.contrib.admin django.contrib.auth django.contrib.contenttypes django.contrib.sessions django.contrib.messages
django.contrib.staticfiles django.contrib.sites django.contrib.flatpages oscar.config.Shop
oscar.apps.analytics.apps.AnalyticsConfig oscar.apps.checkout.apps.CheckoutConfig oscar.apps.address.apps.AddressConfig
oscar.apps.shipping.apps.ShippingConfig oscar.apps.catalogue.apps.CatalogueConfig
oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig oscar.apps.communication.apps.CommunicationConfig
oscar.apps.partner.apps.PartnerConfig oscar.apps.basket.apps.BasketConfig oscar.apps.payment.apps.PaymentConfig
oscar.apps.offer.apps.OfferConfig oscar.apps.order.apps.OrderConfig oscar.apps.customer.apps.CustomerConfig
oscar.apps.search.apps.SearchConfig oscar.apps.voucher.apps.VoucherConfig oscar.apps.wishlists.apps.WishlistsConfig
oscar.apps.dashboard.apps.DashboardConfig oscar.apps.dashboard.reports.apps.ReportsDashboardConfig
oscar.apps.dashboard.users.apps.UsersDashboardConfig oscar.apps.dashboard.orders.apps.OrdersDashboardConfig
oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig oscar.apps.dashboard.offers.apps.OffersDashboardConfig
oscar.apps.dashboard.partners.apps.PartnersDashboardConfig oscar.apps.dashboard.pages.apps.PagesDashboardConfig
oscar.apps.dashboard.ranges.apps.RangesDashboardConfig oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig
oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig
oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig
oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig widget_tweaks haystack treebeard django_tables2
""".split()


def main(orders: int) -> None:
    """Place, pay and ship this many orders; one line of JSON about it."""
    with tempfile.TemporaryDirectory(prefix="oms-oscar-") as folder:
        configure(Path(folder))
        shop = Shop()
        for number in range(WARM_UP):
            shop.whole_life(number)
        started, cpu = time.perf_counter(), time.process_time()
        for number in range(WARM_UP, WARM_UP + orders):
            shop.whole_life(number)
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
        shop.check(orders + WARM_UP)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    name = f"django-oscar {oscar.get_version()}, Django {django.get_version()}"
    print(json.dumps({"name": name, "orders": orders, "seconds": seconds, "cpu": cpu, "peak_mb": peak}))


def configure(folder: Path) -> None:
    """A new SQLite database with Oscar's tables; a write ahead log, as ours has."""
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "oscar.db",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
        },
    }
    values = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")}
    values |= {
        "SECRET_KEY": "a benchmark",
        "INSTALLED_APPS": APPS,
        "SITE_ID": 1,
        "USE_TZ": True,
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "HAYSTACK_CONNECTIONS": {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        "OSCAR_DEFAULT_CURRENCY": "USD",
        "OSCAR_INITIAL_ORDER_STATUS": "Pending",
        "OSCAR_ORDER_STATUS_PIPELINE": {"Pending": ("Shipped",), "Shipped": ()},
        "OSCAR_INITIAL_LINE_STATUS": "Pending",
        "OSCAR_LINE_STATUS_PIPELINE": {"Pending": ("Shipped",), "Shipped": ()},
        "OSCAR_ORDER_STATUS_CASCADE": {"Shipped": "Shipped"},
    }
    settings.configure(**values)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


class Shop:
    """Two hundred products in stock, a shopper, and the steps of an order."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model
        from oscar.core.loading import get_class, get_model

        self.model = get_model
        self.creator = get_class("order.utils", "OrderCreator")()
        self.handler = get_class("order.processing", "EventHandler")()
        self.calculator = get_class("checkout.calculators", "OrderTotalCalculator")()
        self.shipping = get_class("shipping.methods", "FixedPrice")(Decimal("4.99"), Decimal("4.99"))
        self.strategy = self._strategy(get_class)()
        self.user = get_user_model().objects.create_user("ada", "ada@example.com", "a password")
        self.country = get_model("address", "Country").objects.create(
            iso_3166_1_a2="US", iso_3166_1_a3="USA", printable_name="United States", is_shipping_country=True
        )
        self.source_type = get_model("payment", "SourceType").objects.create(name="Card")
        self.paid = get_model("order", "PaymentEventType").objects.create(name="Settle")
        self.shipped = get_model("order", "ShippingEventType").objects.create(name="Shipped")
        self.products = self._products()

    @staticmethod
    def _strategy(get_class):
        """Prices with 5 % tax, stock required: what Oscar's `Default` strategy is but for the tax."""
        strategy = get_class("partner.strategy", "Structured")
        names = ("UseFirstStockRecord", "StockRequired", "FixedRateTax")
        mixins = [get_class("partner.strategy", name) for name in names]
        return type("WithTax", (*mixins, strategy), {"rate": Decimal("0.05"), "exponent": Decimal("0.01")})

    def _products(self):
        kind = self.model("catalogue", "ProductClass").objects.create(name="Thing")
        partner = self.model("partner", "Partner").objects.create(name="Warehouse")
        products = []
        for number in range(PRODUCTS):
            product = self.model("catalogue", "Product").objects.create(
                title=f"Thing {number}", upc=f"T-{number}", product_class=kind, structure="standalone"
            )
            product.stockrecords.create(
                partner=partner,
                partner_sku=f"T-{number}",
                price_currency="USD",
                price=Decimal(f"{number + 1}.99"),
                num_in_stock=1_000_000,
            )
            products.append(product)
        return products

    def whole_life(self, number: int) -> None:
        """One order placed, paid and shipped."""
        order = self.place(number)
        self.pay(order)
        self.ship(order)

    def place(self, number: int):
        """A basket of three lines becomes an order."""
        from django.db import transaction

        with transaction.atomic():
            basket = self.model("basket", "Basket").objects.create(owner=self.user)
            basket.strategy = self.strategy
            for line in range(LINES):
                basket.add_product(self.products[(number * LINES + line) % PRODUCTS], quantity=1 + line)
            address = self.model("order", "ShippingAddress").objects.create(
                first_name="Ada", last_name="King", line1="1 High Street", line4="Memphis", state="TN",
                postcode="38103", country=self.country,
            )  # fmt: skip
            basket.freeze()
            charge = self.shipping.calculate(basket)
            order = self.creator.place_order(
                basket=basket,
                total=self.calculator.calculate(basket, charge),
                shipping_method=self.shipping,
                shipping_charge=charge,
                user=self.user,
                shipping_address=address,
                order_number=f"P-{number}",
            )
            basket.submit()
        return order

    def pay(self, order) -> None:
        """The amount is authorized and captured, with an event that names the lines."""
        from django.db import transaction

        with transaction.atomic():
            source = self.model("payment", "Source").objects.create(
                order=order, source_type=self.source_type, currency="USD"
            )
            source.allocate(order.total_incl_tax)
            source.debit(order.total_incl_tax)
            lines = list(order.lines.all())
            quantities = [line.quantity for line in lines]
            self.handler.handle_payment_event(order, self.paid, order.total_incl_tax, lines, quantities)

    def ship(self, order) -> None:
        """Every line leaves the house: event, stock, statuses."""
        from django.db import transaction

        with transaction.atomic():
            lines = list(order.lines.all())
            self.handler.handle_shipping_event(order, self.shipped, lines, [line.quantity for line in lines])
            self.handler.consume_stock_allocations(order, lines)
            order.set_status("Shipped")

    def check(self, orders: int) -> None:
        """Every order is there, whole, paid and shipped: else the figure would be of something else."""
        from django.db.models import F

        found = {
            "orders": self.model("order", "Order").objects.filter(status="Shipped").count(),
            "lines": self.model("order", "Line").objects.filter(status="Shipped").count(),
            "paid": self.model("payment", "Source").objects.filter(amount_debited=F("order__total_incl_tax")).count(),
            "events": self.model("order", "ShippingEventQuantity").objects.count(),
        }
        wanted = {"orders": orders, "lines": LINES * orders, "paid": orders, "events": LINES * orders}
        if found != wanted:
            sys.exit(f"django-oscar: {found}, not {wanted}")


if __name__ == "__main__":
    main(int(sys.argv[1]))

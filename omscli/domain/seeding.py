"""Who test orders are from, and what they come to: shoppers, addresses and tax of several countries, and the sums.

Pure: a `Dice` decides. Amounts are minor units; taxes and discounts are rounded as everywhere (`domain/money.py`).
"""

from __future__ import annotations

from omscli.domain.dice import Dice
from omscli.domain.money import round_ratio, split
from omscli.domain.values import dataclass, replace


@dataclass(frozen=True, slots=True)
class Home:
    """An address, with the currency that is paid in there."""

    street: str
    city: str
    state: str | None
    postal_code: str
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class Shopper:
    """A person who buys; `email` is their own, so that one who comes again is the same account."""

    first_name: str
    last_name: str
    email: str
    phone: str
    home: Home

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class TaxRule:
    """A country's tax on net prices: its rate as exact text and as a ratio."""

    name: str
    rate: str
    numerator: int
    denominator: int

    def on(self, amount: int) -> int:
        """The tax of an amount; of a discount it is negative."""
        return round_ratio(amount * self.numerator, self.denominator)


_HOMES = tuple(
    Home(*place)
    for place in (
        ("2240 Fillmore Street", "San Francisco", "CA", "94115", "US", "USD"),
        ("118 Bleecker Street, Apt 4B", "New York", "NY", "10012", "US", "USD"),
        ("907 Congress Avenue", "Austin", "TX", "78701", "US", "USD"),
        ("5320 Ballard Avenue NW", "Seattle", "WA", "98107", "US", "USD"),
        ("Kastanienallee 82", "Berlin", None, "10435", "DE", "EUR"),
        ("Große Bleichen 27", "Hamburg", None, "20354", "DE", "EUR"),
        ("Königsallee 14", "Düsseldorf", None, "40212", "DE", "EUR"),
        ("14 rue de l'Échiquier", "Paris", None, "75010", "FR", "EUR"),
        ("Carrer de València 301", "Barcelona", None, "08009", "ES", "EUR"),
        ("Prinsengracht 263", "Amsterdam", None, "1016 GV", "NL", "EUR"),
        ("41 Chapel Allerton", "Leeds", None, "LS7 4NY", "GB", "GBP"),
        ("9 Marylebone Lane", "London", None, "W1U 1HL", "GB", "GBP"),
        ("7 Thistle Street", "Edinburgh", None, "EH2 1EN", "GB", "GBP"),
        ("中央区銀座 4-6-16", "東京都", None, "104-0061", "JP", "JPY"),
        ("北区梅田 3-1-3", "大阪市", None, "530-0001", "JP", "JPY"),
        ("شارع سالم المبارك 12", "السالمية", None, "22001", "KW", "KWD"),
        ("Augustinergasse 9", "Zürich", None, "8001", "CH", "CHF"),
    )
)
_PEOPLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "US": (
        ("Maya", "Robinson", "maya.robinson"),
        ("Luis", "Ortega", "luis.ortega"),
        ("Hannah", "O’Neil", "hannah.oneil"),
    ),
    "DE": (("Jürgen", "Weiß", "juergen.weiss"), ("Änne", "Köhler", "aenne.koehler"), ("Lena", "Vogt", "lena.vogt")),
    "FR": (("Zoé", "Lefèvre", "zoe.lefevre"), ("François", "Dubœuf", "francois.duboeuf")),
    "ES": (("Núria", "Peña", "nuria.pena"), ("Íñigo", "Martín", "inigo.martin")),
    "NL": (("Daan", "de Vries", "daan.devries"), ("Noëlle", "Jansen", "noelle.jansen")),
    "GB": (("Ada", "King", "ada.king"), ("Siân", "Llewellyn", "sian.llewellyn"), ("Tom", "Whitfield", "tom.whitfield")),
    "JP": (("美咲", "佐藤", "misaki.sato"), ("健太", "田中", "kenta.tanaka")),
    "KW": (("فاطمة", "الصباح", "fatima.alsabah"), ("يوسف", "العجمي", "yousef.alajmi")),
    "CH": (("Reto", "Bär", "reto.baer"), ("Céline", "Aebischer", "celine.aebischer")),
}
_TAXES = {
    "US": TaxRule("Sales Tax", "0.08875", 8875, 100_000),
    "DE": TaxRule("MwSt.", "0.19", 19, 100),
    "FR": TaxRule("TVA", "0.2", 20, 100),
    "ES": TaxRule("IVA", "0.21", 21, 100),
    "NL": TaxRule("BTW", "0.21", 21, 100),
    "GB": TaxRule("VAT", "0.2", 20, 100),
    "JP": TaxRule("消費税", "0.1", 10, 100),
    "CH": TaxRule("MWST", "0.081", 81, 1000),
}
_PHONES = {"US": "+1 555 01", "DE": "+49 30 5550", "FR": "+33 1 9900", "ES": "+34 91 555", "NL": "+31 20 555"}


def shopper(dice: Dice, currencies: frozenset[str]) -> Shopper:
    """Somebody who pays in one of the currencies; where none is theirs, an American who pays in the first of them."""
    homes = [home for home in _HOMES if home.currency in currencies]
    home = dice.pick(homes) if homes else replace(dice.pick(_HOMES[:4]), currency=min(currencies))
    first, last, mailbox = dice.pick(_PEOPLE[home.country])
    phone = f"{_PHONES.get(home.country, '+44 20 7946')} {dice.between(1000, 9999)}"
    return Shopper(first, last, f"{mailbox}@example.{dice.pick(('com', 'org'))}", phone, home)


def somebody_else(dice: Dice, buyer: Shopper) -> Shopper:
    """Who a present goes to: another person in the buyer's currency."""
    while True:
        found = shopper(dice, frozenset((buyer.home.currency,)))
        if found.name != buyer.name or found.home != buyer.home:
            return replace(found, home=replace(found.home, currency=buyer.home.currency))


def tax_rule(country: str) -> TaxRule | None:
    """The tax on what goes to a country, or None where there is none."""
    return _TAXES.get(country)


def promotion(percent: int, lines: list[int]) -> list[int]:
    """The share of each line in an order-level discount of so many percent: negative, adding up exactly (D24)."""
    return split(-round_ratio(sum(lines) * percent, 100), lines)

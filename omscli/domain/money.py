"""Money: whole minor units of an ISO 4217 currency, and the only places where an amount is rounded or split.

Source: decisions D20 (representation), D22 (half up, away from zero), D24 (largest remainder), D26 (cumulative).
Never a float; a Decimal only at the edge, where text comes in or goes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

_TWO_DIGITS = """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"""
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"

EXPONENTS: dict[str, int] = {
    code: digits
    for digits, codes in ((2, _TWO_DIGITS), (0, _NO_DIGITS), (3, _THREE_DIGITS), (4, _FOUR_DIGITS))
    for code in codes.split()
}
"""Decimal digits of every ISO 4217 currency in use."""

MAX_MINOR = 10**15
"""The largest amount that is taken, in minor units: sums of thousands of lines still fit 64 bits."""


_EXACT = Context(prec=100)
"""Digits enough for any number of a JSON text, which has at most 40."""


def to_minor(value: Decimal | int, currency: str) -> int:
    """The amount in minor units (12.34 USD → 1234).

    Raises ValueError when the value has more digits than the currency (D20), is not finite, or is out of range.
    """
    digits = EXPONENTS[currency]
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("not a finite number")
        if abs(value.adjusted()) > 40:  # an exponent such as 1e999999 must not be expanded to find out
            raise ValueError("out of range") if value else ValueError("not a plain number")
        scaled = value.scaleb(digits, _EXACT)  # by itself it would round to 28 digits
        minor = int(scaled)
        if minor != scaled:
            raise ValueError(f"{currency} has {digits} decimal digits")
    else:
        minor = value * 10**digits
    if abs(minor) > MAX_MINOR:
        raise ValueError("out of range")
    return minor


def to_decimal(minor: int, currency: str) -> Decimal:
    """The amount as an exact decimal with the currency's digits (1234 USD → Decimal('12.34'))."""
    return Decimal(minor).scaleb(-EXPONENTS[currency])


def format_minor(minor: int, currency: str) -> str:
    """The amount as text with the currency's digits and no grouping: `12.34`, `-0.50`, `1200` (JPY)."""
    digits = EXPONENTS[currency]
    if not digits:
        return str(minor)
    sign, absolute = ("-", -minor) if minor < 0 else ("", minor)
    text = str(absolute).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}"


def round_ratio(numerator: int, denominator: int) -> int:
    """`numerator ÷ denominator` rounded half up, away from zero (D22); the denominator is positive."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def portion(amount: int, part: int, whole: int) -> int:
    """The share of `part` of `whole` units in an amount, rounded (D23); all units take exactly all of it."""
    return amount if part == whole else round_ratio(amount * part, whole)


def portion_to_date(amount: int, taken: int, units_taken: int, part: int, whole: int) -> int:
    """What the next `part` units take of an amount of which `units_taken` of `whole` units already took `taken` (D26).

    Cumulative: the rounded amount to date less what was taken, so that the parts add up exactly; kept between zero
    and what is left, because taking units back (`deallocate`) may have left an odd cent with the others.
    """
    left = amount - taken
    if units_taken + part == whole:
        return left
    share = round_ratio(amount * (units_taken + part), whole) - taken
    low, high = (0, left) if left >= 0 else (left, 0)
    return min(max(share, low), high)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount spread over lines by weight: largest remainder, ties to the earlier line (D24).

    The shares always add up to the amount; a negative amount splits like its absolute value; weights that are all
    zero split equally. Raises ValueError for a negative weight, or for an amount with no line to carry it.
    """
    if not weights:
        if amount:
            raise ValueError("an amount needs a line to carry it")
        return []
    if min(weights) < 0:
        raise ValueError("weights cannot be negative")
    total = sum(weights)
    if not total:
        weights, total = [1] * len(weights), len(weights)
    absolute = abs(amount)
    shares = [absolute * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(absolute * weights[index] % total))
    for index in by_remainder[: absolute - sum(shares)]:
        shares[index] += 1
    return [-share for share in shares] if amount < 0 else shares

"""The kinds of field of an order file: what a JSON value must look like to be an amount, a quantity, a date.

A kind's check turns a value into what the order keeps (minor units, epoch milliseconds, ISO dates) or refuses it with a
code of `errors.CODES`; its schema says the same for `oms schema order`. `Given` is text that came from a `--set` or a
placeholder: there a number is text too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from omscli.documents.orders.flaws import UNSAFE, UNSAFE_CHARACTERS, refuse, shown
from omscli.domain.money import EXPONENTS, MAX_MINOR, to_minor
from omscli.errors import nearest

if TYPE_CHECKING:
    from omscli.documents.orders.record import Record

MAX_QUANTITY = 10**9

_LINE = f"^[^\t\n\r\u2028\u2029{UNSAFE_CHARACTERS}]*$"
_LINES = f"^[^\r{UNSAFE_CHARACTERS}]*$"
_KEY = f"^[^\\s{UNSAFE_CHARACTERS}](?:[^\t\n\r\u2028\u2029{UNSAFE_CHARACTERS}]*[^\\s{UNSAFE_CHARACTERS}])?$"
_SURROGATE = "[\ud800-\udfff]"
_PLAIN_NUMBER = r"-?[0-9]{1,30}(\.[0-9]{1,20})?"
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT = (
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
YEARS = range(1700, 4001)

Check = Callable[[Any, str], Any]
"""From a decoded value and the order's currency (empty: the currency itself is refused) to what is kept of it."""


class Kind(NamedTuple):
    """What a field may hold: how a value is checked, and the JSON Schema that says the same.

    `keeps` and `makes` are for the generator of `quick_records.py`: the source of a test of `{v}`, which is then kept
    as it is, and of what makes it into what is kept (a function of `quick.py`): what the check answers, or nothing.
    """

    check: Check
    schema: dict[str, Any]
    record: Record | None = None
    """What kind of record stands in the field, alone or in a list."""
    keeps: str = ""
    makes: str = ""


class Given(str):
    """Text that a person gave on the command line, which a number or a flag may be read from."""

    __slots__ = ()


# ------------------------------------------------------------------------------------------------------- numbers


def _number(value: Any) -> int | Decimal | None:
    if type(value) is int or type(value) is Decimal:
        return value
    if type(value) is Given and re.fullmatch(_PLAIN_NUMBER, value):
        return Decimal(value) if "." in value else int(value)
    return None


def _minor(value: Any, currency: str) -> int:
    number = value if type(value) is Decimal else _number(value)
    if number is None:
        refuse("bad-amount" if isinstance(value, str) else "wrong-type", f": {shown(value)} is not a number")
    if not currency:
        return 0  # the currency itself is refused: digits cannot be judged
    try:
        return to_minor(number, currency)
    except ValueError as error:
        text = str(error)
    digits = EXPONENTS[currency]
    if "digits" in text:
        refuse("too-many-decimals", f": {shown(value)} has more decimals than {currency} has ({digits})")
    limit = MAX_MINOR // 10**digits
    refuse("bad-amount", f": {shown(value)} is out of range: at most {limit:,} {currency}")


def _amount(value: Any, currency: str) -> int:
    minor = _minor(value, currency)
    if minor < 0:
        refuse("bad-amount", f": {shown(value)} is negative")
    return minor


def _discount(value: Any, currency: str) -> int:
    minor = _minor(value, currency)
    if minor > 0:
        refuse("bad-amount", f": {shown(value)} is positive: an adjustment and its tax are discounts, zero or less")
    return minor


def _line_amount(value: Any, currency: str) -> int:
    minor = _minor(value, currency)
    if minor < 0:
        refuse("line-total", f": the line amount {shown(value)} is negative")
    return minor


def _quantity(value: Any, _: str) -> int:
    number = _number(value)
    if number is None:
        refuse("bad-quantity", f": {shown(value)} is not a whole number")
    if isinstance(number, Decimal):
        exponent = number.as_tuple().exponent
        if number != number.to_integral_value() or not isinstance(exponent, int) or exponent > 0:
            refuse("bad-quantity", f": {shown(value)} is not a whole number")
    if number <= 0:
        refuse("bad-quantity", f": {shown(value)} is not positive")
    if number > MAX_QUANTITY:
        refuse("bad-quantity", f": {shown(value)} is more than {MAX_QUANTITY:,}")
    return int(number)


def plain_text(number: Decimal | int) -> str:
    """An exact decimal as text without exponent and without zeros at its end (`0.050` → `0.05`)."""
    text = str(number)
    if "E" in text:
        text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _rate(value: Any, _: str) -> str:
    number = _number(value)
    if number is None:
        refuse("wrong-type", f": {shown(value)} is not a number")
    if not -1000 <= number <= 1000:
        refuse("bad-value", f": the rate {shown(value)} is out of range: 0.05 means 5 %")
    return plain_text(number)


def _decimal(value: Any, _: str) -> str:
    number = _number(value)
    if number is None:
        refuse("wrong-type", f": {shown(value)} is not a number")
    return plain_text(number)


def _small(value: Any, _: str) -> int:
    """A whole number that a file may also give as digits (`"ExpiryMonth": "1"`)."""
    if isinstance(value, str) and len(value) <= 9 and value.isascii() and value.isdigit():
        return int(value)
    number = _number(value)
    if number is None or number != int(number) or not 0 <= number <= MAX_QUANTITY:
        refuse("bad-value", f": {shown(value)} is not a small whole number")
    return int(number)


def _flag(value: Any, _: str) -> bool:
    if isinstance(value, bool):
        return value
    if type(value) is Given and value.lower() in ("true", "false"):
        return value.lower() == "true"
    refuse("wrong-type", f": {shown(value)} is neither true nor false")


# --------------------------------------------------------------------------------------------------------- dates


@lru_cache(maxsize=8192)
def instant_ms(text: str) -> int | None:
    """UTC epoch milliseconds of an ISO 8601 instant; of midnight UTC for a bare date; None when it is neither."""
    match = re.fullmatch(_INSTANT, text)
    if not match:
        return None
    day, clock, zone = match.groups()
    zone = f"{zone[:3]}:{zone[-2:]}" if zone and zone != "Z" else "+00:00"
    try:
        moment = datetime.fromisoformat(f"{day}T{clock or '00:00'}{zone}")
        if moment.year not in YEARS:
            return None
        since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _instant(value: Any, _: str) -> int:
    if not isinstance(value, str):
        refuse("wrong-type", f": {shown(value)} is not a date and time as text")
    moment = instant_ms(value)
    if moment is None:
        example = "2026-01-05T10:00:00Z (a time needs its zone)"
        refuse("bad-date", f": {shown(value)} is not a moment such as {example}")
    return moment


def _date(value: Any, _: str) -> str:
    if not isinstance(value, str):
        refuse("wrong-type", f": {shown(value)} is not a date as text")
    moment = instant_ms(value)
    if moment is None:
        refuse("bad-date", f": {shown(value)} is not a date such as 2026-01-05")
    if re.fullmatch(_DATE, value):
        return str(value)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).date().isoformat()


# --------------------------------------------------------------------------------------------------------- texts


def _currency(value: Any, _: str) -> str:
    if not isinstance(value, str):
        refuse("wrong-type", f": {shown(value)} is not a currency code")
    if value not in EXPONENTS:
        refuse("unknown-currency", f": {shown(value)} is no ISO 4217 currency in use")
    return str(value)


def _text(value: Any, least: int, limit: int | None, pattern: str) -> str:
    """The slow, whole answer: the text, or what is wrong with it."""
    if not isinstance(value, str):
        refuse("wrong-type", f": {shown(value)} is not a text")
    unsafe = f": {shown(value)} holds a control character that a text must not have"
    if re.search(_SURROGATE, value):
        refuse("bad-text", unsafe)
    if limit is not None and len(value) > limit:
        refuse("bad-value", f" is longer than {limit:,} characters")
    if len(value) < least:
        refuse("bad-value", " is empty")
    if re.fullmatch(pattern.removesuffix("$"), value):
        return str(value)
    if UNSAFE.search(value) or set(value) & set("\t\n\r"):
        refuse("bad-text", unsafe)
    if value != value.strip():
        refuse("bad-value", f": {shown(value)} begins or ends with a space")
    refuse("bad-value", f": {shown(value)} is not a value of this field")


def _text_schema(least: int, limit: int, pattern: str) -> dict[str, Any]:
    schema = {"maxLength": limit, "minLength": least, "pattern": pattern, "type": "string"}
    return {name: value for name, value in schema.items() if value}


_STR = "type({v}) is str"


def _one_line(limit: int, least: int = 0) -> Kind:
    """A text of one line. What `isprintable` lets pass holds nothing that the pattern refuses (a test says so)."""

    def check(value: Any, _: str) -> str:
        return _text(value, least, limit, _LINE)

    long = f"len({{v}}) <= {limit}" if not least else f"{least} <= len({{v}}) <= {limit}"
    return Kind(check, _text_schema(least, limit, _LINE), keeps=f"{_STR} and {long} and {{v}}.isprintable()")


def _several_lines(limit: int) -> Kind:
    """A text that may have line breaks; those of Windows become plain ones."""

    def check(value: Any, _: str) -> str:
        return _text(value.replace("\r\n", "\n") if isinstance(value, str) else value, 0, limit, _LINES)

    schema = _text_schema(0, limit, "")  # no pattern: what is refused depends on what follows a \r
    return Kind(check, schema, keeps=f"{_STR} and len({{v}}) <= {limit} and {{v}}.isprintable()")


def _key(limit: int) -> Kind:
    """A text that names something: not empty, no space at its ends."""

    def check(value: Any, _: str) -> str:
        return _text(value, 1, limit, _KEY)

    keeps = f'{_STR} and 0 < len({{v}}) <= {limit} and {{v}}.isprintable() and {{v}}[0] != " " != {{v}}[-1]'
    return Kind(check, _text_schema(1, limit, _KEY), keeps=keeps)


def digits(count: int) -> Kind:
    """A text of so many digits."""
    written = f"^[0-9]{{{count}}}$"
    keeps = f"{_STR} and len({{v}}) == {count} and {{v}}.isascii() and {{v}}.isdigit()"
    return Kind(lambda value, _: _text(value, 0, None, written), {"pattern": written, "type": "string"}, keeps=keeps)


def one_of(*values: str) -> Kind:
    """One of a few words."""
    allowed = frozenset(values)

    def check(value: Any, _: str) -> str:
        if isinstance(value, str) and value in allowed:
            return str(value)
        close = nearest(value, list(values)) if isinstance(value, str) else None
        help = f"did you mean {close!r}?" if close else f"one of {', '.join(values)}"
        refuse("bad-value", f": {shown(value)} is not a value of this field", help)

    schema = {"enum": list(values), "type": "string"} if len(values) > 1 else {"const": values[0], "type": "string"}
    return Kind(check, schema, keeps=f"{_STR} and {{v}} in {values!r}")


def _gift_code(value: Any, _: str) -> str:
    """The code of a gift card, as it is kept: its last four signs and its hash (D35); no message tells it."""
    from omscli.domain.credits import code_hash, normal_code  # 1 ms, for orders that pay by one

    if type(value) is Given:
        refuse("bad-value", ": what is typed is written down with the run", "put the code into the file")
    try:
        code = normal_code(value) if isinstance(value, str) else refuse("wrong-type", ": it is not a text")
    except ValueError as error:
        refuse("bad-value", f": {error}")
    return f"{code[-4:]}:{code_hash(code)}"


def _kind(check: Check, type_: str, *, keeps: str = "", makes: str = "", **more: Any) -> Kind:
    return Kind(check, dict(sorted({"type": type_, **more}.items())), keeps=keeps, makes=makes)


_WHOLE = "type({v}) is int"
AMOUNT = _kind(_amount, "number", makes="amount({v}, scale)", minimum=0)
DISCOUNT = _kind(_discount, "number", makes="discount({v}, scale)", maximum=0)
LINE_AMOUNT = _kind(_line_amount, "number", makes="amount({v}, scale)", minimum=0)
QUANTITY = _kind(
    _quantity, "integer", keeps=f"{_WHOLE} and 0 < {{v}} <= {MAX_QUANTITY}", minimum=1, maximum=MAX_QUANTITY
)
RATE = _kind(_rate, "number", makes="rate({v})")
NUMBER = _kind(_decimal, "number", makes="number({v})")
FLAG = _kind(_flag, "boolean", keeps="{v} is True or {v} is False")
SMALL = _kind(_small, "integer", keeps=f"{_WHOLE} and 0 <= {{v}} <= {MAX_QUANTITY}", minimum=0)
INSTANT = _kind(_instant, "string", makes="instant({v})", format="date-time")
DATE = _kind(_date, "string", makes="date({v})", format="date")
CURRENCY = _kind(_currency, "string", keeps=f"{_STR} and {{v}} in EXPONENTS", pattern="^[A-Z]{3}$")

GIFT_CODE = _kind(_gift_code, "string", makes="secret({v})", minLength=10)
"""A secret: left to the careful check, which keeps its hash."""

KEY = _key(80)
LONG_KEY = _key(255)
KEY_50 = _key(50)
NAME = _one_line(255, least=1)
LINE = _one_line(255)
SHORT = _one_line(80)
LINES = _several_lines(32_000)
STREET = _several_lines(255)

"""The types of the fields of an order file: what a JSON value must look like to be an amount, a quantity, a date.

Each check turns the value into what the order keeps (minor units, epoch milliseconds, ISO dates) or refuses it with a
code of `errors.CODES`. `Given` is text that came from a `--set` or a placeholder: there a number is text too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NoReturn

from pydantic import BeforeValidator, PlainValidator, StringConstraints, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from omscli.documents import cards
from omscli.domain.money import EXPONENTS, MAX_MINOR, to_minor

MAX_QUANTITY = 10**9

_UNSAFE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_LINE = f"^[^\t\n\r\u2028\u2029{_UNSAFE}]*$"
_LINES = f"^[^\r{_UNSAFE}]*$"
_KEY = f"^[^\\s{_UNSAFE}](?:[^\t\n\r\u2028\u2029{_UNSAFE}]*[^\\s{_UNSAFE}])?$"
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,20})?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:?[0-9]{2}))?",
    re.ASCII,
)
UNSAFE = re.compile(f"[{_UNSAFE}\u2028\u2029]")
YEARS = range(1700, 4001)


class Given(str):
    """Text that a person gave on the command line, which a number or a flag may be read from."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a field's check knows of the whole order."""

    currency: str


def refuse(code: str, message: str, value: Any = None) -> NoReturn:
    """Refuse a field; `{value}` in the message is the value, shown safely."""
    raise PydanticCustomError(code, message.replace("{value}", shown(value)).replace("{", "{{").replace("}", "}}"))


def shown(value: Any) -> str:
    """A JSON value as a message may show it: short, masked, without control characters."""
    import json  # only a refusal needs it; the module itself is loaded

    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False, default=str)
    text = UNSAFE.sub("\ufffd", cards.mask(text))
    return text if len(text) <= 60 else f"{text[:57]}…"


def _number(value: Any) -> int | Decimal | None:
    if type(value) is int or type(value) is Decimal:
        return value
    if type(value) is Given and _PLAIN_NUMBER.fullmatch(value):
        return Decimal(value) if "." in value else int(value)
    return None


def _amount(value: Any, info: ValidationInfo[Context]) -> int:
    number = value if type(value) is Decimal else _number(value)
    if number is None:
        refuse("bad-amount" if isinstance(value, str) else "wrong-type", "{value} is not a number", value)
    currency = info.context.currency
    if not currency:
        return 0  # the currency itself is refused: digits cannot be judged
    try:
        return to_minor(number, currency)
    except ValueError as error:
        text = str(error)
    if "digits" in text:
        digits = EXPONENTS[currency]
        refuse("too-many-decimals", f"{{value}} has more decimals than {currency} has ({digits})", value)
    limit = MAX_MINOR // 10 ** EXPONENTS[currency]
    refuse("bad-amount", f"{{value}} is out of range: at most {limit:,} {currency}", value)


def _not_negative(value: Any, info: ValidationInfo[Context]) -> int:
    minor = _amount(value, info)
    if minor < 0:
        refuse("bad-amount", "{value} is negative", value)
    return minor


def _not_positive(value: Any, info: ValidationInfo[Context]) -> int:
    minor = _amount(value, info)
    if minor > 0:
        refuse("bad-amount", "{value} is positive: an adjustment and its tax are discounts, zero or less", value)
    return minor


def _line_amount(value: Any, info: ValidationInfo[Context]) -> int:
    minor = _amount(value, info)
    if minor < 0:
        refuse("line-total", "the line amount {value} is negative", value)
    return minor


def _quantity(value: Any) -> int:
    if type(value) is int and 0 < value <= MAX_QUANTITY:
        return value
    number = _number(value)
    if number is None:
        refuse("bad-quantity", "{value} is not a whole number", value)
    if isinstance(number, Decimal):
        exponent = number.as_tuple().exponent
        if number != number.to_integral_value() or not isinstance(exponent, int) or exponent > 0:
            refuse("bad-quantity", "{value} is not a whole number", value)
    if number <= 0:
        refuse("bad-quantity", "{value} is not positive", value)
    if number > MAX_QUANTITY:
        refuse("bad-quantity", f"{{value}} is more than {MAX_QUANTITY:,}", value)
    return int(number)


def plain_text(number: Decimal | int) -> str:
    """An exact decimal as text without exponent and without zeros at its end (`0.050` → `0.05`)."""
    text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _rate(value: Any) -> str:
    number = _number(value)
    if number is None:
        refuse("wrong-type", "{value} is not a number", value)
    if not -1000 <= number <= 1000:
        refuse("bad-value", "the rate {value} is out of range: 0.05 means 5 %", value)
    return plain_text(number)


def _decimal(value: Any) -> str:
    number = _number(value)
    if number is None:
        refuse("wrong-type", "{value} is not a number", value)
    return plain_text(number)


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if type(value) is Given and value.lower() in ("true", "false"):
        return value.lower() == "true"
    refuse("wrong-type", "{value} is neither true nor false", value)


def _small(value: Any) -> int:
    """A whole number that a file may also give as digits (`"ExpiryMonth": "1"`)."""
    if isinstance(value, str) and len(value) <= 9 and value.isascii() and value.isdigit():
        return int(value)
    number = _number(value)
    if number is None or number != int(number) or not 0 <= number <= MAX_QUANTITY:
        refuse("bad-value", "{value} is not a small whole number", value)
    return int(number)


@lru_cache(maxsize=8192)
def instant_ms(text: str) -> int | None:
    """UTC epoch milliseconds of an ISO 8601 instant; of midnight UTC for a bare date; None when it is neither."""
    match = _INSTANT.fullmatch(text)
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


def _instant(value: Any) -> int:
    if not isinstance(value, str):
        refuse("wrong-type", "{value} is not a date and time as text", value)
    moment = instant_ms(str(value))
    if moment is None:
        refuse("bad-date", "{value} is not a moment such as 2026-01-05T10:00:00Z (a time needs its zone)", value)
    return moment


def _date(value: Any) -> str:
    if not isinstance(value, str):
        refuse("wrong-type", "{value} is not a date as text", value)
    moment = instant_ms(str(value))
    if moment is None:
        refuse("bad-date", "{value} is not a date such as 2026-01-05", value)
    if _DATE.fullmatch(value):
        return str(value)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment)).date().isoformat()


def _currency(value: Any) -> str:
    if not isinstance(value, str):
        refuse("wrong-type", "{value} is not a currency code", value)
    if value not in EXPONENTS:
        refuse("unknown-currency", "{value} is no ISO 4217 currency in use", value)
    return str(value)


def _one_newline(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _schema(kind: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


Amount = Annotated[int, PlainValidator(_not_negative), _schema("number", minimum=0)]
Discount = Annotated[int, PlainValidator(_not_positive), _schema("number", maximum=0)]
LineAmount = Annotated[int, PlainValidator(_line_amount), _schema("number", minimum=0)]
Quantity = Annotated[int, PlainValidator(_quantity), _schema("integer", minimum=1, maximum=MAX_QUANTITY)]
Rate = Annotated[str, PlainValidator(_rate), _schema("number")]
Number = Annotated[str, PlainValidator(_decimal), _schema("number")]
Flag = Annotated[bool, PlainValidator(_flag), _schema("boolean")]
Small = Annotated[int, PlainValidator(_small), _schema("integer", minimum=0)]
Instant = Annotated[int, PlainValidator(_instant), _schema("string", format="date-time")]
Date = Annotated[str, PlainValidator(_date), _schema("string", format="date")]
Currency = Annotated[str, PlainValidator(_currency), _schema("string", pattern="^[A-Z]{3}$")]

Key = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=_KEY)]
LongKey = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=_KEY)]
Number50 = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=_KEY)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=_LINE)]
Line = Annotated[str, StringConstraints(max_length=255, pattern=_LINE)]
Short = Annotated[str, StringConstraints(max_length=80, pattern=_LINE)]
Lines = Annotated[str, BeforeValidator(_one_newline), StringConstraints(max_length=32_000, pattern=_LINES)]
Street = Annotated[str, BeforeValidator(_one_newline), StringConstraints(max_length=255, pattern=_LINES)]

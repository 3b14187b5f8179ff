"""`--where FIELD=VALUE`: fields of an allow-list (the catalogue's API names), values bound, never SQL (P54).

Operators: = != > < >= <=, and ~ for «contains». An empty value asks for records without one. Amounts are compared in
each record's own currency; instants take a date or a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from omscli.config import instant_of
from omscli.domain.ids import decode
from omscli.domain.money import EXPONENTS
from omscli.errors import OmsError, nearest, refuse
from omscli.store.db import Value
from omscli.store.fields import FIELDS
from omscli.store.looking import EXTRAS, Condition, currency_of, extra

_SHAPE = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*(!=|>=|<=|=|>|<|~)\s*(.*?)\s*", re.DOTALL)


def conditions_of(table: str, texts: Sequence[str]) -> list[Condition]:
    """The filter as conditions on a table. Raises `bad-filter` for a field, an operator or a value that do not fit."""
    return [_condition(table, text) for text in texts]


def _condition(table: str, text: str) -> Condition:
    parts = _SHAPE.fullmatch(text)
    if parts is None:
        raise _bad(f'"{text}" is no condition', "write FIELD=VALUE; the operators are = != > < >= <= and ~ (contains)")
    name, operator, value = parts.groups()
    known = {api.lower(): (column, kind) for column, api, kind in FIELDS[table] if api}
    known |= {api.lower(): (extra(table, api), "text") for api in EXTRAS.get(table, ())}
    found = known.get(name.lower())
    if found is None:
        names = [*(api for _, api, _ in FIELDS[table] if api), *EXTRAS.get(table, ())]
        guess = nearest(name, names)
        hint = f'did you mean "{guess}"?' if guess else f"the fields are {', '.join(names)}"
        raise _bad(f'there is no field "{name}" to filter by', hint)
    column, kind = found
    if value == "":
        if operator not in ("=", "!="):
            raise _bad(f'"{text}" compares with nothing', f"{name}= finds records without a value")
        return Condition(f"{column} IS {'NOT ' if operator == '!=' else ''}NULL")
    if operator == "~":
        pattern = value.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return Condition(f"lower(CAST({column} AS TEXT)) LIKE ? ESCAPE '\\'", (f"%{pattern}%",))
    if kind == "money":
        return _money(table, column, operator, name, value)
    return Condition(f"{column} {_SQL.get(operator, operator)} ?", (_value(kind, name, value),))


_SQL = {"!=": "<>"}


def _money(table: str, column: str, operator: str, name: str, text: str) -> Condition:
    """An amount is stored in minor units, so what it is compared with depends on the currency's digits."""
    amount = _decimal(name, text)
    by_digits: dict[int, list[str]] = {}
    for code, digits in EXPONENTS.items():
        by_digits.setdefault(digits, []).append(code)
    currency = currency_of(table)
    parts: list[str] = []
    values: list[Value] = []
    for digits, codes in sorted(by_digits.items()):
        minor = amount.scaleb(digits)
        whole = int(minor.to_integral_value("ROUND_FLOOR"))
        if digits == 2:  # most currencies: named by what they are not, so that the statement stays short
            others = [code for code, count in EXPONENTS.items() if count != 2]
            test = f"{currency} NOT IN ({', '.join('?' * len(others))})"
            values += others
        else:
            test = f"{currency} IN ({', '.join('?' * len(codes))})"
            values += codes
        comparison, number = _whole(operator, whole, exact=minor == whole)
        parts.append(f"({test} AND {column} {comparison} ?)")
        values.append(number)
    return Condition(" OR ".join(parts), tuple(values))


def _whole(operator: str, floor: int, *, exact: bool) -> tuple[str, int]:
    """The comparison with a whole number that says the same as with a fraction of which `floor` is the whole part."""
    if exact:
        return _SQL.get(operator, operator), floor
    return {"=": ("<", -(2**62)), "!=": (">", -(2**62)), ">": (">", floor), ">=": (">", floor)}.get(
        operator, ("<=", floor)
    )


def _decimal(name: str, text: str) -> Decimal:
    try:
        number = Decimal(text) if text.isascii() and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= 10**15 or number.as_tuple().exponent < -20:  # type: ignore[operator]
        raise _bad(f'{name} cannot be compared with "{text}"', "it is a number, such as 12.50")
    return number


def _value(kind: str, name: str, text: str) -> Value:
    if kind == "flag":
        if text.lower() not in ("true", "false"):
            raise _bad(f'{name} cannot be "{text}"', "it is true or false")
        return int(text.lower() == "true")
    if kind.startswith(("id:", "any:")):
        decoded = decode(text)
        if decoded is None or (kind.startswith("id:") and decoded[0] != kind[3:]):
            raise _bad(
                f'{name} cannot be "{text}"', f"it is an id of a {kind[3:]}" if kind[:3] == "id:" else "it is an id"
            )
        return decoded[1]
    if kind == "instant":
        try:
            return instant_of(text)
        except OmsError:
            raise _bad(
                f'{name} cannot be "{text}"', "it is a time such as 2026-11-23 or 2026-11-23T10:00:00Z"
            ) from None
    if kind in ("quantity", "count"):
        number = _decimal(name, text)
        if number != int(number):
            raise _bad(f'{name} cannot be "{text}"', "it is a whole number")
        return int(number)
    return str(int(_decimal(name, text).scaleb(6))) if kind == "degrees" else text


def _bad(message: str, help_: str) -> OmsError:
    return refuse("bad-filter", message, help=help_, done="nothing was done")

"""Find the order that a person means by an id, a number or a reference; every command that takes `ORDER` uses this."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from omscli.domain.ids import decode, order_key_of
from omscli.domain.numbers import parse_human_number
from omscli.domain.values import dataclass
from omscli.errors import OmsError, nearest, refuse
from omscli.store.db import Reader

SQL_BY_NAME = "SELECT DISTINCT order_key FROM order_identities WHERE kind = ? AND value = ? ORDER BY order_key LIMIT 3"
SQL_BY_CHANNEL = """
SELECT i.order_key FROM order_identities i JOIN sales_channels c ON c.id = i.scope
WHERE i.kind = 'ref' AND i.value = ? AND c.sales_channel_name = ?
"""
SQL_BY_NAMES = """
SELECT value, kind, order_key FROM order_identities WHERE kind IN ('ref', 'num', 'ext') AND value IN :list
"""
SQL_BY_CHANNELS = """
SELECT i.value, c.sales_channel_name, i.order_key FROM order_identities i JOIN sales_channels c ON c.id = i.scope
WHERE i.kind = 'ref' AND i.value IN :list
"""
SQL_ORDER_EXISTS = "SELECT order_key FROM orders WHERE order_key = ? AND id = ?"
SQL_SOME_NAMES = "SELECT value FROM order_identities WHERE kind = 'ref' ORDER BY value LIMIT 2000"

_ORDER_KINDS = ("Order", "OrderSummary")
_NAME_KINDS = ("ref", "num", "ext")
_TOGETHER = 1000


@dataclass(frozen=True, slots=True)
class Target:
    """What a text names: the order, and the record within it when the text named one (`kind`, `id` or `number`)."""

    order_key: int
    kind: str
    id: int | None = None
    number: str | None = None


def find_target(reader: Reader, text: str) -> Target:
    """The record that the text names: a Salesforce id, a human number (FO-…), an order reference or order number.

    Raises `not-found` with the nearest reference, or `ambiguous` when two orders are called so.
    """
    decoded = decode(text)
    if decoded is not None:
        kind, key = decoded
        return Target(order_key_of(key), "Order" if kind in _ORDER_KINDS and _is_root(key) else kind, key)
    numbered = parse_human_number(text)
    if numbered is not None:
        return Target(numbered[1], numbered[0], None, text.upper())
    return Target(find_order(reader, text), "Order")


def find_order(reader: Reader, text: str) -> int:
    """The key of the order that the text names; `CHANNEL/REFERENCE` where a reference alone would mean several.

    Refuses as `find_target` does.
    """
    decoded = decode(text)
    if decoded is not None and decoded[0] in _ORDER_KINDS:
        key = order_key_of(decoded[1])
        if reader.row(SQL_ORDER_EXISTS, key, decoded[1]):
            return key
    for kind in _NAME_KINDS:
        found = [row[0] for row in reader.rows(SQL_BY_NAME, kind, text)]
        if len(found) > 1:
            help_ = "name it with its sales channel, CHANNEL/REFERENCE, or by its order-summary id"
            raise refuse("ambiguous", f'several orders are called "{text}"', help=help_)
        if found:
            return int(found[0])
    if (
        text.isascii()
        and text.isdigit()
        and len(text) <= 18
        and reader.row(SQL_ORDER_EXISTS, int(text), int(text) << 20)
    ):
        return int(text)
    for at, char in enumerate(text):
        if char == "/":
            named = reader.value(SQL_BY_CHANNEL, text[at + 1 :], text[:at])
            if named is not None:
                return int(named)
    raise _unknown(reader, text)


def find_orders(reader: Reader, texts: Iterable[str]) -> dict[str, int]:
    """The keys of the orders that the texts of a file name, in two queries a thousand of them.

    What is not here is for `find_order`: ids, keys in digits, and all that it refuses.
    """
    found: dict[str, int] = {}
    coming = iter(dict.fromkeys(texts))
    while some := list(islice(coming, _TOGETHER)):
        named: dict[tuple[str, str], set[int]] = {}
        for value, kind, key in reader.rows(SQL_BY_NAMES, some):
            named.setdefault((value, kind), set()).add(key)
        left = []
        for text in some:
            keys = next((named[text, kind] for kind in _NAME_KINDS if (text, kind) in named), None)
            if keys is None:
                left.append(text)
            elif len(keys) == 1 and decode(text) is None:
                found[text] = next(iter(keys))
        found |= _in_channels(reader, left)
    return found


def _in_channels(reader: Reader, texts: list[str]) -> dict[str, int]:
    """Those of `CHANNEL/REFERENCE`, cut at the first slash that makes it one."""
    cuts = {
        text: [(text[at + 1 :], text[:at]) for at, char in enumerate(text) if char == "/"]
        for text in texts
        if "/" in text and decode(text) is None
    }
    if not cuts:
        return {}
    references = sorted({reference for pairs in cuts.values() for reference, _ in pairs})
    known = {(value, channel): int(key) for value, channel, key in reader.rows(SQL_BY_CHANNELS, references)}
    named = {text: next((known[pair] for pair in pairs if pair in known), None) for text, pairs in cuts.items()}
    return {text: key for text, key in named.items() if key is not None}


def _is_root(key: int) -> bool:
    return key & 0xFFFFF == 0


def _unknown(reader: Reader, text: str) -> OmsError:
    guess = nearest(text, [row[0] for row in reader.rows(SQL_SOME_NAMES)])
    hint = f'did you mean "{guess}"?' if guess else "`oms list orders` shows them"
    return refuse("not-found", f'no order is called "{text}"', help=hint, done="nothing was changed")

"""Order files with one thing wrong each: what is refused, with which code, where, and in which words.

Each case is a file that a test writes as `name` and reads; another test gives the same files to `oms place`. `where` is
`line:column`, or None where the problem is the whole file's; `path` is the place in words.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

GOOD = """{
  "OrderReferenceNumber": "BAD-1",
  "SalesChannel": "Web",
  "CurrencyIsoCode": "USD",
  "Account": {"LastName": "King", "PersonEmail": "ada@example.com"},
  "OrderDeliveryGroups": [
    {
      "DeliverToName": "Ada King",
      "OrderDeliveryMethod": "standard",
      "OrderItems": [
        {"StockKeepingUnit": "TSHIRT-RED", "Quantity": 1, "UnitPrice": 19.99},
        {"Type": "Delivery Charge", "UnitPrice": 4.99}
      ]
    }
  ],
  "Payments": [{"Amount": 24.98, "PaymentGateway": "mock", "CardType": "Visa", "CardLastFour": "4242"}]
}
"""


@dataclass(frozen=True)
class Bad:
    """One refused file: its name and bytes, the code, the place and a part of the message of its first problem."""

    name: str
    data: bytes
    code: str
    where: str | None
    message: str
    path: str | None = None


def changed(name: str, old: str, new: str, code: str, at: str, message: str, path: str | None = None) -> Bad:
    """The good order with one text replaced; the problem stands where the text `at` begins."""
    assert GOOD.count(old) == 1, old
    text = GOOD.replace(old, new)
    offset = text.index(at)
    line, column = text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
    return Bad(f"{name}.json", text.encode(), code, f"{line}:{column}", message, path)


def quantity(name: str, written: str, message: str) -> Bad:
    return changed(
        f"quantity-{name}",
        '"Quantity": 1',
        f'"Quantity": {written}',
        "bad-quantity",
        f'{written}, "UnitPrice"',
        message,
        "item 1, Quantity",
    )


def price(name: str, written: str, code: str, message: str) -> Bad:
    return changed(
        f"price-{name}",
        '"UnitPrice": 19.99',
        f'"UnitPrice": {written}',
        code,
        f"{written}}},",
        message,
        "item 1, UnitPrice",
    )


def item(name: str, more: str, code: str, at: str, message: str, path: str) -> Bad:
    return changed(f"item-{name}", '"UnitPrice": 19.99', f'"UnitPrice": 19.99, {more}', code, at, message, path)


def head(name: str, more: str, code: str, at: str, message: str, path: str | None = None) -> Bad:
    return changed(f"order-{name}", '"SalesChannel": "Web"', f'"SalesChannel": "Web", {more}', code, at, message, path)


def payment(name: str, more: str, code: str, at: str, message: str, path: str) -> Bad:
    return changed(f"payment-{name}", '"PaymentGateway": "mock"', more, code, at, message, path)


SYNTAX = [
    Bad("empty.json", b"", "empty-input", "1:1", "there is nothing in it"),
    Bad("white.json", b" \n\t\n", "empty-input", "1:1", "there is nothing in it"),
    Bad("empty.ndjson", b"\n\n", "empty-input", "1:1", "there is nothing in it"),
    Bad("empty-list.json", b"[]", "empty-input", "1:1", "the list is empty"),
    Bad("no-orders.json", b'{"orders": []}', "empty-input", "1:12", "the list of orders is empty"),
    Bad("utf16.json", GOOD.encode("utf-16"), "bad-encoding", "1:1", "UTF-16"),
    Bad("utf16-no-mark.json", GOOD.encode("utf-16-le"), "bad-encoding", "1:1", "UTF-16"),
    Bad(
        "latin1.json", GOOD.replace("King", "Liška").encode("cp1250"), "bad-encoding", "5:30", "byte 0x9a is not UTF-8"
    ),
    Bad("cut.json", GOOD.encode()[:300], "bad-json", "11:10", "the document ends too early"),
    Bad("cut.json.gz", gzip.compress(GOOD.encode())[:60], "bad-encoding", None, "the compressed file is damaged"),
    Bad("comma.json", GOOD.replace('"Web",', '"Web"').encode(), "bad-json", "4:3", "expecting ',' delimiter"),
    Bad("twice.json", (GOOD + "{").encode(), "bad-json", "18:1", "something follows the end"),
    Bad("single-quotes.json", b"{'a': 1}", "bad-json", "1:2", "property name enclosed in double quotes"),
    Bad("word.json", b"orders", "bad-json", "1:1", "expecting a value"),
    Bad("deep.json", b"[" * 100_000, "too-deep", "1:33", "nested more than 32 deep"),
    Bad("nan.json", b'{"a": NaN}', "bad-number", "1:7", "NaN is no number"),
    Bad("infinity.json", b'{"a": -Infinity}', "bad-number", "1:7", "-Infinity is no number"),
    Bad("number.json", b'{"a": 12345678901, "b": 0}', "missing-field", "1:1", "CurrencyIsoCode is missing"),
    Bad("text.json", b'"WEB-1001"', "unknown-format", "1:1", "an order is a JSON object"),
    Bad("list-of-numbers.json", b"[1, 2]", "unknown-format", "1:2", "1 is no order", "order 1"),
    Bad(
        "line-2.ndjson",
        (GOOD.replace("\n", "") + "\n{broken}\n").encode(),
        "bad-json",
        "2:2",
        "property name enclosed in double quotes",
    ),
    changed(
        "duplicate",
        '"Quantity": 1',
        '"Quantity": 1, "Quantity": 100',
        "duplicate-key",
        '"Quantity": 100',
        "stands twice",
    ),
    changed("exponent", "24.98", "1e999999", "bad-number", "1e999999", "the exponent of 1e999999 is out of range"),
    changed("digits", "24.98", "1" * 5000, "bad-number", "1" * 5000, "a number of 5,000 characters"),
    changed("surrogate", "Ada King", "Ada \\ud800", "bad-text", '"Ada ', "half a surrogate pair U+D800"),
    changed("nul", "Ada King", "Ada\\u0000King", "bad-text", '"Ada\\u0000', "control character U+0000"),
    changed("escape", "Ada King", "\\u001b[2J", "bad-text", '"\\u001b', "control character U+001B"),
    changed("raw-control", "Ada King", "Ada\x07King", "bad-text", "\x07", "control character U+0007"),
    changed("long-text", "Ada King", "x" * 70_000, "bad-text", '"xxx', "a text of more than 65,536 characters"),
]

CONTENT = [
    quantity("zero", "0", "0 is not positive"),
    quantity("negative", "-2", "-2 is not positive"),
    quantity("half", "1.5", "1.5 is not a whole number"),
    quantity("text", '"2"', '"2" is not a whole number'),
    quantity("flag", "true", "true is not a whole number"),
    quantity("exponent", "1e2", "1E+2 is not a whole number"),
    quantity("huge", "1000000001", "is more than 1,000,000,000"),
    quantity("null-list", "[1]", "a list is not a whole number"),
    price("negative", "-1.00", "bad-amount", "-1.00 is negative"),
    price("decimals", "19.999", "too-many-decimals", "19.999 has more decimals than USD has (2)"),
    price("text", '"19.99"', "bad-amount", '"19.99" is not a number'),
    price("flag", "false", "wrong-type", "false is not a number"),
    price("huge", "1e30", "bad-amount", "is out of range"),
    changed(
        "no-price",
        ', "UnitPrice": 19.99',
        "",
        "missing-field",
        '{"StockKeepingUnit',
        "UnitPrice is missing",
        "item 1, UnitPrice",
    ),
    changed(
        "no-sku", '"StockKeepingUnit": "TSHIRT-RED", ', "", "missing-field", '{"Quantity', "StockKeepingUnit is missing"
    ),
    changed("no-quantity", '"Quantity": 1, ', "", "missing-field", '{"StockKeepingUnit', "Quantity is missing"),
    changed("no-channel-text", '"Web"', "7", "wrong-type", "7,", "SalesChannel: 7 is not a text", "SalesChannel"),
    changed("no-currency", '"USD"', '"USX"', "unknown-currency", '"USX', "is no ISO 4217 currency", "CurrencyIsoCode"),
    changed("yen", '"USD"', '"JPY"', "too-many-decimals", "19.99", "19.99 has more decimals than JPY has (0)"),
    changed("no-name", '"LastName": "King", ', "", "missing-field", '{"PersonEmail', "LastName (of a person)"),
    changed("bidi", "Ada King", "Ada \u202egniK", "bad-text", '"Ada ', "DeliverToName", "DeliverToName"),
    changed("c1", "Ada King", "Ada \\u009b31m", "bad-text", '"Ada ', "control character"),
    changed("newline", "Ada King", "Ada\\nKing", "bad-text", '"Ada', "control character"),
    changed("no-reference", '"BAD-1"', '""', "bad-value", '"",', "OrderReferenceNumber is empty"),
    changed("spaces", '"BAD-1"', '" BAD-1"', "bad-value", '" BAD', "begins or ends with a space"),
    changed("long-reference", "BAD-1", "B" * 81, "bad-value", '"BBB', "is longer than 80 characters"),
    changed("unfilled", "BAD-1", "${NUMBER}", "unfilled-placeholder", '"${NUM', "no value for ${NUMBER}"),
    changed(
        "nearest",
        '"StockKeepingUnit"',
        '"StockKeepingUnits"',
        "missing-field",
        '{"StockKeepingUnits',
        "StockKeepingUnit is missing",
    ),
    changed(
        "charge-only", '"StockKeepingUnit": "TSHIRT-RED"', '"Type": "Fee"', "no-items", "[\n    {", "no product item"
    ),
    head("date", '"OrderedDate": "05.01.2026"', "bad-date", '"05.01', '"05.01.2026" is not a moment'),
    head("naive-date", '"OrderedDate": "2026-01-05T10:00:00"', "bad-date", '"2026-01', "a time needs its zone"),
    head("day", '"PoDate": "2026-02-30"', "bad-date", '"2026-02-30', '"2026-02-30" is not a date', "PoDate"),
    head("locale", '"TaxLocaleType": "Nett"', "bad-value", '"Nett', '"Nett" is not a value of this field'),
    head("unknown", '"SalesChanel": "Web"', "unknown-field", '"Web",\n', "SalesChanel is not a field"),
    head("items", '"OrderItems": []', "unknown-field", "[],", "OrderItems is not a field"),
    head("custom", '"Gift__c": {"a": 1}', "wrong-type", '{"a": 1', "a custom field holds a text"),
    head("card", '"Description": "paid by 4111 1111 1111 1111"', "card-number", '"paid', "************1111"),
    head("description", '"Description": 7', "wrong-type", "7,", "7 is not a text", "Description"),
    item("gross", '"GrossUnitPrice": 23.99', "bad-value", "23.99", "net prices", "item 1, GrossUnitPrice"),
    item("total", '"TotalLineAmount": -1', "line-total", "-1}", "-1 is negative", "item 1, TotalLineAmount"),
    item("type", '"Type": "Product"', "bad-value", '"Product"', '"Product" is not a value', "item 1, Type"),
    item(
        "surcharge",
        '"Adjustments": [{"Amount": 1}]',
        "bad-amount",
        "1}]",
        "1 is positive",
        "item 1, adjustment 1, Amount",
    ),
    item(
        "discount",
        '"Adjustments": [{"Amount": -20}]',
        "bad-amount",
        '[{"Amount": -20',
        "the discounts (-20.00 USD) are more than the line amount (19.99 USD)",
        "item 1, Adjustments",
    ),
    item(
        "group",
        '"Adjustments": [{"Amount": -1, "Group": "X"}]',
        "bad-reference",
        '"X"',
        "no adjustment group is named 'X'",
        "item 1, adjustment 1, Group",
    ),
    item("tax", '"Taxes": [{"Amount": -1}]', "bad-amount", "-1}]", "-1 is negative", "item 1, tax 1, Amount"),
    payment(
        "card", '"InputCardNumber": "4111111111111111"', "card-number", '"4111', "1111", "payment 1, InputCardNumber"
    ),
    payment(
        "any-card",
        '"InputCardNumber": "4111111111111112"',
        "card-number",
        '"4111',
        "1112",
        "payment 1, InputCardNumber",
    ),
    payment("cvv", '"CVV": "123"', "unknown-field", '"123', "CVV is not a field", "payment 1, CVV"),
    payment("month", '"ExpiryMonth": 13', "bad-value", "13,", "there is no month 13", "payment 1, ExpiryMonth"),
    changed(
        "payment-nothing",
        '"CardType": "Visa", "CardLastFour": "4242"',
        '"ProcessingMode": "External"',
        "unknown-payment-method",
        '{"Amount',
        "nothing says what paid",
        "payment 1",
    ),
    Bad(
        "no-group.json",
        b'{"OrderReferenceNumber": "B", "CurrencyIsoCode": "USD", "AccountId": "a@b.c", "OrderDeliveryGroups": []}',
        "no-delivery-group",
        "1:102",
        "the order has no delivery group",
    ),
]

ENVELOPES = [
    Bad("graph-empty.json", b'{"orderSummaryGraphs": []}', "wrong-type", "1:24", "at least one graph"),
    Bad("composite-empty.json", b'{"compositeRequest": []}', "unknown-format", "1:22", "there is no order in it"),
    Bad(
        "composite-get.json",
        b'{"compositeRequest": [{"method": "GET", "url": "/services/data/v62.0/query?q=SELECT", "referenceId": "a"}]}',
        "bad-value",
        "1:48",
        '"GET"',
    ),
    Bad(
        "composite-reference.json",
        b'{"compositeRequest": [{"method": "POST", "url": "/services/data/v62.0/sobjects/OrderItem",'
        b' "referenceId": "refItem", "body": {"OrderId": "@{refOrdre.id}"}},\n'
        b'{"method": "POST", "url": "/services/data/v62.0/sobjects/Order", "referenceId": "refOrder", "body": {}}]}',
        "bad-reference",
        "1:138",
        'no record of the file has the reference id "refOrdre"',
        "refItem, OrderId",
    ),
    Bad("tree-empty.json", b'{"records": []}', "unknown-format", "1:1", "there is no record in it"),
    Bad(
        "tree-type.json",
        b'{"records": [{"attributes": {"type": "Ordr"}}]}',
        "bad-value",
        "1:14",
        '"Ordr" is no object',
    ),
]

CASES = [*SYNTAX, *CONTENT, *ENVELOPES]

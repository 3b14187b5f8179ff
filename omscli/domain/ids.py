"""Salesforce ids as a pure function of our integer keys, both ways (D40), and how a record's key holds its order.

An id is a 3-character prefix, 12 base-62 digits and a 3-character case checksum; 15 characters are accepted too.
Every record of an order's life has the key `order_key << 20 | n`: its order can be told from the id alone, so a
store split by order finds it without a lookup, and no global sequence is needed for it.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGIT = {char: value for value, char in enumerate(ALPHABET)}
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

LENGTHS = (15, 18)
"""Characters of an id, without and with its checksum."""

CHILD_BITS = 20
"""Bits of a key that number the records within one order: at most 1,048,575 records an order."""

LATE = (1 << CHILD_BITS) - 1
"""The last number of an order: of the event of a late activation, which comes before what has lower numbers."""

PREFIXES: dict[str, str] = {
    # documented (spec §1.1)
    "Order": "801",
    "OrderItem": "802",
    "OrderSummary": "1Os",
    "OrderItemSummary": "10u",
    "OrderDeliveryGroup": "2Dg",
    "OrderDeliveryGroupSummary": "0ag",
    "OrderDeliveryMethod": "2Dm",
    "FulfillmentOrder": "0a3",
    "FulfillmentOrderLineItem": "0a4",
    "Location": "131",
    "LocationGroup": "0gh",
    "Invoice": "3tt",
    "CreditMemo": "50g",
    "CardPaymentMethod": "03O",
    "DigitalWallet": "1DW",
    "AlternativePaymentMethod": "8Z7",
    "PaymentGatewayProvider": "0cJ",
    "Product2": "01t",
    "Account": "001",
    "Contact": "003",
    "Pricebook2": "01s",
    "PricebookEntry": "01u",
    # private: the reference names none, so ours start with `o`, which no documented prefix does
    "SalesChannel": "oSC",
    "LocationGroupAssignment": "oLA",
    "PaymentGateway": "oPG",
    "OrderAdjustmentGroup": "oAG",
    "OrderItemAdjustmentLineItem": "oAL",
    "OrderItemTaxLineItem": "oTL",
    "OrderAdjustmentGroupSummary": "oGS",
    "OrderItemAdjustmentLineSummary": "oAS",
    "OrderItemTaxLineItemSummary": "oTS",
    "OrderItemSummaryChange": "oIC",
    "OrderPaymentSummary": "oPS",
    "PaymentGroup": "oPR",
    "PaymentAuthorization": "oPA",
    "PaymentAuthAdjustment": "oPJ",
    "Payment": "oPY",
    "PaymentLineInvoice": "oPI",
    "Refund": "oRF",
    "RefundLinePayment": "oRL",
    "PaymentGatewayLog": "oGL",
    "GatewayIntent": "oGI",
    "CreditAccount": "oCA",
    "CreditMovement": "oCV",
    "FulfillmentOrderItemAdjustment": "oFA",
    "FulfillmentOrderItemTax": "oFT",
    "Shipment": "oSH",
    "ShipmentItem": "oSI",
    "InvoiceLine": "oIL",
    "CreditMemoLine": "oCL",
    "CreditMemoInvApplication": "oCA",
    "ProcessException": "oPE",
    "StockMovement": "oSM",
    "Event": "oEV",
    "Export": "oEX",
    "Exchange": "oXC",
    "ReturnOrder": "oRO",
    "ReturnOrderLineItem": "oRI",
    "ReturnOrderItemAdjustment": "oRA",
    "ReturnOrderItemTax": "oRT",
}
"""Object API name → key prefix; the only table of them."""

KINDS: dict[str, str] = {prefix: kind for kind, prefix in PREFIXES.items()}
"""Key prefix → object API name."""


def encode(prefix: str, key: int) -> str:
    """The 18-character id of a record: `encode("801", 7)` → `801000000000007AAA`-like text."""
    high, low = divmod(key, _SIX)
    middle, three = divmod(low, _TWO)
    one, two = divmod(middle, _TWO)
    try:
        head, check, open_ = _HEADS[prefix, high]
        first, bit, other, _, _ = _PAIRS[one]
        second, _, _, bits, _ = _PAIRS[two]
        third, _, _, _, last = _PAIRS[three]
    except KeyError:
        _learn(prefix, high, (one, two, three))
        return encode(prefix, key)
    return f"{head}{first}{second}{third}{check}{_CHECK[open_ | bit]}{_CHECK[other | bits | last]}"


_TWO = 62**2
_SIX = 62**6
_PAIRS: dict[int, tuple[str, int, int, int, int]] = {}
"""Two digits of an id, as they came up: a batch makes ids by the million. With them the bits that they are in the
checksum: the first digit and the second as digits 7 and 8 of the twelve, both as digits 9 and 10, and as the last.
"""
_HEADS: dict[tuple[str, int], tuple[str, str, int]] = {}
"""Prefix and first six digits, the first character of the checksum, and the bits of the second so far."""


def _learn(prefix: str, high: int, pairs: tuple[int, int, int]) -> None:
    if (prefix, high) not in _HEADS:
        rest, head = high, ""
        for _ in range(6):
            rest, digit = divmod(rest, 62)
            head = ALPHABET[digit] + head
        head = prefix + head
        _HEADS[prefix, high] = (head, _check_of(head[:5]), _bits(head[5:]))
    for pair in pairs:
        if pair not in _PAIRS:
            text = ALPHABET[pair // 62] + ALPHABET[pair % 62]
            one, other = text[0] in _CAPITALS, text[1] in _CAPITALS
            bits = one | other << 1
            _PAIRS[pair] = (text, one << 4, other, bits << 1, bits << 3)


def checksum(fifteen: str) -> str:
    """The 3 characters that make a 15-character id safe where case is lost: one per 5 characters, a bit a capital."""
    return _check_of(fifteen[:5]) + _check_of(fifteen[5:10]) + _check_of(fifteen[10:])


def _check_of(five: str) -> str:
    return _CHECK[_bits(five)]


def _bits(text: str) -> int:
    """A bit for each character, set where it is a capital; the first is the lowest."""
    return sum((char in _CAPITALS) << place for place, char in enumerate(text))


def decode(text: str) -> tuple[str, int] | None:
    """An id's object API name and key, or None when the text is no id of ours (wrong length, prefix or checksum)."""
    if len(text) not in LENGTHS or not text.isascii():
        return None
    kind = KINDS.get(text[:3])
    if kind is None or (len(text) == 18 and checksum(text[:15]) != text[15:]):
        return None
    key = 0
    for char in text[3:15].lstrip("0"):
        digit = _DIGIT.get(char)
        if digit is None:
            return None
        key = key * 62 + digit
    return (kind, key) if key < 1 << 63 else None


def child_key(order_key: int, n: int) -> int:
    """The key of the `n`-th record of an order; `n` = 0 is the order itself and its summary."""
    return order_key << CHILD_BITS | n


def order_key_of(key: int) -> int:
    """The order that a record's key belongs to."""
    return key >> CHILD_BITS

"""D5: one order is one hash, however its file was written, and whichever envelope it came in.

The canonical form is JSON with sorted keys, amounts in minor units and defaults filled in; absent values are left out,
so a field that is added to the model later changes no stored hash. How a reference was written (natural key, or a
record of the same file) and the records that the file describes beside the order do not count.
"""

from __future__ import annotations

import hashlib

from omscli.documents.orders import canonical as texts
from omscli.documents.orders.values import OrderInput


def canonical(order: OrderInput) -> str:
    """The canonical text of an order."""
    return texts.order(order)


def content_hash(order: OrderInput) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(texts.order(order).encode()).hexdigest()

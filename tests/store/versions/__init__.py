"""One store of every schema version that a user may have: `oms-1.db.xz` is what commit 87211a8 made, `oms-2` caed294.

Each holds the built-in shop and the orders of `sample_orders/`, taken through the whole life with a cancel, a return
and short notices (and a discount, in version 2), and seeded ones in every state that `oms seed` knows.
"""

from __future__ import annotations

import lzma
from pathlib import Path

from omscli.store.db import SCHEMA_VERSION

OLD = tuple(range(1, SCHEMA_VERSION))


def old_store(version: int, path: Path) -> Path:
    """The store of that version, at `path`."""
    packed = Path(__file__).with_name(f"oms-{version}.db.xz")
    path.write_bytes(lzma.decompress(packed.read_bytes()))
    path.chmod(0o600)
    return path

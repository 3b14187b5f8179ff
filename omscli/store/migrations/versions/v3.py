"""Every change of an order and every tender: managed returns, fees, exchanges, store credit."""

from __future__ import annotations

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add what version 3 has and version 2 has not."""

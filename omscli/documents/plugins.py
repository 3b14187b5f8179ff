"""Pydantic without plugins: what checks an order is this program, and nothing that happens to be installed beside it.

Pydantic asks every package of the environment whether it wants to watch (`importlib.metadata`: 15 ms and more at each
start, and somebody else's code would see names and addresses). Who imports models calls `forgo` first.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_LOADER = "pydantic.plugin._loader"


def forgo() -> None:
    """Answer pydantic's question with «none»; without effect on a pydantic that asks elsewhere."""
    loader: Any = ModuleType(_LOADER)
    loader.get_plugins = tuple
    sys.modules.setdefault(_LOADER, loader)

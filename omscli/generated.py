"""Generated modules: written, or only compared, by the developer's tools that make their text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def bring_up_to_date(folder: Path, modules: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Write the modules (file name → content) that are not as they should be, and say which; the exit code.

    With `--check` they are only named, and the code is 1 when there are some.
    """
    check = "--check" in arguments
    stale = []
    for name, content in modules.items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if not check:
            path.write_text(content, encoding="utf-8")
    print("fresh" if not stale else f"{'stale' if check else 'written'}: {', '.join(stale)}")
    return 1 if stale and check else 0

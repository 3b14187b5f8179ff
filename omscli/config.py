"""`oms.toml` and the environment: which store, what time it is, and who is at work (contract §1, D42).

Precedence: the option › the environment › the nearest `oms.toml` upwards › the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from omscli.domain.values import dataclass
from omscli.errors import refuse

CONFIG_NAME = "oms.toml"
DEFAULT_STORE = "oms.db"


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """A store on a PostgreSQL server; what `str` makes of it has no password in it, and is what people are shown."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        scheme, _, rest = self.url.partition("://")
        place, mark, query = rest.partition("?")
        user, at, host = place.rpartition("@")
        name = user.partition(":")[0]
        shown = [part for part in query.split("&") if not part.lower().startswith(("password=", "sslpassword="))]
        return f"{scheme}://{name}{at}{host}{mark if any(shown) else ''}{'&'.join(shown)}"


Location = Path | ServerUrl
"""Where a store is: a file, or a database of a server."""


def _nearest(start: Path) -> Path | None:
    return next((path for folder in (start, *start.parents) if (path := folder / CONFIG_NAME).is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # 8 ms, and most folders have no oms.toml

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise refuse("bad-config", f"{path} cannot be read: {error}", done="nothing was done") from error


def store_location(option: str | None, environ: Mapping[str, str], here: Path) -> Location:
    """Where the store is: --store › OMS_STORE › `store` of the nearest oms.toml › ./oms.db."""
    named = option or environ.get("OMS_STORE")
    if named:
        return located(named, here)
    found = _nearest(here)
    if found is None:
        return here / DEFAULT_STORE
    configured = _plain_store(found) or _read(found).get("store")
    if configured is None:
        return here / DEFAULT_STORE
    if not isinstance(configured, str) or not configured:
        raise refuse("bad-config", f"{found}: store is a path or a URL in quotes", done="nothing was done")
    return located(configured, found.parent)


def _plain_store(path: Path) -> str | None:
    """The store where the file says it plainly in its first line of content, as `init` writes it.

    Every command asks this, and loading the TOML reader costs as much as opening the store.
    """
    try:
        with path.open(encoding="utf-8") as file:
            line = next((line.strip() for line in file if line.strip() and not line.startswith("#")), "")
    except (OSError, UnicodeDecodeError):
        return None  # the reader says what is wrong
    name, _, value = line.partition("=")
    text = value.strip()
    plain = text[:1] == text[-1:] == '"' and len(text) > 2 and not any(char in text[1:-1] for char in '"\\')
    return text[1:-1] if name.strip() == "store" and plain else None


def located(url: str, base: Path) -> Location:
    """The place that a path or URL names; a path is one from `base`. Raises `usage` for a URL of something else."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return base / url
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return base / rest[1:]
    if scheme in ("postgresql", "postgres"):
        return ServerUrl(url)
    help_ = "a store is a PATH, sqlite:///PATH (sqlite:////PATH from the root) or postgresql://USER@HOST/DATABASE"
    raise refuse("usage", f'"{scheme}://…" is no store', help=help_, done="nothing was done")


def instant_of(text: str) -> int:
    """A point in time as UTC milliseconds: `2026-11-23T10:00:00Z`, an offset, a date; without an offset it is UTC."""
    from datetime import UTC, datetime, timedelta  # 2 ms, and only a set clock needs it

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        help_ = "write it like 2026-11-23T10:00:00Z"
        raise refuse("usage", f'"{text}" is no point in time', help=help_, done="nothing was done") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def now(option: str | None, environ: Mapping[str, str]) -> int:
    """The time of the command as UTC milliseconds: --now › OMS_NOW › the machine's clock (D42)."""
    given = option or environ.get("OMS_NOW")
    if given:
        return instant_of(given)
    from time import time_ns

    return time_ns() // 1_000_000


def actor(environ: Mapping[str, str]) -> str:
    """Who is at work: OMS_ACTOR, else the user of the machine."""
    for name in ("OMS_ACTOR", "LOGNAME", "USER"):
        if environ.get(name):
            return environ[name]
    from pwd import getpwuid

    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:  # a container's user without an entry
        return str(os.getuid())

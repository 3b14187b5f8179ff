"""`${NAME}` in an order file: filled from `--set NAME=VALUE`, or by what `--create-missing` may make up (D6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from omscli.documents.jsonplace import Path
from omscli.documents.orders.fields import Given
from omscli.documents.orders.flaws import Flaw, shown
from omscli.domain.values import dataclass

_PLACEHOLDER = re.compile(r"\$\{([^${}]+)\}")

_NAMING = frozenset(
    """StockKeepingUnit ProductCode SalesChannel SalesChannelName OrderDeliveryMethod Pricebook2
    ReferenceNumber ExternalReference""".split()
)
"""Fields whose value names a record: there a placeholder is as good a name as any."""

MADE_UP: dict[str, str | None] = {
    "ID": "ORDER-1",
    "NUMBER": "ORDER-1",
    "ExternalReferenceIdentifier": "shop@example.com@ORDER-1",
    "EMAIL": "shopper@example.com",
    "PHONE": "+1 555 0100",
    "DATE": "2026-01-05T10:00:00.000Z",
    "TEXT": "text",
    "OwnerId": None,
    "StandardPricebookId": None,
    "PaymentGatewayId": None,
}
"""What `--create-missing` puts in: always the same, so that the file placed again is the same order. None leaves the
field out, which means the store's default: its standard price book, its default gateway, no owner."""

_DROPPED = "CustomAttribute"


@dataclass(slots=True)
class Filling:
    """The values for placeholders, and which of them a file asked for."""

    values: Mapping[str, str] = field(default_factory=dict)
    create_missing: bool = False
    used: set[str] = field(default_factory=set)

    def fill(self, value: Any, path: Path = ()) -> tuple[Any, list[Flaw]]:
        """The document with its placeholders filled; a flaw names every one that was left, at the first one's place."""
        left: dict[str, Path] = {}
        made = self._made_up(value) if self.create_missing else {}
        filled = self._walk(value, path, made, left)
        if not left:
            return filled, []
        names = list(left)
        message = f"no value for {', '.join('${' + shown(name)[1:-1] + '}' for name in names[:40])}"
        help = f"--set {names[0]}=VALUE for each" + ("" if self.create_missing else ", or --create-missing")
        return filled, [Flaw("unfilled-placeholder", message, left[names[0]], help)]

    def _made_up(self, value: Any) -> dict[str, str | None]:
        """Placeholders that stand where a record is described or named: they become its name."""
        names: dict[str, str | None] = {}
        _collect(value, False, names)
        return {**names, **MADE_UP}

    def _walk(self, value: Any, path: Path, made: Mapping[str, str | None], left: dict[str, Path]) -> Any:
        if isinstance(value, dict):
            record = {}
            for key, child in value.items():
                name = self._key(key, path, left) if "${" in key else key
                if name is not None:
                    record[name] = self._walk(child, (*path, key), made, left)
            return record
        if isinstance(value, list):
            return [self._walk(child, (*path, index), made, left) for index, child in enumerate(value)]
        if isinstance(value, str) and "${" in value:
            return self._text(value, path, made, left)
        return value

    def _key(self, key: str, path: Path, left: dict[str, Path]) -> str | None:
        names = _PLACEHOLDER.findall(key)
        missing = [name for name in names if name not in self.values]
        self.used.update(names)
        if self.create_missing and any(name.startswith(_DROPPED) for name in missing):
            return None
        for name in missing:
            left.setdefault(name, (*path, key))
        return _PLACEHOLDER.sub(lambda match: self.values.get(match.group(1), match.group()), key)

    def _text(self, text: str, path: Path, made: Mapping[str, str | None], left: dict[str, Path]) -> Any:
        whole = _PLACEHOLDER.fullmatch(text)
        if whole and whole.group(1) not in self.values and made.get(whole.group(1), "") is None:
            return None

        def one(match: re.Match[str]) -> str:
            name = match.group(1)
            self.used.add(name)
            value = self.values.get(name, made.get(name))
            if value is None:
                left.setdefault(name, path)
                return match.group()
            return value

        return Given(_PLACEHOLDER.sub(one, text))


def _describes(kind: Any) -> bool:
    from omscli.documents.orders.described import MODELS  # ten more kinds of record, for placeholders only

    return isinstance(kind, str) and kind in MODELS


def _collect(value: Any, describing: bool, names: dict[str, str | None]) -> None:
    if isinstance(value, dict):
        attributes = value.get("attributes")
        kind = attributes.get("type") if isinstance(attributes, dict) else None
        describing = describing or _describes(kind)
        for key, child in value.items():
            _collect(
                child, describing or key == "purchaseSupportDetails" or key in _NAMING or _posts(value, key), names
            )
    elif isinstance(value, list):
        for child in value:
            _collect(child, describing, names)
    elif describing and isinstance(value, str):
        names.update({name: name for name in _PLACEHOLDER.findall(value)})


def _posts(request: dict[str, Any], key: str) -> bool:
    """Whether this is the body of a composite subrequest that describes a record."""
    url = request.get("url")
    return key == "body" and isinstance(url, str) and _describes(url.rstrip("/").rsplit("/", 1)[-1])

"""Records that a set-up file names, against those that are there: added, changed or left as they are."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.ids import PREFIXES, encode
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader, Value
from omscli.store.setup_records import Kind, Stored, records_of

CREATED, UPDATED, EXISTS = "created", "updated", "exists"


class Upserts:
    """The records of one unit of work, by kind and natural key; what it adds is known to what comes after."""

    def __init__(self, reader: Reader, batch: Batch) -> None:
        self.reader = reader
        self.batch = batch
        self._stored: dict[str, Stored] = {}

    def stored(self, kind: Kind) -> Stored:
        """Every record of a kind, those that this unit of work adds among them."""
        if kind.table not in self._stored:
            self._stored[kind.table] = records_of(self.reader, kind)
        return self._stored[kind.table]

    def key(self, kind: Kind, name: str) -> int | None:
        """The key of a record, if there is one of that name."""
        known = self.stored(kind).get(name)
        return known[0] if known else None

    def put(self, kind: Kind, name: str, values: tuple[Value, ...]) -> tuple[int, str]:
        """Bring a record to these values; answers its key and what became of it."""
        known = self.stored(kind).get(name)
        if known is None:
            key = self.batch.take_key(self.reader, kind.table)
            self.batch.insert(kind.table, kind.row(key, name, values))
            status = CREATED
        else:
            key, status = known[0], EXISTS
            if known[1] != values:
                self.batch.run(kind.update, *values, key)
                status = UPDATED
        self.stored(kind)[name] = (key, values)
        return key, status

    def say(self, status: str, object_: str, name: str, key: int | None = None) -> None:
        """A result for the user."""
        record_id = encode(PREFIXES[object_], key) if key is not None and object_ in PREFIXES else None
        self.batch.results.append(Result(status, {"Object": object_, "Name": name, "Id": record_id}, key=key))

    def apply(self, kind: Kind, name: str, values: tuple[Value, ...]) -> int:
        """`put` and `say` at once, for a record that is one line of the answer."""
        key, status = self.put(kind, name, values)
        self.say(status, kind.object, name, key)
        return key


def together(statuses: Sequence[str]) -> str:
    """What became of a record that has parts: created when all are new, left when all were so, changed otherwise."""
    found = set(statuses) or {EXISTS}
    return found.pop() if len(found) == 1 else UPDATED

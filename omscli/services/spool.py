"""Results that wait until what they tell of is committed: some in memory, many in a temporary file without a name."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from omscli.errors import Place, refuse

if TYPE_CHECKING:
    from omscli.services.unit import Result

IN_MEMORY = 2000
"""Results that are kept in memory, two chunks: a file of a million orders has no more of them there."""

_SIZE = 8
"""Bytes in front of a lot of results that say how long it is."""
_PLAIN = {str, int, bool, type(None), Decimal}


class Spool:
    """The results of a long unit of work, in their order; iterate over it as often as needed.

    `counts` says how many there are of each status; `first` and `last` are those.
    """

    def __init__(self) -> None:
        self._near: list[Result] = []
        self._far: IO[bytes] | None = None
        self._names: dict[tuple[str, ...], int] = {}
        """What the fields of results in the file are called: each list of names once, by its number."""
        self.counts: dict[str, int] = {}
        self.first: Result | None = None
        self.last: Result | None = None

    def extend(self, results: Sequence[Result]) -> None:
        """Add results. Raises `disk` where temporary files have no room."""
        if not results:
            return
        counts = self.counts
        for result in results:
            counts[result.status] = counts.get(result.status, 0) + 1
        self.first, self.last = self.first or results[0], results[-1]
        self._near.extend(results)
        if len(self._near) > IN_MEMORY:
            self._put_away()

    def _put_away(self) -> None:
        import tempfile  # 8 ms, for many results only

        try:
            if self._far is None:
                self._far = tempfile.TemporaryFile(prefix="oms-results-")  # noqa: SIM115  gone with the spool
            self._far.seek(0, 2)
            data = marshal.dumps([self._packed(result) for result in self._near])
            self._far.write(len(data).to_bytes(_SIZE) + data)
            self._far.flush()
        except OSError as error:
            message = f"the results do not fit in {tempfile.gettempdir()}: {error.strerror or error}"
            help_ = "TMPDIR names another folder for them; --on-error skip needs none"
            raise refuse("disk", message, help=help_) from error
        self._near = []

    def _packed(self, result: Result) -> bytes | tuple[Any, ...]:
        """A result as `marshal` takes it: a tuple, in which a Decimal is the bytes of its text; else a pickle."""
        place, values = result.place, result.fields.values()
        if result.problems or (place and (place.column or place.path)) or not _PLAIN.issuperset(map(type, values)):
            import pickle  # 5 ms

            return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
        names = self._names.setdefault(tuple(result.fields), len(self._names))
        where = None if place is None else (place.file, place.line)
        kept = [str(value).encode() if type(value) is Decimal else value for value in values]
        return result.status, names, kept, where, result.index, result.key

    def _unpacked(self, packed: list[bytes | tuple[Any, ...]]) -> Iterator[Result]:
        from omscli.services.unit import Result  # which imports this module

        lists = list(self._names)
        for each in packed:
            if isinstance(each, bytes):
                import pickle

                yield pickle.loads(each)  # what this process wrote, in a file that only it has
                continue
            status, names, kept, where, index, key = each
            values = [Decimal(value.decode()) if type(value) is bytes else value for value in kept]
            fields = dict(zip(lists[names], values, strict=True))
            yield Result(status, fields, (), None if where is None else Place(*where), index, key)

    def close(self) -> None:
        """Give the file back."""
        if self._far is not None:
            self._far.close()
        self._far, self._near = None, []

    def drained(self) -> Iterator[Result]:
        """The results for the last time."""
        try:
            yield from self
        finally:
            self.close()

    def __iter__(self) -> Iterator[Result]:
        if self._far is not None:
            end, at = self._far.seek(0, 2), 0
            while at < end:
                self._far.seek(at)  # another reader may have moved it
                data = self._far.read(int.from_bytes(self._far.read(_SIZE)))
                at = self._far.tell()
                yield from self._unpacked(marshal.loads(data))
        yield from self._near

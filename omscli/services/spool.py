"""Results that wait until what they tell of is committed: some in memory, many in a temporary file without a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING

from omscli.errors import refuse

if TYPE_CHECKING:
    from omscli.services.unit import Result

IN_MEMORY = 2000
"""Results that are kept in memory, two chunks: a file of a million orders has no more of them there."""


class Spool:
    """The results of a long unit of work, in their order; iterate over it as often as needed."""

    def __init__(self) -> None:
        self._near: list[Result] = []
        self._far: IO[bytes] | None = None

    def extend(self, results: Sequence[Result]) -> None:
        """Add results. Raises `disk` where temporary files have no room."""
        self._near.extend(results)
        if len(self._near) > IN_MEMORY:
            self._put_away()

    def _put_away(self) -> None:
        import pickle  # 5 ms, and tempfile 8: for many results only
        import tempfile

        try:
            if self._far is None:
                self._far = tempfile.TemporaryFile(prefix="oms-results-")  # noqa: SIM115  gone with the spool
            self._far.seek(0, 2)
            pickle.dump(self._near, self._far, pickle.HIGHEST_PROTOCOL)
            self._far.flush()
        except OSError as error:
            message = f"the results do not fit in {tempfile.gettempdir()}: {error.strerror or error}"
            help_ = "TMPDIR names another folder for them; --on-error skip needs none"
            raise refuse("disk", message, help=help_) from error
        self._near = []

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
            import pickle

            end = self._far.seek(0, 2)
            at = self._far.seek(0)
            while at < end:
                some: list[Result] = pickle.load(self._far)  # what this process wrote, in a file that only it has
                at = self._far.tell()
                yield from some
                self._far.seek(at)
        yield from self._near

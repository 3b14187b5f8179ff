"""`oms verify` in this process, for every store that a test leaves behind."""

from __future__ import annotations

from omscli.config import Location
from omscli.errors import OmsError
from omscli.services.verify import verify
from omscli.store.db import open_store

NOT_A_STORE = {"not-a-store", "no-store", "schema-newer", "schema-older", "read-only"}


def what_is_broken(path: Location) -> list[str]:
    """The invariants that the store breaks, with the first record of each; a file that is no store breaks none."""
    try:
        with open_store(path) as database, database.read() as reader:
            results = verify(reader)
    except OmsError as error:
        if error.code in NOT_A_STORE:
            return []
        raise
    return [
        f"{result.fields['Invariant']}: {result.fields['Records'][:1]}"
        for result in results
        if result.status == "broken"
    ]

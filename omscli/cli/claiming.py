"""What becomes of the files of a folder that another process is taking in: they are skipped, and it is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from omscli.errors import Place, Problem
from omscli.services.unit import Result

if TYPE_CHECKING:
    from omscli.documents.claims import Claims


def claims_of(names: Sequence[str]) -> Claims | None:
    """Claims for the files of these folders; none where only files are named."""
    if not any(os.path.isdir(name) for name in names):
        return None
    from omscli.documents.claims import Claims

    return Claims(names)


def busy_results(claims: Claims | None) -> Iterator[Result]:
    """A skipped result for each file that another process had when its turn came."""
    if claims is None or not claims.busy:
        return
    from omscli.store.holders import claimant_of

    for path in claims.busy:
        who = claimant_of(path) or "another process, which has ended since,"
        problem = Problem(
            "locked", f"{who} took this file in", Place(str(path)), "nothing is missing unless that failed"
        )
        yield Result("skipped", {}, (problem,), Place(str(path)))

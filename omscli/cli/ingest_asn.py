"""`oms ingest asn`: advance shipping notices of the provider, from files, folders or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import cast

from omscli.cli.claiming import busy_results, claims_of
from omscli.cli.session import Session
from omscli.domain.policy import ShortShip
from omscli.errors import nearest, refuse
from omscli.services.unit import Result

SHORTS = ("backorder", "cancel")


def asn(session: Session, files: Sequence[str], short: str | None, dry_run: bool, on_error: str = "stop") -> None:
    """Take in the notices of these files."""
    from omscli.services.shipping import COLUMNS

    _check("--short", short, SHORTS)
    _check("--on-error", on_error, ("stop", "skip"))
    session.answer(
        "oms.ingest.asn/1",
        _notices(session, files, cast("ShortShip | None", short), dry_run, on_error == "stop"),
        columns=COLUMNS,
        next_commands=["oms show ORDER"],
        title="notices",
    )


def _check(name: str, value: str | None, allowed: Sequence[str]) -> None:
    if value is not None and value not in allowed:
        guess = nearest(value, list(allowed))
        hint = f"did you mean {guess}?" if guess else f"one of {', '.join(allowed)}"
        raise refuse("usage", f'{name} cannot be "{value}"', help=hint, done="nothing was done")


def _notices(
    session: Session, files: Sequence[str], short: ShortShip | None, dry_run: bool, stop: bool
) -> Iterator[Result]:
    from omscli.documents.asn.reading import read_asns
    from omscli.services.ingest_asn import ingest_asns

    claims = None if dry_run else claims_of(files)
    reads = read_asns(files, sys.stdin.buffer if "-" in files else None, claims)
    scene = session.scene("ingest asn")
    with session.database() as database:
        yield from ingest_asns(database, session.runner(dry_run), reads, scene, short=short, stop=stop, claims=claims)
    yield from busy_results(claims)

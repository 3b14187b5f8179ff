"""`oms payments`: what gateways promise, and what became of calls to them that gave no answer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omscli.cli.amounts import amount_of
from omscli.cli.arguments import All, DryRun
from omscli.cli.session import session_of
from omscli.domain.outcomes import LEASE_MILLISECONDS
from omscli.errors import refuse
from omscli.render.cells import Row
from omscli.services.reconcile import COLUMNS, list_calls, ready_to_reconcile, reconcile, show_call
from omscli.store.record_targets import find_intent
from omscli.store.targets import find_order

if TYPE_CHECKING:
    from omscli.render.blocks import Block

EXAMPLES = (
    "oms payments list",
    "oms payments show oGI000000004OmyGAE",
    "oms payments authorize WEB-1001",
    "oms payments reverse --all",
    "oms payments reconcile",
    "oms payments resolve oGI000000004OmyGAE --as succeeded --reference R-4711",
    "oms payments notify notifications.ndjson",
)
app = typer.Typer(help="What gateways promised, and calls to them whose outcome is not known.", no_args_is_help=True)

Calls = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CALL]...", help="Ids of calls, as `oms payments list` shows them; none: all that are lost"
    ),
]
Call = Annotated[str, typer.Argument(metavar="CALL", help="The id of a call, as `oms payments list` shows it")]
Lease = Annotated[
    int,
    typer.Option(
        "--lease", metavar="SECONDS", min=0, help="How long a call may be under way before its process counts as dead"
    ),
]
Orders = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ORDER]...", help="Order numbers, references or ids; - reads them from stdin"),
]
_LEASE = LEASE_MILLISECONDS // 1000
_LOG = ("CreatedDate", "InteractionStatus", "GatewayResultCode", "GatewayMessage", "GatewayRefNumber", "IsNotification")


@app.command("list")
def list_(
    ctx: typer.Context,
    all_states: Annotated[bool, typer.Option("--all-states", help="The calls whose outcome is known, too")] = False,
) -> None:
    """List the calls whose outcome is not known."""
    session = session_of(ctx)
    with session.database() as database:
        with database.read() as reader:
            records = list(list_calls(reader, session.scene("payments list").now, settled=all_states))
        hint = ["oms payments reconcile"] if any(record["Lost"] for record in records) else []
        columns = (*COLUMNS[:-1], "Lost", "Manual", "Attempts")
        title = "calls" if all_states else "open calls"
        session.answer("oms.payments.list/1", records, columns=columns, next_commands=hint, title=title)


@app.command("show")
def show_(ctx: typer.Context, call: Call) -> None:
    """Show a call with everything that its gateway said of it."""
    session = session_of(ctx)
    with session.database() as database:
        targets = session.targets(database, [call], find=find_intent, what="CALL")
        with database.read() as reader:
            records = [show_call(reader, id_, session.scene("payments show").now) for id_ in targets]

    def page(_: Sequence[Row]) -> Iterable[Block]:
        from omscli.render.blocks import Facts, Grid, Heading

        for record in records:
            yield Heading(f"{record['InteractionType']} {record['GatewayIntentId']}")
            yield Facts([(name, value) for name, value in record.items() if name != "Log" and value is not None])
            if record["Log"]:
                yield Heading("what the gateway said")
                yield Grid(_LOG, record["Log"])

    session.answer("oms.payments.show/1", records, page=page, next_commands=_next(records[0]))


def _next(record: dict[str, Any]) -> list[str]:
    if record["Manual"]:
        id_ = record["GatewayIntentId"]
        return [f"oms payments resolve {id_} --as succeeded --reference REF", f"oms payments resolve {id_} --as failed"]
    return [f"oms payments reconcile {record['GatewayIntentId']}"] if record["Lost"] else []


@app.command("authorize")
def authorize_(
    ctx: typer.Context,
    orders: Orders = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help="For one order: this much, not what is missing")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Authorize again what is missing of an order's money, where an authorization expired or was too small."""
    from omscli.services.promises import AUTHORIZE_COLUMNS, More, authorize

    session = session_of(ctx)
    scene = session.scene("payments authorize")
    with session.database() as database:
        keys = session.targets(database, orders, find=find_order)
        if amount is not None and len(keys) != 1:
            raise refuse("usage", "--amount goes with one ORDER", done="nothing was done")
        with database.read() as reader:
            wanted = [More(key, amount_of(reader, key, "--amount", amount)) for key in keys]
        if amount is not None and not dry_run and session.done_before(database):
            wanted = []  # what is missing is asked for once; an amount that somebody names, as often as it is named
        results = authorize(database, session.runner(dry_run), wanted, scene)
        session.answer("oms.payments.authorize/1", results, columns=AUTHORIZE_COLUMNS, title="orders to authorize")


@app.command("reverse")
def reverse_(ctx: typer.Context, orders: Orders = None, all_: All = False, dry_run: DryRun = False) -> None:
    """Let go what of their authorizations orders do not need, after a cancel for example."""
    from omscli.services.promises import REVERSE_COLUMNS, may_have_spare, reverse

    session = session_of(ctx)
    scene = session.scene("payments reverse")
    with session.database() as database:
        keys = session.targets(database, orders, all_, find=find_order, ready=may_have_spare)
        results = reverse(database, session.runner(dry_run), keys, scene)
        if not orders:
            results = (result for result in results if result.status != "skipped")
        session.answer("oms.payments.reverse/1", results, columns=REVERSE_COLUMNS, title="authorizations to let go")


@app.command("reconcile")
def reconcile_(ctx: typer.Context, calls: Calls = None, lease: Lease = _LEASE, dry_run: DryRun = False) -> None:
    """Ask the gateways what became of calls that gave no answer, and settle them; nothing is sent twice."""
    session = session_of(ctx)
    scene = session.scene("payments reconcile")
    with session.database() as database:
        targets = session.targets(
            database,
            calls,
            not calls,
            find=find_intent,
            ready=lambda reader: ready_to_reconcile(reader, scene.now, lease * 1000),
            what="CALL",
        )
        results = reconcile(database, session.runner(dry_run), targets, scene)
        session.answer("oms.payments.reconcile/1", results, columns=COLUMNS, title="lost calls")


@app.command("resolve")
def resolve_(
    ctx: typer.Context,
    call: Call,
    state: Annotated[str, typer.Option("--as", metavar="succeeded|failed", help="What became of it")],
    reference: Annotated[
        str | None, typer.Option("--reference", metavar="REF", help="What the gateway calls what it did")
    ] = None,
    amount: Annotated[
        str | None, typer.Option("--amount", metavar="AMOUNT", help="For how much it was done, if not for all")
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", metavar="TIME", help="Until when an authorization holds")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason-text", metavar="TEXT", help="How it was found out")] = None,
    lease: Lease = _LEASE,
    dry_run: DryRun = False,
) -> None:
    """Settle a call by hand, once its gateway has forgotten its key and somebody looked there."""
    from omscli.config import instant_of
    from omscli.documents.cards import mask
    from omscli.domain.ids import order_key_of
    from omscli.services.settle_by_hand import Verdict, plan_resolve_call

    if state not in ("succeeded", "failed"):
        raise refuse("usage", f'--as "{state}" is neither succeeded nor failed', done="nothing was done")
    if (state == "succeeded") != (reference is not None):
        message = "--as succeeded needs --reference: what the gateway calls what it did"
        message = message if state == "succeeded" else "--reference goes with --as succeeded"
        raise refuse("usage", message, done="nothing was done")
    session = session_of(ctx)
    scene = session.scene("payments resolve")
    with session.database() as database:
        (id_,) = session.targets(database, [call], find=find_intent, what="CALL")
        with database.read() as reader:
            got = amount_of(reader, order_key_of(id_), "--amount", amount)
        reason = mask(reason) if reason else None
        verdict = Verdict(state, reference, got, instant_of(expires) if expires else None, reason)
        plan = session.runner(dry_run)(
            database, lambda reader: plan_resolve_call(reader, id_, verdict, scene, lease * 1000)
        )
        session.answer("oms.payments.resolve/1", plan.results, columns=COLUMNS, title="calls to settle")


@app.command("notify")
def notify_(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE|-...", help="Notifications as JSON or NDJSON; - reads stdin")
    ],
    dry_run: DryRun = False,
) -> None:
    """Take in what gateways say of calls by themselves, once or often, late, in any order."""
    from omscli.documents.notifications import read_notifications
    from omscli.services.notify import notify

    session = session_of(ctx)
    scene = session.scene("payments notify")
    with session.database() as database:
        reads = read_notifications(files, sys.stdin.buffer if "-" in files else None)
        results = notify(database, session.runner(dry_run), reads, scene)
        session.answer("oms.payments.notify/1", results, columns=COLUMNS, title="notifications")

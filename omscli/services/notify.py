"""`oms payments notify`: what gateways say of calls by themselves, once or often, late, in any order (P29).

A notification settles a call that waits for its outcome, exactly as an answer would. Of a call that is settled already
it changes nothing: the same again is `exists`, «pending» is `skipped`, another outcome is a `conflict` to look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from omscli.documents.notifications import Notification, NotificationRead
from omscli.domain.ids import LENGTHS, decode, order_key_of
from omscli.domain.money import to_decimal, to_minor
from omscli.domain.outcomes import is_timely
from omscli.domain.values import replace
from omscli.errors import OmsError, Problem
from omscli.gateways.port import Answer, Approved, Declined
from omscli.gateways.signatures import is_genuine
from omscli.services.gateway_access import signing_key
from omscli.services.scene import Scene
from omscli.services.settlement import COLUMNS, NOTIFICATION, call_fields, plan_settlement
from omscli.services.unit import Batch, Result, Runner, chunks
from omscli.store.db import Database, Reader
from omscli.store.intents import GatewayRow, Intent, load_gateway, load_intents

__all__ = ["COLUMNS", "notify", "plan_notifications"]


def notify(database: Database, runner: Runner, reads: Iterable[NotificationRead], scene: Scene) -> Iterator[Result]:
    """Take in notifications; one result each, in their order.

    `updated` (its call was done), `rejected` (it was not: `declined`; or the notification is refused: `not-found`,
    `bad-signature`, `stale-notification`, `conflict`), `exists` and `skipped` (nothing new).
    """
    for chunk in chunks(reads):

        def plan(reader: Reader, chunk: list[NotificationRead] = chunk) -> Batch:
            return plan_notifications(reader, chunk, scene)

        yield from runner(database, plan).results


def plan_notifications(reader: Reader, reads: Sequence[NotificationRead], scene: Scene) -> Batch:
    """What the notifications settle, and a result for each."""
    keys = [read.notification.key for read in reads if read.notification]
    ids = sorted({id_ for key in keys if (id_ := _intent_of(key)) is not None})
    reader.hold(sorted({order_key_of(id_) for id_ in ids}))
    calls = {intent.key: intent for intent in load_intents(reader, ids)} if ids else {}
    owners = {call.gateway_id: load_gateway(reader, call.gateway_id) for call in calls.values()}
    gateways = {id_: row for id_, row in owners.items() if row is not None}
    desk = _Desk(calls, gateways, scene.now)
    verdicts = [desk.judge(read) for read in reads]
    batch = Batch()
    settled: dict[int | None, Result] = {}
    if desk.answers:
        answered = [calls[key] for key in desk.answers]
        answers = {calls[key].id: answer for key, answer in desk.answers.items()}
        names = {id_: row.name for id_, row in gateways.items()}
        batch = plan_settlement(reader, answered, answers, names, scene, whole=True, told_by=NOTIFICATION)
        settled = {result.key: result for result in batch.results}
    batch.results = [
        replace(settled[verdict.key], place=read.place, index=read.index) if verdict.status == "settles" else verdict
        for read, verdict in zip(reads, verdicts, strict=True)
    ]
    return batch


def _intent_of(key: str) -> int | None:
    """The call that a key names: its first 18 characters are the call's id."""
    decoded = decode(key[: LENGTHS[1]])
    return decoded[1] if decoded and decoded[0] == "GatewayIntent" else None


class _Desk:
    """Looks at the notifications of a chunk one after the other; the first that says how a call ended counts."""

    def __init__(self, calls: Mapping[str, Intent], gateways: Mapping[int, GatewayRow], now: int) -> None:
        self._calls, self._gateways, self._now = calls, gateways, now
        self._states = {key: call.state for key, call in calls.items()}
        self.answers: dict[str, Answer] = {}

    def judge(self, read: NotificationRead) -> Result:
        """The notification's result; of one that settles its call, a stand-in with status `settles`."""
        note = read.notification
        if note is None:
            return Result("rejected", dict.fromkeys(COLUMNS), read.problems, read.place, read.index)
        call = self._calls.get(note.key)
        if call is None:
            unknown = Problem(
                "not-found", "it is of no call that was made here", read.place, "of another store, perhaps"
            )
            fields = dict.fromkeys(COLUMNS) | {"State": note.state, "GatewayMessage": note.message}
            return Result("rejected", fields, (unknown,), read.place, read.index)
        problem = self._untrusted(note, call) or self._other_call(note, call)
        if problem:
            return self._result("rejected", read, note, call, replace(problem, place=read.place))
        state = self._states[note.key]
        if note.state == "pending":
            return self._result("skipped", read, note, call)
        if state not in ("succeeded", "failed"):
            self._states[note.key] = note.state
            self.answers[note.key] = _answer(note, call)
            return Result("settles", {}, key=call.id)
        if state == note.state:
            return self._result("exists", read, note, call)
        message = f"the call is settled as {state}, and its gateway now says that it {note.state}"
        help_ = "nothing was changed: look at the gateway what is true, and put it right there"
        return self._result("rejected", read, note, call, Problem("conflict", message, read.place, help_))

    def _untrusted(self, note: Notification, call: Intent) -> Problem | None:
        """Why the notification may not be its gateway's, or not of now."""
        row = self._gateways[call.gateway_id]
        try:
            secret = signing_key(row)
        except OmsError as error:
            return error.problems[0]
        if secret is None:
            return None
        if note.signature is None or note.timestamp is None or note.body is None or note.sent is None:
            return Problem("bad-signature", f'gateway "{row.name}" signs its notifications, and this one is not signed')
        if not is_genuine(secret, note.timestamp, note.body, note.signature):
            return Problem("bad-signature", f'the signature is not that of gateway "{row.name}"')
        if not is_timely(note.sent, self._now):
            return Problem(
                "stale-notification", f"it was sent at {note.timestamp}, more than five minutes from now", None,
                "let the gateway send it again; or ask it: `oms payments reconcile`",
            )  # fmt: skip
        return None

    @staticmethod
    def _other_call(note: Notification, call: Intent) -> Problem | None:
        """Why the notification cannot be of this call, though it has its key."""
        if (note.interaction or call.interaction) != call.interaction:
            return Problem("conflict", f"it is of a {note.interaction}, and the call is a {call.interaction}")
        if (note.currency or call.currency) != call.currency:
            return Problem("conflict", f"it is in {note.currency}, and the call is in {call.currency}")
        if note.amount is None or note.state != "succeeded":
            return None
        try:
            amount = to_minor(note.amount, call.currency)
        except ValueError as error:
            return Problem("bad-amount", f"Amount: {error}")
        if 0 < amount <= call.amount:
            return None
        return Problem(
            "conflict", f"it is of {note.amount}, and {to_decimal(call.amount, call.currency)} was asked for"
        )

    def _result(
        self, status: str, read: NotificationRead, note: Notification, call: Intent, *problems: Problem
    ) -> Result:
        fields = call_fields(call, self._states[note.key], note.message)
        return Result(status, fields, problems, read.place, read.index, call.id)


def _answer(note: Notification, call: Intent) -> Answer:
    if note.state == "failed":
        return Declined(note.code or "failed", note.message)
    amount = None if note.amount is None else to_minor(note.amount, call.currency)
    return Approved(note.reference or "", note.auth_code, note.code or "00", note.message, amount, note.expires)

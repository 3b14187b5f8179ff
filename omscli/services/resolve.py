"""`oms resolve`: a person has looked at a process exception; when none is active any more, the order goes on (D1)."""

from __future__ import annotations

from collections.abc import Sequence

from omscli.domain.ids import decode, order_key_of
from omscli.domain.numbers import parse_human_number
from omscli.errors import OmsError, refuse
from omscli.services.exceptions import ExceptionBook
from omscli.services.scene import Scene
from omscli.services.state_changes import Change
from omscli.services.unit import Batch, Result
from omscli.store.db import Reader
from omscli.store.exceptions import SQL_ACTIVE_OF, SQL_EXCEPTION_BY_NUMBER
from omscli.store.labels import load_labels
from omscli.store.order_states import load

COLUMNS = ("ProcessExceptionNumber", "ExceptionStatus", "OrderNumber", "Status")
Target = tuple[int, int]
"""An exception: order key and key."""


def find_exception(reader: Reader, text: str) -> Target:
    """The exception that a number (PE-…) or an id names. Raises `not-found`."""
    decoded, numbered = decode(text), parse_human_number(text)
    if decoded is not None and decoded[0] == "ProcessException":
        row = reader.row(SQL_EXCEPTION_BY_NUMBER, order_key_of(decoded[1]), "", decoded[1])
        if row is not None:
            return order_key_of(decoded[1]), row[0]
    if numbered is not None and numbered[0] == "ProcessException":
        row = reader.row(SQL_EXCEPTION_BY_NUMBER, numbered[1], text.upper(), 0)
        if row is not None:
            return numbered[1], row[0]
    raise _unknown(text)


def active_exceptions(reader: Reader, order_keys: Sequence[int]) -> list[Target]:
    """The exceptions that hold these orders."""
    return [(row[0], row[1]) for row in reader.rows(SQL_ACTIVE_OF, list(order_keys))]


def plan_resolve(reader: Reader, targets: Sequence[Target], scene: Scene, status: str) -> Batch:
    """Settle the exceptions as `Resolved` or `Ignored`; one that is settled already is `exists`."""
    batch = Batch()
    keys = sorted({target[0] for target in targets})
    states = load(reader, keys)
    book = ExceptionBook(reader, batch, keys)
    changes: dict[int, Change] = {}
    found: list[tuple[int, str, str]] = []
    for order_key, id_ in targets:
        row = reader.row(SQL_EXCEPTION_BY_NUMBER, order_key, "", id_)
        state = states.get(order_key)
        if row is None or state is None:
            raise _unknown(f"exception {id_}")
        if row[1] != "ACTIVE":
            found.append((order_key, row[2], "exists"))
            continue
        change = changes.setdefault(order_key, Change(batch, scene, state))
        book.settle(change, id_, status=status)
        change.event("ProcessExceptionResolvedEvent", ProcessExceptionNumber=row[2], Status=status)
        found.append((order_key, row[2], "updated"))
    statuses = {key: state.status for key, state in states.items()}
    statuses |= {key: change.finish() for key, change in changes.items()}
    labels = load_labels(reader)
    for order_key, number, result in found:
        fields = {
            "ProcessExceptionNumber": number,
            "ExceptionStatus": status if result == "updated" else None,
            "OrderNumber": states[order_key].order_number,
            "Status": labels.get(statuses[order_key], statuses[order_key]),
        }
        batch.results.append(Result(result, fields, key=order_key))
    return batch


def _unknown(text: str) -> OmsError:
    help_ = "`oms list exceptions --where StatusCategory=ACTIVE` shows the active ones"
    return refuse("not-found", f'no process exception is called "{text}"', help=help_, done="nothing was changed")

"""Gift cards and store credit that a unit of work moves: a movement for every cause, one update for every account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from omscli.domain.credits import ACTIVE, AUTHORIZE, ISSUE, SALE, Credit, credit_number
from omscli.services.scene import Scene
from omscli.services.unit import Batch
from omscli.store import rows
from omscli.store.credits import CREDIT_ADAPTER, SQL_CREDIT_GATEWAY, SQL_MOVE_CREDIT, credits_by_id
from omscli.store.db import Reader
from omscli.store.keys import MOVEMENTS

GATEWAY = "oms-credit"
"""What the gateway of these tenders is called in the store: nothing is sent to it, it is where their payments stand."""


class CreditLedger:
    """The accounts of one unit of work, as they are after each movement; `finish` puts the updates into the batch."""

    def __init__(
        self,
        reader: Reader,
        batch: Batch,
        scene: Scene,
        ids: Iterable[int] = (),
        *,
        moved: Mapping[int, tuple[int, int]] | None = None,
    ) -> None:
        """`moved` is what a preview of the units of work before this one would have moved: balance and reserve."""
        self._reader, self._batch, self._scene = reader, batch, scene
        self._before = dict(moved or {})
        self._credits: dict[int, Credit] = {}
        self._load(ids)
        self._moved: dict[int, tuple[int, int]] = {}
        self._gateway: int | None = None

    def __getitem__(self, credit_id: int) -> Credit:
        """An account as it is now."""
        if credit_id not in self._credits:
            self._load([credit_id])
        return self._credits[credit_id]

    def _load(self, ids: Iterable[int]) -> None:
        for id_, credit in credits_by_id(self._reader, ids).items():
            self._credits[id_] = credit.moved(*self._before.get(id_, (0, 0)))

    @property
    def moved(self) -> dict[int, tuple[int, int]]:
        """What all units of work so far would have moved, where none of them is stored."""
        both = self._before.keys() | self._moved.keys()
        sums = {id_: (self._before.get(id_, (0, 0)), self._moved.get(id_, (0, 0))) for id_ in both}
        return {id_: (old[0] + new[0], old[1] + new[1]) for id_, (old, new) in sums.items()}

    def move(
        self,
        credit_id: int,
        cause: str,
        *,
        id: int,
        kind: str,
        of: int,
        balance: int = 0,
        reserved: int = 0,
        order_key: int = 0,
        reason: str | None = None,
    ) -> Credit:
        """Money of an account moves, for the record (`kind`, `of`); `id` is the movement's key.

        Raises ValueError when the account has less, or less that is promised: whoever moves money has looked before.
        """
        credit = self._credits[credit_id] = self[credit_id].moved(balance, reserved)
        before = self._moved.get(credit_id, (0, 0))
        self._moved[credit_id] = before[0] + balance, before[1] + reserved
        self._batch.insert(
            "credit_movements",
            rows.credit_movements(
                order_key=order_key,
                id=id,
                credit_account_id=credit_id,
                cause=cause,
                balance_change=balance,
                reserved_change=reserved,
                cause_kind=kind,
                cause_id=of,
                currency_iso_code=credit.currency,
                reason=reason,
                created_date=self._scene.now,
            ),
        )
        return credit

    def take(self, credit_id: int, type_: str, amount: int, order_key: int, record: int, id: int) -> None:
        """What an order is placed with: an authorization is reserved, any other payment leaves the balance."""
        if type_ == "Authorization":
            kind, balance, reserved, cause = "PaymentAuthorization", 0, amount, AUTHORIZE
        else:
            kind, balance, reserved, cause = "Payment", -amount, 0, SALE
        self.move(
            credit_id, cause, id=id, kind=kind, of=record, balance=balance, reserved=reserved, order_key=order_key
        )

    def move_by_hand(self, credit_id: int, cause: str, balance: int, reason: str | None) -> Credit:
        """Money of an account moves, and no order is the cause."""
        id_ = self._batch.take_key(self._reader, MOVEMENTS)
        return self.move(credit_id, cause, id=id_, kind="CreditAccount", of=credit_id, balance=balance, reason=reason)

    def open(
        self,
        kind: str,
        currency: str,
        *,
        owner: int | None = None,
        hashed: str | None = None,
        last_four: str | None = None,
        expires: int | None = None,
    ) -> Credit:
        """A new account, with nothing on it."""
        self.gateway()
        key = self._batch.take_key(self._reader, "credit_accounts")
        credit = Credit(key, credit_number(kind, key), kind, last_four, owner, currency, 0, 0, ACTIVE, expires)
        self._batch.insert(
            "credit_accounts",
            rows.credit_accounts(
                id=key,
                credit_number=credit.number,
                kind=kind,
                code_hash=hashed,
                code_last_four=last_four,
                account_id=owner,
                currency_iso_code=currency,
                status=ACTIVE,
                expiration_date=expires,
                created_date=self._scene.now,
            ),
        )
        self._credits[key] = credit
        return credit

    def issue(self, credit: Credit, amount: int, reason: str | None) -> Credit:
        """The first money of an account that no order caused."""
        return self.move_by_hand(credit.id, ISSUE, amount, reason)

    def gateway(self) -> int:
        """The gateway that payments by these tenders stand at; made with the first account."""
        if self._gateway is None:
            self._gateway = self._reader.value(SQL_CREDIT_GATEWAY) or self._make_gateway()
        return self._gateway

    def _make_gateway(self) -> int:
        batch, reader = self._batch, self._reader
        provider = batch.take_key(reader, "payment_gateway_providers")
        gateway = batch.take_key(reader, "payment_gateways")
        batch.insert(
            "payment_gateway_providers",
            rows.payment_gateway_providers(
                id=provider,
                developer_name=GATEWAY,
                master_label="Gift cards and store credit",
                adapter=CREDIT_ADAPTER,
                idempotency_supported="Yes",
            ),
        )
        batch.insert(
            "payment_gateways",
            rows.payment_gateways(
                id=gateway, payment_gateway_name=GATEWAY, payment_gateway_provider_id=provider, status=ACTIVE
            ),
        )
        return gateway

    def finish(self) -> None:
        """One statement for each account that moved."""
        for credit_id, (balance, reserved) in sorted(self._moved.items()):
            if balance or reserved:
                self._batch.run(SQL_MOVE_CREDIT, balance, reserved, credit_id)
        self._moved.clear()

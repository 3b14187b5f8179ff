"""Who an order is for: accounts matched by e-mail, or by company name with a contact (spec §4.5).

A shopper that the order describes and nobody knows becomes an account; a company name always means a standard account
with a contact. Without an e-mail address, or a company name, there is nothing to match by: each order has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from omscli.documents.orders.values import AccountInput
from omscli.domain.ids import decode
from omscli.errors import nearest
from omscli.services.placing.draft import Shopper, Tail, account_tail
from omscli.services.placing.misfit import Misfit
from omscli.services.unit import Batch
from omscli.store import parties
from omscli.store.db import Reader


class Shoppers:
    """The accounts and contacts of one chunk of orders; new ones go into the batch."""

    def __init__(self, reader: Reader, batch: Batch, shoppers: Sequence[Shopper], *, create_missing: bool) -> None:
        self.reader, self.batch, self.create_missing = reader, batch, create_missing
        keys = {shopper[0] for shopper in shoppers}
        self.accounts = parties.accounts_by_match_key(reader, [key for key in keys if key])
        companies = [self.accounts[key] for key in keys if key in self.accounts and key.startswith("company:")]
        self.contacts = parties.contacts_of(reader, companies) if companies else {}

    def of(self, shopper: Shopper, problems: list[Misfit]) -> tuple[int, int | None]:
        """The account of the order's shopper and, for a company, the contact to bill."""
        key, reference, account, contact = shopper
        found = self.accounts.get(key)
        if found is not None:
            return found, None if contact is None else self._contact(found, contact)
        if account is not None:
            made = self._create(key, account)
            return made, None if contact is None else self._contact(made, contact)
        text = reference or ""
        found = self._by_id(text)
        if found is not None:
            return found, None
        if self.create_missing and "@" in text:
            return self._create(key, account_tail(AccountInput(True, text, email=text))), None
        problems.append(self._unknown(text))
        return 0, None

    def _by_id(self, text: str) -> int | None:
        decoded = decode(text)
        if not decoded or decoded[0] != "Account":
            return None
        return self.reader.value(parties.SQL_ACCOUNTS_BY_ID, [decoded[1]])

    def _create(self, match_key: str, account: Tail) -> int:
        id_ = self.batch.take_key(self.reader, "accounts")
        if match_key:
            self.accounts[match_key] = id_
        self.batch.insert("accounts", (id_, match_key or f"none:{id_}", *account))
        return id_

    def _contact(self, account_id: int, contact: Tail) -> int:
        email = cast("str | None", contact[2])
        found = self.contacts.get((account_id, email))
        if found is not None:
            return found
        id_ = self.contacts[account_id, email] = self.batch.take_key(self.reader, "contacts")
        self.batch.insert("contacts", (id_, account_id, *contact))
        return id_

    def _unknown(self, text: str) -> Misfit:
        emails = [row[0].partition(":")[2] for row in self.reader.rows(parties.SQL_EMAILS)]
        guess = nearest(text, emails)
        hint = f'did you mean "{guess}"?' if guess else "describe the account in the order (FirstName, LastName, …)"
        return Misfit("unknown-account", f'there is no account "{text}"', ("Account",), hint)

"""Who an order is for: accounts matched by e-mail, or by company name with a contact (spec §4.5).

A shopper that the order describes and nobody knows becomes an account; a company name always means a standard account
with a contact. Without an e-mail address, or a company name, there is nothing to match by: each order has its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from omscli.documents.orders.values import AccountInput, OrderInput, Reference
from omscli.domain.ids import decode
from omscli.errors import nearest
from omscli.services.placing.misfit import Misfit
from omscli.services.unit import Batch
from omscli.store import parties, rows
from omscli.store.db import Reader


class Shoppers:
    """The accounts and contacts of one chunk of orders; new ones go into the batch."""

    def __init__(self, reader: Reader, batch: Batch, orders: Sequence[OrderInput], *, create_missing: bool) -> None:
        self.reader, self.batch, self.create_missing = reader, batch, create_missing
        keys = [_match_key(order.account) for order in orders]
        self.accounts = parties.accounts_by_match_key(reader, [key for key in keys if key])
        companies = [self.accounts[key] for key in keys if key in self.accounts and key.startswith("company:")]
        self.contacts = parties.contacts_of(reader, companies)

    def of(self, order: OrderInput, problems: list[Misfit]) -> tuple[int, int | None]:
        """The account of the order's shopper and, for a company, the contact to bill."""
        account = order.account
        key = _match_key(account)
        if isinstance(account, Reference):
            found = self.accounts.get(key) or self._by_id(account.text)
            if found is not None:
                return found, None
            if self.create_missing and "@" in account.text:
                return self._create(key, AccountInput(True, account.text, email=account.text)), None
            problems.append(self._unknown(account.text))
            return 0, None
        account_id = self.accounts.get(key) if key else None
        if account_id is None:
            account_id = self._create(key, account)
        return account_id, None if account.is_person else self._contact(account_id, account)

    def _by_id(self, text: str) -> int | None:
        decoded = decode(text)
        if not decoded or decoded[0] != "Account":
            return None
        return self.reader.value(parties.SQL_ACCOUNTS_BY_ID, [decoded[1]])

    def _create(self, match_key: str, account: AccountInput) -> int:
        id_ = self.batch.take_key(self.reader, "accounts")
        if match_key:
            self.accounts[match_key] = id_
        row = rows.accounts(
            id=id_,
            match_key=match_key or f"none:{id_}",
            is_person_account=int(account.is_person),
            name=account.name,
            first_name=account.first_name,
            last_name=account.last_name,
            person_email=account.email if account.is_person else None,
            person_title=account.title,
            phone=account.phone,
            custom_fields=account.custom,
        )
        self.batch.insert("accounts", row)
        return id_

    def _contact(self, account_id: int, account: AccountInput) -> int | None:
        contact = account.contact
        if contact is None:
            return None
        found = self.contacts.get((account_id, contact.email))
        if found is not None:
            return found
        id_ = self.contacts[account_id, contact.email] = self.batch.take_key(self.reader, "contacts")
        row = rows.contacts(
            id=id_,
            account_id=account_id,
            first_name=contact.first_name,
            last_name=contact.last_name,
            email=contact.email,
            phone=contact.phone,
        )
        self.batch.insert("contacts", row)
        return id_

    def _unknown(self, text: str) -> Misfit:
        emails = [row[0].partition(":")[2] for row in self.reader.rows(parties.SQL_EMAILS)]
        guess = nearest(text, emails)
        hint = f'did you mean "{guess}"?' if guess else "describe the account in the order (FirstName, LastName, …)"
        return Misfit("unknown-account", f'there is no account "{text}"', ("Account",), hint)


def _match_key(account: AccountInput | Reference) -> str:
    """How the account is matched, or "" when it says nothing to match by."""
    if isinstance(account, Reference):
        return f"person:{account.text.strip().lower()}"
    if account.is_person:
        return f"person:{account.email.strip().lower()}" if account.email else ""
    return f"company:{account.name.strip().lower()}"

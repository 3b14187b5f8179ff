"""Defects to make by hand in the code that moves money and units: each is one that a person could write.

A defect is (file below omscli/, old text, new text, what it is). The old text stands in the file exactly once.
"""

from __future__ import annotations

from typing import NamedTuple


class Defect(NamedTuple):
    """One change of one place that makes the program wrong."""

    file: str
    old: str
    new: str
    what: str


DEFECTS = (
    # ---- rounding and splitting
    Defect(
        "domain/money.py",
        "(2 * abs(numerator) + denominator)",
        "(2 * abs(numerator) + denominator - 1)",
        "a tie is rounded down",
    ),
    Defect(
        "domain/money.py",
        "return -magnitude if numerator < 0 else magnitude",
        "return magnitude",
        "a negative amount loses its sign when rounded",
    ),
    Defect(
        "domain/money.py",
        "    if units_taken + part == whole:\n        return left\n",
        "",
        "the last units do not take the remainder by name",
    ),
    Defect(
        "domain/money.py",
        "share = round_ratio(amount * (units_taken + part), whole) - taken",
        "share = round_ratio(amount * part, whole)",
        "partial fulfillments are rounded one by one, not to date",
    ),
    Defect(
        "domain/money.py", "return min(max(share, low), high)", "return share", "a share to date may leave its room"
    ),
    Defect(
        "domain/money.py",
        "for index in by_remainder[: absolute - sum(shares)]:",
        "for index in by_remainder[: absolute - sum(shares) - 1]:",
        "a cent of a split is lost",
    ),
    Defect(
        "domain/money.py",
        "key=lambda index: -(absolute * weights[index] % total)",
        "key=lambda index: absolute * weights[index] % total",
        "the smallest remainder gets the cent",
    ),
    Defect(
        "domain/money.py",
        "return [-share for share in shares] if amount < 0 else shares",
        "return shares",
        "a negative amount is split into positive shares",
    ),
    # ---- shares of units
    Defect(
        "domain/shares.py",
        "low = max(0, -amount - max(0, self.bucket - self.part))",
        "low = 0",
        "units that stay may cost less than nothing",
    ),
    Defect(
        "domain/shares.py",
        "taken = -min(max(-share, low), max(low, self.part), -amount)",
        "taken = share",
        "discounts are rounded without regard to the price",
    ),
    Defect(
        "domain/shares.py",
        "portion(amount, quantity, whole) if later else take(line)",
        "take(line)",
        "a later discount is spread over all units",
    ),
    Defect(
        "domain/shares.py",
        "lambda amounts: portion(amounts.returnable, quantity, whole),",
        "lambda amounts: portion(amounts.fulfilled, quantity, whole),",
        "a second return takes of what came back already",
    ),
    Defect(
        "domain/shares.py",
        "return Amounts(amounts.amount - share, amounts.allocated, amounts.fulfilled, amounts.returned, amounts.ahead)",
        "return Amounts(amounts.amount + share, amounts.allocated, amounts.fulfilled, amounts.returned, amounts.ahead)",
        "a cancel adds to the order",
    ),
    Defect(
        "domain/shares.py",
        "amounts.returned + share, amounts.ahead\n",
        "amounts.returned, amounts.ahead\n",
        "a return is not counted as returned",
    ),
    Defect(
        "domain/order_state.py",
        "return self.fulfilled - self.returned + self.ahead",
        "return self.fulfilled - self.returned",
        "what was credited ahead is credited again",
    ),
    Defect(
        "domain/deallocation.py",
        "            taken = min(units, line.unshipped - wanted.get(line.id, 0))\n",
        "            taken = min(units, line.quantity - wanted.get(line.id, 0))\n",
        "shipped units come off a fulfillment order",
    ),
    # ---- shipping refunds
    Defect(
        "domain/shipping_refund.py",
        "if item.type == PRODUCT and item.group_id in groups]",
        "if item.type == PRODUCT]",
        "the pool is spread over groups that are not touched",
    ),
    Defect(
        "domain/shipping_refund.py",
        "return min(part, whole), max(whole, 1)",
        "return part, max(whole, 1)",
        "more than all of the shipping goes back",
    ),
    Defect(
        "domain/shipping_refund.py",
        "discount = min(max(discount, 0, -net), discounted, charged - net)",
        "discount = max(discount, 0)",
        "a discount of shipping is more than there is",
    ),
    # ---- discounts
    Defect(
        "domain/discounts.py",
        "return amount - own, own",
        "return amount, own",
        "a discount with tax takes the tax twice",
    ),
    Defect(
        "domain/discounts.py",
        "taken = min(some, room[at] - shares[at])",
        "taken = some",
        "a group bears more discount than it has",
    ),
    Defect(
        "domain/adjusting.py",
        "return Amounts(-total, -allocated, 0, back, ahead)",
        "return Amounts(-total, -allocated, 0, back, 0)",
        "a discount that is credited ahead is forgotten",
    ),
    Defect(
        "domain/adjusting.py",
        "return POST if self.invoiced else PRE if mode",
        "return PRE if mode",
        "the discount of an invoiced line is not credited",
    ),
    Defect(
        "domain/adjusting.py",
        "if net > room or tax > tax_room:",
        "if net > room:",
        "the tax of a discount is more than the tax that is left",
    ),
    # ---- ensure funds
    Defect(
        "domain/funds.py",
        "if needed > in_hand + authorized and not partial:",
        "if needed > in_hand + authorized + expired:",
        "expired money counts as available",
    ),
    Defect(
        "domain/funds.py",
        "        share = min(needed, has)\n",
        "        share = has\n",
        "more is captured than the invoice needs",
    ),
    Defect(
        "domain/funds.py",
        "    exact = [id_ for id_, amount in amounts.items() if amount == needed]\n    if exact:",
        "    exact = [id_ for id_, amount in amounts.items() if amount >= needed]\n    if exact:",
        "the first tender that covers is taken, not the exact or largest",
    ),
    Defect(
        "domain/funds.py",
        "    largest = max(amounts.values())\n",
        "    largest = min(amounts.values())\n",
        "the smallest balance first: the rule of v48",
    ),
    Defect(
        "domain/funds.py",
        "min(id_ for id_, amount in amounts.items() if amount == largest)",
        "max(id_ for id_, amount in amounts.items() if amount == largest)",
        "ties go to the younger tender",
    ),
    Defect(
        "domain/payment_summaries.py",
        "if self.expires is not None and self.expires <= now:",
        "if self.expires is not None and self.expires < now:",
        "an authorization is captured in the instant of its expiry",
    ),
    Defect(
        "domain/payment_summaries.py",
        "return max(0, self.amount - self.captured - self.reversed)",
        "return max(0, self.amount - self.captured)",
        "reversed money is captured",
    ),
    Defect(
        "domain/payment_summaries.py",
        "return max(0, self.balance - self.pending_excess - max(0, for_credit_memos - self.held))",
        "return max(0, self.balance)",
        "money that a refund is under way with pays an invoice",
    ),
    # ---- ensure refunds
    Defect(
        "domain/payment_summaries.py",
        "return max(0, self.amount - self.refunded - self.pending)",
        "return max(0, self.amount - self.refunded)",
        "a refund under way does not count",
    ),
    Defect(
        "domain/payment_summaries.py",
        "return min(amount, self.balance) if excess else max(0, amount - self.held)",
        "return min(amount, self.balance)",
        "a credit memo takes from the balance first",
    ),
    Defect(
        "domain/refunds.py",
        "    due = max(0, owed - pending)\n    wanted = due if asked is None else asked\n    if notes",
        "    due = owed\n    wanted = due if asked is None else asked\n    if notes",
        "asking twice pays twice (D32)",
    ),
    Defect(
        "domain/refunds.py",
        "    if wanted > available:\n",
        "    if wanted > available + pending:\n",
        "a refund beyond what is available is planned",
    ),
    Defect(
        "domain/refunds.py",
        "    amount = min(wanted, due)\n",
        "    amount = wanted\n",
        "what was asked for goes back, owed or not",
    ),
    Defect(
        "domain/refunds.py",
        "(COVERS, [id_ for id_, has in available.items() if has > amount])",
        "(COVERS, [])",
        "a refund is split though one tender covers it",
    ),
    Defect(
        "domain/refunds.py",
        "key=lambda id_: (-available[id_], id_)",
        "key=lambda id_: (available[id_], id_)",
        "refunds from the smallest up",
    ),
    Defect(
        "domain/refunds.py",
        "min(fitting, key=lambda id_: (available[id_], id_))",
        "max(fitting, key=lambda id_: (available[id_], id_))",
        "the largest tender covers it, not the smallest",
    ),
    Defect(
        "domain/excess.py",
        "max(0, paid - grand_total - not_refunded)",
        "max(0, paid - grand_total)",
        "money of credit memos is excess too",
    ),
    # ---- buckets, settlement
    Defect(
        "domain/payment_buckets.py",
        "            balance=self.balance + amount,\n",
        "            balance=self.balance,\n",
        "captured money is no balance",
    ),
    Defect(
        "domain/payment_buckets.py",
        "            balance=less(self.balance, from_balance),\n",
        "            balance=self.balance,\n",
        "a refund leaves the balance as it was",
    ),
    Defect(
        "services/settled.py",
        "    applied = min(got, invoice.balance)\n",
        "    applied = got\n",
        "more is applied than the invoice has open",
    ),
    Defect(
        "services/settlement.py",
        "            book.capture_failed(intent.authorization_id, rest)\n",
        "            pass\n",
        "a declined capture keeps its money reserved",
    ),
    Defect(
        "services/settlement.py",
        "    if isinstance(answer, Unknown):\n        return None\n",
        '    if isinstance(answer, Unknown):\n        answer = Declined("51", "no answer")\n',
        "no answer is taken for a decline",
    ),
    Defect(
        "services/money_book.py",
        "        memo.balance -= amount\n",
        "        memo.balance -= 0\n",
        "a credit memo stays owed after its refund",
    ),
    Defect(
        "services/money_book.py",
        "        invoice.balance -= amount\n        invoice.applied += amount\n",
        "        invoice.balance += amount\n        invoice.applied += amount\n",
        "a payment raises what the invoice has open",
    ),
    Defect(
        "services/money_book.py",
        "        self.credit(memo, amount)\n        invoice.balance -= amount\n",
        "        invoice.balance -= amount\n",
        "a fee is paid by a credit memo that still owes all of it",
    ),
    Defect(
        "services/ensure_refunds.py",
        "    pending = sum(intent.amount for intent in open_)\n",
        "    pending = 0\n",
        "excess under way is refunded again",
    ),
    # ---- fees, invoices, credit memos, balances, books
    Defect(
        "domain/fees.py",
        "    if total > max(0, plan.grand_total):\n",
        "    if total > plan.grand_total + 1:\n",
        "a fee of a cent more than what goes off",
    ),
    Defect(
        "domain/fees.py",
        "    return amount - own, own\n",
        "    return amount, own\n",
        "a fee with tax takes the tax twice",
    ),
    Defect(
        "domain/change_balances.py",
        "        before.grand_total - after.grand_total,\n",
        "        after.grand_total - before.grand_total,\n",
        "a reduction is reported as negative (D12)",
    ),
    Defect(
        "domain/invoicing.py",
        "        document.charge += item.amount\n",
        "        document.charge += item.unit_price or 0\n",
        "an invoice charges one unit",
    ),
    Defect(
        "domain/bookkeeping.py",
        "    return Posting(DEPOSITS, amount), Posting(RECEIVABLE, -amount)\n",
        "    return Posting(RECEIVABLE, amount), Posting(DEPOSITS, -amount)\n",
        "a payment is booked the wrong way round",
    ),
    Defect(
        "domain/bookkeeping.py",
        "Posting(CREDITS, amount), Posting(DEPOSITS, balance), Posting(DIFFERENCES, -balance)",
        "Posting(CREDITS, amount)",
        "a refund out of the balance leaves the deposits",
    ),
)
"""Every defect."""

ARGUED: dict[str, str] = {
    "the last units do not take the remainder by name": "the same by another way: what all units take to date is all "
    "of the amount, so the share to date less what was taken is the remainder; the shortcut only says it",
    "more than all of the shipping goes back": "the changed units are some of those that remain, and no unit costs "
    "less than nothing, so their price is never more than what remains: a guard for what cannot be",
    "a discount of shipping is more than there is": "the share is at most all of it, and then both roundings go "
    "the same way: the discount of the charges' share is never more than the discount; a guard for what cannot be",
    "more is applied than the invoice has open": "an invoice that a capture is under way for is neither funded nor "
    "paid by a credit memo, so it has open what the call asked for: a guard for what cannot be",
}
"""Defects that no test can find, and why."""

"""Fees on a cancel or a return: what they come to, and the line that they add to the order (spec §2.4, example 07).

A fee is an item of Type Fee on a change order of its own. Its size follows from the amounts that the changed units take
off the order: their shares, so that a percentage is prorated to the changed quantity by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from omscli.domain.adding import NewItem, NewTax
from omscli.domain.change_values import FEE_SKU, PERCENTAGES, ChangedItem, ChangePlan, ChangeRequest, Fee, Wanted
from omscli.domain.changes import named_lines
from omscli.domain.money import format_minor, round_ratio, to_minor
from omscli.domain.order_state import FEE, PRODUCT, OrderState
from omscli.domain.shares import ItemShare
from omscli.domain.values import dataclass
from omscli.errors import Problem


@dataclass(frozen=True, slots=True)
class FeeProduct:
    """The product that a fee is booked on."""

    id: int
    sku: str


@dataclass(frozen=True, slots=True)
class PlannedFee:
    """A fee that was decided: its line, and why it is taken (none: for the reason of the change)."""

    item: NewItem
    reason: str | None


def size_of_fee(fee: Fee, shares: Iterable[ItemShare], currency: str) -> tuple[int, int]:
    """The fee on units that carry these shares, as (net, tax), each rounded once (D22).

    Raises ValueError for a percentage beyond 100, and for an amount that the currency does not have.
    """
    some = list(shares)
    price, tax = sum(share.price for share in some), sum(share.tax for share in some)
    if fee.kind in PERCENTAGES:
        if fee.value > 100:
            raise ValueError("more than 100 percent")
        part, whole = fee.value.as_integer_ratio()
        if fee.kind == "Percentage":
            return round_ratio(price * part, whole * 100), round_ratio(tax * part, whole * 100)
        line, line_tax = sum(share.line for share in some), sum(share.line_tax for share in some)
        gross, own = round_ratio((line + line_tax) * part, whole * 100), round_ratio(line_tax * part, whole * 100)
        return gross - own, own
    amount = to_minor(fee.value, currency)
    if fee.kind == "AmountTaxOnly":
        return 0, amount
    if fee.kind == "ProductOnly":
        return amount, 0
    if fee.kind == "AmountWithoutTax":
        return amount, round_ratio(amount * tax, price) if price > 0 else 0
    own = round_ratio(amount * tax, price + tax) if price + tax > 0 else 0
    return amount - own, own


def plan_fees(
    state: OrderState, plan: ChangePlan, request: ChangeRequest, products: Mapping[str, FeeProduct]
) -> tuple[tuple[PlannedFee, ...], tuple[Problem, ...]]:
    """The fees that a change asks for on top of what it takes off, or why they are refused. `products` are by name.

    Problems: `unknown-sku`; `bad-amount` for one that comes to nothing or that the currency does not have; `over-fee`
    where fees are more than what the change takes off: a fee reduces what goes back, it is never paid on top.
    """
    asked = [(fee, _shares(state, plan, wanted)) for wanted in request.wanted for fee in wanted.fees]
    asked += [(fee, _shares(state, plan, None)) for fee in request.fees]
    fees: list[PlannedFee] = []
    problems: list[Problem] = []
    for fee, shares in asked:
        made = plan_fee(state, fee, shares, products)
        if isinstance(made, Problem):
            problems.append(made)
        else:
            fees.append(made)
    if problems:
        return (), tuple(problems)
    total = sum(fee.item.line + sum(tax.amount for tax in fee.item.taxes) for fee in fees)
    if total > max(0, plan.grand_total):
        return (), (too_much(state, plan, total),)
    return tuple(fees), ()


def check_fee(fee: Fee, products: Mapping[str, FeeProduct], currency: str) -> Problem | None:
    """What is wrong with a fee before anything is known of the units that it is for."""
    if fee.product not in products:
        help_ = f"the product of a fee is one of the store; {FEE_SKU} is taken where none is named"
        return Problem("unknown-sku", f'no product has SKU "{fee.product}"', None, help_)
    try:
        size_of_fee(fee, (), currency)
    except ValueError as error:
        return Problem("bad-amount", f"a fee of {fee.value} ({fee.kind}) cannot be taken: {error}")
    return None


def plan_fee(
    state: OrderState, fee: Fee, shares: Sequence[ItemShare], products: Mapping[str, FeeProduct]
) -> PlannedFee | Problem:
    """The fee on units that carry these shares, or why it cannot be taken."""
    problem = check_fee(fee, products, state.currency)
    if problem:
        return problem
    if not shares:
        message = f"order {state.order_number}: a fee is taken on products, and this change takes none off"
        return Problem("bad-amount", message, None, "leave the fee out")
    product = products[fee.product]
    net, tax = size_of_fee(fee, shares, state.currency)
    if net <= 0 and tax <= 0:
        return Problem("bad-amount", f"order {state.order_number}: a fee of {fee.value} ({fee.kind}) comes to nothing")
    gross = state.tax_locale == "Gross"
    taxes = (NewTax(tax, f"{product.sku} - Tax", "Estimated", None, implied=gross),) if tax else ()
    item = NewItem(
        shares[0].item.group_id,
        product.id,
        product.sku,
        FEE,
        1,
        net,
        net,
        taxes,
        description=fee.description,
        gross_unit_price=net + tax if gross else None,
    )
    return PlannedFee(item, fee.reason)


def _shares(state: OrderState, plan: ChangePlan, wanted: Wanted | None) -> list[ItemShare]:
    """What the units that the fee is for take off: those that a line of the request names, or all of them."""
    named = None if wanted is None else {line.id for line in named_lines(state, wanted.name)}
    return [line.share for line in plan.lines if _counts(line) and (named is None or line.share.item.id in named)]


def _counts(line: ChangedItem) -> bool:
    return line.share.quantity > 0 and line.share.item.type == PRODUCT


def too_much(state: OrderState, plan: ChangePlan, total: int) -> Problem:
    """Fees are more than what their change takes off."""
    asked, most = (format_minor(amount, state.currency) for amount in (total, max(0, plan.grand_total)))
    message = f"order {state.order_number}: fees of {asked} {state.currency} are more than the {most} that goes off"
    return Problem("over-fee", message, None, "a fee reduces what goes back; take a smaller one")

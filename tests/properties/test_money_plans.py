"""Over random money: funds plans pay exactly, refunds never exceed what was captured."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from omscli.domain.funds import Apply, FundsPlan, plan_funds
from omscli.domain.payment_summaries import AuthorizationState, PaymentState
from omscli.domain.refunds import OverRefund, plan_refund
from omscli.domain.turns import Turn

NOW = 1_000
amounts = st.integers(0, 50)
summaries = st.integers(101, 104)


@st.composite
def payments(draw):
    made = []
    for number in range(1, draw(st.integers(1, 6))):
        balance, held, refunded = draw(amounts), draw(amounts), draw(amounts)
        amount = balance + held + refunded
        pending = draw(st.integers(0, balance + held))
        excess = draw(st.integers(0, min(pending, balance)))
        made.append(PaymentState(number, draw(summaries), amount, balance, held, refunded, pending, excess))
    return made


@st.composite
def authorizations(draw):
    made = []
    for number in range(21, 21 + draw(st.integers(0, 5))):
        amount = draw(amounts)
        captured = draw(st.integers(0, amount))
        expires = draw(st.sampled_from([None, NOW - 1, NOW + 1]))
        made.append(AuthorizationState(number, draw(summaries), amount, captured, 0, expires))
    return made


@given(st.integers(0, 400), payments(), authorizations())
def test_a_funds_plan_pays_exactly_or_nothing_and_takes_no_record_past_what_it_has(needed, paid, promised):
    plan = plan_funds(needed, paid, promised, NOW)
    available = sum(one.usable for one in paid) + sum(one.usable(NOW) for one in promised)
    if not isinstance(plan, FundsPlan):
        assert available < needed
        assert plan.missing == needed - available
        return
    assert sum(step.amount for step in plan.steps) == needed
    assert all(step.amount > 0 for step in plan.steps)
    taken = Counter()
    for step in plan.steps:
        taken[step.payment_id if isinstance(step, Apply) else step.authorization_id] += step.amount
    assert len(taken) == len(plan.steps)
    assert all(taken[one.id] <= one.usable for one in paid)
    assert all(taken[one.id] <= one.usable(NOW) for one in promised)
    captures = [step for step in plan.steps if not isinstance(step, Apply)]
    assert not captures or sum(step.amount for step in plan.steps if isinstance(step, Apply)) == sum(
        one.usable for one in paid
    )


@given(st.none() | st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), payments())
def test_a_refund_is_never_more_than_asked_owed_or_captured(asked, owed, pending, paid):
    plan = plan_refund(asked, owed, pending, paid)
    available = sum(one.available_to_refund for one in paid)
    if isinstance(plan, OverRefund):
        assert plan.asked > plan.available == available
        return
    assert sum(step.amount for step in plan.steps) == plan.amount <= max(0, owed - pending)
    assert asked is None or plan.amount <= asked
    assert plan.short == 0 or asked is not None
    by_id = {one.id: one for one in paid}
    for step in plan.steps:
        assert 0 < step.amount <= by_id[step.payment_id].available_to_refund
    assert len({step.payment_id for step in plan.steps}) == len(plan.steps)


@given(payments(), st.data())
def test_refunding_a_payment_step_by_step_keeps_its_money_together(paid, data):
    for payment in paid:
        while payment.available_to_refund and data.draw(st.booleans()):
            amount = data.draw(st.integers(1, payment.available_to_refund))
            excess = data.draw(st.booleans())
            before = payment
            payment = payment.refund_started(amount, excess=excess)
            if data.draw(st.booleans()):
                payment = payment.refund_done(amount, excess=excess)
                assert payment.refunded == before.refunded + amount
            else:
                assert payment.refund_failed(amount, excess=excess) == before
                payment = before
            assert payment.balance >= 0
            assert payment.held >= 0
            assert payment.refunded <= payment.amount


sequences = st.lists(st.builds(Turn, st.integers(101, 106), st.none() | st.integers(1, 60)), max_size=6)


@given(st.integers(0, 400), payments(), authorizations(), sequences, st.booleans())
def test_with_any_sequence_a_plan_pays_exactly_or_stops_after_it_and_takes_no_record_past_what_it_has(
    needed, paid, promised, sequence, partial
):
    has = {one.id: (one.summary_id, one.usable) for one in paid}
    has |= {one.id: (one.summary_id, one.usable(NOW)) for one in promised}
    notes = []
    plan = plan_funds(needed, paid, promised, NOW, notes, sequence=sequence, partial=partial)
    if not isinstance(plan, FundsPlan):
        named = {turn.summary_id for turn in sequence}
        in_turn = sum(amount for summary, amount in has.values() if summary in named)
        assert (partial and in_turn == 0) or (not partial and sum(amount for _, amount in has.values()) < needed)
        return
    taken = {step.payment_id if isinstance(step, Apply) else step.authorization_id: step.amount for step in plan.steps}
    assert len(taken) == len(plan.steps)
    assert all(0 < amount <= has[id_][1] for id_, amount in taken.items())
    total = sum(taken.values())
    assert total == needed or (partial and total < needed)
    told = sum(dict(note.numbers)["Taken"].minor for note in notes if note.about and note.source != "D30")
    assert told == total
    if partial:
        by_summary = Counter()
        for id_, amount in taken.items():
            by_summary[has[id_][0]] += amount
        for summary, amount in by_summary.items():
            limits = [turn.amount for turn in sequence if turn.summary_id == summary]
            assert None in limits or amount <= sum(limits)
    else:
        assert plan_funds(needed, paid, promised, NOW, sequence=[]).steps or not needed


@given(st.none() | st.integers(0, 300), st.integers(0, 300), st.integers(0, 100), payments(), sequences, st.booleans())
def test_with_any_sequence_a_refund_is_exact_and_never_above_what_is_owed_or_available(
    asked, owed, pending, paid, sequence, partial
):
    plan = plan_refund(asked, owed, pending, paid, sequence=sequence, partial=partial)
    plain = plan_refund(asked, owed, pending, paid)
    if isinstance(plan, OverRefund):
        assert plan == plain
        return
    by_id = {one.id: one for one in paid}
    assert sum(step.amount for step in plan.steps) == plan.amount
    assert plan.amount == plain.amount or (partial and sequence and plan.amount < plain.amount)
    assert plan.short == plain.short
    assert len({step.payment_id for step in plan.steps}) == len(plan.steps)
    assert all(0 < step.amount <= by_id[step.payment_id].available_to_refund for step in plan.steps)

"""Random histories of one contract: funded = held + released + refunded, fees exact, escrow empty at the end."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karigar.contracts import actions, rules
from karigar.contracts.models import Milestone
from karigar.kit.money import share
from karigar.ledger import queries as books

STEPS = st.lists(st.tuples(st.sampled_from(["pay", "return", "ask", "bonus"]), st.integers(1, 700)), max_size=6)


@given(
    amount=st.integers(1, 10**9),
    cuts=st.lists(st.tuples(st.booleans(), st.integers(1, 10**9)), max_size=12),
    freelancer_bp=st.integers(0, 2000),
    client_bp=st.integers(0, 1000),
)
def test_any_split_costs_the_same_fees(amount, cuts, freelancer_bp, client_bp):
    released = refunded = fee = used = 0
    for is_release, size in [*cuts, (True, amount)]:
        part = min(size, amount - released - refunded)
        if part <= 0:
            continue
        if is_release:
            more, client = rules.fees_of_release(
                released=released, refunded=refunded, gross=part, freelancer_bp=freelancer_bp, client_bp=client_bp
            )
            released, fee, used = released + part, fee + more, used + client
            assert 0 <= more <= part
        else:
            used += rules.fee_of_refund(released=released, refunded=refunded, amount=part, client_bp=client_bp)
            refunded += part
    assert used == share(amount, client_bp)
    assert fee == share(released, freelancer_bp)


@given(total=st.integers(1, 10**9), fee=st.integers(0, 10**8), cuts=st.lists(st.integers(1, 10**9), max_size=8))
def test_all_given_back_returns_all_fees(total, fee, cuts):
    left, fee_left, back = total, min(fee, total), 0
    for size in [*cuts, total]:
        part = min(size, left)
        if part:
            more = rules.part_of(fee_left, part, left)
            assert 0 <= more <= fee_left
            back, left, fee_left = back + more, left - part, fee_left - more
    assert (back, fee_left) == (min(fee, total), 0)


@pytest.fixture
def milestone(world):
    return world.funded()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_random_histories_keep_the_invariant_and_empty_the_escrow(world, milestone, steps):
    from django.db import transaction

    with transaction.atomic():
        for number, (what, permille) in enumerate(steps):
            row = Milestone.objects.get(pk=milestone.pk)
            part = row.held * permille // 1000
            if what == "bonus":
                actions.give_bonus(row.contract, by=world.client, amount=permille, key=f"b{number}", now=world.now)
            elif not part:
                continue
            elif what == "pay":
                actions.approve_milestone(row, by=world.client, amount=part, step=row.steps, now=world.now)
            elif what == "return":
                actions.refund_now(row, by=world.freelancer, amount=part, step=row.steps, now=world.now)
            else:
                refund = actions.ask_refund(row, by=world.client, reason="x", amount=part, now=world.now)
                actions.answer_refund(refund, by=world.freelancer, give=bool(permille % 2), now=world.now)
            row.refresh_from_db()
            escrow = books.balance_of(f"milestone:{row.pk}", "escrow", "BDT")
            assert row.funded == row.held + row.released + row.refunded
            assert escrow == row.held + row.client_fee_funded - row.client_fee_used
        row = Milestone.objects.get(pk=milestone.pk)
        actions.approve_milestone(row, by=world.client, now=world.now)
        assert books.balance_of(f"milestone:{row.pk}", "escrow", "BDT") == 0
        assert (row.client_fee_used, row.fee_taken) == (6_000, share(row.released, 500))
        assert books.audit() == []
        transaction.set_rollback(True)

"""Eight threads press the same money button at one moment: exactly one pays and the books hold."""

import pytest

from karigar.contracts import actions
from karigar.contracts.models import Bonus, Contract, Milestone, Offer, Refund
from karigar.contracts.tests.marks import balances
from karigar.kit.errors import Refusal
from karigar.ledger import queries as books

pytestmark = pytest.mark.race


def won(answers):
    """Return the answers that are no refusals; anything else than a refusal is a fault."""
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    return [a for a in answers if not isinstance(a, Exception)]


def test_eight_fundings_pay_once(committed_db, world):
    world.money()
    milestone = world.contract().milestones.get(number=1)
    client, now = world.client, world.now
    answers = committed_db.race(
        8, lambda _n: actions.fund_milestone(Milestone.objects.get(pk=milestone.pk), by=client, now=now)
    )
    assert len(won(answers)) == 1
    assert balances(world, milestone)["escrow"] == 306_000


def test_eight_approvals_pay_once(committed_db, world):
    milestone = world.submitted()
    client, now = world.client, world.now
    answers = committed_db.race(
        8, lambda _n: actions.approve_milestone(Milestone.objects.get(pk=milestone.pk), by=client, now=now)
    )
    assert len(won(answers)) == 1
    assert balances(world, milestone) | {"wallet": 0} == {"wallet": 0, "escrow": 0, "earnings": 285_000, "paid": 0}


def test_eight_approvals_of_a_part_pay_it_once(committed_db, world):
    milestone = world.submitted()
    client, now = world.client, world.now
    answers = committed_db.race(
        8,
        lambda _n: actions.approve_milestone(
            Milestone.objects.get(pk=milestone.pk), by=client, amount=10_000, step=1, now=now
        ),
    )
    assert len(won(answers)) == 1
    assert balances(world, milestone)["earnings"] == 9_500


def test_approval_and_refund_at_once_move_the_money_one_way(committed_db, world):
    milestone = world.submitted()
    client, freelancer, now = world.client, world.freelancer, world.now

    def press(number):
        row = Milestone.objects.get(pk=milestone.pk)
        if number % 2:
            return actions.approve_milestone(row, by=client, now=now) and "paid"
        return actions.refund_now(row, by=freelancer, now=now) or "returned"

    assert len(won(committed_db.race(8, press))) == 1
    milestone.refresh_from_db()
    assert milestone.held == 0
    assert balances(world, milestone)["escrow"] == 0


def test_eight_acceptances_make_one_contract(committed_db, world):
    offer = world.offer()
    freelancer, now = world.freelancer, world.now
    answers = committed_db.race(
        8, lambda _n: actions.accept_offer(Offer.objects.get(pk=offer.pk), by=freelancer, now=now)
    )
    assert len(won(answers)) == 1
    assert Contract.objects.count() == 1


def test_eight_answers_to_a_refund_return_it_once(committed_db, world):
    milestone = world.funded()
    refund = actions.ask_refund(milestone, by=world.client, reason="Late.", now=world.now)
    freelancer, now = world.freelancer, world.now
    answers = committed_db.race(
        8, lambda _n: actions.answer_refund(Refund.objects.get(pk=refund.pk), by=freelancer, give=True, now=now) or "ok"
    )
    assert len(won(answers)) == 1
    assert balances(world, milestone)["wallet"] == 1_000_000


def test_one_bonus_form_pays_once(committed_db, world):
    contract = world.funded().contract
    client, now = world.client, world.now
    answers = committed_db.race(
        8,
        lambda _n: (
            actions.give_bonus(Contract.objects.get(pk=contract.pk), by=client, amount=10_000, key="same", now=now).pk
        ),
    )
    assert len(set(won(answers))) == 1
    assert Bonus.objects.count() == 1
    assert books.balance_of(f"person:{world.freelancer.pk}", "earnings", "BDT") == 9_500


def test_eight_give_backs_of_one_form_return_it_once(committed_db, world):
    milestone = world.paid()
    contract, freelancer, now = milestone.contract, world.freelancer, world.now
    committed_db.race(
        8,
        lambda _n: actions.give_back(
            Contract.objects.get(pk=contract.pk), by=freelancer, amount=100_000, key="same", now=now
        ),
    )
    assert balances(world, milestone)["paid"] == 190_000


def test_eight_timers_clear_a_hold_once(committed_db, world):
    from karigar.contracts import tasks

    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    import datetime as dt

    late = world.now + dt.timedelta(days=6)
    won(committed_db.race(8, lambda _n: tasks.clear_holds_due(late)))
    assert balances(world, milestone)["paid"] == 285_000

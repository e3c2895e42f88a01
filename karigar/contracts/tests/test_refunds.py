"""Refunds, bonus and give-back: exact sums before and after."""

import datetime as dt

import pytest

from karigar.contracts import actions, queries
from karigar.contracts.refusals import (
    BonusIsTooLate,
    FormWasUsed,
    GiveBackIsTooLate,
    MoreThanHeld,
    MoreThanPaid,
    NotPermittedNow,
    WalletIsShort,
)
from karigar.contracts.tests.marks import balances, nothing_happens
from karigar.kit.errors import StateHasMoved
from karigar.kit.money import NotPositive
from karigar.ledger import queries as books


def ask(world, milestone, amount=None):
    return actions.ask_refund(milestone, by=world.client, reason="It is too late.", amount=amount, now=world.now)


def test_a_given_refund_returns_price_and_fee(world):
    milestone = world.funded()
    refund = ask(world, milestone)
    assert milestone.status == "refund_asked"
    actions.answer_refund(refund, by=world.freelancer, give=True, now=world.now)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.refunded, milestone.client_fee_used) == ("refunded", 300_000, 6_000)
    assert balances(world, milestone) == {"wallet": 1_000_000, "escrow": 0, "earnings": 0, "paid": 0}
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.answer_refund(refund, by=world.freelancer, give=True, now=world.now)


def test_a_refused_refund_returns_to_where_the_work_was_and_the_clock_stood_still(world):
    milestone = world.submitted()
    until = milestone.review_until
    refund = ask(world, milestone)
    world.now += dt.timedelta(days=3)
    actions.answer_refund(refund, by=world.freelancer, give=False, note="It is done.", now=world.now)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.review_until) == ("submitted", until + dt.timedelta(days=3))
    assert balances(world, milestone)["escrow"] == 306_000


def test_silence_gives_the_refund_after_seven_days(world):
    milestone = world.submitted()
    ask(world, milestone)
    world.pass_time(days=6)
    milestone.refresh_from_db()
    assert milestone.status == "refund_asked"
    world.pass_time(days=1)
    milestone.refresh_from_db()
    assert (milestone.status, balances(world, milestone)["wallet"]) == ("refunded", 1_000_000)


def test_a_part_is_returned_and_the_rest_is_paid_to_the_last_unit(world):
    milestone = world.funded()
    actions.answer_refund(ask(world, milestone, 100_001), by=world.freelancer, give=True, now=world.now)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.held) == ("funded", 199_999)
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    assert milestone.client_fee_used == milestone.client_fee_funded
    assert balances(world, milestone)["escrow"] == 0


def test_the_rest_of_a_part_paid_milestone_can_be_returned(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, amount=100_000, now=world.now)
    actions.refund_now(milestone, by=world.freelancer, step=2, now=world.now)
    assert (milestone.status, milestone.released, milestone.refunded) == ("held", 100_000, 200_000)
    assert balances(world, milestone) == {"wallet": 694_000 + 204_000, "escrow": 0, "earnings": 95_000, "paid": 0}


def test_approving_while_a_refund_is_asked_drops_the_question(world):
    milestone = world.submitted()
    refund = ask(world, milestone)
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    refund.refresh_from_db()
    assert (refund.status, milestone.status) == ("dropped", "held")


def test_the_client_can_take_the_wish_back(world):
    milestone = world.funded()
    actions.drop_refund(ask(world, milestone), by=world.client, now=world.now)
    milestone.refresh_from_db()
    assert milestone.status == "funded"


@pytest.mark.parametrize("amount", [0, -1, 300_001, 10**18])
def test_a_refund_of_more_or_less_than_is_held_is_refused(world, amount):
    milestone = world.funded()
    with nothing_happens(), pytest.raises(MoreThanHeld):
        ask(world, milestone, amount)
    with nothing_happens(), pytest.raises(MoreThanHeld):
        actions.refund_now(milestone, by=world.freelancer, amount=amount, now=world.now)


def test_nothing_is_returned_from_an_unfunded_or_paid_milestone(world):
    milestone = world.contract().milestones.get(number=1)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        ask(world, milestone)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.refund_now(milestone, by=world.freelancer, now=world.now)


def test_a_bonus_is_paid_once_from_the_wallet_with_both_fees(world):
    contract = world.funded().contract
    first = actions.give_bonus(contract, by=world.client, amount=10_000, key="k1", now=world.now)
    with nothing_happens():
        assert actions.give_bonus(contract, by=world.client, amount=10_000, key="k1", now=world.now) == first
    with nothing_happens(), pytest.raises(FormWasUsed):
        actions.give_bonus(contract, by=world.client, amount=20_000, key="k1", now=world.now)
    assert books.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 694_000 - 10_200
    assert books.balance_of(f"person:{world.freelancer.pk}", "earnings", "BDT") == 9_500


def test_a_bonus_above_the_wallet_below_zero_or_too_late_is_refused(world):
    contract = world.ended()
    with nothing_happens(), pytest.raises(WalletIsShort):
        actions.give_bonus(contract, by=world.client, amount=700_000, key="k", now=world.now)
    for amount in (0, -100):
        with nothing_happens(), pytest.raises(NotPositive):
            actions.give_bonus(contract, by=world.client, amount=amount, key="k", now=world.now)
    late = world.now + dt.timedelta(days=365)
    with nothing_happens(), pytest.raises(BonusIsTooLate):
        actions.give_bonus(contract, by=world.client, amount=1_000, key="k", now=late)


def test_paid_money_is_given_back_with_the_fees_on_it_to_the_last_unit(world):
    milestone = world.paid()
    contract = milestone.contract
    actions.give_back(contract, by=world.freelancer, amount=100_001, key="g1", now=world.now)
    actions.give_back(contract, by=world.freelancer, amount=199_999, key="g2", now=world.now)
    assert balances(world, milestone) == {"wallet": 1_000_000, "escrow": 0, "earnings": 0, "paid": 0}
    assert sum(row.fee for row in contract.give_backs.all()) == 15_000
    assert sum(row.client_fee for row in contract.give_backs.all()) == 6_000
    with nothing_happens(), pytest.raises(MoreThanPaid):
        actions.give_back(contract, by=world.freelancer, amount=1, key="g3", now=world.now)


def test_giving_back_ends_after_180_days(world):
    contract = world.paid().contract
    with nothing_happens(), pytest.raises(GiveBackIsTooLate):
        actions.give_back(contract, by=world.freelancer, amount=1_000, key="g", now=world.now + dt.timedelta(days=181))


def test_strangers_find_no_refund(world):
    from django.http import Http404

    refund = ask(world, world.funded())
    for person in (world.stranger, world.client):
        with pytest.raises(Http404):
            queries.refund_for_freelancer(person, refund.pk)
    with pytest.raises(Http404):
        queries.refund_for_client(world.stranger, refund.pk, "pay")

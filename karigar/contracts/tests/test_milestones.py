"""Milestones from funding to money that can be withdrawn: amounts as exact integers, and nothing on a refusal."""

import datetime as dt

import pytest

from karigar.contracts import actions, queries
from karigar.contracts.models import Hold, Milestone
from karigar.contracts.refusals import (
    AlreadyExtended,
    MoreThanHeld,
    NotPermittedNow,
    PaymentsMovedOn,
    WalletIsShort,
)
from karigar.contracts.tests.marks import balances, nothing_happens


def test_funding_moves_price_and_fee_into_escrow(world):
    milestone = world.funded()
    assert balances(world, milestone) == {"wallet": 1_000_000 - 306_000, "escrow": 306_000, "earnings": 0, "paid": 0}
    assert (milestone.status, milestone.contract.status) == ("funded", "active")
    assert (milestone.funded, milestone.client_fee_funded, milestone.held) == (300_000, 6_000, 300_000)


def test_funding_is_refused_when_the_wallet_is_short_and_names_the_missing_sum(world):
    world.money(amount=100_000)
    milestone = world.contract().milestones.get(number=1)
    with nothing_happens(), pytest.raises(WalletIsShort) as refused:
        actions.fund_milestone(milestone, by=world.client, now=world.now)
    assert "৳2,060" in refused.value.sentence  # 3,060 - 1,000
    milestone.refresh_from_db()
    assert (milestone.status, milestone.contract.status) == ("planned", "pending")


def test_a_second_funding_is_refused(world):
    milestone = world.funded()
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.fund_milestone(milestone, by=world.client, now=world.now)


def test_an_unfunded_milestone_cannot_be_approved_or_handed_in(world):
    milestone = world.contract().milestones.get(number=1)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.approve_milestone(milestone, by=world.client, now=world.now)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.submit_milestone(milestone, by=world.freelancer, note="x", uploads=[], now=world.now)


def test_approval_pays_the_net_into_earnings_and_both_fees_to_the_platform(world):
    milestone = world.submitted()
    hold = actions.approve_milestone(milestone, by=world.client, now=world.now)
    assert balances(world, milestone) == {"wallet": 694_000, "escrow": 0, "earnings": 285_000, "paid": 0}
    assert (milestone.status, milestone.released, milestone.fee_taken) == ("held", 300_000, 15_000)
    assert (hold.gross, hold.fee, hold.client_fee, hold.net) == (300_000, 15_000, 6_000, 285_000)
    assert hold.until == world.now + dt.timedelta(days=5)


def test_an_approval_costs_few_statements(world, django_assert_max_num_queries):
    milestone = world.submitted()
    with django_assert_max_num_queries(11):  # nine and the savepoint pair
        actions.approve_milestone(milestone, by=world.client, now=world.now)


def test_a_second_approval_pays_nothing(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.approve_milestone(milestone, by=world.client, now=world.now)


def test_the_hold_ends_after_five_days_and_the_money_can_be_withdrawn(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    world.pass_time(days=4, hours=23)
    milestone.refresh_from_db()
    assert milestone.status == "held"
    world.pass_time(hours=2)
    milestone.refresh_from_db()
    assert (milestone.status, balances(world, milestone)["paid"]) == ("available", 285_000)


def test_a_payer_with_three_settled_contracts_pays_without_a_hold(world):
    world.money(amount=5_000_000)
    for number in range(4):
        freelancer = world.with_profile(world.person(f"Freelancer {number}"))
        contract = actions.accept_offer(
            world.offer(world.proposal(world.job(title=f"Logo for shop {number}"), freelancer), milestones=(100_000,)),
            by=freelancer,
            now=world.now,
        )
        milestone = contract.milestones.get()
        actions.fund_milestone(milestone, by=world.client, now=world.now)
        actions.approve_milestone(milestone, by=world.client, now=world.now)
        actions.end_contract(contract, by=world.client, reason="done", now=world.now)
    milestone.refresh_from_db()
    assert milestone.status == "available"
    assert balances(world, milestone)["paid"] == 95_000
    assert Hold.objects.filter(cleared_at=None).count() == 3


def test_a_part_is_paid_and_the_rest_stays_in_escrow_for_further_work(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, amount=100_001, step=1, now=world.now)
    assert (milestone.status, milestone.released, milestone.held, milestone.steps) == ("funded", 100_001, 199_999, 2)
    actions.submit_milestone(milestone, by=world.freelancer, note="The rest.", uploads=[], now=world.now)
    actions.approve_milestone(milestone, by=world.client, step=2, now=world.now)
    assert (milestone.status, milestone.released, milestone.fee_taken) == ("held", 300_000, 15_000)
    assert milestone.client_fee_used == milestone.client_fee_funded == 6_000
    assert balances(world, milestone)["escrow"] == 0


def test_a_stale_page_does_not_pay_the_same_part_twice(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, amount=100_000, step=1, now=world.now)
    with nothing_happens(), pytest.raises(PaymentsMovedOn):
        actions.approve_milestone(milestone, by=world.client, amount=100_000, step=1, now=world.now)


@pytest.mark.parametrize("amount", [0, -1, 300_001, 10**18])
def test_more_or_less_than_what_is_held_is_not_paid(world, amount):
    milestone = world.submitted()
    with nothing_happens(), pytest.raises(MoreThanHeld):
        actions.approve_milestone(milestone, by=world.client, amount=amount, now=world.now)


def test_silence_reminds_four_times_and_approves_after_fourteen_days(world):
    milestone = world.submitted()
    reminded = []
    for day in range(1, 14):
        world.pass_time(days=1)
        milestone.refresh_from_db()
        reminded += [day] if milestone.reminded_days == day else []
    assert reminded == [3, 7, 12, 13]
    assert milestone.status == "submitted"
    world.pass_time(days=1)
    milestone.refresh_from_db()
    assert (milestone.status, balances(world, milestone)["earnings"]) == ("held", 285_000)


def test_a_late_timer_pays_once(world):
    milestone = world.submitted()
    world.pass_time(days=40)
    world.pass_time(days=40)
    milestone.refresh_from_db()
    assert (milestone.status, balances(world, milestone)["paid"]) == ("available", 285_000)


def test_the_review_is_extended_once_with_a_reason(world):
    milestone = world.submitted()
    until = milestone.review_until
    actions.extend_review(milestone, by=world.client, reason="We are on a fair.", now=world.now)
    assert milestone.review_until == until + dt.timedelta(days=7)
    with nothing_happens(), pytest.raises(AlreadyExtended):
        actions.extend_review(milestone, by=world.client, reason="Again.", now=world.now)
    world.pass_time(days=15)
    milestone.refresh_from_db()
    assert milestone.status == "submitted"
    world.pass_time(days=6)
    milestone.refresh_from_db()
    assert milestone.status == "held"


def test_asking_for_changes_stops_the_clock_until_the_work_comes_again(world):
    milestone = world.submitted()
    actions.ask_changes(milestone, by=world.client, note="Please make it blue.", now=world.now)
    assert milestone.submissions.get().changes_asked == "Please make it blue."
    world.pass_time(days=30)
    milestone.refresh_from_db()
    assert milestone.status == "changes_requested"
    actions.submit_milestone(milestone, by=world.freelancer, note="Blue.", uploads=[], now=world.now)
    assert milestone.review_until == world.now + dt.timedelta(days=14)


def test_a_fee_that_rounds_to_nothing_still_pays(world):
    milestone = world.submitted()
    actions.approve_milestone(milestone, by=world.client, amount=1, now=world.now)
    assert (milestone.released, milestone.fee_taken) == (1, 0)


def test_spending_and_work_done_reach_the_pages_of_both_sides(world):
    world.ended()
    from karigar.profiles.models import CompanyRecord, Profile

    record = CompanyRecord.objects.get(company=world.company)
    assert (record.spent, record.contracts_paid) == ({"BDT": 300_000}, 1)
    assert Profile.objects.get(person=world.freelancer).contracts_done == 1


def test_strangers_and_wrong_roles_do_not_reach_a_milestone(world):
    from django.http import Http404

    from karigar.accounts.refusals import RoleMayNot

    milestone = world.funded()
    for person in (world.stranger, world.freelancer):
        with pytest.raises(Http404):
            queries.milestone_for_client(person, milestone.pk, "pay")
    for person in (world.recruiter, world.viewer):
        with pytest.raises(RoleMayNot):
            queries.milestone_for_client(person, milestone.pk, "pay")
    with pytest.raises(Http404):
        queries.milestone_for_freelancer(world.client, milestone.pk)
    assert queries.milestone_for_client(world.client, milestone.pk, "pay") == Milestone.objects.get(pk=milestone.pk)

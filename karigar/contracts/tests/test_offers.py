"""Offers go back and forth; who may, whose turn, and what an acceptance makes."""

import datetime as dt

import pytest
from django.http import Http404

from karigar.accounts.refusals import RoleMayNot
from karigar.contracts import actions, queries
from karigar.contracts.models import Contract, Offer
from karigar.contracts.refusals import DateIsPast, IdentityIsMissing, MilestoneBelowFloor, NoMilestones, NotYourTurn
from karigar.contracts.states import OFFER_MOVES, OfferStatus
from karigar.contracts.tests.marks import nothing_happens
from karigar.kit.errors import StateHasMoved


def step(amount=300_000, **more):
    return {"title": "Draft", "description": "", "amount": amount, "due_on": None} | more


def terms(*steps):
    return {"title": "Logo", "terms": "Two drafts.", "milestones": list(steps) or [step()]}


def test_acceptance_makes_a_contract_with_frozen_fees_and_a_hired_proposal(world):
    from karigar.rulebook import actions as rulebook

    offer = world.offer()
    rulebook.override(key="fee.freelancer_bp", value=900, since=world.now, reason="test", by_id=None, now=world.now)
    contract = actions.accept_offer(offer, by=world.freelancer, now=world.now)
    offer.proposal.refresh_from_db()
    assert (contract.status, contract.freelancer_fee_bp, contract.client_fee_bp) == ("pending", 500, 200)
    assert [m.amount for m in contract.milestones.all()] == [300_000, 200_000]
    assert (offer.status, offer.proposal.status) == ("accepted", "hired")
    offer.job.refresh_from_db()
    assert offer.job.hired_count == 1


def test_a_second_acceptance_makes_nothing(world):
    offer = world.offer()
    actions.accept_offer(offer, by=world.freelancer, now=world.now)
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.accept_offer(offer, by=world.freelancer, now=world.now)
    assert Contract.objects.count() == 1


def test_a_second_offer_on_the_same_proposal_is_refused(world):
    offer = world.offer()
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.send_offer(offer.proposal, by=world.client, **terms(), now=world.now)


def test_a_client_without_identity_sends_nothing(world):
    from karigar.accounts.models import Identity

    proposal = world.proposal()
    Identity.objects.filter(person=world.client).delete()
    with nothing_happens(), pytest.raises(IdentityIsMissing):
        actions.send_offer(proposal, by=world.client, **terms(), now=world.now)
    assert Offer.objects.count() == 0


@pytest.mark.parametrize(
    ("steps", "refusal"),
    [
        ([], NoMilestones),
        ([step(49_999)], MilestoneBelowFloor),
        ([step(0)], MilestoneBelowFloor),
        ([step(-5)], MilestoneBelowFloor),
        ([step(due_on=dt.date(2020, 2, 29))], DateIsPast),
    ],
)
def test_malformed_milestones_are_refused(world, steps, refusal):
    proposal = world.proposal()
    with nothing_happens(), pytest.raises(refusal):
        actions.send_offer(
            proposal, by=world.client, title="Logo", terms="Two drafts.", milestones=steps, now=world.now
        )


def test_counter_offers_change_the_turn_and_keep_the_chain(world):
    offer = world.offer()
    with nothing_happens(), pytest.raises(NotYourTurn):
        actions.accept_offer(offer, by=world.client, now=world.now)
    counter = actions.counter_offer(offer, by=world.freelancer, **terms(step(400_000)), now=world.now)
    assert (offer.status, counter.from_client, counter.counters_id) == ("countered", False, offer.pk)
    with nothing_happens(), pytest.raises(NotYourTurn):
        actions.accept_offer(counter, by=world.freelancer, now=world.now)
    contract = actions.accept_offer(counter, by=world.client, now=world.now)
    assert contract.milestones.get().amount == 400_000
    assert [row.pk for row in queries.offer_chain_for(counter)] == [offer.pk, counter.pk]


def test_declining_and_withdrawing_return_the_proposal_to_the_interview(world):
    offer = world.offer()
    actions.decline_offer(offer, by=world.freelancer, note="Too little time.", now=world.now)
    offer.proposal.refresh_from_db()
    assert (offer.status, offer.answer_note, offer.proposal.status) == ("declined", "Too little time.", "interviewing")
    again = actions.send_offer(offer.proposal, by=world.client, **terms(), now=world.now)
    with nothing_happens(), pytest.raises(NotYourTurn):
        actions.withdraw_offer(again, by=world.freelancer, now=world.now)
    actions.withdraw_offer(again, by=world.client, now=world.now)
    again.proposal.refresh_from_db()
    assert (again.status, again.proposal.status) == ("withdrawn", "interviewing")


def test_an_offer_lapses_after_seven_days_and_cannot_be_accepted_late(world):
    offer = world.offer()
    late = world.now + dt.timedelta(days=7)
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.accept_offer(offer, by=world.freelancer, now=late)
    world.pass_time(days=7)
    offer.refresh_from_db()
    assert (offer.status, offer.proposal.status) == ("expired", "interviewing")
    assert actions.expire_offer(offer, now=world.now) is False


def test_strangers_see_no_offer_and_a_recruiter_may_not_hire(world):
    offer = world.offer()
    with pytest.raises(Http404):
        queries.offer_for_either(world.stranger, offer.pk)
    with pytest.raises(Http404):
        queries.offer_for_either(world.rival, offer.pk)
    assert queries.offer_for_either(world.recruiter, offer.pk)[1] is True
    with pytest.raises(RoleMayNot):
        queries.offer_for_either(world.recruiter, offer.pk, "hire")


@pytest.mark.parametrize("status", [s for s in OfferStatus.values if not OFFER_MOVES[s]])
def test_nothing_leaves_a_final_state(world, status):
    offer = world.offer()
    Offer.objects.filter(pk=offer.pk).update(status=status)
    for act in (
        lambda: actions.accept_offer(offer, by=world.freelancer, now=world.now),
        lambda: actions.decline_offer(offer, by=world.freelancer, note="", now=world.now),
        lambda: actions.counter_offer(offer, by=world.freelancer, **terms(), now=world.now),
        lambda: actions.withdraw_offer(offer, by=world.client, now=world.now),
    ):
        with nothing_happens(), pytest.raises(StateHasMoved):
            act()

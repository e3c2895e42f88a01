"""Changes by agreement, pause, end and reopening."""

import datetime as dt

import pytest

from karigar.contracts import actions
from karigar.contracts.models import Milestone
from karigar.contracts.refusals import (
    ChangeIsWaiting,
    ContractNotRunning,
    MilestoneHasMoney,
    NothingChanges,
    NotPermittedNow,
    NotYourTurn,
    ReopenIsTooLate,
)
from karigar.contracts.states import MILESTONE_MOVES, MilestoneStatus, milestone_may
from karigar.contracts.tests.marks import nothing_happens
from karigar.contracts.tests.test_offers import step
from karigar.kit.errors import StateHasMoved


def propose(world, contract, kind, by=None, **more):
    return actions.propose_amendment(contract, by=by or world.client, kind=kind, now=world.now, **more)


def test_an_accepted_milestone_is_added_with_the_next_number(world):
    contract = world.contract()
    change = propose(world, contract, "add_milestone", step=step(150_000, due_on=dt.date(2027, 2, 28)))
    with nothing_happens(), pytest.raises(NotYourTurn):
        actions.answer_amendment(change, by=world.client, accept=True, now=world.now)
    actions.answer_amendment(change, by=world.freelancer, accept=True, now=world.now)
    added = contract.milestones.get(number=3)
    assert (added.amount, added.due_on, change.number) == (150_000, dt.date(2027, 2, 28), 1)
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.answer_amendment(change, by=world.freelancer, accept=True, now=world.now)


def test_planned_milestones_change_and_go_by_agreement(world):
    contract = world.contract()
    first, second = contract.milestones.all()
    change = propose(world, contract, "change_milestone", milestone_id=first.pk, step=step(350_000))
    with nothing_happens(), pytest.raises(ChangeIsWaiting):
        propose(world, contract, "change_milestone", milestone_id=first.pk, step=step(360_000))
    removal = propose(world, contract, "delete_milestone", by=world.freelancer, milestone_id=second.pk)
    actions.answer_amendment(change, by=world.freelancer, accept=True, now=world.now)
    actions.answer_amendment(removal, by=world.client, accept=True, now=world.now)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.amount, second.status, removal.number) == (350_000, "deleted", 2)


def test_a_funded_milestone_is_not_changed_even_when_funded_after_the_proposal(world):
    world.money()
    contract = world.contract()
    milestone = contract.milestones.first()
    change = propose(world, contract, "change_milestone", milestone_id=milestone.pk, step=step(350_000))
    actions.fund_milestone(milestone, by=world.client, now=world.now)
    with nothing_happens(), pytest.raises(MilestoneHasMoney):
        actions.answer_amendment(change, by=world.freelancer, accept=True, now=world.now)
    with nothing_happens(), pytest.raises(MilestoneHasMoney):
        propose(world, contract, "delete_milestone", milestone_id=milestone.pk)
    change.refresh_from_db()
    assert change.status == "proposed"


def test_terms_change_by_agreement_and_nothing_new_is_refused(world):
    contract = world.contract()
    with nothing_happens(), pytest.raises(NothingChanges):
        propose(world, contract, "terms", terms=contract.terms)
    change = propose(world, contract, "terms", terms="Three drafts.")
    actions.answer_amendment(change, by=world.freelancer, accept=False, now=world.now)
    contract.refresh_from_db()
    assert (change.status, contract.terms == "Three drafts.") == ("rejected", False)
    actions.answer_amendment(
        propose(world, contract, "terms", terms="Three drafts."), by=world.freelancer, accept=True, now=world.now
    )
    contract.refresh_from_db()
    assert contract.terms == "Three drafts."


def test_a_change_lapses_after_seven_days(world):
    change = propose(world, world.contract(), "terms", terms="Three drafts.")
    world.pass_time(days=7)
    change.refresh_from_db()
    assert change.status == "expired"


def test_a_pause_stops_funding_and_handing_in_but_not_the_clock(world):
    milestone = world.submitted()
    contract = milestone.contract
    actions.pause_contract(contract, by=world.freelancer, reason="Flood.", now=world.now)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.fund_milestone(contract.milestones.get(number=2), by=world.client, now=world.now)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.submit_milestone(milestone, by=world.freelancer, note="x", uploads=[], now=world.now)
    world.pass_time(days=14)
    milestone.refresh_from_db()
    assert milestone.status == "held"
    actions.resume_contract(contract, by=world.client, now=world.now)
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.resume_contract(contract, by=world.client, now=world.now)


def test_a_contract_with_held_money_ends_when_it_has_settled(world):
    milestone = world.submitted()
    contract = milestone.contract
    actions.end_contract(contract, by=world.client, reason="Enough.", now=world.now)
    assert contract.status == "ending"
    with nothing_happens(), pytest.raises(StateHasMoved):
        actions.end_contract(contract, by=world.client, reason="Again.", now=world.now)
    with nothing_happens(), pytest.raises(NotPermittedNow):
        actions.fund_milestone(contract.milestones.get(number=2), by=world.client, now=world.now)
    actions.approve_milestone(milestone, by=world.client, now=world.now)
    contract.refresh_from_db()
    assert (contract.status, contract.ended_at, contract.end_reason) == ("ended", world.now, "Enough.")


def test_a_pending_contract_ends_at_once(world):
    contract = world.contract()
    actions.end_contract(contract, by=world.freelancer, reason="No time.", now=world.now)
    assert (contract.status, contract.ended_by_client) == ("ended", False)
    with nothing_happens(), pytest.raises(ContractNotRunning):
        propose(world, contract, "terms", terms="Other.")


def test_an_ended_contract_is_reopened_by_agreement_within_a_year(world):
    contract = world.ended()
    with nothing_happens(), pytest.raises(ReopenIsTooLate):
        actions.propose_amendment(contract, by=world.client, kind="reopen", now=world.now + dt.timedelta(days=365))
    change = propose(world, contract, "reopen")
    actions.answer_amendment(change, by=world.freelancer, accept=True, now=world.now)
    contract.refresh_from_db()
    assert (contract.status, contract.ended_at) == ("active", None)


@pytest.mark.parametrize("status", MilestoneStatus.values)
def test_what_is_not_permitted_in_a_state_is_refused_and_does_nothing(world, status):
    milestone = world.funded()
    Milestone.objects.filter(pk=milestone.pk).update(status=status)
    acts = {
        "fund": lambda: actions.fund_milestone(milestone, by=world.client, now=world.now),
        "submit": lambda: actions.submit_milestone(milestone, by=world.freelancer, note="x", uploads=[], now=world.now),
        "approve": lambda: actions.approve_milestone(milestone, by=world.client, now=world.now),
        "ask_changes": lambda: actions.ask_changes(milestone, by=world.client, note="x", now=world.now),
        "extend": lambda: actions.extend_review(milestone, by=world.client, reason="x", now=world.now),
        "ask_refund": lambda: actions.ask_refund(milestone, by=world.client, reason="x", now=world.now),
        "refund_now": lambda: actions.refund_now(milestone, by=world.freelancer, now=world.now),
    }
    for name in acts.keys() - milestone_may(status, "active"):
        with nothing_happens(), pytest.raises(NotPermittedNow):
            acts[name]()


def test_every_arrow_of_a_milestone_leads_to_a_state_where_it_can_rest():
    passing = {"approved", "auto_approved", "partly_approved"}  # told by the journal: a row never rests there
    assert MILESTONE_MOVES.keys() == set(MilestoneStatus.values) - passing
    assert set().union(*MILESTONE_MOVES.values()) <= MILESTONE_MOVES.keys()

"""A contract's own life: pause, resume, end. And the locks and facts that all its actions share."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.connects import actions as connects
from karigar.contracts.models import Contract, Milestone
from karigar.contracts.states import CONTRACT_MOVES, OPEN_MILESTONES, ContractStatus
from karigar.events import actions as events
from karigar.kit import tables
from karigar.kit.state import action, lock, move
from karigar.profiles import actions as profiles

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def lock_both(milestone: Milestone) -> Contract:
    """Lock a milestone behind its contract: all money of a contract stands in one queue, so no two can deadlock."""
    both = tables.read_locked(Milestone, milestone.pk, also=["contract"], locks=["contract"])
    milestone.__dict__.update(both.__dict__)
    return milestone.contract


def facts_of(contract: Contract, **more: object) -> dict[str, object]:
    """Return what every event of a contract tells its followers."""
    return {
        "contract": contract.pk,
        "job": contract.job_id,
        "company": contract.company_id,
        "hired_by": contract.hired_by_id,
        "freelancer": contract.freelancer_id,
        "contract_title": contract.title,
        "currency": contract.currency,
        **more,
    }


def step_facts(contract: Contract, milestone: Milestone, **more: object) -> dict[str, object]:
    """Return what every event of a milestone tells its followers."""
    return facts_of(contract, milestone=milestone.pk, number=milestone.number, title=milestone.title, **more)


@action
def pause_contract(contract: Contract, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Stop new work and new funding for a while; what is in escrow and its clocks go on. Raises StateHasMoved (409)."""
    lock(contract)
    move(contract, to=ContractStatus.PAUSED, moves=CONTRACT_MOVES)
    facts = facts_of(contract, reason=reason[:300], by_client=by.pk != contract.freelancer_id)
    events.record("contract.paused", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def resume_contract(contract: Contract, *, by: "Person", now: dt.datetime) -> None:
    """Take a paused contract up again. Raises StateHasMoved (409)."""
    lock(contract)
    if contract.status == ContractStatus.PAUSED:
        move(contract, to=ContractStatus.ACTIVE, moves=CONTRACT_MOVES)
    else:
        # Ended -> Active is the business of an amendment, never of this button.
        move(contract, to=ContractStatus.PAUSED, moves={})
    facts = facts_of(contract, by_client=by.pk != contract.freelancer_id)
    events.record("contract.resumed", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def end_contract(contract: Contract, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """End a contract; while escrow still holds money it is ending, until every open milestone has settled.

    Raises StateHasMoved (409).
    """
    lock(contract)
    by_client = by.pk != contract.freelancer_id
    changes: dict[str, object] = {"end_reason": reason[:300], "ended_by_client": by_client}
    if contract.status != ContractStatus.ENDING and _has_open(contract):
        move(contract, to=ContractStatus.ENDING, moves=CONTRACT_MOVES, **changes)
        facts = facts_of(contract, reason=reason[:300], by_client=by_client)
        events.record("contract.ending", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
        return
    if contract.status == ContractStatus.ENDING:
        move(contract, to=ContractStatus.ENDING, moves=CONTRACT_MOVES)
    move(contract, to=ContractStatus.ENDED, moves=CONTRACT_MOVES, ended_at=now, **changes)
    _record_end(contract, actor_id=by.pk, now=now)


@action
def end_if_settled(contract: Contract, *, now: dt.datetime) -> bool:
    """End a contract that is ending, once escrow holds nothing for it any more; say whether it did."""
    lock(contract)
    return end_settled(contract, now=now)


def end_settled(contract: Contract, *, now: dt.datetime) -> bool:
    """End a locked contract when it is ending and nothing is open."""
    if contract.status != ContractStatus.ENDING or _has_open(contract):
        return False
    move(contract, to=ContractStatus.ENDED, moves=CONTRACT_MOVES, ended_at=now)
    _record_end(contract, actor_id=None, now=now)
    return True


def _has_open(contract: Contract) -> bool:
    return contract.milestones.filter(status__in=OPEN_MILESTONES).exists()


def _record_end(contract: Contract, *, actor_id: int | None, now: dt.datetime) -> None:
    facts = facts_of(contract, reason=contract.end_reason, by_client=contract.ended_by_client, paid=contract.paid_gross)
    events.record("contract.ended", subject=("contract", contract.pk), actor_id=actor_id, data=facts, now=now)


@action
def count_paid_contract(
    *, company_id: int, freelancer_id: int, currency: str, amount: int, first: bool, ended: bool, now: dt.datetime
) -> None:
    """Push what a contract paid, or that it ended paid, to the pages of both sides; that is good conduct too."""
    if amount:
        profiles.add_spent(company_id=company_id, currency=currency, amount=amount)
    if first:
        profiles.count_for_company(company_id=company_id, contracts_paid=1)
    if ended:
        profiles.count_contract_done(person_id=freelancer_id)
        connects.set_conduct(person_id=freelancer_id, is_good=True, now=now)


@action
def note_contract(contract: Contract, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Write a note of staff into the journal of a contract."""
    lock(contract)
    events.record(
        "contract.noted",
        subject=("contract", contract.pk),
        actor_id=by.pk,
        data=facts_of(contract),
        reason=reason,
        by_staff=True,
        now=now,
    )

"""Numbered changes of a contract that both sides agree to."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Max

from karigar.contracts.actions.lifecycle import facts_of
from karigar.contracts.actions.offers import Step, check_steps
from karigar.contracts.models import Amendment, Contract, Milestone
from karigar.contracts.refusals import (
    ChangeIsWaiting,
    ContractNotRunning,
    MilestoneHasMoney,
    NothingChanges,
    NotYourTurn,
    ReopenIsTooLate,
)
from karigar.contracts.states import (
    AMENDMENT_MOVES,
    CONTRACT_MOVES,
    CONTRACT_PERMITS,
    MILESTONE_MOVES,
    AmendmentStatus,
    ContractStatus,
    MilestoneStatus,
)
from karigar.events import actions as events
from karigar.kit.errors import StateHasMoved
from karigar.kit.state import action, lock, move
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

Kind = Amendment.Kind


def _pack(step: Step) -> dict[str, object]:
    return dict(step) | {"due_on": step["due_on"].isoformat() if step["due_on"] else None}


def _unpack(packed: dict[str, object]) -> Step:
    due_on = packed.get("due_on")
    return {
        "title": str(packed["title"]),
        "description": str(packed.get("description", "")),
        "amount": int(str(packed["amount"])),
        "due_on": dt.date.fromisoformat(str(due_on)) if due_on else None,
    }


def _as_step(milestone: Milestone) -> Step:
    return {
        "title": milestone.title,
        "description": milestone.description,
        "amount": milestone.amount,
        "due_on": milestone.due_on,
    }


@action
def propose_amendment(
    contract: Contract,
    *,
    by: "Person",
    kind: str,
    milestone_id: int | None = None,
    step: Step | None = None,
    terms: str = "",
    note: str = "",
    now: dt.datetime,
) -> Amendment:
    """Propose a change of the contract to the other side; it has the days of the rule to answer.

    Only milestones without money can change. Raises ContractNotRunning, ChangeIsWaiting, MilestoneHasMoney,
    ReopenIsTooLate (409), NothingChanges and what malformed milestones raise (422).
    """
    lock(contract)
    if ("reopen" if kind == Kind.REOPEN else "amend") not in CONTRACT_PERMITS[contract.status]:
        raise ContractNotRunning(state=contract.get_status_display())
    milestone = _planned(contract, milestone_id) if kind in {Kind.CHANGE_MILESTONE, Kind.DELETE_MILESTONE} else None
    _demand_free(contract, kind, milestone)
    before, after = _difference(contract, kind, milestone, step, terms, now=now)
    newest = contract.amendments.aggregate(number=Max("number"))["number"] or 0
    amendment = Amendment.objects.create(
        contract=contract,
        number=newest + 1,
        kind=kind,
        milestone=milestone,
        before=before,
        after=after,
        note=note,
        proposed_by=by,
        by_client=by.pk != contract.freelancer_id,
        proposed_at=now,
        expires_at=now + rulebook.days("amendment.life_days", at=now),
    )
    _record("amendment.proposed", contract, amendment, actor_id=by.pk, now=now)
    return amendment


@action
def answer_amendment(amendment: Amendment, *, by: "Person", accept: bool, now: dt.datetime) -> None:
    """Accept a proposed change, which is then part of the contract, or reject it.

    Raises NotYourTurn (409), StateHasMoved (409), ContractNotRunning (409), MilestoneHasMoney (409).
    """
    contract = lock(Contract(pk=amendment.contract_id))
    lock(amendment)
    if amendment.status == AmendmentStatus.PROPOSED and amendment.expires_at <= now:
        raise StateHasMoved(state=AmendmentStatus.EXPIRED.label)
    if (by.pk != contract.freelancer_id) == amendment.by_client:
        raise NotYourTurn
    to = AmendmentStatus.ACCEPTED if accept else AmendmentStatus.REJECTED
    move(amendment, to=to, moves=AMENDMENT_MOVES, answered_at=now)
    if accept:
        _apply(contract, amendment, now=now)
    name = "amendment.accepted" if accept else "amendment.rejected"
    _record(name, contract, amendment, actor_id=by.pk, now=now)


@action
def expire_amendment(amendment: Amendment, *, now: dt.datetime) -> bool:
    """Let a proposed change lapse that nobody answered; say whether it was due."""
    contract = lock(Contract(pk=amendment.contract_id))
    lock(amendment)
    if amendment.status != AmendmentStatus.PROPOSED or amendment.expires_at > now:
        return False
    move(amendment, to=AmendmentStatus.EXPIRED, moves=AMENDMENT_MOVES, answered_at=now)
    _record("amendment.expired", contract, amendment, actor_id=None, now=now)
    return True


def _record(name: str, contract: Contract, amendment: Amendment, *, actor_id: int | None, now: dt.datetime) -> None:
    facts = facts_of(
        contract,
        amendment=amendment.pk,
        number=amendment.number,
        kind=amendment.kind,
        by_client=amendment.by_client,
        expires_at=amendment.expires_at.isoformat(),
    )
    events.record(name, subject=("contract", contract.pk), actor_id=actor_id, data=facts, now=now)


def _planned(contract: Contract, milestone_id: int | None) -> Milestone:
    milestone = contract.milestones.select_for_update().filter(pk=milestone_id or 0).first()
    if milestone is None:
        raise NothingChanges
    if milestone.status != MilestoneStatus.PLANNED:
        raise MilestoneHasMoney(state=milestone.get_status_display())
    return milestone


def _demand_free(contract: Contract, kind: str, milestone: Milestone | None) -> None:
    """Refuse a second open change of the same thing; new milestones may wait side by side."""
    waiting = contract.amendments.filter(status=AmendmentStatus.PROPOSED)
    same = waiting.filter(milestone=milestone) if milestone else waiting.filter(kind=kind)
    if kind != Kind.ADD_MILESTONE and same.exists():
        raise ChangeIsWaiting


def _difference(
    contract: Contract, kind: str, milestone: Milestone | None, step: Step | None, terms: str, *, now: dt.datetime
) -> tuple[dict[str, object], dict[str, object]]:
    """Return what stands now and what is proposed, or refuse what changes nothing or may not be."""
    before: dict[str, object] = _pack(_as_step(milestone)) if milestone else {}
    after: dict[str, object] = {}
    if kind in {Kind.ADD_MILESTONE, Kind.CHANGE_MILESTONE}:
        if step is None:
            raise NothingChanges
        check_steps([step], currency=contract.currency, now=now)
        after = _pack(step)
    elif kind == Kind.TERMS:
        before, after = {"terms": contract.terms}, {"terms": terms}
        if not terms:
            raise NothingChanges
    elif kind == Kind.REOPEN:
        days = rulebook.value("contract.reopen_days", at=now)
        if contract.ended_at and contract.ended_at + dt.timedelta(days=days) <= now:
            raise ReopenIsTooLate(days=days)
    if before and before == after:
        raise NothingChanges
    return before, after


def _apply(contract: Contract, amendment: Amendment, *, now: dt.datetime) -> None:
    if amendment.kind == Kind.REOPEN:
        move(
            contract, to=ContractStatus.ACTIVE, moves=CONTRACT_MOVES, ended_at=None, ended_by_client=None, end_reason=""
        )
        return
    if "amend" not in CONTRACT_PERMITS[contract.status]:
        raise ContractNotRunning(state=contract.get_status_display())
    if amendment.kind == Kind.TERMS:
        contract.terms = str(amendment.after["terms"])
        contract.save(update_fields=["terms"])
    elif amendment.kind == Kind.ADD_MILESTONE:
        newest = contract.milestones.aggregate(number=Max("number"))["number"] or 0
        Milestone.objects.create(contract=contract, number=newest + 1, **_unpack(amendment.after))
    else:
        milestone = _planned(contract, amendment.milestone_id)
        if amendment.kind == Kind.DELETE_MILESTONE:
            move(milestone, to=MilestoneStatus.DELETED, moves=MILESTONE_MOVES)
        else:
            for name, value in _unpack(amendment.after).items():
                setattr(milestone, name, value)
            milestone.save(update_fields=["title", "description", "amount", "due_on"])

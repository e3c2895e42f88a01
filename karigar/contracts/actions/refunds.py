"""Refunds out of escrow: asked by the client, answered by the freelancer, given by silence."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.contracts import rules
from karigar.contracts.actions.lifecycle import end_settled, lock_both, step_facts
from karigar.contracts.actions.milestones import demand
from karigar.contracts.models import Contract, Milestone, Refund
from karigar.contracts.refusals import MoreThanHeld, PaymentsMovedOn
from karigar.contracts.states import MILESTONE_MOVES, MilestoneStatus, RefundStatus
from karigar.events import actions as events
from karigar.kit.errors import StateHasMoved
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def _demand_held(milestone: Milestone, contract: Contract, amount: int) -> None:
    if not 0 < amount <= milestone.held:
        raise MoreThanHeld(held=Money(milestone.held, contract.currency), asked=Money(amount, contract.currency))


@action
def ask_refund(
    milestone: Milestone, *, by: "Person", reason: str, amount: int | None = None, now: dt.datetime
) -> Refund:
    """Ask the freelancer to return held money; a silence of the days of the rule gives it.

    Raises NotPermittedNow (409), MoreThanHeld (422).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "ask_refund", now=now)
    amount = milestone.held if amount is None else amount
    _demand_held(milestone, contract, amount)
    refund = Refund.objects.create(
        milestone=milestone,
        amount=amount,
        reason=reason,
        asked_by=by,
        asked_at=now,
        answer_until=now + rulebook.days("refund.answer_days", at=now),
        status_before=milestone.status,
    )
    move(milestone, to=MilestoneStatus.REFUND_ASKED, moves=MILESTONE_MOVES)
    until = refund.answer_until.isoformat()
    facts = step_facts(contract, milestone, refund=refund.pk, amount=amount, reason=reason[:300], answer_until=until)
    events.record("refund.asked", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
    return refund


@action
def answer_refund(refund: Refund, *, by: "Person", give: bool, note: str = "", now: dt.datetime) -> None:
    """Answer the client's wish for a refund: give the money back, or refuse and go on where the work was.

    Raises StateHasMoved (409).
    """
    contract, milestone = _lock_question(refund)
    if not give and refund.answer_until <= now:
        # Silence has given it, though the timer has not come by yet.
        raise StateHasMoved(state=RefundStatus.SILENT.label)
    if not give:
        _close(refund, RefundStatus.REFUSED, note=note, now=now)
        _return_to_work(milestone, refund, now=now)
        facts = step_facts(contract, milestone, refund=refund.pk, amount=refund.amount, note=note[:300])
        events.record("refund.refused", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
        return
    _close(refund, RefundStatus.GIVEN, note=note, now=now)
    _give(contract, milestone, refund.amount, refund=refund, cause="given", actor_id=by.pk, now=now)


@action
def drop_refund(refund: Refund, *, by: "Person", now: dt.datetime) -> None:
    """Take the client's own wish for a refund back. Raises StateHasMoved (409)."""
    contract, milestone = _lock_question(refund)
    _close(refund, RefundStatus.DROPPED, note="", now=now)
    _return_to_work(milestone, refund, now=now)
    facts = step_facts(contract, milestone, refund=refund.pk, amount=refund.amount)
    events.record("refund.dropped", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def give_silent_refund(refund: Refund, *, now: dt.datetime) -> bool:
    """Give a refund that the freelancer did not answer in time; say whether it was due."""
    milestone = Milestone(pk=refund.milestone_id)
    contract = lock_both(milestone)
    lock(refund)
    if refund.status != RefundStatus.ASKED or refund.answer_until > now:
        return False
    _close(refund, RefundStatus.SILENT, note="", now=now)
    _give(contract, milestone, refund.amount, refund=refund, cause="silent", actor_id=None, now=now)
    return True


@action
def refund_now(
    milestone: Milestone,
    *,
    by: "Person",
    amount: int | None = None,
    step: int | None = None,
    note: str = "",
    now: dt.datetime,
) -> None:
    """Return held money to the client of one's own will, all or a part.

    Raises NotPermittedNow (409), PaymentsMovedOn (409), MoreThanHeld (422).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "refund_now", now=now)
    if step is not None and step != milestone.steps:
        raise PaymentsMovedOn
    amount = milestone.held if amount is None else amount
    _demand_held(milestone, contract, amount)
    _give(contract, milestone, amount, refund=None, cause="by_freelancer", note=note, actor_id=by.pk, now=now)


def _lock_question(refund: Refund) -> tuple[Contract, Milestone]:
    milestone = Milestone(pk=refund.milestone_id)
    contract = lock_both(milestone)
    lock(refund)
    if refund.status != RefundStatus.ASKED:
        raise StateHasMoved(state=refund.get_status_display())
    return contract, milestone


def _close(refund: Refund, to: RefundStatus, *, note: str, now: dt.datetime) -> None:
    refund.status, refund.answered_at, refund.answer_note = to, now, note
    refund.save(update_fields=["status", "answered_at", "answer_note"])


def _return_to_work(milestone: Milestone, refund: Refund, *, now: dt.datetime) -> None:
    """Go on where the work was; the clock of a review stood still while the question was open."""
    changes: dict[str, object] = {}
    if refund.status_before == MilestoneStatus.SUBMITTED and milestone.review_until:
        paused = now - refund.asked_at
        changes["review_until"] = milestone.review_until + paused
        changes["remind_at"] = milestone.remind_at + paused if milestone.remind_at else None
    move(milestone, to=refund.status_before, moves=MILESTONE_MOVES, **changes)


def _give(
    contract: Contract,
    milestone: Milestone,
    amount: int,
    *,
    refund: Refund | None,
    cause: str,
    actor_id: int | None,
    now: dt.datetime,
    note: str = "",
) -> None:
    """Return `amount` out of escrow with the client's fee on it, and move the milestone where it belongs then."""
    client_fee = rules.fee_of_refund(
        released=milestone.released, refunded=milestone.refunded, amount=amount, client_bp=contract.client_fee_bp
    )
    step = milestone.steps + 1
    ledger.post(
        movements.refund(
            milestone=milestone.pk,
            company=contract.company_id,
            amount=amount,
            client_fee=client_fee,
            currency=contract.currency,
            step=step,
        ),
        now=now,
    )
    milestone.refunded += amount
    milestone.client_fee_used += client_fee
    milestone.steps = step
    milestone.save(update_fields=["refunded", "client_fee_used", "steps"])
    if milestone.held:
        if refund:
            _return_to_work(milestone, refund, now=now)
    else:
        finish(milestone)
    facts = step_facts(
        contract,
        milestone,
        amount=amount,
        client_fee=client_fee,
        cause=cause,
        left=milestone.held,
        note=note[:300],
    )
    events.record("milestone.refunded", subject=("contract", contract.pk), actor_id=actor_id, data=facts, now=now)
    end_settled(contract, now=now)


def finish(milestone: Milestone) -> None:
    """Move a milestone whose escrow is empty to where it rests: refunded, or paid with or without a running hold."""
    if not milestone.released:
        to = MilestoneStatus.REFUNDED
    elif milestone.holds.filter(cleared_at=None).exists():
        to = MilestoneStatus.HELD
    else:
        to = MilestoneStatus.AVAILABLE
    move(milestone, to=to, moves=MILESTONE_MOVES, review_until=None, remind_at=None)

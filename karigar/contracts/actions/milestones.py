"""Milestones: funded, handed in, looked at, paid."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection

from karigar.contracts import rules
from karigar.contracts.actions.lifecycle import end_settled, lock_both, step_facts
from karigar.contracts.models import Contract, Hold, Milestone, Refund, Submission
from karigar.contracts.refusals import AlreadyExtended, MoreThanHeld, NotPermittedNow, PaymentsMovedOn, WalletIsShort
from karigar.contracts.states import (
    CONTRACT_MOVES,
    MILESTONE_MOVES,
    ContractStatus,
    MilestoneStatus,
    RefundStatus,
    milestone_may,
)
from karigar.events import actions as events
from karigar.files import actions as files
from karigar.kit import tables
from karigar.kit.money import Money, share
from karigar.kit.state import action, lock, move
from karigar.kit.uploads import Upload
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as books
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

# How many contracts of a company ended with a payment, counted no further than asked.
SETTLED = """
    SELECT count(*) FROM (SELECT FROM contracts_contract
    WHERE company_id = %s AND status = 'ended' AND paid_gross > 0 AND id <> %s LIMIT %s) settled
"""
# What a client can do no more once the time of a review is over.
AFTER_REVIEW = {"ask_changes", "extend", "ask_refund"}


def demand(milestone: Milestone, contract: Contract, act: str, *, now: dt.datetime) -> None:
    """Refuse an act that the states of a locked milestone and its contract do not permit, or that comes too late."""
    is_over = milestone.status == MilestoneStatus.SUBMITTED and milestone.review_until and milestone.review_until <= now
    # Silence has approved it, though the timer has not come by yet.
    is_too_late = is_over and act in AFTER_REVIEW
    if not is_too_late and act in milestone_may(milestone.status, contract.status):
        return
    state = str(MilestoneStatus.AUTO_APPROVED.label) if is_too_late else milestone.get_status_display()
    raise NotPermittedNow(state=state, contract=contract.get_status_display())


@action
def fund_milestone(milestone: Milestone, *, by: "Person", now: dt.datetime) -> None:
    """Put the price of a milestone and the client's fee into escrow, out of the company's wallet.

    Raises NotPermittedNow (409), WalletIsShort (409), NotEnoughMoney (409).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "fund", now=now)
    client_fee = share(milestone.amount, contract.client_fee_bp)
    need = milestone.amount + client_fee
    have = books.balance_of(f"company:{contract.company_id}", "wallet", contract.currency)
    if have < need:
        raise WalletIsShort(
            have=Money(have, contract.currency),
            need=Money(need, contract.currency),
            missing=Money(need - have, contract.currency),
        )
    step = milestone.steps + 1
    ledger.post(
        movements.fund(
            milestone=milestone.pk,
            company=contract.company_id,
            amount=milestone.amount,
            client_fee=client_fee,
            currency=contract.currency,
            step=step,
        ),
        now=now,
    )
    move(
        milestone,
        to=MilestoneStatus.FUNDED,
        moves=MILESTONE_MOVES,
        funded=milestone.amount,
        client_fee_funded=client_fee,
        steps=step,
        funded_at=now,
    )
    if contract.status == ContractStatus.PENDING:
        move(contract, to=ContractStatus.ACTIVE, moves=CONTRACT_MOVES)
    facts = step_facts(contract, milestone, amount=milestone.amount, client_fee=client_fee)
    events.record("milestone.funded", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def submit_milestone(
    milestone: Milestone, *, by: "Person", note: str, uploads: Sequence[Upload], now: dt.datetime
) -> Submission:
    """Hand in work for a milestone; the client has the days of the review to answer, then silence approves it.

    Raises NotPermittedNow (409), and FileTooLarge (413), FileTypeIsRefused (422) for its files.
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "submit", now=now)
    submission = Submission.objects.create(milestone=milestone, note=note, at=now)
    if uploads:
        submission.files.set(files.store_many(owner=by, uploads=list(uploads), purpose="submission", now=now))
    review_until = now + rulebook.days("milestone.review_days", at=now)
    reminder = rules.next_reminder(
        now, rulebook.value("milestone.remind_days", at=now), after=0, review_until=review_until
    )
    move(
        milestone,
        to=MilestoneStatus.SUBMITTED,
        moves=MILESTONE_MOVES,
        submitted_at=now,
        review_until=review_until,
        was_extended=False,
        reminded_days=0,
        remind_at=reminder[1] if reminder else None,
    )
    facts = step_facts(contract, milestone, amount=milestone.held, review_until=review_until.isoformat())
    events.record("milestone.submitted", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
    return submission


@action
def ask_changes(milestone: Milestone, *, by: "Person", note: str, now: dt.datetime) -> None:
    """Say what should be different in the work; the clock of the review stops.

    Raises NotPermittedNow (409).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "ask_changes", now=now)
    move(
        milestone,
        to=MilestoneStatus.CHANGES_REQUESTED,
        moves=MILESTONE_MOVES,
        review_until=None,
        remind_at=None,
    )
    newest = milestone.submissions.order_by("-id").first()
    if newest:
        newest.changes_asked, newest.answered_at = note, now
        newest.save(update_fields=["changes_asked", "answered_at"])
    facts = step_facts(contract, milestone, note=note[:300])
    name = "milestone.changes_requested"
    events.record(name, subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def extend_review(milestone: Milestone, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Take more days for a review, once, and say why.

    Raises NotPermittedNow (409), AlreadyExtended (409).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "extend", now=now)
    if milestone.was_extended or milestone.review_until is None:
        raise AlreadyExtended(until=(milestone.review_until or now).date())
    milestone.was_extended = True
    milestone.review_until += rulebook.days("milestone.extension_days", at=now)
    if milestone.remind_at is None:
        milestone.remind_at = milestone.review_until - dt.timedelta(days=1)
    milestone.save(update_fields=["was_extended", "review_until", "remind_at"])
    facts = step_facts(contract, milestone, reason=reason[:300], review_until=milestone.review_until.isoformat())
    events.record("milestone.review_extended", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)


@action
def remind_client(milestone: Milestone, *, now: dt.datetime) -> bool:
    """Remind the client of work that waits for a review, when a reminder is due; say whether one went out."""
    lock(milestone, "contract")
    if milestone.status != MilestoneStatus.SUBMITTED or not milestone.remind_at or milestone.remind_at > now:
        return False
    assert milestone.submitted_at
    assert milestone.review_until
    passed = (now - milestone.submitted_at).days
    reminder = rules.next_reminder(
        milestone.submitted_at,
        rulebook.value("milestone.remind_days", at=milestone.submitted_at),
        after=passed,
        review_until=milestone.review_until,
    )
    later = milestone.review_until - dt.timedelta(days=1)
    if reminder is None and milestone.was_extended and later > now:
        reminder = (passed, later)
    milestone.reminded_days = passed
    milestone.remind_at = reminder[1] if reminder else None
    milestone.save(update_fields=["reminded_days", "remind_at"])
    facts = step_facts(
        milestone.contract, milestone, amount=milestone.held, review_until=milestone.review_until.isoformat()
    )
    events.record("milestone.reminded", subject=("contract", milestone.contract_id), data=facts, now=now)
    return True


@action
def approve_milestone(
    milestone: Milestone, *, by: "Person", amount: int | None = None, step: int | None = None, now: dt.datetime
) -> Hold:
    """Pay the freelancer what escrow holds for a milestone, or a part of it, less the fee.

    The rest of a part stays in escrow for further work. `step` is the number of payments that the page showed: a
    second click on an old page pays nothing. Raises NotPermittedNow (409), PaymentsMovedOn (409), MoreThanHeld (422).
    """
    contract = lock_both(milestone)
    demand(milestone, contract, "approve", now=now)
    if step is not None and step != milestone.steps:
        raise PaymentsMovedOn
    gross = milestone.held if amount is None else amount
    if not 0 < gross <= milestone.held:
        raise MoreThanHeld(held=Money(milestone.held, contract.currency), asked=Money(gross, contract.currency))
    if milestone.status == MilestoneStatus.REFUND_ASKED:
        Refund.objects.filter(milestone=milestone, status=RefundStatus.ASKED).update(
            status=RefundStatus.DROPPED, answered_at=now
        )
    return _release(contract, milestone, gross=gross, how="approved", actor_id=by.pk, now=now)


@action
def approve_by_time(milestone: Milestone, *, now: dt.datetime) -> bool:
    """Approve work that the client left without an answer until the end of the review; say whether it was due."""
    contract = lock_both(milestone)
    if milestone.status != MilestoneStatus.SUBMITTED or not milestone.review_until or milestone.review_until > now:
        return False
    _release(contract, milestone, gross=milestone.held, how="by_time", actor_id=None, now=now)
    return True


def _release(
    contract: Contract, milestone: Milestone, *, gross: int, how: str, actor_id: int | None, now: dt.datetime
) -> Hold:
    """Pay `gross` out of escrow: books, milestone, security hold, contract, journal."""
    fee, client_fee = rules.fees_of_release(
        released=milestone.released,
        refunded=milestone.refunded,
        gross=gross,
        freelancer_bp=contract.freelancer_fee_bp,
        client_bp=contract.client_fee_bp,
    )
    step, is_part = milestone.steps + 1, gross < milestone.held
    ledger.post(
        movements.release(
            milestone=milestone.pk,
            freelancer=contract.freelancer_id,
            gross=gross,
            fee=fee,
            client_fee=client_fee,
            currency=contract.currency,
            step=step,
        ),
        now=now,
    )
    hold = hold_earnings(
        contract, milestone=milestone, bonus_id=None, gross=gross, fee=fee, client_fee=client_fee, now=now
    )
    # A milestone is free only when the holds of its earlier parts are over too.
    cleared = hold.cleared_at and not (milestone.released and milestone.holds.filter(cleared_at=None).exists())
    finished = MilestoneStatus.AVAILABLE if cleared else MilestoneStatus.HELD
    move(
        milestone,
        to=MilestoneStatus.FUNDED if is_part else finished,
        moves=MILESTONE_MOVES,
        released=milestone.released + gross,
        fee_taken=milestone.fee_taken + fee,
        client_fee_used=milestone.client_fee_used + client_fee,
        steps=step,
        approved_at=now,
        review_until=None,
        remind_at=None,
    )
    contract.paid_gross += gross  # read under the lock of lock_both
    tables.write(contract, ["paid_gross"])
    facts = step_facts(
        contract,
        milestone,
        amount=gross,
        fee=fee,
        client_fee=client_fee,
        net=gross - fee,
        how="part" if is_part else how,
        left=milestone.held,
        until=hold.until.isoformat(),
        first=contract.paid_gross == gross,
    )
    events.record("milestone.released", subject=("contract", contract.pk), actor_id=actor_id, data=facts, now=now)
    end_settled(contract, now=now)
    return hold


def hold_earnings(
    contract: Contract,
    *,
    milestone: Milestone | None,
    bonus_id: int | None,
    gross: int,
    fee: int,
    client_fee: int,
    now: dt.datetime,
) -> Hold:
    """Begin the security period of money that was just paid; a trusted payer's money is free at once."""
    days = dt.timedelta(0) if _is_trusted_payer(contract, now=now) else rulebook.days("hold.days", at=now)
    hold = tables.insert(
        Hold(
            contract=contract,
            milestone=milestone,
            bonus_id=bonus_id,
            freelancer_id=contract.freelancer_id,
            gross=gross,
            fee=fee,
            client_fee=client_fee,
            net=gross - fee,
            currency=contract.currency,
            began_at=now,
            until=now + days,
            cleared_at=None if days else now,
        )
    )
    if not days and hold.net:
        ledger.post(
            movements.clear_earnings(
                hold=hold.pk, freelancer=contract.freelancer_id, amount=hold.net, currency=contract.currency
            ),
            now=now,
        )
    return hold


def _is_trusted_payer(contract: Contract, *, now: dt.datetime) -> bool:
    """Say whether the company has settled enough contracts and never lost a deposit to its bank."""
    needed = rulebook.value("hold.trusted_payer_contracts", at=now)
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [contract.company_id, contract.pk, needed])
        if cursor.fetchone()[0] < needed:
            return False
    return not books.entries_for(f"company:{contract.company_id}", "owed", limit=1)

"""Unused money goes back to where it came from: the client asks, two staff confirm, the provider sends it."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.events import actions as events
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as balances
from karigar.payins import queries, rules
from karigar.payins.models import Deposit, DepositRefund, OutboundCall
from karigar.payins.refusals import CompanyOwes, MakerIsNotChecker, MoreThanUnused, NotBookedYet, OwnDeposit
from karigar.payins.states import REFUND_MOVES, DepositStatus, RefundStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def ask_deposit_refund(deposit: Deposit, *, by: "Person", amount: int, key: str, now: dt.datetime) -> DepositRefund:
    """Ask that unused money of a deposit goes back to where it came from; nothing moves before two staff confirmed.

    `amount` is in minor units of the deposit's currency. Raises RoleMayNot (403), NotBookedYet, CompanyOwes (409),
    MoreThanUnused (422).
    """
    lock(deposit)
    accounts.member_of(by, deposit.company_id, "pay")
    if earlier := DepositRefund.objects.filter(key=f"{deposit.pk}:{key}"[:80]).first():
        return earlier
    if deposit.status != DepositStatus.BOOKED:
        raise NotBookedYet
    _refuse_debt(deposit)
    most = queries.refundable_any(deposit)
    if amount > most:
        raise MoreThanUnused(most=Money(most, deposit.currency))
    refund = DepositRefund.objects.create(
        deposit=deposit, by=by, amount=amount, asked_at=now, key=f"{deposit.pk}:{key}"[:80]
    )
    _tell(refund, "deposit_refund.asked", by, now)
    return refund


@action
def make_refund(refund: DepositRefund, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Confirm a refund as the first of two staff. Raises OwnDeposit (403), CompanyOwes, StateHasMoved (409)."""
    lock(refund, "deposit")
    _refuse_own(refund, by)
    _refuse_debt(refund.deposit)
    move(refund, to=RefundStatus.MADE, moves=REFUND_MOVES, made_by=by)
    _tell(refund, "deposit_refund.made", by, now, reason)


@action
def check_refund(refund: DepositRefund, *, by: "Person", reason: str, now: dt.datetime) -> OutboundCall | None:
    """Confirm a refund as the second of two staff: it leaves the wallet, and the provider is asked to send it.

    Money sent by hand was sent before this. Raises MakerIsNotChecker, OwnDeposit (403), CompanyOwes, NotEnoughMoney,
    StateHasMoved (409).
    """
    lock(refund, "deposit")
    deposit = refund.deposit
    _refuse_own(refund, by)
    if refund.made_by_id == by.pk:
        raise MakerIsNotChecker
    _refuse_debt(deposit)
    move(refund, to=RefundStatus.SENT, moves=REFUND_MOVES, checked_by=by)
    journal = ledger.post(
        movements.refund_deposit(
            deposit=deposit.pk,
            company=deposit.company_id,
            provider=deposit.provider,
            amount=refund.amount,
            currency=deposit.currency,
            step=refund.pk,
        ),
        now=now,
    )
    refund.journal = journal
    refund.save(update_fields=["journal"])
    _tell(refund, "deposit_refund.sent", by, now, reason)
    if deposit.provider in {rules.MANUAL, rules.PLAY}:
        settle_refund(refund.pk, is_done=True, why="", now=now)
        return None
    return OutboundCall.objects.create(
        provider=deposit.provider,
        kind="refund",
        key=rules.call_key("refund", refund.pk, refund.key),
        deposit=deposit,
        refund=refund,
        request={"payment": deposit.provider_ref, "amount": refund.amount, "currency": deposit.currency},
        written_at=now,
    )


@action
def refuse_refund(refund: DepositRefund, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Refuse a refund as staff, with a reason that the client reads. Raises StateHasMoved (409)."""
    lock(refund, "deposit")
    move(refund, to=RefundStatus.REFUSED, moves=REFUND_MOVES, reason=reason, ended_at=now)
    _tell(refund, "deposit_refund.refused", by, now, reason)


def settle_refund(refund_id: int | None, *, is_done: bool, why: str, now: dt.datetime) -> None:
    """Note what the provider did; what it refused to send is put back into the wallet by the mirror of its journal."""
    if refund_id is None:
        return
    refund = lock(DepositRefund(pk=refund_id), "deposit")
    to = RefundStatus.DONE if is_done else RefundStatus.FAILED
    move(refund, to=to, moves=REFUND_MOVES, ended_at=now, reason=why)
    if not is_done and refund.journal:
        wrong = balances.journal_any(refund.journal)
        assert wrong is not None
        ledger.post(movements.reversal(journal=wrong.id, legs=wrong.legs, reason=why[:200]), now=now)
    _tell(refund, f"deposit_refund.{to.value}", None, now, why)


def _refuse_own(refund: DepositRefund, by: "Person") -> None:
    if refund.by_id == by.pk or accounts.is_member(by, refund.deposit.company_id):
        raise OwnDeposit


def _refuse_debt(deposit: Deposit) -> None:
    owed = queries.owed_any(deposit.company_id, deposit.currency)
    if owed:
        raise CompanyOwes(owed=Money(owed, deposit.currency))


def _tell(refund: DepositRefund, name: str, by: "Person | None", now: dt.datetime, reason: str = "") -> None:
    events.record(
        name,
        subject=("deposit", refund.deposit_id),
        actor_id=by.pk if by else None,
        data={"company": refund.deposit.company_id, "amount": refund.amount, "currency": refund.deposit.currency},
        reason=reason,
        by_staff=name in {"deposit_refund.made", "deposit_refund.sent", "deposit_refund.refused"},
        now=now,
    )

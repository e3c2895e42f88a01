"""A payer's bank takes a deposit back. The company owes it; what a freelancer was paid is never taken from him."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.events import actions as events
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.payins import queries
from karigar.payins.models import Chargeback, Deposit
from karigar.payins.providers.interface import Dispute
from karigar.payins.refusals import MakerIsNotChecker, OwnDeposit
from karigar.payins.states import CHARGEBACK_MOVES, ChargebackStatus, DepositStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def note_dispute(deposit: Deposit, *, dispute: Dispute, now: dt.datetime) -> str:
    """Book what a provider says of a dispute as it stands now, in whatever order the news came; return what was done."""
    lock(deposit)
    if deposit.status != DepositStatus.BOOKED:
        return "not booked: nothing to take back"
    row = Chargeback.objects.filter(provider=deposit.provider, external_id=dispute.external_id).first()
    if row is None:
        if dispute.currency != deposit.currency or not 0 < dispute.amount <= deposit.amount:
            _tell_odd(deposit, dispute, now)
            return "differs: nothing moved"
        row = _open(deposit, dispute, now)
    else:
        lock(row)
    if row.status == ChargebackStatus.OPENED and dispute.state in {"won", "lost"}:
        _end(row, dispute.state, now)
    return f"chargeback {row.status}"


@action
def make_write_off(chargeback: Chargeback, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Propose as the first of two staff that the platform bears a lost chargeback. Raises OwnDeposit (403), StateHasMoved (409)."""
    lock(chargeback)
    _refuse_own(chargeback, by)
    move(chargeback, to=ChargebackStatus.MADE, moves=CHARGEBACK_MOVES, made_by=by)
    _tell(chargeback, "chargeback.write_off_made", by, now, reason)


@action
def check_write_off(chargeback: Chargeback, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Let the platform bear what the company still owes, as the second of two staff.

    Raises MakerIsNotChecker, OwnDeposit (403), StateHasMoved (409).
    """
    lock(chargeback)
    _refuse_own(chargeback, by)
    if chargeback.made_by_id == by.pk:
        raise MakerIsNotChecker
    move(chargeback, to=ChargebackStatus.WRITTEN_OFF, moves=CHARGEBACK_MOVES, checked_by=by)
    lock_debts(chargeback.company_id)
    amount = min(chargeback.amount, queries.owed_any(chargeback.company_id, chargeback.currency))
    if amount:
        ledger.post(
            movements.chargeback_lost(
                chargeback=chargeback.pk, company=chargeback.company_id, amount=amount, currency=chargeback.currency
            ),
            now=now,
        )
    _tell(chargeback, "chargeback.written_off", by, now, reason)


def lock_debts(company_id: int) -> None:
    """Lock a company's chargebacks, so that two deposits at one moment do not both pay the same debt."""
    list(Chargeback.objects.select_for_update().filter(company_id=company_id).order_by("id"))


def _open(deposit: Deposit, dispute: Dispute, now: dt.datetime) -> Chargeback:
    row = Chargeback.objects.create(
        deposit=deposit,
        company_id=deposit.company_id,
        provider=deposit.provider,
        external_id=dispute.external_id,
        amount=dispute.amount,
        cost=dispute.cost,
        currency=dispute.currency,
        opened_at=now,
    )
    ledger.post(
        movements.chargeback(
            chargeback=row.pk,
            company=row.company_id,
            provider=row.provider,
            amount=row.amount,
            cost=row.cost,
            currency=row.currency,
        ),
        now=now,
    )
    _tell(row, "chargeback.opened", None, now)
    return row


def _end(row: Chargeback, state: str, now: dt.datetime) -> None:
    to = ChargebackStatus.WON if state == "won" else ChargebackStatus.LOST
    move(row, to=to, moves=CHARGEBACK_MOVES, ended_at=now)
    if to == ChargebackStatus.WON:
        lock_debts(row.company_id)
        owed = queries.owed_any(row.company_id, row.currency)
        won = movements.chargeback_won(
            chargeback=row.pk, company=row.company_id, provider=row.provider, amount=row.amount, currency=row.currency
        )
        ledger.post(won, now=now)
        if row.amount > owed:  # later deposits had paid a part of it
            back = movements.return_debt(
                chargeback=row.pk, company=row.company_id, amount=row.amount - owed, currency=row.currency
            )
            ledger.post(back, now=now)
    _tell(row, f"chargeback.{to.value}", None, now)


def _refuse_own(chargeback: Chargeback, by: "Person") -> None:
    if accounts.is_member(by, chargeback.company_id):
        raise OwnDeposit


def _tell(row: Chargeback, name: str, by: "Person | None", now: dt.datetime, reason: str = "") -> None:
    events.record(
        name,
        subject=("deposit", row.deposit_id),
        actor_id=by.pk if by else None,
        data={"company": row.company_id, "amount": row.amount, "currency": row.currency},
        reason=reason,
        by_staff=by is not None,
        now=now,
    )


def _tell_odd(deposit: Deposit, dispute: Dispute, now: dt.datetime) -> None:
    events.record(
        "deposit.differs",
        subject=("deposit", deposit.pk),
        data={"company": deposit.company_id, "amount": deposit.amount, "currency": deposit.currency},
        reason=f"dispute {dispute.external_id}: {dispute.amount} {dispute.currency}"[:300],
        now=now,
    )

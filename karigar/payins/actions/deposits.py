"""Deposits: started, stated, confirmed by two staff or by a provider, booked."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from karigar.accounts import queries as accounts
from karigar.events import actions as events
from karigar.files import actions as files
from karigar.kit.errors import StateHasMoved
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.kit.uploads import Upload
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.payins import queries, rules
from karigar.payins.actions.chargebacks import lock_debts
from karigar.payins.models import Deposit, OutboundCall
from karigar.payins.providers.interface import Payment
from karigar.payins.refusals import AmountDiffers, MakerIsNotChecker, NoCustodyHere, OwnDeposit, ReferenceWasBooked
from karigar.payins.states import MOVES, PROVIDER_MOVES, DepositStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


@action
def start_deposit(
    company: "Company", *, by: "Person", provider: str, amount: int, currency: str, key: str, now: dt.datetime
) -> Deposit:
    """Start adding money to a company's wallet; play money is booked at once, a transfer waits for its proof.

    `amount` is in minor units of `currency`; `key` comes from the form, so a second click finds the first deposit.
    With a provider that must be asked, the call is written here and made after. Raises RoleMayNot (403),
    NoCustodyHere (409), WayIsClosed, CurrencyIsNotTaken, DepositTooSmall, DepositTooLarge, AmountCannotBePaidSo (422).
    """
    accounts.member_of(by, company.pk, "pay")
    if queries.custody(now=now) == "direct":
        raise NoCustodyHere
    rules.check(provider, amount, currency, queries.limits(currency, now=now, provider=provider))
    deposit, created = Deposit.objects.get_or_create(
        key=f"{company.pk}:{key}"[:80],
        defaults={
            "company": company,
            "by": by,
            "provider": provider,
            "amount": amount,
            "currency": currency,
            "started_at": now,
        },
    )
    if not created:
        return deposit
    _tell(deposit, "deposit.started", by, now)
    if provider == rules.PLAY:
        _book(deposit, checked_by=None, now=now)
    elif provider != rules.MANUAL:
        OutboundCall.objects.create(
            provider=provider,
            kind="start",
            key=rules.call_key("deposit", deposit.pk, deposit.key),
            deposit=deposit,
            request={"amount": amount, "currency": currency},
            written_at=now,
        )
    return deposit


@action
def note_payment(deposit: Deposit, *, payment: Payment, now: dt.datetime) -> str:
    """Book what the provider says of a payment as it stands now; return what was done.

    Other figures than we asked for, or a payment that the provider itself finds risky, book nothing: finance staff
    look at it. Again, late or in another order it changes nothing more.
    """
    lock(deposit)
    if payment.external_id != deposit.provider_ref:
        return "another payment"
    if deposit.status == DepositStatus.BOOKED or payment.state not in {"paid", "failed"}:
        return f"{payment.state}, {deposit.status}"
    if payment.state == "failed":
        if deposit.status == DepositStatus.STARTED:
            move(deposit, to=DepositStatus.REFUSED, moves=PROVIDER_MOVES)
            _tell(deposit, "deposit.failed", None, now)
        return "failed"
    differs = (payment.amount, payment.currency) != (deposit.amount, deposit.currency)
    if differs or payment.is_risky:
        return _hold(deposit, payment, differs=differs, now=now)
    if deposit.status == DepositStatus.MADE:
        return "staff look at it"
    _book(deposit, checked_by=None, now=now)
    return "booked"


def _hold(deposit: Deposit, payment: Payment, *, differs: bool, now: dt.datetime) -> str:
    if deposit.status in {DepositStatus.HELD, DepositStatus.MADE}:
        return "held already"
    seen = {"seen_amount": payment.amount, "seen_currency": payment.currency[:12]} if differs else {}
    move(deposit, to=DepositStatus.HELD, moves=PROVIDER_MOVES, **seen)
    why = f"{payment.amount} {payment.currency}" if differs else "risky"
    _tell(deposit, "deposit.differs", None, now, reason=why)
    return f"held: {why}"


@action
def state_transfer(
    deposit: Deposit,
    *,
    by: "Person",
    sent_from: str,
    reference: str,
    upload: Upload | None,
    now: dt.datetime,
) -> None:
    """Say that the transfer was made, with the bank's or wallet's own reference and a picture of the proof.

    Raises RoleMayNot (403), StateHasMoved (409), FileTooLarge (413).
    """
    lock(deposit)
    accounts.member_of(by, deposit.company_id, "pay")
    proof = files.store(owner=by, upload=upload, purpose="proof", now=now) if upload else None
    move(deposit, to=DepositStatus.WAITING, moves=MOVES, sent_from=sent_from, reference=reference.upper(), proof=proof)
    _tell(deposit, "deposit.stated", by, now)


@action
def cancel_deposit(deposit: Deposit, *, by: "Person", now: dt.datetime) -> None:
    """Take a deposit back before staff have looked at it. Raises RoleMayNot (403), StateHasMoved (409)."""
    lock(deposit)
    accounts.member_of(by, deposit.company_id, "pay")
    move(deposit, to=DepositStatus.CANCELLED, moves=MOVES)
    _tell(deposit, "deposit.cancelled", by, now)


@action
def make_deposit(deposit: Deposit, *, by: "Person", amount_seen: int, reason: str, now: dt.datetime) -> None:
    """Confirm as the first of two staff that exactly this sum is on the account.

    Raises OwnDeposit (403), AmountDiffers (422), StateHasMoved (409).
    """
    lock(deposit)
    _refuse_own(deposit, by)
    if deposit.seen_amount is not None:
        raise AmountDiffers(
            seen=f"{deposit.seen_amount} {deposit.seen_currency}", stated=Money(deposit.amount, deposit.currency)
        )
    if amount_seen != deposit.amount:
        raise AmountDiffers(seen=Money(amount_seen, deposit.currency), stated=Money(deposit.amount, deposit.currency))
    move(deposit, to=DepositStatus.MADE, moves=MOVES, made_by=by, made_at=now)
    _tell(deposit, "deposit.made", by, now, reason=reason)


@action
def check_deposit(deposit: Deposit, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Confirm as the second of two staff, which books the money.

    Raises MakerIsNotChecker, OwnDeposit (403), ReferenceWasBooked, StateHasMoved (409).
    """
    lock(deposit)
    _refuse_own(deposit, by)
    if deposit.made_by_id == by.pk:
        raise MakerIsNotChecker
    if deposit.status != DepositStatus.MADE:  # the arrow Started -> Booked is for play money only
        raise StateHasMoved(state=deposit.get_status_display())
    earlier = queries.booked_with_reference_any(deposit.provider, deposit.reference, deposit.currency)
    if earlier:
        raise ReferenceWasBooked(reference=deposit.reference, deposit=earlier.pk)
    try:
        with transaction.atomic():
            _book(deposit, checked_by=by, now=now, reason=reason)
    except IntegrityError as clash:  # the same reference was booked between our look and our write
        raise ReferenceWasBooked(reference=deposit.reference, deposit="?") from clash


@action
def refuse_deposit(deposit: Deposit, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Refuse a stated transfer as staff, with a reason that the client reads. Raises StateHasMoved (409)."""
    lock(deposit)
    move(deposit, to=DepositStatus.REFUSED, moves=MOVES, reason=reason)
    _tell(deposit, "deposit.refused", by, now, reason=reason)


@action
def return_to_maker(deposit: Deposit, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Send a half-confirmed deposit back to the first look. Raises StateHasMoved (409)."""
    lock(deposit)
    move(deposit, to=DepositStatus.WAITING, moves=MOVES, made_by=None, made_at=None)
    _tell(deposit, "deposit.sent_back", by, now, reason=reason)


def _book(deposit: Deposit, *, checked_by: "Person | None", now: dt.datetime, reason: str = "") -> None:
    moves = MOVES if checked_by or deposit.provider == rules.PLAY else PROVIDER_MOVES
    move(deposit, to=DepositStatus.BOOKED, moves=moves, checked_by=checked_by, booked_at=now)
    ledger.post(
        movements.deposit(
            deposit=deposit.pk,
            company=deposit.company_id,
            provider=deposit.provider,
            amount=deposit.amount,
            currency=deposit.currency,
        ),
        now=now,
    )
    _pay_debt(deposit, now)
    _tell(deposit, "deposit.booked", checked_by, now, reason=reason)


def _pay_debt(deposit: Deposit, now: dt.datetime) -> None:
    """Pay what a chargeback left owing first; a company without one pays for this look with one statement."""
    if not queries.owed_any(deposit.company_id, deposit.currency):
        return
    lock_debts(deposit.company_id)
    amount = min(deposit.amount, queries.owed_any(deposit.company_id, deposit.currency))
    if amount:
        ledger.post(
            movements.pay_debt(
                deposit=deposit.pk, company=deposit.company_id, amount=amount, currency=deposit.currency
            ),
            now=now,
        )


def _refuse_own(deposit: Deposit, by: "Person") -> None:
    started = deposit.by_id == by.pk  # also when he has left the company since
    if started or accounts.is_member(by, deposit.company_id):
        raise OwnDeposit


def _tell(deposit: Deposit, name: str, by: "Person | None", now: dt.datetime, reason: str = "") -> None:
    events.record(
        name,
        subject=("deposit", deposit.pk),
        actor_id=by.pk if by else None,
        data={"company": deposit.company_id, "amount": deposit.amount, "currency": deposit.currency},
        reason=reason,
        by_staff=name in {"deposit.made", "deposit.refused", "deposit.sent_back"}
        or (name == "deposit.booked" and by is not None),
        now=now,
    )

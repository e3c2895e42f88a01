"""How money comes in. The only writer of deposits."""

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
from karigar.payins.models import Deposit
from karigar.payins.refusals import AmountDiffers, MakerIsNotChecker, OwnDeposit, ReferenceWasBooked
from karigar.payins.states import MOVES, DepositStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


@action
def start_deposit(
    company: "Company", *, by: "Person", provider: str, amount: int, currency: str, key: str, now: dt.datetime
) -> Deposit:
    """Start adding money to a company's wallet; play money is booked at once, a transfer waits for its proof.

    `amount` is in minor units of `currency`; `key` comes from the form, so a second click finds the first deposit.
    Raises RoleMayNot (403), WayIsClosed, CurrencyIsNotTaken, DepositTooSmall, DepositTooLarge (422).
    """
    accounts.member_of(by, company.pk, "pay")
    rules.check(provider, amount, currency, queries.limits(currency, now=now))
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
    return deposit


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
    move(deposit, to=DepositStatus.BOOKED, moves=MOVES, checked_by=checked_by, booked_at=now)
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
    _tell(deposit, "deposit.booked", checked_by, now, reason=reason)


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

"""How money goes out. The only writer of payout methods and payouts."""

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.events import actions as events
from karigar.kit import vault
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as balances
from karigar.payouts import rails
from karigar.payouts.models import Batch, Method, Payout
from karigar.payouts.refusals import (
    CheckerIsNotSender,
    CurrencyDoesNotFit,
    IdentityComesFirst,
    MethodIsGone,
    MethodSleeps,
    NameDiffers,
    NothingToExport,
    NumberIsWrong,
    OwnPayout,
    PayoutAboveBalance,
    PayoutTooSmall,
)
from karigar.payouts.states import MOVES, PayoutStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def add_method(
    person: "Person", *, rail: str, holder: str, number: str, bank: str = "", code: str = "", now: dt.datetime
) -> Method:
    """Add a payout method; it sleeps before first use, and a link to cancel it goes out on every channel.

    Raises IdentityComesFirst (409), NameDiffers, NumberIsWrong (422).
    """
    identity = accounts.identity_of(person)
    if identity is None or not accounts.is_identified(person, now=now):
        raise IdentityComesFirst
    if not rails.same_name(holder, identity.legal_name):
        raise NameDiffers(legal=identity.legal_name)
    number, code = rails.clean_number(rail, number), rails.clean_code(code)
    if not rails.is_number(rail, number, code):
        raise NumberIsWrong(rail=Method(rail=rail).get_rail_display(), expected=rails.RAILS[rail].expected)
    hours = rulebook.value("payout.method_sleep_hours", at=now)
    method = Method.objects.create(
        person=person,
        rail=rail,
        holder=holder,
        details=vault.seal({"number": number, "bank": bank, "code": code}),
        hint=rails.hint(number),
        added_at=now,
        sleeps_until=now + dt.timedelta(hours=hours),
        cancel_token=secrets.token_urlsafe(32),
    )
    _journal("payout_method.added", ("payout_method", method.pk), person, now, person=person.pk)
    return method


@action
def remove_method(method: Method, *, by: "Person | None", now: dt.datetime) -> None:
    """Remove a payout method, by its owner or by the link in the letter; withdrawals not yet sent come back.

    Raises MethodIsGone (409).
    """
    lock(method)
    if method.removed_at:
        raise MethodIsGone
    method.removed_at = now
    method.save(update_fields=["removed_at"])
    for payout in Payout.objects.filter(method=method, status__in=["requested", "checked"]).order_by("id"):
        _give_back(lock(payout), by=None, failure="method removed", reason="", now=now)
    _journal("payout_method.removed", ("payout_method", method.pk), by, now, person=method.person_id)


@action
def request_payout(
    person: "Person", *, method: Method, amount: int, currency: str, key: str, now: dt.datetime
) -> Payout:
    """Take money out of the person's wallet and put it on its way to a payout method.

    `amount` is in minor units of `currency`; `key` comes from the form, so a second click finds the first payout.
    Raises MethodIsGone, MethodSleeps, IdentityComesFirst, PayoutAboveBalance (409), CurrencyDoesNotFit,
    PayoutTooSmall (422). A limited or suspended account may withdraw: earned money stays payable.
    """
    lock(method)
    if earlier := Payout.objects.filter(key=f"{person.pk}:{key}"[:80]).first():
        return earlier
    _check_method(method, currency, now)
    if not accounts.is_identified(person, now=now):
        raise IdentityComesFirst
    minimum = rulebook.amount("payout.minimum", currency, at=now)
    if amount < minimum:
        raise PayoutTooSmall(minimum=Money(minimum, currency))
    available = balances.balance_of(f"person:{person.pk}", "wallet", currency)
    if amount > available:
        raise PayoutAboveBalance(available=Money(available, currency))
    # The lock is on the method: the same form sent to two methods at once meets at the key.
    payout, is_new = Payout.objects.get_or_create(
        key=f"{person.pk}:{key}"[:80],
        defaults={
            "person": person,
            "method": method,
            "amount": amount,
            "currency": currency,
            "requested_at": now,
            "due_at": now + _promise(method, amount, currency, now),
        },
    )
    if not is_new:
        return payout
    ledger.post(
        movements.withdraw_request(payout=payout.pk, person=person.pk, amount=amount, fee=0, currency=currency), now=now
    )
    _tell(payout, "payout.requested", person, now)
    return payout


@action
def check_payout(payout: Payout, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Look at a withdrawal as staff and let it go on. Raises OwnPayout (403), StateHasMoved (409)."""
    lock(payout)
    _refuse_own(payout, by)
    move(payout, to=PayoutStatus.CHECKED, moves=MOVES, checked_by=by, checked_at=now)
    _tell(payout, "payout.checked", by, now, reason=reason, by_staff=True)


@action
def export_batch(*, rail: str, currency: str, by: "Person", now: dt.datetime) -> Batch:
    """Put all checked withdrawals of a rail and currency into one file. Raises NothingToExport (409)."""
    rows = Payout.objects.select_for_update(of=("self",), skip_locked=True).filter(
        method__rail=rail, currency=currency, status=PayoutStatus.CHECKED
    )
    payouts = [payout for payout in rows.order_by("id")[:500] if payout.person_id != by.pk]
    if not payouts:
        raise NothingToExport
    batch = Batch.objects.create(
        made_by=by,
        made_at=now,
        rail=rail,
        currency=currency,
        total=sum(payout.amount for payout in payouts),
        count=len(payouts),
    )
    for payout in payouts:
        move(payout, to=PayoutStatus.QUEUED, moves=MOVES, batch=batch)
    events.record(
        "payout.batch_exported",
        subject=("batch", batch.pk),
        actor_id=by.pk,
        data={"rail": rail, "count": batch.count, "total": batch.total, "currency": currency},
        by_staff=True,
        reason="payment file",
        now=now,
    )
    return batch


@action
def send_payout(payout: Payout, *, by: "Person", reference: str, reason: str, now: dt.datetime) -> None:
    """Mark a withdrawal as sent, with the bank's or wallet's reference.

    Raises OwnPayout, CheckerIsNotSender (403), StateHasMoved (409).
    """
    lock(payout)
    _refuse_own(payout, by)
    if payout.checked_by_id == by.pk:
        raise CheckerIsNotSender
    move(payout, to=PayoutStatus.SENT, moves=MOVES, sent_by=by, sent_at=now, reference=reference)
    _tell(payout, "payout.sent", by, now, reason=reason, by_staff=True)


@action
def confirm_payout(payout: Payout, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Mark a sent withdrawal as arrived; only now it leaves the books. Raises OwnPayout (403), StateHasMoved (409)."""
    lock(payout)
    _refuse_own(payout, by)
    move(payout, to=PayoutStatus.CONFIRMED, moves=MOVES, confirmed_at=now)
    ledger.post(
        movements.withdraw_paid(
            payout=payout.pk, person=payout.person_id, amount=payout.amount, currency=payout.currency
        ),
        now=now,
    )
    _tell(payout, "payout.confirmed", by, now, reason=reason, by_staff=True)


@action
def fail_payout(payout: Payout, *, by: "Person", failure: str, reason: str, now: dt.datetime) -> None:
    """Mark a withdrawal as failed; the money is back in the wallet in the same moment.

    Raises OwnPayout (403), StateHasMoved (409).
    """
    lock(payout)
    _refuse_own(payout, by)
    _give_back(payout, by=by, failure=failure, reason=reason, now=now)


def _give_back(payout: Payout, *, by: "Person | None", failure: str, reason: str, now: dt.datetime) -> None:
    move(payout, to=PayoutStatus.RETURNED, moves=MOVES, failed_at=now, failure=failure)
    ledger.post(
        movements.withdraw_failed(
            payout=payout.pk, person=payout.person_id, amount=payout.amount, fee=payout.fee, currency=payout.currency
        ),
        now=now,
    )
    _tell(payout, "payout.returned", by, now, reason=reason, by_staff=by is not None)


def _check_method(method: Method, currency: str, now: dt.datetime) -> None:
    if method.removed_at:
        raise MethodIsGone
    takes = rails.RAILS[method.rail].currencies
    if takes and currency not in takes:
        raise CurrencyDoesNotFit(rail=method.get_rail_display(), takes=", ".join(takes), currency=currency)
    if method.sleeps_until > now:
        raise MethodSleeps(until=f"{method.sleeps_until:%Y-%m-%d %H:%M} UTC")


def _promise(method: Method, amount: int, currency: str, now: dt.datetime) -> dt.timedelta:
    """Small sums on instant rails within the promised hours, everything else by the slower clock (rules.md part 1)."""
    small = amount <= rulebook.amount("payout.promise_limit", currency, at=now)
    if small and rails.RAILS[method.rail].is_instant:
        return dt.timedelta(hours=rulebook.value("payout.promise_hours", at=now))
    return dt.timedelta(hours=rulebook.value("payout.other_hours", at=now))


def _refuse_own(payout: Payout, by: "Person") -> None:
    if payout.person_id == by.pk:
        raise OwnPayout


def _tell(
    payout: Payout, name: str, by: "Person | None", now: dt.datetime, *, reason: str = "", by_staff: bool = False
) -> None:
    events.record(
        name,
        subject=("payout", payout.pk),
        actor_id=by.pk if by else None,
        data={
            "person": payout.person_id,
            "amount": payout.amount,
            "currency": payout.currency,
            "failure": payout.failure,
            "due": payout.due_at.isoformat(),
        },
        reason=reason,
        by_staff=by_staff,
        now=now,
    )


def _journal(name: str, subject: tuple[str, int], by: "Person | None", now: dt.datetime, **data: object) -> None:
    events.record(name, subject=subject, actor_id=by.pk if by else None, data=data, now=now)

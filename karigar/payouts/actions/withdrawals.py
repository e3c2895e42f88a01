"""Withdrawals, from the wish to the end."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.kit.money import Money
from karigar.kit.state import action, lock, move
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as balances
from karigar.payouts import queries, rails, terms
from karigar.payouts.actions.journal import refuse_own, tell
from karigar.payouts.models import Method, Payout
from karigar.payouts.refusals import (
    CameBackAlready,
    CheckerIsNotSender,
    CurrencyDoesNotFit,
    FeeIsNew,
    IdentityComesFirst,
    MethodIsGone,
    MethodSleeps,
    NameWaitsForLook,
    NoRailCarries,
    NoRailIsOpen,
    NotArrived,
    PayoutAboveBalance,
    PayoutTooSmall,
)
from karigar.payouts.states import MOVES, PayoutStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def request_payout(
    person: "Person",
    *,
    method: Method,
    amount: int,
    currency: str,
    key: str,
    agreed_fee: int = 0,
    now: dt.datetime,
) -> Payout:
    """Take money out of the person's wallet and put it on its way to a payout method; return its first part.

    `amount` is what leaves the wallet, in minor units of `currency`; `agreed_fee` is the part of it that the person saw
    as the fee. A sum above the cap of the rail goes in parts, each a withdrawal with an end of its own. `key` comes from
    the form, so a second click finds the first payout. Raises MethodIsGone, MethodSleeps, NameWaitsForLook,
    IdentityComesFirst, PayoutAboveBalance, NoRailIsOpen, NoRailCarries, FeeIsNew (409), CurrencyDoesNotFit,
    PayoutTooSmall (422). A limited or suspended account may withdraw: earned money stays payable.
    """
    lock(method)
    if earlier := Payout.objects.filter(key=_key(person, key)).first():
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
    plan = _plan(method, amount, currency, now)
    if plan.fee != agreed_fee:
        raise FeeIsNew(amount=plan.fee, fee=Money(plan.fee, currency), arrives=Money(plan.arrives, currency))
    return _take_out(plan, method=method, currency=currency, key=key, now=now)


def _plan(method: Method, amount: int, currency: str, now: dt.datetime) -> terms.Plan:
    ways = terms.reaching(queries.terms_at(now), method.rail, currency)
    if not ways:
        raise NoRailIsOpen(currency=currency)
    used = queries.used_of(method, ways, now=now)
    plan = terms.plan(amount, ways, used, now)
    if plan is None:
        most = max(min(terms.left(way, used), (way.most or amount) * terms.MOST_PARTS) for way in ways)
        raise NoRailCarries(left=Money(most, currency))
    return plan


def _take_out(plan: terms.Plan, *, method: Method, currency: str, key: str, now: dt.datetime) -> Payout:
    person = method.person
    first: Payout | None = None
    total = sum(part.amount for part in plan.parts)
    for number, part in enumerate(plan.parts, 1):
        # The lock is on the method: the same form sent to two methods at once meets at the key.
        payout, is_new = Payout.objects.get_or_create(
            key=_key(person, key, number),
            defaults={
                "person": person,
                "method": method,
                "rail": plan.terms.rail,
                "whole": first,
                "part": number,
                "parts": len(plan.parts),
                "amount": part.amount,
                "fee": part.fee,
                "currency": currency,
                "requested_at": now,
                "begins_at": plan.begins,
                "due_at": plan.begins + _promise(plan, total, currency, now),
            },
        )
        if not is_new:
            return first or payout
        first = first or payout
        ledger.post(
            movements.withdraw_request(
                payout=payout.pk, person=person.pk, amount=part.amount, fee=part.fee, currency=currency
            ),
            now=now,
        )
        tell(payout, "payout.requested", person, now, part=number, total=total)
    assert first is not None
    return first


def _key(person: "Person", key: str, part: int = 1) -> str:
    found = f"{person.pk}:{key}"[:76]
    return found if part == 1 else f"{found}:{part}"


@action
def check_payout(payout: Payout, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Look at a withdrawal as staff and let it and its other parts go on. Raises OwnPayout (403), StateHasMoved (409)."""
    # The first part before the others: two colleagues who press on two parts must not wait for each other.
    first = lock(payout.whole or payout)
    refuse_own(first, by)
    for row in queries.parts_of(first):
        part = lock(payout if row.pk == payout.pk else row)
        if part.status == PayoutStatus.REQUESTED or part.pk == payout.pk:
            move(part, to=PayoutStatus.CHECKED, moves=MOVES, checked_by=by, checked_at=now)
            tell(part, "payout.checked", by, now, reason=reason, by_staff=True)


@action
def send_payout(payout: Payout, *, by: "Person", reference: str, reason: str, now: dt.datetime) -> None:
    """Mark a withdrawal as sent, with the bank's or wallet's reference.

    Raises OwnPayout, CheckerIsNotSender (403), StateHasMoved (409).
    """
    lock(payout)
    refuse_own(payout, by)
    if payout.checked_by_id == by.pk:
        raise CheckerIsNotSender
    move(payout, to=PayoutStatus.SENT, moves=MOVES, sent_by=by, sent_at=now, reference=reference)
    tell(payout, "payout.sent", by, now, reason=reason, by_staff=True)


@action
def confirm_payout(payout: Payout, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Mark a sent withdrawal as arrived; only now it leaves the books. Raises OwnPayout (403), StateHasMoved (409)."""
    lock(payout)
    refuse_own(payout, by)
    move(payout, to=PayoutStatus.CONFIRMED, moves=MOVES, confirmed_at=now)
    ledger.post(
        movements.withdraw_paid(
            payout=payout.pk, person=payout.person_id, amount=payout.amount, currency=payout.currency
        ),
        now=now,
    )
    tell(payout, "payout.confirmed", by, now, reason=reason, by_staff=True)


@action
def fail_payout(payout: Payout, *, by: "Person", failure: str, reason: str, now: dt.datetime) -> None:
    """Mark a withdrawal as failed; the money is back in the wallet in the same moment.

    Raises OwnPayout (403), StateHasMoved (409).
    """
    lock(payout)
    refuse_own(payout, by)
    give_back(payout, by=by, failure=failure, reason=reason, now=now)


@action
def return_late(payout: Payout, *, by: "Person", failure: str, reason: str, now: dt.datetime) -> None:
    """Give back the money of a withdrawal that a bank sent back after it was confirmed; it stays confirmed.

    Raises OwnPayout (403), NotArrived, CameBackAlready (409).
    """
    lock(payout)
    refuse_own(payout, by)
    if payout.status != PayoutStatus.CONFIRMED:
        raise NotArrived(state=payout.get_status_display())
    if payout.came_back_at:
        raise CameBackAlready
    payout.came_back_at, payout.failure = now, failure
    payout.save(update_fields=["came_back_at", "failure"])
    ledger.post(
        movements.withdraw_returned(
            payout=payout.pk, person=payout.person_id, amount=payout.amount, fee=payout.fee, currency=payout.currency
        ),
        now=now,
    )
    tell(payout, "payout.came_back", by, now, reason=reason, by_staff=True)


def give_back(payout: Payout, *, by: "Person | None", failure: str, reason: str, now: dt.datetime) -> None:
    move(payout, to=PayoutStatus.RETURNED, moves=MOVES, failed_at=now, failure=failure)
    ledger.post(
        movements.withdraw_failed(
            payout=payout.pk, person=payout.person_id, amount=payout.amount, fee=payout.fee, currency=payout.currency
        ),
        now=now,
    )
    tell(payout, "payout.returned", by, now, reason=reason, by_staff=by is not None)


def _check_method(method: Method, currency: str, now: dt.datetime) -> None:
    if method.removed_at:
        raise MethodIsGone
    takes = rails.RAILS[method.rail].currencies
    if takes and currency not in takes:
        raise CurrencyDoesNotFit(rail=method.get_rail_display(), takes=", ".join(takes), currency=currency)
    if method.sleeps_until > now:
        raise MethodSleeps(until=f"{method.sleeps_until:%Y-%m-%d %H:%M} UTC")
    if not method.is_looked_at:
        raise NameWaitsForLook


def _promise(plan: terms.Plan, amount: int, currency: str, now: dt.datetime) -> dt.timedelta:
    """Small sums on instant rails within the promised hours, everything else by the slower clock (rules.md part 1)."""
    small = amount <= rulebook.amount("payout.promise_limit", currency, at=now)
    if small and plan.terms.is_instant:
        return dt.timedelta(hours=rulebook.value("payout.promise_hours", at=now))
    return dt.timedelta(hours=rulebook.value("payout.other_hours", at=now))


@action
def alarm_payout(payout: Payout, *, now: dt.datetime) -> bool:
    """Tell finance staff once that most of a promise's time is over; say whether it was so."""
    lock(payout)
    if payout.alarmed_at or payout.status not in queries.WAITING:
        return False
    payout.alarmed_at = now
    payout.save(update_fields=["alarmed_at"])
    tell(payout, "payout.alarm", None, now)
    return True

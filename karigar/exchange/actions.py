"""Everything that changes rates and quotes, and the one movement of an exchange."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.exchange import queries, rules
from karigar.exchange.models import Pool, Quote, Rate
from karigar.exchange.refusals import (
    AmountTooSmall,
    ExchangeIsClosed,
    NotThatMuch,
    OwnRate,
    PoolIsFull,
    QuoteIsOver,
    QuoteWasUsed,
    RateFromTheFuture,
    RateIsDecided,
    RateIsWrong,
    SameCurrency,
)
from karigar.kit.money import EXPONENTS, Money
from karigar.kit.state import action, lock
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as books
from karigar.ledger.refusals import NotEnoughMoney
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

HIGHEST = Decimal(10**12)


@action
def propose_rate(
    *, base: str, quote: str, value: str, source: str, as_of: dt.datetime, by: "Person", reason: str, now: dt.datetime
) -> Rate:
    """Enter a rate as finance staff; it is used only after a colleague agreed. Raises RateIsWrong, RateFromTheFuture (422)."""
    rate = _rate(base, quote, value, source, as_of, now)
    rate.status, rate.entered_by = Rate.Status.PROPOSED, by
    rate.save(force_insert=True)
    _journal(rate, "rate.proposed", by, reason, now)
    return rate


@action
def decide_rate(rate: Rate, *, is_right: bool, by: "Person", reason: str, now: dt.datetime) -> None:
    """Put a colleague's rate in force, or refuse it. Raises OwnRate (403), RateIsDecided (409)."""
    lock(rate)
    if rate.status != Rate.Status.PROPOSED:
        raise RateIsDecided
    if rate.entered_by_id == by.pk:
        raise OwnRate
    rate.status = Rate.Status.IN_FORCE if is_right else Rate.Status.REFUSED
    rate.decided_by, rate.decided_at = by, now
    rate.save(update_fields=["status", "decided_by", "decided_at"])
    _journal(rate, "rate.confirmed" if is_right else "rate.refused", by, reason, now)


@action
def import_rates(
    *, rows: Sequence[tuple[str, str, str, dt.datetime]], source: str, now: dt.datetime
) -> tuple[int, list[str]]:
    """Take the rates of a file (base, quote, value, moment) in force, each once; return how many and what is wrong.

    A rate far from the last one of its pair ("exchange.jump_bp") is not taken: two people must enter it by hand.
    """
    taken, wrong = 0, []
    last = {(row.base, row.quote): Fraction(row.value) for row in queries.latest_any(now)}
    most = rulebook.value("exchange.jump_bp", at=now)
    for base, quote, value, as_of in sorted(rows, key=lambda row: row[3]):
        try:
            rate = _rate(base, quote, value, source, as_of, now)
        except (RateIsWrong, RateFromTheFuture) as refusal:
            wrong.append(f"{base}/{quote} {value}: {refusal}")
            continue
        new = Fraction(rate.value)
        if (old := last.get((base, quote))) and rules.jumps(old, new, most):
            wrong.append(f"{base}/{quote} {value}: too far from the last one, {rules.shown(old)}; enter it by hand")
            continue
        _row, is_new = Rate.objects.get_or_create(
            base=base, quote=quote, source=rate.source, as_of=as_of, entered_by=None,
            defaults={"value": rate.value, "status": Rate.Status.IN_FORCE, "entered_at": now},
        )  # fmt: skip
        taken += is_new
        last[base, quote] = new
    if taken:
        events.record("rates.imported", subject=("rates", taken), data={"source": source, "count": taken}, now=now)
    return taken, wrong


@action
def ask_quote(person: "Person", *, amount: int, sold_unit: str, bought_unit: str, now: dt.datetime) -> Quote:
    """Say what an amount (minor units of `sold_unit`) would become, and hold to it for the seconds of the rulebook.

    Rounding is in the pool's favour: the spread up, what arrives down. Raises ExchangeIsClosed, NoRate, RatesAreStale,
    NotThatMuch, PoolIsFull (409), SameCurrency, AmountTooSmall (422).
    """
    if not rulebook.value("exchange.is_open", at=now):
        raise ExchangeIsClosed
    if sold_unit == bought_unit:
        raise SameCurrency
    found = queries.rate_between(sold_unit, bought_unit, now)
    _demand_money(person.pk, amount, sold_unit)
    spread = rules.spread_on(amount, rulebook.value("exchange.spread_bp", at=now))
    bought = rules.becomes(
        amount - spread, found.value, places=EXPONENTS[sold_unit], places_bought=EXPONENTS[bought_unit]
    )
    if bought <= 0:
        raise AmountTooSmall
    quote = Quote(
        person=person, sold=amount, sold_unit=sold_unit, spread=spread, bought=bought, bought_unit=bought_unit,
        rate=rules.shown(found.value), rates=found.ids, source=found.source[:200], as_of=found.as_of, made_at=now,
        valid_until=now + dt.timedelta(seconds=rulebook.value("exchange.quote_seconds", at=now)),
    )  # fmt: skip
    _demand_room(quote, now)
    quote.save(force_insert=True)
    return quote


@action
def accept_quote(quote: Quote, *, by: "Person", now: dt.datetime) -> Quote:
    """Exchange by a quote, once, within its seconds; the row of the quote is the click's own lock.

    Raises QuoteWasUsed, QuoteIsOver, ExchangeIsClosed, NotThatMuch, PoolIsFull (409).
    """
    lock(quote)
    if quote.accepted_at:
        raise QuoteWasUsed
    if quote.valid_until <= now:
        raise QuoteIsOver(until=f"{quote.valid_until:%H:%M:%S} UTC")
    if not rulebook.value("exchange.is_open", at=now):
        raise ExchangeIsClosed
    for unit in sorted((quote.sold_unit, quote.bought_unit)):
        Pool.objects.get_or_create(currency=unit)
        Pool.objects.select_for_update().get(currency=unit)  # nobody else looks at the cap meanwhile
    _demand_money(quote.person_id, quote.sold, quote.sold_unit)
    _demand_room(quote, now)
    movement = movements.exchange(
        exchange=quote.pk, person=quote.person_id, sold=quote.sold, sold_unit=quote.sold_unit, bought=quote.bought,
        bought_unit=quote.bought_unit, spread=quote.spread,
        rate=f"1 {quote.sold_unit} = {quote.rate} {quote.bought_unit}, {quote.source}",
    )  # fmt: skip
    try:
        quote.journal = ledger.post(movement, now=now)
    except NotEnoughMoney as refusal:  # another deed was quicker by a moment
        raise NotThatMuch(available=Money(0, quote.sold_unit)) from refusal
    quote.accepted_at = now
    quote.save(update_fields=["journal", "accepted_at"])
    events.record(
        "exchange.done",
        subject=("exchange", quote.pk),
        actor_id=by.pk,
        data={"sold": quote.sold, "sold_unit": quote.sold_unit, "bought": quote.bought, "unit": quote.bought_unit},
        now=now,
    )
    return quote


def _demand_money(person_id: int, amount: int, unit: str) -> None:
    available = books.balance_of(f"person:{person_id}", "wallet", unit)
    if amount > available:
        raise NotThatMuch(available=Money(available, unit))


def _demand_room(quote: Quote, now: dt.datetime) -> None:
    before = {unit: books.balance_of("platform", "fx-pool", unit) for unit in (quote.sold_unit, quote.bought_unit)}
    after = {
        quote.sold_unit: before[quote.sold_unit] + quote.sold - quote.spread,
        quote.bought_unit: before[quote.bought_unit] - quote.bought,
    }
    if unit := rules.over_cap(before, after, rulebook.value("exchange.pool_cap", at=now)):
        raise PoolIsFull(unit=unit)


def _rate(base: str, quote: str, value: str, source: str, as_of: dt.datetime, now: dt.datetime) -> Rate:  # noqa: PLR0917
    """Make a rate of what was typed or read, and refuse what is none."""
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise RateIsWrong from error
    known = base in EXPONENTS and quote in EXPONENTS and base != quote
    if not known or not number.is_finite() or not 0 < number < HIGHEST or round(number, 10) != number:
        raise RateIsWrong
    if as_of > now:
        raise RateFromTheFuture
    return Rate(base=base, quote=quote, value=number, source=source[:60], as_of=as_of, entered_at=now)


def _journal(rate: Rate, name: str, by: "Person", reason: str, now: dt.datetime) -> None:
    data: dict[str, object] = {"base": rate.base, "quote": rate.quote, "value": str(rate.value), "source": rate.source}
    events.record(name, subject=("rate", rate.pk), actor_id=by.pk, data=data, reason=reason, by_staff=True, now=now)

"""What the exchange knows: rates, quotes and the pool."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Max
from django.http import Http404

from karigar.exchange import rules
from karigar.exchange.models import Quote, Rate
from karigar.exchange.refusals import NoRate, RatesAreStale
from karigar.kit.drawing import lengths
from karigar.kit.money import EXPONENTS, Money
from karigar.ledger import queries as ledger
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Found:
    """A rate that may be used now, exact, and where and when it is from."""

    value: Fraction
    ids: list[int]
    source: str
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class Position:
    """The pool in one currency: what it holds (below zero: what it lacks), its cap, and the spread earned."""

    currency: str
    amount: int
    cap: int
    spread: int
    length: int  # how far out it is, in thousandths of its cap


def latest_any(now: dt.datetime) -> list[Rate]:
    """Return the newest rate in force of every pair of currencies, not from the future."""
    rows = Rate.objects.filter(status=Rate.Status.IN_FORCE, as_of__lte=now)
    return list(rows.order_by("base", "quote", "-as_of", "-id").distinct("base", "quote"))


def rate_between(sold: str, bought: str, now: dt.datetime) -> Found:
    """Return the rate to use now, direct, turned round, or over other currencies. Raises NoRate, RatesAreStale (409)."""
    hours = rulebook.value("exchange.stale_hours", at=now)
    rows = {row.pk: row for row in latest_any(now)}
    fresh = [row for row in rows.values() if row.as_of >= now - dt.timedelta(hours=hours)]
    found = rules.path(map(_step, fresh), sold, bought)
    if found is None:
        if rules.path(map(_step, rows.values()), sold, bought) is None:
            raise NoRate(sold=sold, bought=bought)
        raise RatesAreStale(sold=sold, bought=bought, hours=hours)
    value, ids = found
    used = [rows[pk] for pk in ids]
    return Found(value, ids, ", ".join(dict.fromkeys(row.source for row in used)), min(row.as_of for row in used))


def worth_in(unit: str, now: dt.datetime) -> dict[str, Fraction]:
    """Return what a minor unit of each currency is worth in minor units of one, by the newest rates however old.

    For comparing and filtering, never for paying. A currency without a road of rates is left out; the one itself is 1.
    """
    steps = [_step(row) for row in latest_any(now)]
    found = {unit: Fraction(1)}
    for other in EXPONENTS:
        if other != unit and (road := rules.path(steps, other, unit)):
            found[other] = road[0] * Fraction(10) ** (EXPONENTS[unit] - EXPONENTS[other])
    return found


def wallet_of(person: "Person") -> list[Money]:
    """Return what stands in a person's wallet, currency by currency."""
    found = ledger.balances_of(f"person:{person.pk}")
    return [Money(amount, unit) for (role, unit), amount in sorted(found.items()) if role == "wallet" and amount > 0]


def currencies(now: dt.datetime) -> list[str]:
    """Return the currencies that are exchanged: those in which the pool has a cap."""
    return [unit for unit in EXPONENTS if unit in rulebook.value("exchange.pool_cap", at=now)]


def quote_for(person: "Person", pk: int) -> Quote:
    """Return one of the person's own quotes. Raises Http404."""
    quote = Quote.objects.filter(person=person, pk=pk).first()
    if quote is None:
        raise Http404
    return quote


def rate_any(pk: int) -> Rate:
    """Return a rate for finance staff. Raises Http404."""
    rate = Rate.objects.select_related("entered_by").filter(pk=pk).first()
    if rate is None:
        raise Http404
    return rate


def waiting_any() -> list[Rate]:
    """Return the rates that wait for a second member of finance staff."""
    return list(Rate.objects.select_related("entered_by").filter(status=Rate.Status.PROPOSED).order_by("id")[:50])


def positions_any(now: dt.datetime) -> list[Position]:
    """Return the pool currency by currency, with caps and what was earned."""
    found = ledger.balances_of("platform")
    caps = rulebook.value("exchange.pool_cap", at=now)
    units = sorted({unit for role, unit in found if role == "fx-pool"} | {*caps})
    positions = []
    for unit in units:
        amount, cap = found.get(("fx-pool", unit), 0), int(caps.get(unit, 0))
        length = min(lengths([abs(amount)], whole=cap or abs(amount))[0], 1000)
        positions.append(Position(unit, amount, cap, found.get(("fx-spread", unit), 0), length))
    return positions


def newest_file_any() -> dt.datetime | None:
    """Return the moment of the newest rate that came from a file."""
    newest: dt.datetime | None = Rate.objects.filter(entered_by=None).aggregate(newest=Max("as_of"))["newest"]
    return newest


def _step(row: Rate) -> rules.Step:
    return rules.Step(row.pk, row.base, row.quote, Fraction(row.value))

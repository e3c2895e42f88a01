"""What a person has in Connects, what things cost, and what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from karigar.connects import rules
from karigar.connects.models import Allowance, Pack, Spend
from karigar.kit.money import Money
from karigar.kit.paging import Page
from karigar.ledger import queries as ledger
from karigar.ledger.movements import CONNECT
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person

GRANTED = "granted"


@dataclass(frozen=True, slots=True)
class TopUp:
    """The next Monday: when it is, up to what it fills, and what it would add to the balance of now."""

    at: dt.datetime
    weekly: int
    adds: int
    most: int


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a statement: its kind is granted, topped_up, bought, refunded, spent, returned, expired or ended."""

    kind: str
    at: dt.datetime
    connects: int
    balance_after: int
    lots: list[tuple[dt.date | None, int]]  # bought Connects by the day of their end; None: given ones
    journal: int
    proposal_id: int | None = None
    title: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack on sale in one currency."""

    connects: int
    price: Money


@dataclass(frozen=True, slots=True)
class Held:
    """A pack that somebody has, what is left of it, and until when it may be given back (None: not any more)."""

    pack: Pack
    left: int
    refund_until: dt.datetime | None


def owner_of(person_id: int) -> str:
    """Return the name under which the ledger keeps a person."""
    return f"person:{person_id}"


def balance_of(person: "Person") -> int:
    """Return how many Connects a person has."""
    return sum(
        amount
        for (role, unit), amount in ledger.balances_of(owner_of(person.pk)).items()
        if unit == CONNECT and role.startswith("connects@")
    )


def cost_of(*, budget: int | None, currency: str, proposals_count: int, invited: bool, now: dt.datetime) -> int:
    """Return what a proposal costs now: by band of the budget, nothing by invitation or among the first on a job."""
    if invited or proposals_count < rulebook.value("connects.free_first_proposals", at=now):
        return 0
    bands = [
        (rulebook.value(f"connects.band_{size}", at=now), rulebook.value(f"connects.cost_{size}", at=now))
        for size in ("small", "medium")
    ]
    return rules.cost(budget, currency, bands, rulebook.value("connects.cost_large", at=now))


def weekly_of(has_good_conduct: bool, now: dt.datetime) -> int:
    """Return up to what a Monday fills."""
    number: int = rulebook.value("connects.weekly_good" if has_good_conduct else "connects.weekly", at=now)
    return number


def next_top_up(person: "Person", now: dt.datetime) -> TopUp:
    """Return when the next top-up comes and what it would add, were nothing spent until then."""
    good = Allowance.objects.filter(person=person).values_list("has_good_conduct", flat=True).first()
    weekly = weekly_of(bool(good), now)
    most = rulebook.value("connects.rollover", at=now)
    at = rules.start_of(rules.monday_of(now) + dt.timedelta(days=7))
    # Only given Connects count: what was bought takes nothing from what is given.
    given = ledger.balance_of(owner_of(person.pk), f"connects@{GRANTED}", CONNECT)
    return TopUp(at, weekly, max(rules.monday_brings(given, weekly=weekly, most=most), 0), most)


def price_of(connects: int, currency: str, now: dt.datetime) -> int | None:
    """Return what a pack costs now in minor units; None where it is not on sale."""
    if connects not in SIZES or not rulebook.value("connects.packs_on_sale", at=now):
        return None
    return rulebook.amount(f"connects.pack_{connects}", currency, at=now) or None


def offers(currency: str, now: dt.datetime) -> list[Offer]:
    """Return the packs on sale in a currency, the smallest first."""
    prices = [(size, price_of(size, currency, now)) for size in SIZES]
    return [Offer(size, Money(price, currency)) for size, price in prices if price]


def wallet_of(person: "Person", now: dt.datetime) -> list[Money]:
    """Return the money of a person's wallet in the currencies in which packs are sold."""
    found = ledger.balances_of(owner_of(person.pk))
    sold = rulebook.value(f"connects.pack_{SIZES[0]}", at=now)
    return [
        Money(amount, unit) for (role, unit), amount in found.items() if role == "wallet" and amount and unit in sold
    ]


def ends_at(now: dt.datetime) -> dt.datetime:
    """Return when a pack that is bought now would end."""
    return rules.months_after(now, rulebook.value("connects.pack_months", at=now))


def pack_for(person: "Person", pk: int) -> Pack:
    """Return one of the person's own packs. Raises Http404."""
    pack = Pack.objects.filter(person=person, pk=pk).first()
    if pack is None:
        raise Http404
    return pack


def packs_of(person: "Person", now: dt.datetime) -> list[Held]:
    """Return the packs of a person that have not ended, the first to end first, with what is left of each."""
    rows = list(Pack.objects.filter(person=person, ended_at=None).order_by("expires_at", "id")[:100])
    if not rows:
        return []
    found = ledger.balances_of(owner_of(person.pk))
    days = rulebook.days("connects.pack_refund_days", at=now)
    held = []
    for pack in rows:
        left = found.get((f"connects@{pack.lot}", CONNECT), 0)
        until = pack.bought_at + days
        is_open = left == pack.connects and now < until and pack.came_from_id is None
        if left:
            held.append(Held(pack, left, until if is_open else None))
    return held


def over_any(now: dt.datetime, limit: int = 200) -> list[Pack]:
    """Return packs whose time is over and which have not ended, for the timer."""
    return list(Pack.objects.filter(ended_at=None, expires_at__lte=now).order_by("expires_at")[:limit])


def statement(person: "Person", before: int | None = None, limit: int = 30, kind: str = "") -> Page[Line]:
    """Return what happened to a person's Connects, newest first, from the books, with the jobs by name.

    `before` is the cursor of the page before: a number of a journal. `kind` is one of FILTERS; any other is all.
    """
    rows = ledger.lots_statement(
        owner_of(person.pk), "connects", kinds=FILTERS.get(kind, ()), before=before, limit=limit + 1
    )
    more, rows = len(rows) > limit, rows[:limit]
    about = {row.journal: int(row.ref.partition(":")[2]) for row in rows if row.ref.startswith("proposal:")}
    spends = Spend.objects.filter(person=person).in_bulk(list(set(about.values())), field_name="proposal_id")
    lines = []
    for row in rows:
        spend = spends.get(about.get(row.journal, 0))
        lots = [(rules.end_of(lot), connects) for lot, connects in sorted(row.lots.items())]
        found = _KINDS.get((row.kind, row.note), _KINDS.get((row.kind, ""), "granted"))
        lines.append(
            Line(
                kind="ended" if found == "expired" and lots[0][0] else found,
                at=row.at,
                connects=row.amount,
                balance_after=row.balance_after,
                lots=lots,
                journal=row.journal,
                proposal_id=spend.proposal_id if spend else None,
                title=spend.title if spend else "",
                cause=spend.get_cause_display() if spend and row.kind == "connects-return" else "",
            )
        )
    return Page(lines, str(rows[-1].journal) if more else None)


SIZES = (10, 20, 40, 80)
FILTERS = {
    "given": ("connects-grant",),
    "bought": ("connects-buy", "connects-refund"),
    "spent": ("connects-spend",),
    "returned": ("connects-return",),
    "ended": ("connects-expire",),
}
_KINDS = {
    ("connects-grant", "joining"): "granted",
    ("connects-grant", "weekly"): "topped_up",
    ("connects-buy", ""): "bought",
    ("connects-refund", ""): "refunded",
    ("connects-spend", ""): "spent",
    ("connects-return", ""): "returned",
    ("connects-expire", ""): "expired",
}

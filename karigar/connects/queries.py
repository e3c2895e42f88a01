"""What a person has in Connects, what things cost, and what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karigar.connects import rules
from karigar.connects.models import Allowance, Spend
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
    """One event of a statement: its kind is granted, topped_up, spent, returned or expired."""

    kind: str
    at: dt.datetime
    connects: int
    balance_after: int | None
    proposal_id: int | None = None
    title: str = ""
    cause: str = ""


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
    return TopUp(at, weekly, max(rules.monday_brings(balance_of(person), weekly=weekly, most=most), 0), most)


def statement(person: "Person", before: int | None = None, limit: int = 30) -> Page[Line]:
    """Return what happened to a person's Connects, newest first, from the books, with the jobs by name.

    `before` is the cursor of the page before: a number of a journal.
    """
    rows = ledger.entries_for(owner_of(person.pk), "connects", before=before, limit=limit + 1)
    more, rows = len(rows) > limit, rows[:limit]
    about = {row.journal: int(row.ref.partition(":")[2]) for row in rows if row.ref.startswith("proposal:")}
    spends = Spend.objects.filter(person=person).in_bulk(list(set(about.values())), field_name="proposal_id")
    lines = []
    for row in rows:
        spend = spends.get(about.get(row.journal, 0))
        lines.append(
            Line(
                kind=_KINDS.get((row.kind, row.note), _KINDS.get((row.kind, ""), "granted")),
                at=row.at,
                connects=row.amount,
                balance_after=row.balance_after,
                proposal_id=spend.proposal_id if spend else None,
                title=spend.title if spend else "",
                cause=spend.get_cause_display() if spend and row.kind == "connects-return" else "",
            )
        )
    return Page(lines, str(rows[-1].journal) if more else None)


_KINDS = {
    ("connects-grant", "joining"): "granted",
    ("connects-grant", "weekly"): "topped_up",
    ("connects-spend", ""): "spent",
    ("connects-return", ""): "returned",
    ("connects-expire", ""): "expired",
}

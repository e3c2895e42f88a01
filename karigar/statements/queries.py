"""Statements: what the books say of an owner in a period. Who may ask is decided by the query that names the owner."""

import datetime as dt
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.contracts import queries as contracts
from karigar.kit.paging import encode_cursor, last_seen
from karigar.ledger import queries as ledger
from karigar.statements.models import Certificate
from karigar.statements.rules import Period

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.contracts.queries import Work
    from karigar.ledger.periods import NetLine

PER_PAGE = 50
BATCH = 500
CONNECT = "CONNECT"


@dataclass(frozen=True)
class Subject:
    """Whose statement it is: owners of accounts, the roles that count, a name, and a word for file names."""

    owners: tuple[str, ...]
    roles: tuple[str, ...]
    name: str
    word: str
    zone: str

    def roles_in(self, unit: str) -> tuple[str, ...]:
        """Return the roles that count in a unit."""
        return ("connects",) if unit == CONNECT else self.roles


class Line(NamedTuple):
    """One line: what a journal changed, and what was there after it (None where lines are left out)."""

    journal: int
    kind: str
    ref: str
    note: str
    at: dt.datetime
    amount: int
    parts: list[tuple[str, int]]
    balance: int | None


@dataclass(frozen=True)
class Statement:
    """A statement, or one page of it; amounts in minor units of `unit`."""

    subject: Subject
    unit: str
    period: Period
    opening: int
    closing: int
    totals: list[tuple[str, int, int]]
    lines: list[Line]
    next: str | None


def person_subject(person: "Person") -> Subject:
    """Return the person whose own money is asked for."""
    roles = ("wallet", "earnings", "withdrawing", "owed")
    return Subject((f"person:{person.pk}",), roles, person.name, f"person-{person.pk}", person.timezone)


def company_subject(person: "Person", company_id: int) -> Subject:
    """Return a company to a member of it. Raises Http404."""
    company = accounts.member_of(person, company_id).company
    return Subject(
        (f"company:{company.pk}",), ("wallet", "owed"), company.name, f"company-{company.pk}", person.timezone
    )


def contract_subject(person: "Person", contract_id: int) -> Subject:
    """Return the escrow of a contract to one of its two sides. Raises Http404."""
    contract, _is_client = contracts.contract_for_either(person, contract_id)
    owners = tuple(f"milestone:{pk}" for pk in contracts.milestone_ids(contract))
    return Subject(owners, ("escrow",), contract.title, f"contract-{contract.pk}", person.timezone)


def _zone(name: str) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def _bounds(subject: Subject, period: Period) -> tuple[int, int]:
    """Find the first journal of a period and the first one after it."""
    zone = _zone(subject.zone)
    return tuple(  # type: ignore[return-value]
        ledger.first_journal_since(dt.datetime.combine(day, dt.time(), zone)) for day in (period.since, period.until)
    )


def units_of(subject: Subject) -> list[str]:
    """Return the units in which a subject has accounts."""
    return ledger.units_of(subject.owners)


def statement_for(
    subject: Subject, *, unit: str, period: Period, kind: str = "", cursor: str | None = None
) -> Statement:
    """Return a page of the statement of a subject, its opening and closing balance and the sums by kind.

    With a kind only those lines come, without the balance after each.
    """
    first, until = _bounds(subject, period)
    roles = subject.roles_in(unit)
    opening = ledger.held_before(subject.owners, unit=unit, roles=roles, journal=first)
    totals = ledger.totals_by_kind(subject.owners, unit=unit, roles=roles, first=first, until=until)
    last = last_seen(cursor)
    begin = max(first, last + 1) if last else first
    running = opening if begin == first else ledger.held_before(subject.owners, unit=unit, roles=roles, journal=begin)
    rows = ledger.net_lines(
        subject.owners,
        unit=unit,
        roles=roles,
        first=begin,
        until=until,
        kinds=[kind] if kind else None,
        limit=PER_PAGE + 1,
    )
    shown = rows[:PER_PAGE]
    following = encode_cursor(shown[-1].journal) if len(rows) > PER_PAGE else None
    lines = _with_balances(shown, None if kind else running)
    closing = opening + sum(amount for _kind, _count, amount in totals)
    return Statement(subject, unit, period, opening, closing, totals, lines, following)


def _with_balances(rows: "Sequence[NetLine]", running: int | None) -> list[Line]:
    found = []
    for row in rows:
        running = None if running is None else running + row.amount
        found.append(Line(*row, running))
    return found


def all_lines(subject: Subject, *, unit: str, period: Period) -> tuple[int, Iterator[Line]]:
    """Return the opening balance and every line of a statement, a batch at a time, for files."""
    first, until = _bounds(subject, period)
    roles = subject.roles_in(unit)
    opening = ledger.held_before(subject.owners, unit=unit, roles=roles, journal=first)

    def lines() -> Iterator[Line]:
        begin, running = first, opening
        while True:
            rows = ledger.net_lines(subject.owners, unit=unit, roles=roles, first=begin, until=until, limit=BATCH)
            for line in _with_balances(rows, running):
                running = line.balance or 0
                yield line
            if len(rows) < BATCH:
                return
            begin = rows[-1].journal + 1

    return opening, lines()


def books_between(since: dt.date | None, until: dt.date | None) -> tuple[int, int]:
    """Return the first journal of some days (UTC) and the first one after them; no day means no end."""
    first = ledger.first_journal_since(dt.datetime.combine(since, dt.time(), dt.UTC)) if since else 1
    beyond = (
        ledger.first_journal_since(dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), dt.UTC))
        if until
        else 2**63 - 1
    )
    return first, beyond


@dataclass(frozen=True)
class Earned:
    """What a person was paid in a period, in minor units, and the contracts that it came from with their shares."""

    gross: int
    fee: int
    net: int
    beyond: int
    works: "dict[int, tuple[Work, int]]"

    @property
    def clients(self) -> set[int]:
        """The numbers of the companies that paid."""
        return {work.company for work, _net in self.works.values()}


def earned_in(person: "Person", *, currency: str, since: dt.date, until: dt.date) -> Earned:
    """Return what a person was paid from a day of his zone to before another, given back already taken off."""
    zone = _zone(person.timezone)
    first, beyond = (ledger.first_journal_since(dt.datetime.combine(day, dt.time(), zone)) for day in (since, until))
    beyond = min(beyond, ledger.next_journal())  # of today only what is there yet
    rows = ledger.earned_by(f"person:{person.pk}", unit=currency, first=first, until=beyond)
    behind = contracts.works_behind([ref for _kind, ref, _net, _fee in rows])
    works: dict[int, tuple[Work, int]] = {}
    for _kind, ref, net, _fee in rows:
        if ref in behind:
            work = behind[ref]
            works[work.contract] = (work, works.get(work.contract, (work, 0))[1] + net)
    net, fee = sum(row[2] for row in rows), sum(row[3] for row in rows)
    return Earned(net + fee, fee, net, beyond, works)


def given_back_since(certificate: Certificate) -> int:
    """Return what its holder gave back, after it was issued, of the contracts that it speaks of; minor units, net."""
    owner = f"person:{certificate.person_id}"
    rows = ledger.earned_by(owner, unit=certificate.currency, first=certificate.beyond, until=2**63 - 1)
    back = [(ref, net) for kind, ref, net, _fee in rows if kind == "give-back"]
    behind = contracts.works_behind([ref for ref, _net in back])
    return -sum(net for ref, net in back if ref in behind and behind[ref].contract in certificate.contracts)


def certificates_of(person: "Person") -> list[Certificate]:
    """Return a person's certificates, newest first."""
    return list(Certificate.objects.filter(person=person).order_by("-id")[:100])


def certificate_for(person: "Person", pk: int) -> Certificate:
    """Return one of the person's own certificates. Raises Http404."""
    found = Certificate.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise Http404
    return found


def certificate_by_code(code: str) -> Certificate | None:
    """Return the certificate that a code names, or None; the code is the permission."""
    return Certificate.objects.filter(code=code).first() if code else None


def earning_currencies(person: "Person") -> list[str]:
    """Return the currencies in which a person has accounts."""
    return [unit for unit in ledger.units_of((f"person:{person.pk}",)) if unit != CONNECT]

"""What others may know of payouts and payout methods."""

import datetime as dt
import hashlib
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.kit import vault
from karigar.kit.drawing import Box, columns
from karigar.kit.errors import Refusal, StateHasMoved
from karigar.kit.paging import Page, newest_first
from karigar.ledger import queries as ledger
from karigar.payouts import refusals, rules, terms
from karigar.payouts.files import Row
from karigar.payouts.models import Batch, Method, Payout, RailTerms, ResultFile, ResultLine
from karigar.payouts.refusals import FileWasChanged
from karigar.payouts.terms import Terms
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.ledger.queries import JournalView

MONTHS = 12
# What clients paid, and what went back to them; the fee is off already.
EARNING_KINDS = ("release", "bonus", "give-back")
WAITING = ["requested", "checked", "queued"]


def methods_of(person: "Person") -> Iterable[Method]:
    """Return a person's payout methods that were not removed, oldest first."""
    return Method.objects.filter(person=person, removed_at=None).order_by("id")


def method_for(person: "Person", pk: int) -> Method:
    """Return one of the person's own payout methods. Raises Http404."""
    method = Method.objects.filter(person=person, pk=pk).first()
    if method is None:
        raise Http404
    return method


def method_by_token_any(token: str) -> Method:
    """Return the method that a cancel link names; the token is the permission. Raises Http404."""
    method = Method.objects.filter(cancel_token=token).first()
    if method is None or not token:
        raise Http404
    return method


def payout_for(person: "Person", pk: int) -> Payout:
    """Return one of the person's own payouts. Raises Http404."""
    payout = Payout.objects.select_related("method").filter(person=person, pk=pk).first()
    if payout is None:
        raise Http404
    return payout


def payouts_of(person: "Person", cursor: str = "", limit: int = 20) -> Page[Payout]:
    """Return a person's payouts, newest first."""
    rows = Payout.objects.select_related("method").filter(person=person)
    return newest_first(rows, cursor, limit)


@dataclass(frozen=True)
class Month:
    """What a person earned in a month and gave back, in minor units."""

    first: dt.date
    earned: int
    given_back: int


@dataclass(frozen=True)
class Year:
    """Twelve months in one currency, oldest first, and where their columns stand in the drawing."""

    currency: str
    months: list[Month]
    columns: list[Box]
    total: int


def earnings_of(person: "Person", *, now: dt.datetime) -> list[Year]:
    """Return what a person earned in each of the last twelve months of his time zone, by currency."""
    firsts = _months_until(now.astimezone(zoneinfo.ZoneInfo(person.timezone)).date())
    # A day before the first month: its zone may begin it earlier than UTC does.
    since = dt.datetime.combine(firsts[0], dt.time(), dt.UTC) - dt.timedelta(days=1)
    rows = ledger.sums_by_month(
        f"person:{person.pk}",
        roles=("wallet", "earnings"),
        kinds=EARNING_KINDS,
        since=since,
        zone=person.timezone,
    )
    sums: dict[str, dict[tuple[dt.date, bool], int]] = defaultdict(lambda: defaultdict(int))
    for month, unit, kind, amount in rows:
        if month >= firsts[0]:
            sums[unit][month, kind == "give-back"] += amount
    return [_year(unit, firsts, found) for unit, found in sorted(sums.items())]


def _year(currency: str, firsts: list[dt.date], found: Mapping[tuple[dt.date, bool], int]) -> Year:
    months = [Month(first, found.get((first, False), 0), -found.get((first, True), 0)) for first in firsts]
    kept = [month.earned - month.given_back for month in months]
    return Year(currency, months, columns(kept), sum(kept))


def _months_until(day: dt.date) -> list[dt.date]:
    """Return the first days of the twelve months that end with a day's month."""
    count = day.year * 12 + day.month - MONTHS
    return [dt.date((count + n) // 12, (count + n) % 12 + 1, 1) for n in range(MONTHS)]


def payout_any(pk: int) -> Payout:
    """Return a payout for staff. Raises Http404."""
    rows = Payout.objects.select_related("person", "method", "checked_by", "sent_by", "batch")
    payout = rows.filter(pk=pk).first()
    if payout is None:
        raise Http404
    return payout


def payouts_by_number_any(numbers: Iterable[int]) -> dict[int, Payout]:
    """Return payouts by their numbers, for staff; a number that never was is left out."""
    return Payout.objects.select_related("person").in_bulk([n for n in numbers if n < 2**63])


def payouts_with_references_any(references: Iterable[str]) -> dict[str, int]:
    """Return the number of the payout that was sent under each reference; one that two payouts bear is left out."""
    rows = Payout.objects.filter(reference__in=[text for text in references if text]).values("reference")
    found = rows.annotate(number=Max("pk"), count=Count("pk")).filter(count=1)
    return {row["reference"]: row["number"] for row in found}


def queue_any() -> Iterable[Payout]:
    """Return the waiting payouts for finance staff; the clock that ends first stands on top."""
    rows = Payout.objects.select_related("person", "method", "checked_by")
    return rows.filter(status__in=[*WAITING, "sent"]).order_by("status", "due_at", "id")[:200]


def count_waiting_any() -> int:
    """Count the payouts, answers of banks and names that wait for finance staff."""
    names = Method.objects.filter(name_differs=True, looked_at=None, removed_at=None)
    waiting = ResultFile.objects.filter(status="waiting").count()
    return Payout.objects.filter(status__in=WAITING).count() + waiting + names.count()


def waiting_batches_any() -> Iterable[Mapping[str, object]]:
    """Return rails and currencies with checked payouts that wait for a file: rail, currency, count."""
    rows = Payout.objects.filter(status="checked").values("currency", "rail")
    return rows.annotate(count=Count("id")).order_by("rail", "currency")


def settled_any(cursor: str = "", limit: int = 30) -> Page[Payout]:
    """Return finished payouts for finance staff, newest first."""
    return newest_first(
        Payout.objects.select_related("person", "method").filter(status__in=["confirmed", "returned"]), cursor, limit
    )


def batch_any(pk: int) -> Batch:
    """Return a payment file for finance staff. Raises Http404."""
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None:
        raise Http404
    return batch


def payouts_in_any(batch: Batch) -> Iterable[Payout]:
    """Return the withdrawals of a payment file."""
    return batch.payouts.select_related("person", "method").order_by("id")


def rows_of_any(payouts: Iterable[Payout]) -> list[Row]:
    """Return what a payment file says of each withdrawal, the account in clear."""
    rows = []
    for payout in payouts:
        to = vault.unseal(payout.method.details)
        mark, holder = f"wd-{payout.pk}", payout.method.holder
        rows.append(Row(mark, holder, to["number"], to["bank"], to["code"], payout.amount, payout.currency))
    return rows


def content_any(batch: Batch) -> str:
    """Return the file of a batch as it was made. Raises FileWasChanged (409) when it is another one."""
    text = vault.unseal(batch.content)["file"]
    if hashlib.sha256(text.encode()).hexdigest() != batch.sha256:
        raise FileWasChanged
    return text


def details_any(method: Method) -> dict[str, str]:
    """Return the number, bank and code of a payout method for finance staff."""
    return vault.unseal(method.details)


def wallet_of(person: "Person") -> list[dict[str, object]]:
    """Return a person's money by currency: available, in its security period, on the way out; minor units."""
    found = ledger.balances_of(f"person:{person.pk}")
    units = sorted({unit for (role, unit) in found if role in {"wallet", "earnings", "withdrawing"}})
    return [
        {
            "currency": unit,
            "available": found.get(("wallet", unit), 0),
            "earnings": found.get(("earnings", unit), 0),
            "withdrawing": found.get(("withdrawing", unit), 0),
        }
        for unit in units
    ]


def movement_for(owners: Sequence[str], pk: int) -> "JournalView":
    """Return a movement of the books that touched one of these owners ("person:7", "company:3"). Raises Http404."""
    journal = ledger.journal_any(pk)
    if journal is None or not any(leg.account.rpartition("/")[0] in owners for leg in journal.legs):
        raise Http404
    return journal


def next_payout_of(person: "Person") -> Payout | None:
    """Return the person's payout whose promise ends first."""
    rows = Payout.objects.select_related("method").filter(person=person, status__in=WAITING)
    return rows.order_by("due_at").first()


def promise_kept(*, now: dt.datetime, days: int = 90) -> tuple[int, int]:
    """Return how many payouts of the last days were sent in time, and how many should have been by now."""
    since = now - dt.timedelta(days=days)
    found = Payout.objects.filter(requested_at__gte=since).aggregate(
        kept=Count("id", filter=Q(sent_at__lte=F("due_at"))),
        due=Count("id", filter=Q(sent_at__isnull=False) | Q(due_at__lte=now, status__in=WAITING)),
    )
    return found["kept"], found["due"]


def parts_of(payout: Payout) -> QuerySet[Payout]:
    """Return all parts of the withdrawal that a payout begins or belongs to, the first part first."""
    first = payout.whole_id or payout.pk
    return Payout.objects.filter(Q(pk=first) | Q(whole=first)).order_by("id")


def terms_at(now: dt.datetime) -> list[Terms]:
    """Return the terms of every rail in force at a moment, in the order in which rails are tried."""
    found = dict(terms.DEFAULTS)
    for row in RailTerms.objects.filter(status="confirmed", since__lte=now).order_by("since", "id"):
        found[row.rail] = terms.from_json(row.facts)
    return list(found.values())


def terms_of(rail: str, *, now: dt.datetime) -> Terms:
    """Return the terms of one rail in force at a moment. Raises Http404 for a rail that does not exist."""
    for found in terms_at(now):
        if found.rail == rail:
            return found
    raise Http404


def terms_rows_any(rail: str) -> list[RailTerms]:
    """Return every change of a rail's terms, proposed and refused ones too, newest first."""
    rows = RailTerms.objects.select_related("made_by", "checked_by").filter(rail=rail)
    return list(rows.order_by("-id")[:50])


def terms_row_any(pk: int) -> RailTerms:
    """Return one change of terms for staff. Raises Http404."""
    row = RailTerms.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def proposed_terms_any() -> list[RailTerms]:
    """Return the changes of terms that wait for a second look."""
    return list(RailTerms.objects.select_related("made_by").filter(status="proposed").order_by("id")[:50])


def is_name_looked_at(kind: str, *, now: dt.datetime) -> bool:
    """Say whether a rail that leads to a kind of method lets a person compare names that differ."""
    return any(way.names == "look" for way in terms_at(now) if way.is_open and kind in way.reaches)


def used_of(method: Method, ways: Sequence[Terms], *, now: dt.datetime) -> dict[str, tuple[int, int]]:
    """Return what each rail carried to a method today and this month, failed transfers left out; minor units."""
    begun = {way.rail: terms.since(way, now) for way in ways}
    sums = {}
    for rail, (day, month) in begun.items():
        sums[f"{rail}_day"] = Coalesce(Sum("amount", filter=Q(rail=rail, requested_at__gte=day)), 0)
        sums[f"{rail}_month"] = Coalesce(Sum("amount", filter=Q(rail=rail, requested_at__gte=month)), 0)
    first = min(month for _day, month in begun.values())
    rows = (
        Payout.objects.filter(method=method, requested_at__gte=first)
        .exclude(status="returned")
        .filter(came_back_at=None)
    )
    found = rows.aggregate(**sums)
    return {rail: (found[f"{rail}_day"], found[f"{rail}_month"]) for rail in begun}


def names_to_look_at_any() -> list[Method]:
    """Return the methods whose holder's name a person must compare, oldest first."""
    rows = Method.objects.select_related("person").filter(name_differs=True, looked_at=None, removed_at=None)
    return list(rows.order_by("id")[:50])


def method_any(pk: int) -> Method:
    """Return a payout method for finance staff. Raises Http404."""
    method = Method.objects.select_related("person").filter(pk=pk).first()
    if method is None:
        raise Http404
    return method


# Of the time between the moment when a rail could take a transfer and its promise, this share may pass quietly.
ALARM_PERCENT = 75


def alarming_any(now: dt.datetime) -> list[Payout]:
    """Return waiting withdrawals of which three quarters of the promised time are over and nobody was told."""
    rows = Payout.objects.filter(status__in=WAITING, alarmed_at=None, due_at__lte=now + dt.timedelta(days=2))
    return [row for row in rows.order_by("due_at")[:1000] if now >= _alarm_at(row)]


def _alarm_at(payout: Payout) -> dt.datetime:
    begins = payout.begins_at or payout.requested_at
    return begins + (payout.due_at - begins) * ALARM_PERCENT // 100


def result_file_any(pk: int) -> ResultFile:
    """Return an answer of a bank for finance staff. Raises Http404."""
    found = ResultFile.objects.select_related("made_by", "checked_by", "batch").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def result_files_any(cursor: str = "", limit: int = 20) -> Page[ResultFile]:
    """Return answers of banks for finance staff, newest first."""
    return newest_first(ResultFile.objects.select_related("made_by", "checked_by"), cursor, limit)


def result_lines_any(file: ResultFile) -> list[ResultLine]:
    """Return the lines of an answer with the withdrawals they speak of and what they led to."""
    return list(file.lines.select_related("payout", "payout__person", "deed").order_by("number"))


@dataclass(frozen=True)
class Judged:
    """A line of an answer, and why it would move nothing."""

    line: ResultLine
    refusal: Refusal | None


def judged_lines_any(file: ResultFile) -> list[Judged]:
    """Return the lines of an answer with what is wrong with each, before it is carried out."""
    is_open = file.status == "waiting"
    return [Judged(line, _wrong_with(line) if is_open else _refused(line)) for line in result_lines_any(file)]


def _refused(line: ResultLine) -> Refusal | None:
    deed = getattr(line, "deed", None)
    known = getattr(refusals, deed.refusal, StateHasMoved) if deed and deed.refusal else None
    return known(**deed.facts) if deed and known else None


def _wrong_with(line: ResultLine) -> Refusal | None:
    try:
        rules.demand_fit(line, line.payout)
    except Refusal as refusal:
        return refusal
    return None


def legal_name_any(method: Method) -> str:
    """Return the verified name of a method's owner, for staff."""
    identity = accounts.identity_of(method.person)
    return identity.legal_name if identity else ""


def count_proposed_terms_any() -> int:
    """Count the changes of terms that wait for a second look."""
    return RailTerms.objects.filter(status="proposed").count()


@dataclass(frozen=True)
class Way:
    """A way out to a method, for the page on which its owner chooses."""

    method: Method
    terms: Terms
    begins: dt.datetime


def ways_of(methods: Iterable[Method], currency: str, *, now: dt.datetime) -> list[Way]:
    """Return the ways out to a person's methods in a currency, by method and in the order in which they are tried."""
    known = terms_at(now)
    ways = [(method, way) for method in methods for way in terms.reaching(known, method.rail, currency)]
    return [Way(method, way, terms.begins(way, now)) for method, way in ways]


def terms_of_payout(payout: Payout, *, now: dt.datetime) -> Terms | None:
    """Return the terms of a withdrawal's rail as they are now; None for a rail that is no more."""
    return next((way for way in terms_at(now) if way.rail == payout.rail), None)


def ways_out(*, now: dt.datetime) -> list[Terms]:
    """Return the terms of the open rails in the site's currencies, for the public page of what everything costs."""
    currencies = {"", *rulebook.value("currencies", at=now)}
    return [way for way in terms_at(now) if way.is_open and way.currency in currencies]

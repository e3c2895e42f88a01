"""What others may know of payouts and payout methods."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, Q
from django.http import Http404

from karigar.kit import vault
from karigar.kit.drawing import Box, columns
from karigar.kit.paging import Page, newest_first
from karigar.ledger import queries as ledger
from karigar.payouts.models import Batch, Method, Payout

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
    """Count the payouts that wait for finance staff."""
    return Payout.objects.filter(status__in=WAITING).count()


def waiting_batches_any() -> Iterable[Mapping[str, object]]:
    """Return rails and currencies with checked payouts that wait for a file: rail, currency, count."""
    rows = Payout.objects.filter(status="checked").values("currency", rail=F("method__rail"))
    return rows.annotate(count=Count("id")).order_by("rail", "currency")


def settled_any(cursor: str = "", limit: int = 30) -> Page[Payout]:
    """Return finished payouts for finance staff, newest first."""
    return newest_first(
        Payout.objects.select_related("person", "method").filter(status__in=["confirmed", "returned"]), cursor, limit
    )


def batch_rows_any(pk: int) -> tuple[Batch, list[list[str]]]:
    """Return a batch and the rows of its file: number, rail, holder, account, bank, code, amount, currency.

    The amount is in minor units here; the file's writer sets the point. Raises Http404.
    """
    batch = Batch.objects.filter(pk=pk).first()
    if batch is None:
        raise Http404
    rows = []
    for payout in batch.payouts.select_related("method").order_by("id"):
        details = vault.unseal(payout.method.details)
        rows.append(
            [
                f"wd-{payout.pk}",
                payout.method.rail,
                payout.method.holder,
                details["number"],
                details["bank"],
                details["code"],
                str(payout.amount),
                payout.currency,
            ]
        )
    return batch, rows


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

"""What others may know of deposits."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.kit.paging import Page, newest_first
from karigar.ledger import queries as ledger
from karigar.payins import rules
from karigar.payins.models import Deposit
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


def limits(currency: str, *, now: dt.datetime) -> rules.Limits:
    """Return what a deposit in a currency must keep to at a moment."""
    return rules.Limits(
        currencies=tuple(rulebook.value("currencies", at=now)),
        minimum=rulebook.amount("deposit.minimum", currency, at=now),
        maximum=rulebook.amount("deposit.maximum", currency, at=now),
        providers=providers(),
    )


def providers() -> tuple[str, ...]:
    """Name the ways in that are open: play money only in a demonstration."""
    return (rules.PLAY, rules.MANUAL) if settings.DEMO else (rules.MANUAL,)


def deposit_for_member(person: "Person", pk: int, may: str = "read") -> Deposit:
    """Return a deposit of a company that the person belongs to. Raises Http404, RoleMayNot (403)."""
    deposit = Deposit.objects.select_related("company", "proof", "by").filter(pk=pk).first()
    if deposit is None:
        raise Http404
    accounts.member_of(person, deposit.company_id, may)
    return deposit


def deposit_any(pk: int) -> Deposit:
    """Return a deposit for staff. Raises Http404."""
    rows = Deposit.objects.select_related("company", "proof", "by", "made_by", "checked_by")
    deposit = rows.filter(pk=pk).first()
    if deposit is None:
        raise Http404
    return deposit


def booked_with_reference_any(provider: str, reference: str, currency: str) -> Deposit | None:
    """Find the booked deposit that carried a reference before."""
    if not reference:
        return None
    return Deposit.objects.filter(provider=provider, reference=reference, currency=currency, status="booked").first()


def deposits_by_number_any(numbers: Iterable[int]) -> dict[int, Deposit]:
    """Return deposits by their numbers, for staff; a number that never was is left out."""
    return Deposit.objects.select_related("company").in_bulk([n for n in numbers if n < 2**63])


def deposits_with_references_any(provider: str, references: Iterable[str]) -> dict[str, int]:
    """Return the number of the booked deposit under each reference, the provider's own or the one the client typed.

    A reference that two deposits bear is left out.
    """
    asked = [text for text in references if text]
    rows = Deposit.objects.filter(
        Q(provider_ref__in=asked) | Q(reference__in=[text.upper() for text in asked]),
        provider=provider,
        status="booked",
    )
    found: dict[str, set[int]] = {}
    for pk, reference, provider_ref in rows.values_list("pk", "reference", "provider_ref"):
        for text in {reference, provider_ref} - {""}:
            found.setdefault(text, set()).add(pk)
    return {text: min(found[name]) for text in asked for name in (text, text.upper()) if len(found.get(name, ())) == 1}


def deposits_of(company: "Company", limit: int = 20) -> Iterable[Deposit]:
    """Return a company's newest deposits; the caller has checked the membership."""
    return Deposit.objects.filter(company=company).order_by("-id")[:limit]


def queue_any(status: str = "", cursor: str = "", limit: int = 30) -> Page[Deposit]:
    """Return deposits for finance staff: those waiting oldest first, or all of one status newest first."""
    rows = Deposit.objects.select_related("company", "by", "made_by")
    if not status:
        return Page(list(rows.filter(status__in=["waiting", "made"]).order_by("started_at", "id")[:100]))
    return newest_first(rows.filter(status=status), cursor, limit)


def count_waiting_any() -> int:
    """Count the deposits that wait for finance staff."""
    return Deposit.objects.filter(status__in=["waiting", "made"]).count()


def wallet_of(company: "Company") -> dict[str, int]:
    """Return a company's money by currency, in minor units."""
    return {
        unit: amount for (role, unit), amount in ledger.balances_of(f"company:{company.pk}").items() if role == "wallet"
    }

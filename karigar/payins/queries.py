"""What others may know of deposits."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, Sum
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.kit.paging import Page, newest_first
from karigar.ledger import queries as ledger
from karigar.payins import rules
from karigar.payins.models import Chargeback, Deposit, DepositRefund, InboundEvent, OutboundCall
from karigar.payins.providers import provider_named
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


def limits(currency: str, *, now: dt.datetime, provider: str = "") -> rules.Limits:
    """Return what a deposit in a currency must keep to at a moment."""
    currencies = tuple(rulebook.value("currencies", at=now))
    if currency not in currencies:
        return rules.Limits(currencies, 0, 0, providers(now=now))
    minimum = rulebook.amount("deposit.minimum", currency, at=now)
    maximum = rulebook.amount("deposit.maximum", currency, at=now)
    if provider not in providers(now=now) or provider == rules.PLAY:
        return rules.Limits(currencies, minimum, maximum, providers(now=now))
    can = provider_named(provider).capabilities()
    return rules.Limits(
        currencies=tuple(c for c in currencies if c in can.exponents),
        minimum=max(minimum, can.minimum.get(currency, 0)),
        maximum=min(maximum, can.maximum.get(currency, maximum)),
        providers=providers(now=now),
        step=can.steps.get(currency, 1),
    )


def providers(*, now: dt.datetime) -> tuple[str, ...]:
    """Name the ways in that are open; play money and practice only in a demonstration."""
    if custody(now=now) == "direct":
        return ()
    return tuple(name for name in _named() if not _why_closed(name))


def _named() -> list[str]:
    """The ways in that the operator named; play money and practice only in a demonstration."""
    named = [name.strip() for name in settings.PAYMENTS if name.strip()]
    return [name for name in named if settings.DEMO or name not in {rules.PLAY, "dummy"}]


def _why_closed(name: str) -> str:
    try:
        return "" if name == rules.PLAY or provider_named(name) else name
    except LookupError as error:
        return str(error)


def unready_any() -> list[tuple[str, str]]:
    """Return the ways in that were named but cannot be used, with what is missing, for staff."""
    return [(name, why) for name in _named() if (why := _why_closed(name))]


def ways_any(*, now: dt.datetime) -> list[tuple[str, bool]]:
    """Return the ways in that are open, each with whether real money was ever moved through it; play money is not."""
    return [
        (name, name != rules.PLAY and provider_named(name).capabilities().is_proven_live) for name in providers(now=now)
    ]


def custody(*, now: dt.datetime) -> str:
    """Say who holds clients' money: "psp" (the provider), "trust" or "direct" (nobody, and no escrow is promised)."""
    return str(rulebook.value("custody", at=now))


def owed_any(company_id: int, currency: str) -> int:
    """Return what a company owes after chargebacks, in minor units; 0 when nothing."""
    return max(0, -ledger.balance_of(f"company:{company_id}", "owed", currency))


def refundable_any(deposit: Deposit) -> int:
    """Return how much of a deposit may go back: what is in the wallet, less what was asked or taken back before.

    0 where the provider sends nothing back.
    """
    if deposit.provider != rules.PLAY and not provider_named(deposit.provider).capabilities().refunds:
        return 0
    asked = DepositRefund.objects.filter(deposit__company_id=deposit.company_id, deposit__currency=deposit.currency)
    waiting = asked.filter(status__in=["asked", "made"]).aggregate(s=Sum("amount"))["s"] or 0
    gone = (
        asked.filter(deposit=deposit, status__in=["asked", "made", "sent", "done"]).aggregate(s=Sum("amount"))["s"] or 0
    )
    taken = Chargeback.objects.filter(deposit=deposit).exclude(status="won").aggregate(s=Sum("amount"))["s"] or 0
    wallet = ledger.balance_of(f"company:{deposit.company_id}", "wallet", deposit.currency)
    return max(0, min(deposit.amount - gone - taken, wallet - waiting))


def refunds_of(deposit: Deposit) -> list[DepositRefund]:
    """Return the refunds asked of a deposit, newest first; the caller has checked the membership."""
    return list(DepositRefund.objects.filter(deposit=deposit).order_by("-id")[:20])


def refund_any(pk: int) -> DepositRefund:
    """Return a refund for staff. Raises Http404."""
    rows = DepositRefund.objects.select_related("deposit__company", "by", "made_by", "checked_by")
    refund = rows.filter(pk=pk).first()
    if refund is None:
        raise Http404
    return refund


def chargeback_any(pk: int) -> Chargeback:
    """Return a chargeback for staff. Raises Http404."""
    row = Chargeback.objects.select_related("deposit", "company", "made_by", "checked_by").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def waiting_refunds_any(limit: int = 100) -> list[DepositRefund]:
    """Return refunds that wait for staff or for a provider, oldest first."""
    rows = DepositRefund.objects.select_related("deposit__company")
    return list(rows.filter(status__in=["asked", "made", "sent"]).order_by("id")[:limit])


def chargebacks_any(limit: int = 100) -> list[Chargeback]:
    """Return the newest chargebacks."""
    return list(Chargeback.objects.select_related("company").order_by("-id")[:limit])


def open_calls_any(limit: int = 100) -> list[OutboundCall]:
    """Return calls whose outcome is not known, oldest first."""
    return list(OutboundCall.objects.filter(state__in=["started", "unknown"]).order_by("id")[:limit])


def call_of_any(deposit: Deposit) -> OutboundCall | None:
    """Return the call that starts a deposit at its provider."""
    return OutboundCall.objects.filter(deposit=deposit, kind="start").first()


def events_due_any(now: dt.datetime, limit: int = 200) -> list[InboundEvent]:
    """Return events that nobody has handled yet and that are due for a look, oldest first."""
    due = Q(next_look_at=None) | Q(next_look_at__lte=now)
    return list(InboundEvent.objects.filter(due, handled_at=None).order_by("id")[:limit])


def odd_events_any(limit: int = 30) -> list[InboundEvent]:
    """Return the newest events that led to nothing good: refused, foreign, or other figures than we asked for."""
    odd = Q(outcome__startswith="refused") | Q(outcome__startswith="foreign") | Q(outcome__startswith="held")
    return list(InboundEvent.objects.filter(odd).order_by("-id")[:limit])


def deposit_of_payment_any(provider: str, external_id: str) -> Deposit | None:
    """Find the deposit of a provider's payment."""
    return Deposit.objects.filter(provider=provider, provider_ref=external_id).first() if external_id else None


def unasked_deposits_any(now: dt.datetime, limit: int = 100) -> list[Deposit]:
    """Return deposits that a provider knows and that stand open for 10 minutes to 3 days: a webhook may be lost."""
    return list(
        Deposit.objects.filter(
            status="started",
            started_at__lt=now - dt.timedelta(minutes=10),
            started_at__gt=now - dt.timedelta(days=3),
        )
        .exclude(provider_ref="")
        .order_by("id")[:limit]
    )


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
        return Page(list(rows.filter(status__in=["waiting", "made", "held"]).order_by("started_at", "id")[:100]))
    return newest_first(rows.filter(status=status), cursor, limit)


def count_waiting_any() -> int:
    """Count the deposits that wait for finance staff."""
    return Deposit.objects.filter(status__in=["waiting", "made", "held"]).count()


def wallet_of(company: "Company") -> dict[str, int]:
    """Return a company's money by currency, in minor units."""
    return {
        unit: amount for (role, unit), amount in ledger.balances_of(f"company:{company.pk}").items() if role == "wallet"
    }


def debts_of(company: "Company") -> dict[str, int]:
    """Return what a company owes after chargebacks by currency, in minor units."""
    found = ledger.balances_of(f"company:{company.pk}")
    return {unit: -amount for (role, unit), amount in found.items() if role == "owed" and amount < 0}

"""Asking providers. Never inside a transaction: an action before writes what is asked, an action after what came back."""

import contextlib
import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from karigar.kit.state import demand_no_action
from karigar.payins import actions, queries
from karigar.payins.models import Deposit, InboundEvent, OutboundCall
from karigar.payins.providers import provider_named
from karigar.payins.providers.interface import Declined, Intent, NotOffered, OutcomeUnknown, Provider, Start


def make(call: OutboundCall, *, now: dt.datetime) -> None:
    """Make a call once, or ask what became of it when somebody made it and no answer was written."""
    todo = actions.claim_call(call, now=now)
    if todo == "leave":
        return
    demand_no_action()
    try:
        answer = _ask(provider_named(call.provider), call, is_first=todo == "make")
    except OutcomeUnknown as error:
        actions.note_unknown(call, why=str(error), now=now)
    except (Declined, NotOffered, LookupError) as error:
        actions.note_failure(call, why=str(error), now=now)
    else:
        actions.note_answer(call, answer=answer, now=now)


def _ask(provider: Provider, call: OutboundCall, *, is_first: bool) -> Start | str:
    """Ask under the stored key; after an unknown outcome look first whether it was done."""
    if call.kind == "start":
        intent = _intent(call)
        found = None if is_first else provider.find_start(intent)
        return found or provider.start_deposit(intent)
    request = call.request
    sent = None if is_first else provider.find_refund(request["payment"], key=call.key)
    return sent or provider.refund(
        request["payment"], amount=request["amount"], currency=request["currency"], key=call.key
    )


def _intent(call: OutboundCall) -> Intent:
    deposit = call.deposit
    return Intent(
        key=call.key,
        deposit=deposit.pk,
        amount=call.request["amount"],
        currency=call.request["currency"],
        text=f"{settings.SITE_NAME} {deposit.pk}",
        email=deposit.by.email,
        name=deposit.by.name,
        back_url=settings.SITE_URL + reverse("payment_back", args=[deposit.pk]),
        events_url=settings.SITE_URL + reverse("payment_events", args=[call.provider]),
    )


def ask_about(deposit: Deposit, *, now: dt.datetime) -> str:
    """Ask the provider how a deposit's payment stands and book it; what a browser says on its way back counts nothing."""
    if not deposit.provider_ref:
        return ""
    demand_no_action()
    try:
        payment = provider_named(deposit.provider).fetch(deposit.provider_ref)
    except (OutcomeUnknown, Declined, LookupError) as error:
        return f"no answer: {error}"
    return actions.note_payment(deposit, payment=payment, now=now)


def handle(event: InboundEvent, *, now: dt.datetime) -> None:
    """Do the work of an event: fetch the thing that it speaks of as it is now, and book that."""
    demand_no_action()
    try:
        outcome = _outcome(event, now)
    except OutcomeUnknown as error:
        actions.postpone_event(event, why=str(error), now=now)
    except (Declined, NotOffered, LookupError) as error:
        actions.close_event(event, outcome=f"foreign: {error}", now=now)
    else:
        actions.close_event(event, outcome=outcome, now=now)


def _outcome(event: InboundEvent, now: dt.datetime) -> str:
    provider = provider_named(event.provider)
    if event.kind == "dispute":
        dispute = provider.fetch_dispute(event.external_id)
        deposit = queries.deposit_of_payment_any(event.provider, dispute.payment_id)
        return actions.note_dispute(deposit, dispute=dispute, now=now) if deposit else "foreign: no such deposit"
    payment = provider.fetch(event.external_id)
    deposit = queries.deposit_of_payment_any(event.provider, payment.external_id)
    if deposit is None and payment.state == "paid":
        return "foreign: no such deposit"
    return actions.note_payment(deposit, payment=payment, now=now) if deposit else "foreign: not paid"


def practises(deposit: Deposit, *, now: dt.datetime) -> bool:
    """Say whether a deposit's provider has a page of practice here: it is open, and no real card can be meant."""
    return deposit.provider in queries.providers(now=now) and bool(_practice_of(deposit))


def practise(deposit: Deposit, *, outcome: str) -> None:
    """Do at a provider of practice what a payer would do on its page; outcome is "paid" or "failed"."""
    demand_no_action()
    if practice := _practice_of(deposit):
        with contextlib.suppress(OutcomeUnknown, Declined):  # how it stands is asked when he comes back
            practice(deposit.provider_ref, outcome)


def _practice_of(deposit: Deposit) -> Callable[[str, str], None] | None:
    provider = provider_named(deposit.provider)
    found: Callable[[str, str], None] | None = getattr(provider, "practise", None)
    return found if found and provider.capabilities().is_practice else None

"""The client's money: wallet, adding money, each deposit."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts import actions as accounts_actions
from karigar.accounts import queries as accounts
from karigar.accounts.guards import hat_of, person_of
from karigar.kit import clock, limits
from karigar.kit.digits import row_number
from karigar.kit.forms import bind_currency
from karigar.kit.pages import draw, see
from karigar.ledger import queries as ledger
from karigar.payins import actions, calls, queries, rules
from karigar.payins.forms import DepositForm, PracticeForm, RefundForm, TransferForm
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.payins.models import Deposit

LINES = 30


def _company_id(request: HttpRequest) -> int:
    """The company whose hat is worn, else the person's first, which is made when needed."""
    hat = hat_of(request)
    if hat.company_id:
        return hat.company_id
    return int(accounts_actions.ensure_company(person_of(request), now=clock.now()).pk)


@login_required
def company_wallet(request: HttpRequest) -> HttpResponse:
    """Show a company's money: what is free, every line of it, and the newest deposits."""
    member = accounts.member_of(person_of(request), _company_id(request))
    company = member.company
    before = request.GET.get("before", "")
    lines = ledger.entries_for(f"company:{company.pk}", "wallet", before=row_number(before), limit=LINES)
    return draw(
        request,
        "payins/company_wallet.html",
        {
            "company": company,
            "may_pay": accounts.role_may(member.role, "pay"),
            "wallet": queries.wallet_of(company),
            "debts": queries.debts_of(company),
            "lines": lines,
            "older": lines[-1].journal if len(lines) == LINES else None,
            "deposits": queries.deposits_of(company, 5),
        },
    )


@login_required
def deposits(request: HttpRequest) -> HttpResponse:
    """List a company's deposits."""
    member = accounts.member_of(person_of(request), _company_id(request))
    context = {
        "company": member.company,
        "may_pay": accounts.role_may(member.role, "pay"),
        "deposits": queries.deposits_of(member.company, 100),
    }
    return draw(request, "payins/deposits.html", context)


@login_required
def start_deposit(request: HttpRequest) -> HttpResponse:
    """Ask how much and by which way."""
    person, now = person_of(request), clock.now()
    company = accounts.member_of(person, _company_id(request), "pay").company
    currencies = rulebook.value("currencies", at=now)
    form = DepositForm(
        request.POST or None,
        currencies=currencies,
        providers=queries.providers(now=now),
        initial={
            "key": uuid.uuid4().hex,
            "currency": request.GET.get("currency") or company.currency,
            "provider": next(iter(queries.providers(now=now)), ""),
            "amount": request.GET.get("amount", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"deposit:{person.pk}", times=30, seconds=3600, now=now)
            deposit = actions.start_deposit(company, by=person, **form.cleaned_data, now=now)
            if call := queries.call_of_any(deposit):
                calls.make(call, now=now)
            said = _("The money is in your wallet.") if deposit.status == "booked" else ""
            return see(request, "deposit", deposit.pk, said=said)
    return draw(
        request,
        "payins/start_deposit.html",
        {"form": form, "company": company, "providers": queries.providers(now=now)},
        status=form.status,
    )


@login_required
def deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one deposit: how to pay, what was stated, who confirmed it, what comes next."""
    person = person_of(request)
    found = queries.deposit_for_member(person, pk)
    form = TransferForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            data = form.cleaned_data
            actions.state_transfer(
                found,
                by=person,
                sent_from=data["sent_from"],
                reference=data["reference"],
                upload=data["proof"],
                now=clock.now(),
            )
            return see(
                request, "deposit", pk, said=_("Thank you. Two of our staff will confirm it, one after the other.")
            )
    return _draw_deposit(request, found, form=form)


def _draw_deposit(
    request: HttpRequest, deposit: "Deposit", *, form: TransferForm | None = None, refund: RefundForm | None = None
) -> HttpResponse:
    most = queries.refundable_any(deposit) if deposit.status == "booked" else 0
    asked = refund or RefundForm(initial={"key": uuid.uuid4().hex})
    bind_currency(asked, deposit.currency)
    context = {
        "deposit": deposit,
        "form": form or TransferForm(),
        "mark": rules.transfer_mark(deposit.pk),
        "is_manual": deposit.provider == rules.MANUAL,
        "most": most,
        "refund": asked,
        "refunds": queries.refunds_of(deposit),
        "owed": queries.owed_any(deposit.company_id, deposit.currency),
    }
    shown = refund or form
    return draw(request, "payins/deposit.html", context, status=shown.status if shown else 200)


@login_required
@require_POST
def pay_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the provider again for the way on, and how the payment stands."""
    person, now = person_of(request), clock.now()
    found = queries.deposit_for_member(person, pk, "pay")
    limits.take(f"back:{person.pk}", times=60, seconds=600, now=now)
    call = queries.call_of_any(found)
    if call and not found.provider_ref:
        calls.make(call, now=now)
    else:
        calls.ask_about(found, now=now)
    return see(request, "deposit", pk)


@login_required
@require_POST
def ask_deposit_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for unused money back to where it came from."""
    person = person_of(request)
    found = queries.deposit_for_member(person, pk, "pay")
    form = RefundForm(request.POST)
    bind_currency(form, found.currency)
    if form.is_valid():
        with form.refusals():
            actions.ask_deposit_refund(found, by=person, **form.cleaned_data, now=clock.now())
            return see(request, "deposit", pk, said=_("Thank you. Two of our staff will confirm it."))
    return _draw_deposit(request, found, refund=form)


@login_required
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand where a real provider would ask for the card: pay, or be declined. For providers that practise only."""
    found, now = queries.deposit_for_member(person_of(request), pk, "pay"), clock.now()
    if not calls.practises(found, now=now):
        raise Http404
    form = PracticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        calls.practise(found, outcome=form.cleaned_data["outcome"])
        return see(request, "payment_back", pk)
    return draw(request, "payins/practice.html", {"deposit": found, "form": form}, status=form.status)


@login_required
@require_POST
def cancel_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deposit back."""
    person = person_of(request)
    actions.cancel_deposit(queries.deposit_for_member(person, pk), by=person, now=clock.now())
    return see(request, "deposit", pk, said=_("The deposit is cancelled."))

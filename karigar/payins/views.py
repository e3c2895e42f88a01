"""The client's money: wallet, adding money, each deposit."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts import actions as accounts_actions
from karigar.accounts import queries as accounts
from karigar.accounts.guards import hat_of, person_of
from karigar.kit import clock, limits
from karigar.kit.digits import row_number
from karigar.kit.pages import draw, see
from karigar.ledger import queries as ledger
from karigar.payins import actions, queries, rules
from karigar.payins.forms import DepositForm, TransferForm
from karigar.rulebook import queries as rulebook

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
        providers=queries.providers(),
        initial={
            "key": uuid.uuid4().hex,
            "currency": request.GET.get("currency") or company.currency,
            "provider": queries.providers()[0],
            "amount": request.GET.get("amount", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"deposit:{person.pk}", times=30, seconds=3600, now=now)
            deposit = actions.start_deposit(company, by=person, **form.cleaned_data, now=now)
            said = _("The money is in your wallet.") if deposit.status == "booked" else ""
            return see(request, "deposit", deposit.pk, said=said)
    return draw(request, "payins/start_deposit.html", {"form": form, "company": company}, status=form.status)


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
    context = {"deposit": found, "form": form, "mark": rules.transfer_mark(found.pk)}
    return draw(request, "payins/deposit.html", context, status=form.status)


@login_required
@require_POST
def cancel_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a deposit back."""
    person = person_of(request)
    actions.cancel_deposit(queries.deposit_for_member(person, pk), by=person, now=clock.now())
    return see(request, "deposit", pk, said=_("The deposit is cancelled."))

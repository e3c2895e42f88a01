"""A person's money: wallet, lines, withdrawals, payout methods."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.kit import clock, limits
from karigar.kit.digits import row_number
from karigar.kit.pages import draw, see
from karigar.ledger import queries as ledger
from karigar.payouts import actions, queries
from karigar.payouts.forms import MethodForm, PayoutForm
from karigar.payouts.refusals import FeeIsNew
from karigar.proofs import queries as proofs
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.ledger.queries import JournalView

ROLES = ("wallet", "earnings", "withdrawing")
LINES = 50


@login_required
def wallet(request: HttpRequest) -> HttpResponse:
    """Show a person's money: available, in its security period, on the way; the newest lines and the next payout."""
    person, now = person_of(request), clock.now()
    kept, due = queries.promise_kept(now=now)
    return draw(
        request,
        "payouts/wallet.html",
        {
            "wallet": queries.wallet_of(person),
            "lines": ledger.entries_for(f"person:{person.pk}", *ROLES, limit=10),
            "next_payout": queries.next_payout_of(person),
            "kept": kept,
            "due": due,
            "kept_percent": 100 * kept // due if due else None,
            "holds_url": reverse("wallet_holds"),  # drawn by a module above: a URL name is not an import
        },
    )


@login_required
def wallet_lines(request: HttpRequest) -> HttpResponse:
    """List every line of a person's money, newest first."""
    before = request.GET.get("before", "")
    owner = f"person:{person_of(request).pk}"
    lines = ledger.entries_for(owner, *ROLES, before=row_number(before), limit=LINES)
    older = lines[-1].journal if len(lines) == LINES else None
    return draw(request, "payouts/lines.html", {"lines": lines, "older": older})


@login_required
@require_safe
def earnings(request: HttpRequest) -> HttpResponse:
    """Draw what a freelancer earned in each of the last twelve months, with the numbers in a table."""
    years = queries.earnings_of(person_of(request), now=clock.now())
    context = {
        "years": years,
        "certificates_url": reverse("certificates"),
    }  # of a module above: a URL name is no import
    return draw(request, "payouts/earnings.html", context)


@login_required
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one movement whole, if a line of it is the reader's or his company's."""
    return draw(request, "payouts/receipt.html", {"journal": _movement(request, pk)})


@login_required
@require_safe
def receipt_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the receipt of a movement as a file that proves itself."""
    paper = proofs.receipt_any(_movement(request, pk).id)
    answer = JsonResponse(paper, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="receipt-{pk}.json"'
    return answer


def _movement(request: HttpRequest, pk: int) -> "JournalView":
    """Fetch a movement that touched the reader or a company of his. Raises Http404."""
    person = person_of(request)
    owners = [f"person:{person.pk}", *(f"company:{m.company_id}" for m in accounts.companies_of(person))]
    return queries.movement_for(owners, pk)


@login_required
def payouts(request: HttpRequest) -> HttpResponse:
    """List a person's withdrawals."""
    page = queries.payouts_of(person_of(request), request.GET.get("after", ""))
    return draw(request, "payouts/payouts.html", {"page": page})


@login_required
def request_payout(request: HttpRequest, currency: str) -> HttpResponse:
    """Ask how much of a currency should go where."""
    person, now = person_of(request), clock.now()
    if currency not in rulebook.value("currencies", at=now):
        raise Http404
    methods = list(queries.methods_of(person))
    form = PayoutForm(
        request.POST or None,
        methods=methods,
        currency=currency,
        initial={"key": uuid.uuid4().hex, "currency": currency, "method": methods[0].pk if len(methods) == 1 else None},
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"payout:{person.pk}", times=20, seconds=3600, now=now)
            data = form.cleaned_data
            payout = actions.request_payout(
                person,
                method=queries.method_for(person, data["method"]),
                amount=data["amount"],
                currency=data["currency"],
                key=data["key"],
                agreed_fee=data["agreed_fee"],
                now=now,
            )
            return see(request, "payout", payout.pk, said=_("Your withdrawal is on its way."))
        if isinstance(form.refusal, FeeIsNew):
            form.show_fee(form.refusal.facts["amount"])
    available = next((w["available"] for w in queries.wallet_of(person) if w["currency"] == currency), 0)
    context = {
        "form": form,
        "methods": methods,
        "currency": currency,
        "available": available,
        "minimum": rulebook.amount("payout.minimum", currency, at=now),
        "ways": queries.ways_of(methods, currency, now=now),
        "is_identified": accounts.is_identified(person, now=now),
    }
    return draw(request, "payouts/request_payout.html", context, status=form.status)


@login_required
def payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one withdrawal: where it is, what happens when."""
    found = queries.payout_for(person_of(request), pk)
    parts = list(queries.parts_of(found)) if found.parts > 1 else []
    context = {"payout": found, "parts": parts, "terms": queries.terms_of_payout(found, now=clock.now())}
    return draw(request, "payouts/payout.html", context)


@login_required
def payout_methods(request: HttpRequest) -> HttpResponse:
    """List payout methods and take a new one."""
    person, now = person_of(request), clock.now()
    form = MethodForm(request.POST or None, initial={"holder": person.name})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"method:{person.pk}", times=10, seconds=86400, now=now)
            actions.add_method(person, **form.cleaned_data, now=now)
            return see(
                request,
                "payout_methods",
                said=_("The payout method is added. It sleeps for a while first, to protect you."),
            )
    context = {
        "methods": queries.methods_of(person),
        "form": form,
        "now": now,
        "is_identified": accounts.is_identified(person, now=now),
        "sleep_hours": rulebook.value("payout.method_sleep_hours", at=now),
    }
    return draw(request, "payouts/payout_methods.html", context, status=form.status)


@login_required
@require_POST
def remove_method(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a payout method."""
    person = person_of(request)
    actions.remove_method(queries.method_for(person, pk), by=person, now=clock.now())
    return see(request, "payout_methods", said=_("The payout method is removed."))


def cancel_method(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter: remove a method that somebody else may have added; a button, so that no robot does it."""
    method = queries.method_by_token_any(token)
    if request.method == "POST" and not method.removed_at:
        actions.remove_method(method, by=None, now=clock.now())
    return draw(request, "payouts/cancel_method.html", {"method": method})

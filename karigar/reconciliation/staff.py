"""Back office: statements are taken in, lines find their movements, two people move the platform's money and close months."""

import csv
import io
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of, staff_only
from karigar.kit import clock
from karigar.kit.digits import latin_digits, row_number
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see
from karigar.reconciliation import actions, forms, queries
from karigar.rulebook import queries as rulebook

STATES = ("open", "matched", "all")


def _overview(request: HttpRequest, form: Form | None = None) -> HttpResponse:
    now = clock.now()
    take = form or forms.TakeForm(accounts=queries.names_any(now=now), profiles=queries.profiles_any())
    context = {"standings": queries.standing_any(now=now), "take": take}
    return draw(request, "reconciliation/overview.html", context, status=take.status)


@staff_only("finance")
@require_safe
def staff_reconciliation(request: HttpRequest) -> HttpResponse:
    """Show how every outside account stands, by the age of what waits."""
    return _overview(request)


@staff_only("finance")
@require_POST
def take_statement(request: HttpRequest) -> HttpResponse:
    """Take in a file of a bank or provider."""
    now = clock.now()
    form = forms.TakeForm(
        request.POST, request.FILES, accounts=queries.names_any(now=now), profiles=queries.profiles_any()
    )
    if form.is_valid():
        with form.refusals():
            taken = actions.take_statement(by=person_of(request), now=now, **form.values())
            added = sum(row.added for row in taken)
            return see(request, "staff_statements", said=_("Taken in. New lines: %(count)s.") % {"count": added})
    return _overview(request, form)


@staff_only("finance")
def staff_profiles(request: HttpRequest) -> HttpResponse:
    """List the columns of known CSV files, and add some."""
    form = forms.ProfileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.save_profile(
                by=person_of(request), fields=form.fields_of(), reason=form.cleaned_data["reason"], now=clock.now()
            )
            return see(request, "staff_profiles", said=_("Saved."))
    context = {"profiles": queries.profiles_any(), "form": form}
    return draw(request, "reconciliation/profiles.html", context, status=form.status)


@staff_only("finance")
@require_safe
def staff_statements(request: HttpRequest) -> HttpResponse:
    """List the files that were taken in."""
    page = queries.statements_any(_number(request, "account"), request.GET.get("after", ""))
    return draw(request, "reconciliation/statements.html", {"page": page})


def _number(request: HttpRequest, name: str) -> int | None:
    return row_number(latin_digits(request.GET.get(name, "")))


@staff_only("finance")
@require_safe
def staff_lines(request: HttpRequest) -> HttpResponse:
    """List lines of banks and providers: those without a partner first."""
    state = request.GET.get("state", "open")
    state = state if state in STATES else "open"
    account, statement = _number(request, "account"), _number(request, "statement")
    page = queries.lines_any(account=account, statement=statement, state=state, cursor=request.GET.get("after", ""))
    kept = {"state": state, "account": account, "statement": statement}
    query = "&".join(f"{name}={value}" for name, value in kept.items() if value)
    rest = "&".join(f"{name}={value}" for name, value in kept.items() if value and name != "state")
    return draw(
        request,
        "reconciliation/lines.html",
        {"page": page, "state": state, "states": STATES, "query": query, "rest": rest},
    )


def _line(request: HttpRequest, pk: int, form: Form | None = None) -> HttpResponse:
    line = queries.line_any(pk)
    moved, lines = queries.partners_of(line)
    context = {
        "line": line,
        "candidates": [] if line.match_id else queries.candidates_for(line),
        "deed": queries.deed_for(line),
        "moved": moved,
        "lines": lines,
        "reason": form or forms.ReasonForm(),
        "deed_form": form if isinstance(form, forms.DeedForm) else forms.DeedForm(),
        "match_url": reverse("match_by_hand", args=[pk]),
    }
    return draw(request, "reconciliation/line.html", context, status=form.status if form else 200)


@staff_only("finance")
@require_safe
def staff_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line, what it may belong to, and what two people may do about it."""
    return _line(request, pk)


@staff_only("finance")
@require_POST
def match_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a line belongs to movements that were found."""
    form = forms.MatchForm(request.POST)
    if form.is_valid():
        with form.refusals():
            actions.match_by_hand(
                queries.line_any(pk),
                by=person_of(request),
                moved=form.numbers("moved"),
                also=form.numbers("also"),
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            )
            return see(request, "staff_line", pk, said=_("They belong together now."))
    return _line(request, pk, form)


@staff_only("finance")
@require_POST
def undo_match(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a match apart."""
    line, form = queries.line_any(pk), forms.ReasonForm(request.POST)
    if form.is_valid():
        with form.refusals():
            match = queries.match_any(line.match_id or 0)
            actions.undo_match(match, by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_line", pk, said=_("They are apart again."))
    return _line(request, pk, form)


# What a line may ask two people to do, by the name that queries.deed_for gives.
DEEDS: dict[str, Callable[..., object]] = {
    "confirm_paid": actions.confirm_paid,
    "see_transfer": actions.see_transfer,
    "book_transfer": actions.book_transfer,
}


@staff_only("finance")
@require_POST
def act_on_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what the line asks for: confirm or give back a withdrawal, look at a deposit."""
    line, form = queries.line_any(pk), forms.DeedForm(request.POST)
    kind = queries.deed_for(line).kind
    if form.is_valid():
        with form.refusals():
            same = {"by": person_of(request), "reason": form.cleaned_data["reason"], "now": clock.now()}
            if kind in DEEDS:
                DEEDS[kind](line, **same)
            else:
                give_back = actions.return_late if kind == "return_late" else actions.fail_returned
                give_back(line, failure=form.cleaned_data["failure"] or line.return_reason, **same)
            return see(request, "staff_line", pk, said=_("Done."))
    return _line(request, pk, form)


@staff_only("finance")
def staff_orders(request: HttpRequest) -> HttpResponse:
    """List movements of the platform's own money, and ask for one."""
    now = clock.now()
    form = forms.OrderForm(
        request.POST if request.method == "POST" else None, currencies=rulebook.value("currencies", at=now)
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            _ask(request, form)
            return see(request, "staff_orders", said=_("A colleague must confirm it."))
    return _orders(request, form)


def _ask(request: HttpRequest, form: forms.OrderForm) -> None:
    given, (amount, cost) = form.cleaned_data, form.amounts()
    same = {
        "by": person_of(request),
        "currency": given["currency"],
        "amount": amount,
        "key": given["number"],
        "reason": given["reason"],
        "now": clock.now(),
    }
    if given["kind"] == "settlement":
        actions.ask_settlement(provider=given["provider"], cost=cost, **same)
    elif given["kind"] == "sweep":
        actions.ask_sweep(**same)
    elif given["kind"] == "charge":
        actions.ask_charge(**same)
    else:
        actions.ask_tax(tax=given["kind"], **same)


def _orders(request: HttpRequest, form: forms.OrderForm, reason: Form | None = None) -> HttpResponse:
    context = {
        "form": form,
        "page": queries.orders_any(request.GET.get("after", "")),
        "reason": reason or forms.ReasonForm(),
        "me": person_of(request).pk,
    }
    return draw(request, "reconciliation/orders.html", context, status=(reason or form).status)


def _decide_order(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    form = forms.ReasonForm(request.POST)
    order = queries.order_any(pk)
    if form.is_valid():
        with form.refusals():
            act(order, by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_orders", said=said)
    blank = forms.OrderForm(currencies=rulebook.value("currencies", at=clock.now()))
    return _orders(request, blank, form)


@staff_only("finance")
@require_POST
def book_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Book what a colleague asked for."""
    return _decide_order(request, pk, actions.book_order, _("Booked."))


@staff_only("finance")
@require_POST
def refuse_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what was asked for."""
    return _decide_order(request, pk, actions.refuse_order, _("Refused."))


@staff_only("finance")
def staff_closes(request: HttpRequest) -> HttpResponse:
    """List closed months, show the trial balance of now, and ask for a month to be closed."""
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            asked = actions.ask_close(by=person_of(request), now=clock.now(), **form.cleaned_data)
            return see(request, "staff_close", asked.pk, said=_("A colleague must confirm it."))
    context = {"form": form, "closes": queries.closes_any(), "trials": queries.trial_now_any()}
    return draw(request, "reconciliation/closes.html", context, status=form.status)


def _close(request: HttpRequest, pk: int, form: Form | None = None) -> HttpResponse:
    close = queries.close_any(pk)
    context = {
        "close": close,
        "trials": queries.trials(close.trial or []),
        "reason": form or forms.ReasonForm(),
        "is_own": close.made_by_id == person_of(request).pk,
    }
    return draw(request, "reconciliation/close.html", context, status=form.status if form else 200)


@staff_only("finance")
@require_safe
def staff_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a month that was closed or waits for it."""
    return _close(request, pk)


@staff_only("finance")
@require_safe
def close_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the trial balance of a closed month as a table."""
    close = queries.close_any(pk)
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(["class", "role", "unit", "amount"])
    rows.writerows(close.trial or [])
    answer = HttpResponse(page.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="trial-{close.month:%Y-%m}.csv"'
    return answer


def _decide_close(request: HttpRequest, pk: int, act: Callable[..., None], said: str) -> HttpResponse:
    form = forms.ReasonForm(request.POST)
    close = queries.close_any(pk)
    if form.is_valid():
        with form.refusals():
            act(close, by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_close", pk, said=said)
    return _close(request, pk, form)


@staff_only("finance")
@require_POST
def check_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a month as the second of two."""
    return _decide_close(request, pk, actions.check_close, _("The month is closed."))


@staff_only("finance")
@require_POST
def refuse_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to close a month for now."""
    return _decide_close(request, pk, actions.refuse_close, _("Refused."))

"""Back office: deposits are confirmed by two staff, one after the other."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts.guards import person_of, staff_only
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.forms import bind_currency
from karigar.kit.pages import draw, see
from karigar.payins import actions, calls, queries
from karigar.payins.forms import MakeForm, ReasonForm
from karigar.payins.states import DepositStatus


@staff_only("finance")
def staff_deposits(request: HttpRequest) -> HttpResponse:
    """Queue of deposits, the oldest first."""
    status = request.GET.get("status", "")
    status = status if status in DepositStatus.values else ""
    page = queries.queue_any(status, request.GET.get("after", ""))
    return draw(
        request,
        "payins/staff_deposits.html",
        {"page": page, "status": status, "query": f"status={status}", "statuses": DepositStatus.choices},
    )


@staff_only("finance")
def staff_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """One deposit: facts, history, and the look that is due now."""
    return _draw(request, pk)


def _draw(
    request: HttpRequest, pk: int, *, make: MakeForm | None = None, reason: ReasonForm | None = None
) -> HttpResponse:
    deposit = queries.deposit_any(pk)
    form = make or reason
    return draw(
        request,
        "payins/staff_deposit.html",
        {
            "deposit": deposit,
            "make": make or _make_form(None, deposit.currency),
            "reason": reason or ReasonForm(),
            "history": events.history_any("deposit", pk),
            "is_own_look": deposit.made_by_id == person_of(request).pk,
        },
        status=form.status if form else 200,
    )


def _make_form(data: object, currency: str) -> MakeForm:
    form = MakeForm(data)
    bind_currency(form, currency)
    return form


@staff_only("finance")
@require_POST
def make_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """The first look."""
    deposit = queries.deposit_any(pk)
    form = _make_form(request.POST, deposit.currency)
    if form.is_valid():
        with form.refusals():
            data = form.cleaned_data
            actions.make_deposit(
                deposit, by=person_of(request), amount_seen=data["amount"], reason=data["reason"], now=clock.now()
            )
            return see(request, "staff_deposit", pk, said=_("Confirmed. A colleague must look at it too."))
    return _draw(request, pk, make=form)


@staff_only("finance")
@require_POST
def check_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """The second look, which books."""
    return _with_reason(request, pk, actions.check_deposit, _("Booked: the money is in the client's wallet."))


@staff_only("finance")
@require_POST
def refuse_deposit(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse with a reason."""
    return _with_reason(request, pk, actions.refuse_deposit, _("Refused. The client reads your reason."))


@staff_only("finance")
@require_POST
def return_to_maker(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the first look."""
    return _with_reason(request, pk, actions.return_to_maker, _("Sent back to the first look."))


def _with_reason(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusals():
            act(queries.deposit_any(pk), by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_deposit", pk, said=said)
    return _draw(request, pk, reason=form)


@staff_only("finance")
def staff_payments(request: HttpRequest) -> HttpResponse:
    """Who holds the money, which ways in are open, and what of refunds, chargebacks, calls and events needs a look."""
    return _draw_payments(request)


def _draw_payments(request: HttpRequest, form: ReasonForm | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "custody": queries.custody(now=now),
        "providers": queries.ways_any(now=now),
        "unready": queries.unready_any(),
        "refunds": queries.waiting_refunds_any(),
        "chargebacks": queries.chargebacks_any(),
        "calls": queries.open_calls_any(),
        "odd": queries.odd_events_any(),
        "reason": form or ReasonForm(),
    }
    return draw(request, "payins/staff_payments.html", context, status=form.status if form else 200)


@staff_only("finance")
@require_POST
def make_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """The first look at a refund."""
    return _on_list(
        request, queries.refund_any(pk), actions.make_refund, _("Confirmed. A colleague must look at it too.")
    )


@staff_only("finance")
@require_POST
def check_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """The second look, after which the provider is asked to send it."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusals():
            now = clock.now()
            call = actions.check_refund(
                queries.refund_any(pk), by=person_of(request), reason=form.cleaned_data["reason"], now=now
            )
            if call:
                calls.make(call, now=now)
            return see(request, "staff_payments", said=_("Confirmed. The money has left the wallet."))
    return _draw_payments(request, form)


@staff_only("finance")
@require_POST
def refuse_refund(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a refund with a reason."""
    return _on_list(request, queries.refund_any(pk), actions.refuse_refund, _("Refused. The client reads your reason."))


@staff_only("finance")
@require_POST
def make_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that the platform bears a lost chargeback."""
    said = _("Confirmed. A colleague must look at it too.")
    return _on_list(request, queries.chargeback_any(pk), actions.make_write_off, said)


@staff_only("finance")
@require_POST
def check_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the platform bear it."""
    return _on_list(request, queries.chargeback_any(pk), actions.check_write_off, _("Written off."))


def _on_list(request: HttpRequest, row: object, act: Callable[..., object], said: str) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        with form.refusals():
            act(row, by=person_of(request), reason=form.cleaned_data["reason"], now=clock.now())
            return see(request, "staff_payments", said=said)
    return _draw_payments(request, form)

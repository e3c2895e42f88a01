"""Back office: the queue of withdrawals with its clocks."""

import csv
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts.guards import person_of, staff_only
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.payouts import actions, queries
from karigar.payouts.forms import FailForm, NoteForm, SendForm, plain
from karigar.payouts.models import Rail


@staff_only("finance")
def staff_payouts(request: HttpRequest) -> HttpResponse:
    """The queue; the clock that ends first stands on top."""
    now = clock.now()
    kept, due = queries.promise_kept(now=now)
    context = {
        "queue": queries.queue_any(),
        "batches": queries.waiting_batches_any(),
        "settled": queries.settled_any(request.GET.get("after", "")),
        "rails": dict(Rail.choices),
        "kept": kept,
        "due": due,
        "now": now,
    }
    return draw(request, "payouts/staff_payouts.html", context)


@staff_only("finance")
def staff_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """One withdrawal: facts, history, the acts allowed now."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, form: object = None) -> HttpResponse:
    payout = queries.payout_any(pk)
    context = {
        "payout": payout,
        "details": queries.details_any(payout.method),
        "history": events.history_any("payout", pk),
        "note": form if isinstance(form, NoteForm) else NoteForm(),
        "send": form if isinstance(form, SendForm) else SendForm(),
        "fail": form if isinstance(form, FailForm) else FailForm(),
    }
    return draw(request, "payouts/staff_payout.html", context, status=getattr(form, "status", 200))


@staff_only("finance")
@require_POST
def check_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a withdrawal go on."""
    return _act(
        request, pk, NoteForm(request.POST), actions.check_payout, _("Checked. It goes into the next payment file.")
    )


@staff_only("finance")
@require_POST
def send_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as sent."""
    return _act(request, pk, SendForm(request.POST), actions.send_payout, _("Marked as sent."))


@staff_only("finance")
@require_POST
def confirm_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as arrived."""
    return _act(request, pk, NoteForm(request.POST), actions.confirm_payout, _("Marked as arrived."))


@staff_only("finance")
@require_POST
def fail_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as failed; the money is back at once."""
    return _act(
        request,
        pk,
        FailForm(request.POST),
        actions.fail_payout,
        _("Marked as failed. The money is back in the wallet."),
    )


def _act(
    request: HttpRequest, pk: int, form: NoteForm | SendForm | FailForm, act: Callable[..., object], said: str
) -> HttpResponse:
    if form.is_valid():
        with form.refusals():
            act(queries.payout_any(pk), by=person_of(request), **form.cleaned_data, now=clock.now())
            return see(request, "staff_payout", pk, said=said)
    return _draw(request, pk, form)


@staff_only("finance")
@require_POST
def export_batch(request: HttpRequest) -> HttpResponse:
    """Put the checked withdrawals of a rail into a file."""
    rail, currency = request.POST.get("rail", ""), request.POST.get("currency", "")
    batch = actions.export_batch(rail=rail, currency=currency, by=person_of(request), now=clock.now())
    return see(request, "staff_batch", batch.pk)


@staff_only("finance")
def staff_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a payment file and offer it."""
    batch, rows = queries.batch_rows_any(pk)
    return draw(
        request,
        "payouts/staff_batch.html",
        {"batch": batch, "rows": rows, "payouts": batch.payouts.select_related("person", "method")},
    )


@staff_only("finance")
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a payment file as CSV."""
    batch, rows = queries.batch_rows_any(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="payouts-{batch.pk}-{batch.rail}.csv"'
    writer = csv.writer(response)
    writer.writerow(["payout", "rail", "holder", "account", "bank", "code", "amount", "currency"])
    for *facts, amount, currency in rows:
        # A leading sign would run as a formula in a spreadsheet: quote it.
        safe = ["'" + fact if fact.startswith(("=", "+", "-", "@")) else fact for fact in facts]
        writer.writerow([*safe, plain(int(amount), currency), currency])
    return response

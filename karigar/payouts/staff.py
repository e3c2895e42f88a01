"""Back office: the queue of withdrawals with its clocks."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of, staff_only
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see
from karigar.payouts import actions, files, queries
from karigar.payouts.forms import FailForm, NoteForm, ResultsForm, SendForm, TermsForm


@staff_only("finance")
def staff_payouts(request: HttpRequest) -> HttpResponse:
    """The queue; the clock that ends first stands on top."""
    now = clock.now()
    kept, due = queries.promise_kept(now=now)
    context = {
        "queue": queries.queue_any(),
        "batches": queries.waiting_batches_any(),
        "settled": queries.settled_any(request.GET.get("after", "")),
        "rails": {way.rail: way.title for way in queries.terms_at(now)},
        "names": queries.names_to_look_at_any(),
        "proposed": queries.proposed_terms_any(),
        "results": queries.result_files_any(),
        "take": ResultsForm(),
        "note": NoteForm(),
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
    batch = queries.batch_any(pk)
    return draw(request, "payouts/staff_batch.html", {"batch": batch, "payouts": queries.payouts_in_any(batch)})


@staff_only("finance")
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a payment file as it was made."""
    batch = queries.batch_any(pk)
    ending, content_type = files.TYPES[batch.form]
    response = HttpResponse(queries.content_any(batch), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="payouts-{batch.pk}-{batch.rail}.{ending}"'
    return response


@staff_only("finance")
@require_POST
def take_results(request: HttpRequest) -> HttpResponse:
    """Take in what a bank or wallet answered to a payment file."""
    form = ResultsForm(request.POST, request.FILES)
    if form.is_valid():
        with form.refusals():
            file = actions.take_results(form.cleaned_data["file"], by=person_of(request), now=clock.now())
            return see(request, "staff_results", file.pk, said=_("Taken in. A colleague carries it out."))
    return draw(request, "payouts/staff_take.html", {"take": form}, status=form.status)


@staff_only("finance")
def staff_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an answer line by line: what it says, and what it led to."""
    return _draw_results(request, pk, NoteForm())


def _draw_results(request: HttpRequest, pk: int, form: Form) -> HttpResponse:
    file = queries.result_file_any(pk)
    context = {
        "file": file,
        "lines": queries.judged_lines_any(file),
        "note": form,
        "is_own": file.made_by_id == person_of(request).pk,
    }
    return draw(request, "payouts/staff_results.html", context, status=form.status)


@staff_only("finance")
@require_POST
def apply_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry an answer out as the second of staff."""
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            actions.apply_results(
                queries.result_file_any(pk), by=person_of(request), **form.cleaned_data, now=clock.now()
            )
            return see(request, "staff_results", pk, said=_("Carried out."))
    return _draw_results(request, pk, form)


@staff_only("finance")
@require_POST
def refuse_results(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay an answer aside."""
    form = NoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            actions.refuse_results(
                queries.result_file_any(pk), by=person_of(request), **form.cleaned_data, now=clock.now()
            )
            return see(request, "staff_results", pk, said=_("Laid aside."))
    return _draw_results(request, pk, form)


@staff_only("finance", "operator")
@require_safe
def staff_rails(request: HttpRequest) -> HttpResponse:
    """List every rail with its terms in force."""
    context = {"rails": queries.terms_at(clock.now()), "proposed": queries.proposed_terms_any()}
    return draw(request, "payouts/staff_rails.html", context)


@staff_only("finance", "operator")
def staff_rail(request: HttpRequest, rail: str) -> HttpResponse:
    """Show a rail's terms and their history, and take others."""
    now = clock.now()
    terms = queries.terms_of(rail, now=now)
    form = TermsForm(request.POST or None, now_in_force=terms)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            day, data = form.cleaned_data["since"], form.cleaned_data
            since = dt.datetime.combine(day, dt.time(), dt.UTC) if day and day > now.date() else now
            actions.propose_terms(form.proposed(), since=since, by=person_of(request), reason=data["reason"], now=now)
            return see(request, "staff_rail", rail, said=_("Proposed. A colleague takes the second look."))
    return _draw_rail(request, rail, form, NoteForm())


def _draw_rail(request: HttpRequest, rail: str, form: Form, note: Form) -> HttpResponse:
    terms = queries.terms_of(rail, now=clock.now())
    context = {
        "terms": terms,
        "history": [(row, _changes(row.facts, terms.as_json())) for row in queries.terms_rows_any(rail)],
        "form": form,
        "note": note,
        "reader": person_of(request).pk,
    }
    return draw(request, "payouts/staff_rail.html", context, status=max(form.status, note.status))


def _changes(proposed: Mapping[str, object], now: Mapping[str, object]) -> list[tuple[object, object]]:
    """What a row says other than the terms in force, by the names that the form gives."""
    fields = TermsForm.base_fields
    return [(fields[name].label, proposed.get(name)) for name in fields if proposed.get(name) != now.get(name)]


@staff_only("finance", "operator")
@require_POST
def check_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Let proposed terms be, as the second of staff."""
    return _end_terms(request, pk, actions.check_terms, _("In force from its day on."))


@staff_only("finance", "operator")
@require_POST
def refuse_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse proposed terms."""
    return _end_terms(request, pk, actions.refuse_terms, _("Refused."))


def _end_terms(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    row, form = queries.terms_row_any(pk), NoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            act(row, by=person_of(request), **form.cleaned_data, now=clock.now())
            return see(request, "staff_rail", row.rail, said=said)
    terms = queries.terms_of(row.rail, now=clock.now())
    return _draw_rail(request, row.rail, TermsForm(now_in_force=terms), form)


@staff_only("finance")
@require_POST
def accept_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a differing name is the same person's."""
    return _end_name(request, pk, actions.accept_name, _("The method may be used."))


@staff_only("finance")
@require_POST
def refuse_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a differing name is somebody else's."""
    return _end_name(request, pk, actions.refuse_name, _("The method is removed."))


def _end_name(request: HttpRequest, pk: int, act: Callable[..., object], said: str) -> HttpResponse:
    method, form = queries.method_any(pk), NoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            act(method, by=person_of(request), **form.cleaned_data, now=clock.now())
            return see(request, "staff_payouts", said=said)
    context = {"method": method, "note": form, "legal": queries.legal_name_any(method)}
    return draw(request, "payouts/staff_name.html", context, status=form.status)


@staff_only("finance")
@require_safe
def staff_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the name of an account beside the verified one."""
    method = queries.method_any(pk)
    context = {"method": method, "note": NoteForm(), "legal": queries.legal_name_any(method)}
    return draw(request, "payouts/staff_name.html", context)

"""Back office: the pool of the exchange and its rates."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts.guards import person_of, staff_only
from karigar.exchange import actions, queries
from karigar.exchange.forms import NoteForm, RateForm
from karigar.kit import clock
from karigar.kit.money import EXPONENTS
from karigar.kit.pages import draw, see


@staff_only("finance")
def staff_exchange(request: HttpRequest) -> HttpResponse:
    """Show the pool by currency and the rates, and take a new rate."""
    now = clock.now()
    form = RateForm(request.POST or None, known=[*EXPONENTS], initial={"as_of": now.replace(second=0, microsecond=0)})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            data = form.cleaned_data | {"as_of": form.cleaned_data["as_of"].replace(tzinfo=dt.UTC)}
            actions.propose_rate(**data, by=person_of(request), now=now)
            return see(request, "staff_exchange", said=_("Entered. A colleague must confirm it."))
    return _draw(request, form)


def _draw(request: HttpRequest, form: RateForm, note: NoteForm | None = None) -> HttpResponse:
    now = clock.now()
    context = {
        "positions": queries.positions_any(now),
        "rates": queries.latest_any(now),
        "waiting": queries.waiting_any(),
        "newest": queries.newest_file_any(),
        "form": form,
        "note": note or NoteForm(),
    }
    return draw(request, "exchange/staff_exchange.html", context, status=note.status if note else form.status)


@staff_only("finance")
@require_POST
def confirm_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a colleague's rate in force."""
    return _decide(request, pk, is_right=True, said=_("The rate is in force."))


@staff_only("finance")
@require_POST
def refuse_rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a colleague's rate."""
    return _decide(request, pk, is_right=False, said=_("The rate is refused."))


def _decide(request: HttpRequest, pk: int, *, is_right: bool, said: str) -> HttpResponse:
    rate, form = queries.rate_any(pk), NoteForm(request.POST)
    if form.is_valid():
        with form.refusals():
            reason = form.cleaned_data["reason"]
            actions.decide_rate(rate, is_right=is_right, by=person_of(request), reason=reason, now=clock.now())
            return see(request, "staff_exchange", said=said)
    return _draw(request, RateForm(known=[*EXPONENTS]), form)

"""A person's exchange: ask, look, accept."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of
from karigar.exchange import actions, queries
from karigar.exchange.forms import QuoteForm
from karigar.kit import clock, limits
from karigar.kit.errors import Refusal
from karigar.kit.pages import draw, see
from karigar.rulebook import queries as rulebook


@login_required
def exchange(request: HttpRequest) -> HttpResponse:
    """Ask what to exchange, and make a quote of it."""
    person, now = person_of(request), clock.now()
    known = queries.currencies(now)
    wallet = [money for money in queries.wallet_of(person) if money.currency in known]
    held = [money.currency for money in wallet]
    form = QuoteForm(request.POST or None, held=held, known=known, initial={"sold_unit": request.GET.get("from", "")})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"quote:{person.pk}", times=60, seconds=3600, now=now)
            quote = actions.ask_quote(person, **form.cleaned_data, now=now)
            return see(request, "quote", quote.pk)
    is_open = rulebook.value("exchange.is_open", at=now)
    return draw(
        request, "exchange/exchange.html", {"form": form, "wallet": wallet, "is_open": is_open}, status=form.status
    )


@login_required
@require_safe
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a quote with everything it costs, or what became of it."""
    return _draw(request, pk)


def _draw(request: HttpRequest, pk: int, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.quote_for(person_of(request), pk)
    context = {
        "quote": found,
        "is_over": found.valid_until <= clock.now(),
        "refusal": refusal,
        "seconds": max(int((found.valid_until - clock.now()).total_seconds()), 0),
    }
    return draw(request, "exchange/quote.html", context, status=refusal.status if refusal else 200)


@login_required
@require_POST
def accept_quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Exchange by a quote."""
    person = person_of(request)
    try:
        actions.accept_quote(queries.quote_for(person, pk), by=person, now=clock.now())
    except Refusal as refusal:
        return _draw(request, pk, refusal)
    return see(request, "quote", pk, said=_("Exchanged. The money is in your wallet."))

"""The pages of the Connects."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of
from karigar.connects import actions, queries
from karigar.connects.forms import PackForm
from karigar.kit import clock, limits
from karigar.kit.digits import row_number
from karigar.kit.money import Money
from karigar.kit.pages import draw, see
from karigar.rulebook import queries as rulebook


@login_required
def connects(request: HttpRequest) -> HttpResponse:
    """Show the balance, every event, and what comes next."""
    person, now = person_of(request), clock.now()
    before, kind = request.GET.get("before", ""), request.GET.get("kind", "")
    page = queries.statement(person, before=row_number(before), kind=kind)
    return draw(
        request,
        "connects/connects.html",
        {
            "balance": queries.balance_of(person),
            "next_top_up": queries.next_top_up(person, now),
            "packs": queries.packs_of(person, now),
            "page": page,
            "is_first": not before,
            "kind": kind if kind in queries.FILTERS else "",
            "query": f"kind={kind}" if kind in queries.FILTERS else "",
        },
    )


@login_required
@require_safe
def packs(request: HttpRequest) -> HttpResponse:
    """Show the packs on sale, in each currency of the person's wallet."""
    person, now = person_of(request), clock.now()
    wallet = queries.wallet_of(person, now)
    sold = list(rulebook.value("connects.pack_10", at=now))
    return draw(
        request,
        "connects/packs.html",
        {
            "is_on_sale": rulebook.value("connects.packs_on_sale", at=now),
            "purses": [(money, queries.offers(money.currency, now)) for money in wallet],
            "prices": [] if wallet else [queries.offers(unit, now) for unit in sold],
            "ends_at": queries.ends_at(now),
        },
    )


@login_required
def buy_pack(request: HttpRequest, connects: int, currency: str) -> HttpResponse:
    """Ask once more with the price and the day of its end, then buy."""
    person, now = person_of(request), clock.now()
    if connects not in queries.SIZES or currency not in rulebook.value("connects.pack_10", at=now):
        raise Http404
    price = queries.price_of(connects, currency, now)
    form = PackForm(request.POST or None, initial={"key": uuid.uuid4().hex, "price": price})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            limits.take(f"pack:{person.pk}", times=20, seconds=3600, now=now)
            actions.buy_pack(person, connects=connects, currency=currency, **form.cleaned_data, now=now)
            return see(
                request, "connects", said=_("The pack is yours. Its Connects are used before those you are given.")
            )
    available = next((money.amount for money in queries.wallet_of(person, now) if money.currency == currency), 0)
    context = {
        "form": form,
        "connects": connects,
        "price": Money(price, currency) if price else None,
        "available": Money(available, currency),
        "left": Money(available - (price or 0), currency),
        "is_enough": price is not None and available >= price,
        "ends_at": queries.ends_at(now),
    }
    return draw(request, "connects/buy_pack.html", context, status=form.status)


@login_required
@require_POST
def refund_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an unused pack back."""
    actions.refund_pack(queries.pack_for(person_of(request), pk), now=clock.now())
    return see(request, "connects", said=_("The pack is given back, and its price is in your wallet."))

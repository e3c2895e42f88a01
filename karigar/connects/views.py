"""The page of the Connects."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from karigar.accounts.guards import person_of
from karigar.connects import queries
from karigar.kit import clock
from karigar.kit.pages import draw


@login_required
def connects(request: HttpRequest) -> HttpResponse:
    """Show the balance, every event, and what comes next."""
    person = person_of(request)
    before = request.GET.get("before", "")
    page = queries.statement(person, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    return draw(
        request,
        "connects/connects.html",
        {
            "balance": queries.balance_of(person),
            "next_top_up": queries.next_top_up(person, clock.now()),
            "page": page,
            "is_first": not before,
        },
    )

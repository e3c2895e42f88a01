"""Who may open a page: decorators and the typed person of a request."""

import functools
from collections.abc import Callable
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from karigar.accounts import queries
from karigar.accounts.models import Person
from karigar.kit import clock
from karigar.kit.pages import see

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; only behind login_required."""
    return cast("Person", request.user)


def staff_only(*duties: str) -> Callable[[View], View]:
    """Let in staff with one of these duties (none named: any duty) and a running staff session.

    Others get 404, because to them the back office does not exist; staff without a session is asked for his reason.
    An auditor reads every page; he is stopped at the first POST by `queries.duties_of` inside the page's own list.
    """

    def guard(view: View) -> View:
        @functools.wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            person = person_of(request)
            held = queries.duties_of(person)
            reads = request.method in {"GET", "HEAD"} and "auditor" in held
            if not held or (duties and not held & set(duties) and not reads):
                raise Http404
            if not queries.has_staff_session(person, now=clock.now()):
                return see(request, f"/staff/session/?next={request.path}")
            return view(request, *args, **kwargs)

        return guarded

    return guard

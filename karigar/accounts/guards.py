"""Who may open a page: decorators and the typed person of a request."""

import functools
from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import resolve, reverse

from karigar.accounts import queries
from karigar.accounts.hats import Hat, WithHat
from karigar.accounts.models import Person
from karigar.accounts.refusals import AuditorsChangeNothing
from karigar.kit import clock
from karigar.kit.pages import see

View = Callable[..., HttpResponseBase]


def person_of(request: HttpRequest) -> Person:
    """The signed-in person himself, not Django's lazy stand-in (which actions could not lock); behind login_required."""
    person = request.user
    person.pk  # noqa: B018  (wakes the stand-in)
    return cast("Person", getattr(person, "_wrapped", person))


def hat_of(request: HttpRequest) -> Hat:
    """The hat that the reader wears now."""
    return cast("WithHat", request).hat


def may_read(held: set[str], url: str) -> bool:
    """Say whether staff with these duties may read the page at an address of our own."""
    duties = getattr(resolve(url).func, "duties", ())
    return bool("auditor" in held or held & set(duties or held))


def staff_only(*duties: str) -> Callable[[View], View]:
    """Let in staff with one of these duties (none named: any duty) and a running staff session.

    Others get 404, because to them the back office does not exist; staff without a session is asked for the reason.
    An auditor reads every page and changes nothing: the duty never lets a POST through, named or not.
    """

    def guard(view: View) -> View:
        @functools.wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            person = person_of(request)
            held = queries.duties_of(person)
            if not held:
                raise Http404
            reads = request.method in {"GET", "HEAD"}
            able = held - {"auditor"}
            fits = able & set(duties) if duties else able
            if not fits and not (reads and "auditor" in held):
                if not reads and "auditor" in held:
                    raise AuditorsChangeNothing
                raise Http404
            if not queries.has_staff_session(person, now=clock.now()):
                return see(request, f"{reverse('staff_session')}?{urlencode({'next': request.path})}")
            return view(request, *args, **kwargs)

        guarded.__dict__["duties"] = duties
        return guarded

    return guard

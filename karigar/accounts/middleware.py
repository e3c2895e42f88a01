"""Knows the reader: the person, his language, time zone and hat, in the one statement that reads the session."""

import zoneinfo
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from karigar.accounts import queries
from karigar.accounts.hats import FREELANCER, Hat, WithHat

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.accounts.sessions import SessionStore

# Pages of one hat only: who opens one puts that hat on.
PAGES = {
    "client": ("/hire/", "/deposits/", "/wallet/company/"),
    "freelancer": ("/profile/", "/proposals/", "/invitations/", "/connects/", "/payouts/"),
}


def person_behind(request: HttpRequest) -> "Person | AnonymousUser":
    """Return whom the session logs in: the person who came with it, else whoever Django's own way finds."""
    session = cast("SessionStore", request.session)
    number = session.get(auth.SESSION_KEY)
    person = session.person
    if (
        person is not None
        and number == str(person.pk)
        and session.get(auth.BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(auth.HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    # A session that is not on the list of sessions, a changed password, an older secret key.
    return auth.get_user(request)


class PersonMiddleware:
    """Set `request.user`, asked for when first used; in place of Django's own middleware, which asks twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: person_behind(request))  # type: ignore[assignment]
        return self.get_response(request)


class ReaderMiddleware:
    """Set `request.hat`, the time zone, and the language of a signed-in person who has no language cookie yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        seen = cast("WithHat", request)
        seen.hat = FREELANCER
        if person is None or not person.is_authenticated:
            timezone.activate(timezone.get_default_timezone())
            return self.get_response(request)
        packed = request.session.get("hat")
        if packed:
            seen.hat = Hat(*packed)
        if seen.hat.kind in PAGES and not request.path.startswith(PAGES[seen.hat.kind]):
            other = "client" if seen.hat.kind == "freelancer" else "freelancer"
            if request.path.startswith(PAGES[other]) and (hat := queries.usual_hat(person, other)):
                seen.hat = hat
                request.session["hat"] = hat.packed()
        try:
            timezone.activate(zoneinfo.ZoneInfo(person.timezone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(timezone.get_default_timezone())
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and person.language != translation.get_language():
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        return self.get_response(request)

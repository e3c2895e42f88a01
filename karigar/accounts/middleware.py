"""Knows the reader: his language, time zone and hat, without a query beyond session and person."""

import zoneinfo
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from karigar.accounts import queries
from karigar.accounts.hats import FREELANCER, Hat, WithHat

# Pages of one hat only: who opens one puts that hat on.
PAGES = {
    "client": ("/hire/", "/deposits/", "/wallet/company/"),
    "freelancer": ("/profile/", "/proposals/", "/invitations/", "/connects/", "/payouts/"),
}


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

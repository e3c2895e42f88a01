"""Knows the reader: his language, time zone and hat, without a query beyond session and person."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from karigar.accounts.hats import FREELANCER, Hat


class ReaderMiddleware:
    """Set `request.hat`, the time zone, and the language of a signed-in person who has no language cookie yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        request.hat = FREELANCER  # type: ignore[attr-defined]
        if person is None or not person.is_authenticated:
            timezone.activate(timezone.get_default_timezone())
            return self.get_response(request)
        packed = request.session.get("hat")
        if packed:
            request.hat = Hat(*packed)  # type: ignore[attr-defined]
        try:
            timezone.activate(zoneinfo.ZoneInfo(person.timezone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(timezone.get_default_timezone())
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and person.language != translation.get_language():
            translation.activate(person.language)
            request.LANGUAGE_CODE = person.language
        return self.get_response(request)

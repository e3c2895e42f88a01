"""Turns away a request that is longer than any form of ours, before its body is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karigar.files.refusals import RequestTooLarge
from karigar.kit import clock
from karigar.rulebook import queries as rulebook


class BodyLimitMiddleware:
    """Answer 413 to a body longer than ten files may be; shorter ones stream to the disk and are judged one by one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > 1024 * 1024 and length > self._most():
            refusal = RequestTooLarge()
            return render(request, "web/refusal.html", {"refusal": refusal}, status=refusal.status)
        return self.get_response(request)

    def _most(self) -> int:
        now = clock.now()
        return int(rulebook.value("files.max_bytes", at=now) * rulebook.value("files.per_message", at=now) * 1.05)

"""The last catch: a refusal that no view drew into its own form becomes a page that says it; and no address holds a NUL."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from karigar.kit.errors import Refusal

UNKNOWN = "%EF%BF%BD"  # U+FFFD, the mark of a character that could not be read


class NulMiddleware:
    """Keep the one character that no database can hold out of cookies, queries and addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", UNKNOWN)
        if "\0" in request.path:
            raise Http404
        return self.get_response(request)


class RefusalMiddleware:
    """Draw any Refusal as a page with its status and sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return render(request, "web/refusal.html", {"refusal": exception}, status=exception.status)
        return None

"""Answers of the edge: a page or its fragment, a redirect after a deed, a download."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise


class SeeOther(HttpResponseRedirect):
    """The answer after a deed: look there, with GET."""

    status_code = 303


def draw(
    request: HttpRequest,
    template: str,
    context: dict[str, object] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page; for an htmx call that is not a boosted visit, draw only the named partial of it."""
    htmx = getattr(request, "htmx", None)
    if fragment and htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{fragment}"
    return render(request, template, context, status=status)


def see(request: HttpRequest, to: object, *args: object, said: str | Promise = "", **kwargs: object) -> HttpResponse:
    """Send the reader on after a deed (303), with a sentence that the next page shows."""
    if said:
        messages.success(request, str(said))
    return SeeOther(resolve_url(to, *args, **kwargs))

"""Answers of the edge: a page or its fragment, a redirect after a deed, a download."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.functional import Promise
from django.utils.html import escape

from karigar.kit.forms import Form


class SeeOther(HttpResponseRedirect):
    """The answer after a deed: look there, with GET."""

    status_code = 303


def draw(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page; for an htmx call that is not a boosted visit, draw only the named partial of it."""
    htmx = getattr(request, "htmx", None)
    if fragment and htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{fragment}"
    answer = render(request, template, dict(context or {}), status=status)
    if status >= HTTPStatus.BAD_REQUEST and (unseen := _unseen(context or {}, answer)):
        answer = render(request, template, {**(context or {}), "unseen": unseen}, status=status)
    return answer


def _unseen(context: Mapping[str, object], answer: HttpResponse) -> Form | None:
    """Find the form whose errors are not on its page, because the thing moved on and the form is not drawn any more."""
    page = answer.content.decode()
    for form in context.values():
        if isinstance(form, Form) and form.is_bound and form.errors:
            said = [str(error) for errors in form.errors.values() for error in errors]
            if not any(escape(error) in page for error in said):
                return form
    return None


def see(request: HttpRequest, to: str | Model, *args: Any, said: str | Promise = "", **kwargs: Any) -> HttpResponse:
    """Send the reader on after a deed (303), with a sentence that the next page shows."""
    if said:
        messages.success(request, str(said))
    return SeeOther(resolve_url(to, *args, **kwargs))

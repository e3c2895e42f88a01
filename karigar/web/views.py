"""Home, help and the pages that belong to no module."""

import contextlib
import importlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from karigar.kit import clock, languages
from karigar.kit.pages import draw
from karigar.payouts import queries as payouts
from karigar.web import figures, samples
from karigar.web.waiting import fitting_for, waiting_for


def _newest_jobs() -> Any:
    """The newest jobs as cards, when the jobs module can draw them."""
    with contextlib.suppress(ImportError, AttributeError):
        return importlib.import_module("karigar.jobs.queries").newest_cards(limit=6)
    return []


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Greet a stranger with the market, a member with what comes next."""
    if request.user.is_authenticated:
        now = clock.now()
        context = {
            "ways": figures.ways(request),
            "waiting": waiting_for(request, now=now),
            "fitting": fitting_for(request, now=now),
        }
        return draw(request, "web/home_member.html", context)
    now = clock.now()
    context = {"newest_jobs": _newest_jobs(), "rules": figures.rules(now), "example": figures.fee_examples(now)[0]}
    return draw(request, "web/home.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer the common questions."""
    return draw(request, "web/help.html", {"rules": figures.rules(clock.now())})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the market's numbers that are in force now."""
    return draw(request, "web/rules.html", {"rules": figures.rules(clock.now())})


@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    """Say what everything costs, with an example."""
    now = clock.now()
    kept, due = payouts.promise_kept(now=now)
    context = {
        "rules": figures.rules(now),
        "examples": figures.fee_examples(now),
        "ways": payouts.ways_out(now=now),
        "kept": kept,
        "due": due,
    }
    return draw(request, "web/fees.html", context)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show every part of the look with its states."""
    return draw(request, "web/design.html", samples.context(request))


@require_safe
def set_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the language in a cookie and go back to where the reader was."""
    to = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        to = "/"
    answer = HttpResponseRedirect(to)
    if code in languages.CODES and check_for_language(code):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return answer


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what is not for them."""
    hidden = ("/account/", "/language/", "/hat/", "/staff/", "/messages/", "/wallet/", "/settings/", "/searches/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in hidden),
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _refuse(request: HttpRequest, sentence: object, status: int) -> HttpResponse:
    return render(request, "web/refusal.html", {"refusal": {"sentence": sentence, "status": status}}, status=status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from our own page, or from a page that is too old."""
    text = _(
        "This form was too old or did not come from our own page, so nothing was done. Open the page again and send it once more."
    )
    return _refuse(request, text, 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read."""
    return _refuse(request, _("We could not read what was sent. Nothing was done."), 400)

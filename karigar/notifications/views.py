"""Inbox, preferences, and the demonstration's caught letters."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.kit.paging import cut, last_seen
from karigar.notifications import actions, caught, queries
from karigar.notifications.forms import PreferencesForm
from karigar.notifications.texts import say

ROWS = 30


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Show what happened, newest first; what is shown counts as read."""
    person = person_of(request)
    page = cut(queries.notices_for(person, last_seen(request.GET.get("after")), ROWS + 1), ROWS)
    rows = [(notice, *say(notice.kind, notice.facts, zone=person.timezone)) for notice in page.rows]
    if person.unread_notices:
        actions.read_notices(person.pk, now=clock.now())
        person.unread_notices = 0
    return draw(request, "notifications/notices.html", {"rows": rows, "next": page.next})


@login_required
@require_safe
def read_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to what it is about."""
    notice = queries.notice_for(person_of(request), pk)
    actions.read_notice(notice, now=clock.now())
    is_ours = url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()})
    return see(request, notice.url if is_ours else "notices")


@login_required
def choose_mail(request: HttpRequest) -> HttpResponse:
    """Choose which notices also come by mail."""
    person = person_of(request)
    # An empty choice is a choice: a POST without any box ticked is bound too.
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        is_staff=bool(accounts.duties_of(person)),
        initial={"groups": queries.mail_groups_of(person)},
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.choose_mail(person.pk, groups=form.cleaned_data["groups"], now=clock.now())
            return see(request, "notification_settings", said=_("Saved."))
    return draw(request, "notifications/preferences.html", {"form": form}, status=form.status)


@require_safe
def dev_mail(request: HttpRequest) -> HttpResponse:
    """Show the letters that the demonstration caught instead of sending."""
    if not settings.DEMO:
        raise Http404
    return draw(request, "notifications/dev_mail.html", {"letters": caught.letters(settings.DATA / "mail")})


@require_safe
def dev_letter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one caught letter."""
    letter = caught.letter(settings.DATA / "mail", name) if settings.DEMO else None
    if letter is None:
        raise Http404
    return draw(request, "notifications/dev_letter.html", {"letter": letter})

"""The back office of people: staff power, people, identity checks, the journal, the rules."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import actions, forms, queries
from karigar.accounts.guards import may_read, person_of, staff_only
from karigar.accounts.hats import FREELANCER
from karigar.accounts.models import Person
from karigar.accounts.states import ACCOUNT_MOVES
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.digits import clean_text
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see
from karigar.kit.paging import cut, last_seen
from karigar.rulebook import queries as rulebook

ROWS = 30


@login_required
def start_staff_session(request: HttpRequest) -> HttpResponse:
    """Switch staff power on, for a typed reason and a limited time."""
    member, now = person_of(request), clock.now()
    if not queries.duties_of(member):
        raise Http404
    onward = request.GET.get("next", "")
    form = forms.StaffSessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.start_staff_session(member, reason=form.cleaned_data["reason"], now=now)
            request.session["hat"] = queries.hat_for(member, "staff").packed()
            is_ours = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()})
            return see(request, onward if is_ours else "staff_home")
    minutes = rulebook.value("staff.session_minutes", at=now)
    return draw(request, "accounts/staff/session.html", {"form": form, "minutes": minutes}, status=form.status)


@login_required
@require_POST
def end_staff_session(request: HttpRequest) -> HttpResponse:
    """Switch staff power off."""
    member = person_of(request)
    actions.end_staff_session(member, now=clock.now())
    request.session["hat"] = FREELANCER.packed()
    return see(request, "home", said=_("Your staff session has ended."))


@staff_only("support", "moderator", "mediator", "finance", "operator")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Find people by name, address or public name."""
    text = clean_text(request.GET.get("q", ""))[:100]
    page = cut(queries.search_people_any(text, last_seen(request.GET.get("after")), ROWS + 1), ROWS)
    return draw(
        request,
        "accounts/staff/people.html",
        {"people": page.rows, "next": page.next, "q": text, "query": urlencode({"q": text})},
    )


@staff_only("support", "moderator", "mediator", "finance", "operator")
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a person: facts, history, and the acts that are possible now."""
    return _draw_person(request, queries.person_for_staff(pk))


def _draw_person(request: HttpRequest, who: Person, deed: str = "", form: Form | None = None) -> HttpResponse:
    moves: set[str] = set(ACCOUNT_MOVES[who.status])
    held = queries.duties_of(person_of(request))
    possible: list[tuple[str, Any, type[Form], bool]] = []
    if held & {"support", "moderator", "operator"} and who.pk != request.user.pk:
        if "limited" in moves:
            possible.append(("limit", _("Limit"), forms.SanctionForm, False))
        if "suspended" in moves:
            possible.append(("suspend", _("Suspend"), forms.SanctionForm, True))
        if who.status in {"limited", "suspended"}:
            possible.append(("reinstate", _("Reinstate"), forms.ReasonForm, False))
    if "operator" in held and who.pk != request.user.pk:
        possible.append(("grant", _("Give a duty"), forms.DutyForm, False))
        possible.append(("revoke", _("Take a duty back"), forms.DutyForm, True))
    acts = [
        {"deed": name, "label": label, "danger": danger, "form": form if form and deed == name else kind(prefix=name)}
        for name, label, kind, danger in possible
    ]
    context = {
        "who": who,
        "acts": acts,
        "may_check": may_read(held, reverse("staff_identities")),
        "opened": deed,
        "refused": form,
        "history": events.history_any("person", who.pk, 50),
    }
    return draw(request, "accounts/staff/person.html", context, status=form.status if form else 200)


def _until(data: dict[str, Any], now: dt.datetime) -> dt.datetime | None:
    return now + dt.timedelta(days=data["days"]) if data.get("days") else None


_DEEDS: dict[str, tuple[set[str], type[Form], Callable[..., None]]] = {
    "limit": ({"support", "moderator", "operator"}, forms.SanctionForm, actions.limit_account),
    "suspend": ({"support", "moderator", "operator"}, forms.SanctionForm, actions.suspend_account),
    "reinstate": ({"support", "moderator", "operator"}, forms.ReasonForm, actions.reinstate_account),
    "grant": ({"operator"}, forms.DutyForm, actions.grant_duty),
    "revoke": ({"operator"}, forms.DutyForm, actions.revoke_duty),
}


@staff_only("support", "moderator", "operator")
@require_POST
def act_on_person(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Limit, suspend or reinstate a person, give or take a duty; each with a reason."""
    member, who, now = person_of(request), queries.person_for_staff(pk), clock.now()
    if deed not in _DEEDS or not _DEEDS[deed][0] & queries.duties_of(member):
        raise Http404
    _duties, kind, action = _DEEDS[deed]
    form = kind(request.POST, prefix=deed)
    if form.is_valid():
        given = dict(form.cleaned_data)
        if kind is forms.SanctionForm:
            given["until"] = _until(given, now)
            given.pop("days")
        with form.refusals():
            action(who, by=member, **given, now=now)
            return see(request, "staff_person", pk, said=_("Done. It stands in the journal."))
    return _draw_person(request, queries.person_for_staff(pk), deed, form)


@staff_only("support", "operator")
@require_safe
def identities(request: HttpRequest) -> HttpResponse:
    """Show the identity checks that wait, the oldest first."""
    page = cut(queries.waiting_identities_any(last_seen(request.GET.get("after")), ROWS + 1), ROWS)
    return draw(request, "accounts/staff/identities.html", {"checks": page.rows, "next": page.next})


@staff_only("support", "operator")
def decide_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one identity check and answer it."""
    check = queries.identity_any(pk)
    form = forms.VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.decide_identity(check, by=person_of(request), **form.cleaned_data, now=clock.now())
            return see(request, "staff_identities", said=_("Done. The person is told."))
    is_open = check.status == "submitted" and check.person_id != request.user.pk
    return draw(
        request, "accounts/staff/identity.html", {"check": check, "form": form, "is_open": is_open}, status=form.status
    )


@staff_only()
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """Show what staff did, newest first, with the reasons."""
    page = cut(list(events.staff_acts_any(last_seen(request.GET.get("after")), ROWS + 1)), ROWS)
    actors = queries.people_any(sorted({row.actor_id for row in page.rows if row.actor_id}))
    rows = [(row, actors.get(row.actor_id or 0)) for row in page.rows]
    return draw(request, "accounts/staff/journal.html", {"rows": rows, "next": page.next})


@staff_only()
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show every number of the rulebook in force now."""
    return draw(request, "accounts/staff/rules.html", {"rows": rulebook.in_force(at=clock.now())})


@staff_only()
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a rule said and will say, and give it another value from a moment on."""
    member, now = person_of(request), clock.now()
    try:
        value = rulebook.value(key, at=now)
    except KeyError:
        raise Http404 from None
    form = forms.RuleForm(request.POST or None, key=key, value=value)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.change_rule(
                key=key, value=form.value, since=form.moment, by=member, reason=form.cleaned_data["reason"], now=now
            )
            return see(request, "staff_rule", key, said=_("The rule is changed. The journal says by whom and why."))
    changes = rulebook.changes_of(key)
    people = queries.people_any(sorted({row.set_by_id for row in changes if row.set_by_id}))
    context = {
        "key": key,
        "value": value,
        "default": rulebook.default_of(key),
        "changes": [(row, people.get(row.set_by_id or 0), row.effective_from > now) for row in changes],
        "form": form,
        "may_change": "operator" in queries.duties_of(member),
    }
    return draw(request, "accounts/staff/rule.html", context, status=form.status)

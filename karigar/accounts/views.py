"""A person's own pages: settings, hats, company, identity. Logging in and its safety are allauth's pages."""

import io
import json
import zipfile
from dataclasses import replace

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from karigar.accounts import actions, forms, queries
from karigar.accounts.guards import hat_of, person_of
from karigar.accounts.models import Company, Role
from karigar.accounts.states import AccountStatus
from karigar.kit import clock, limits
from karigar.kit.digits import row_number
from karigar.kit.forms import Form
from karigar.kit.pages import draw, see


@login_required
def change_settings(request: HttpRequest) -> HttpResponse:
    """Change name, public name, language, zone and country."""
    person = person_of(request)
    fields = ("name", "handle", "country", "language", "timezone")
    now = clock.now()
    form = forms.SettingsForm(
        request.POST or None, initial={field: getattr(person, field) for field in fields}, now=now
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.change_settings(person, **form.cleaned_data, now=now)
            translation.activate(person.language)
            answer = see(request, "settings", said=_("Saved."))
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                person.language,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.HTTPS,
            )
            return answer
    context = {"form": form, "person": person, "is_away": person.status == AccountStatus.VACATION}
    return draw(request, "accounts/settings.html", context, status=form.status)


@login_required
@require_POST
def take_vacation(request: HttpRequest) -> HttpResponse:
    """Be away."""
    actions.take_vacation(person_of(request), now=clock.now())
    return see(request, "settings", said=_("You are on vacation now. Running contracts go on."))


@login_required
@require_POST
def return_from_vacation(request: HttpRequest) -> HttpResponse:
    """Be back."""
    actions.return_from_vacation(person_of(request), now=clock.now())
    return see(request, "settings", said=_("Welcome back."))


@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Show the ways to log in, second factors and sessions."""
    return draw(request, "accounts/security.html", {"state": queries.security_of(person_of(request))})


@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def export_data(request: HttpRequest) -> HttpResponse:
    """Explain the copy of the own data, and give it as a ZIP of JSON files."""
    person = person_of(request)
    if request.method != "POST":
        return draw(request, "accounts/data.html")
    now = clock.now()
    limits.take(f"export:{person.pk}", times=5, seconds=3600, now=now)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for module, data in queries.exported(person).items():
            text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            archive.writestr(f"{module}.json", text)
    actions.note_export(person, now=now)
    answer = HttpResponse(packed.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="karigar-{person.handle}-{now:%Y-%m-%d}.zip"'
    return answer


@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def close_account(request: HttpRequest) -> HttpResponse:
    """Close the account, after a last question."""
    person = person_of(request)
    form = forms.CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.close_account(person, now=clock.now())
            logout(request)
            return see(request, "home", said=_("Your account is closed. You can still log in to read and to withdraw."))
    context = {"form": form, "is_closed": person.status == AccountStatus.CLOSED}
    return draw(request, "accounts/close.html", context, status=form.status)


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask a newcomer what for: to find work or to hire."""
    form = forms.NewCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            company = actions.ensure_company(person_of(request), name=form.cleaned_data["name"], now=clock.now())
            return _wear(request, "client", company.pk)
    return draw(request, "accounts/welcome.html", {"form": form}, status=form.status)


def _wear(request: HttpRequest, kind: str, company_id: int | None) -> HttpResponse:
    hat = actions.choose_hat(person_of(request), kind=kind, company_id=company_id)
    request.session["hat"] = hat.packed()
    to = {"freelancer": "home", "client": "home", "staff": "staff_home"}[kind]
    return see(request, to)


@login_required
def switch_hat(request: HttpRequest) -> HttpResponse:
    """Change as whom one acts: freelancer, client for a company, staff."""
    person = person_of(request)
    form = forms.HatForm(request.POST or None)
    if request.method == "POST":
        if not form.is_valid():
            raise Http404
        return _wear(request, form.cleaned_data["kind"], form.cleaned_data["company"])
    context = {"memberships": queries.companies_of(person), "is_staff": bool(queries.duties_of(person))}
    return draw(request, "accounts/hats.html", context)


def _company_of(request: HttpRequest) -> Company:
    """The company of the page: the one asked for, of the hat, or the person's first. Raises Http404."""
    person = person_of(request)
    asked = request.GET.get("company", "")
    hat = hat_of(request)
    if number := row_number(asked):
        return queries.member_of(person, number).company
    if hat.company_id:
        return queries.member_of(person, hat.company_id).company
    mine = queries.companies_of(person)
    if not mine:
        raise Http404
    return mine[0].company


@login_required
def rename_company(request: HttpRequest) -> HttpResponse:
    """Show the company and its team, and change what it says about itself."""
    person = person_of(request)
    if not queries.companies_of(person):
        return see(request, "welcome")
    company = _company_of(request)
    fields = ("name", "about", "website", "country")
    form = forms.CompanyForm(request.POST or None, initial={field: getattr(company, field) for field in fields})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.rename_company(company, by=person, **form.cleaned_data, now=clock.now())
            hat = hat_of(request)
            if hat.company_id == company.pk:
                request.session["hat"] = replace(hat, company_name=company.name).packed()
            return see(request, "my_company", said=_("Saved."))
    return _draw_company(request, company, form, forms.InviteForm(prefix="invite"))


def _draw_company(request: HttpRequest, company: Company, form: Form, invite: Form) -> HttpResponse:
    person = person_of(request)
    context = {
        "company": company,
        "form": form,
        "invite": invite,
        "roles": Role.choices,
        "mine": queries.member_of(person, company.pk),
        "may_manage": queries.role_may(queries.member_of(person, company.pk).role, "manage"),
        "team": queries.memberships_for(person, company.pk),
        "invitations": queries.open_invitations_for(person, company.pk),
    }
    return draw(request, "accounts/company.html", context, status=max(form.status, invite.status))


@login_required
@require_POST
def invite_member(request: HttpRequest) -> HttpResponse:
    """Ask somebody into the team."""
    person, company, now = person_of(request), _company_of(request), clock.now()
    invite = forms.InviteForm(request.POST, prefix="invite")
    if invite.is_valid():
        with invite.refusals():
            limits.take(f"invite:{person.pk}", times=30, seconds=86400, now=now)
            actions.invite_member(company, by=person, **invite.cleaned_data, now=now)
            return see(request, "my_company", said=_("The invitation is on its way."))
    fields = ("name", "about", "website", "country")
    form = forms.CompanyForm(initial={field: getattr(company, field) for field in fields})
    return _draw_company(request, company, form, invite)


@login_required
@require_POST
def withdraw_team_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    person = person_of(request)
    actions.withdraw_team_invitation(queries.invitation_for_manager(person, pk), by=person, now=clock.now())
    return see(request, "my_company", said=_("The invitation is withdrawn."))


@login_required
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another role."""
    person = person_of(request)
    form = forms.RoleForm(request.POST)
    member = queries.membership_for_member(person, pk)
    if not form.is_valid():
        raise Http404
    actions.change_role(member, by=person, role=form.cleaned_data["role"], now=clock.now())
    return see(request, "my_company", said=_("The role is changed."))


@login_required
@require_POST
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a member out of the team, or leave it."""
    person = person_of(request)
    member = queries.membership_for_member(person, pk)
    actions.remove_member(member, by=person, now=clock.now())
    if member.person_id == person.pk:
        return _wear(request, "freelancer", None)
    return see(request, "my_company", said=_("The member is out of the team."))


@login_required
def accept_team_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites, and join."""
    person = person_of(request)
    invitation = queries.invitation_by_token(token, now=clock.now())
    if request.method == "POST":
        actions.accept_team_invitation(invitation, person=person, now=clock.now())
        return _wear(request, "client", invitation.company_id)
    fits = invitation.email.lower() == person.email.lower()
    return draw(request, "accounts/invitation.html", {"invitation": invitation, "fits": fits})


@login_required
def submit_identity(request: HttpRequest) -> HttpResponse:
    """Show where the identity check stands, and send the form."""
    person, now = person_of(request), clock.now()
    form = forms.IdentityForm(
        request.POST or None, initial={"legal_name": person.name, "country": person.country}, today=now.date()
    )
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.submit_identity(person, **form.cleaned_data, now=now)
            return see(request, "identity", said=_("Sent. We will tell you as soon as it is decided."))
    check = queries.identity_of(person)
    context: dict[str, object] = {
        "form": form,
        "check": check,
        "is_open": check is None or check.status not in {"submitted", "approved"},
    }
    return draw(request, "accounts/identity.html", context, status=form.status)

"""What others may know of people, companies, identities and staff."""

import calendar
import datetime as dt
import importlib
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import signing
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils.module_loading import module_has_submodule

from karigar.accounts.hats import FREELANCER, Hat
from karigar.accounts.models import Company, Identity, Membership, Person, Role, StaffRole, StaffSession, TeamInvitation
from karigar.accounts.refusals import AccountIsClosed, AccountIsLimited, RoleMayNot
from karigar.accounts.states import AccountStatus, IdentityStatus
from karigar.rulebook import queries as rulebook

# What each role of a company may do; asked as `member_of(person, company_id, "hire")`.
ROLE_MAY: dict[str, set[str]] = {
    "owner": {"read", "post", "recruit", "hire", "pay", "manage"},
    "admin": {"read", "post", "recruit", "hire", "pay", "manage"},
    "finance": {"read", "pay"},
    "recruiter": {"read", "post", "recruit"},
    "hiring": {"read", "post", "recruit", "hire", "pay"},
    "viewer": {"read"},
}


def person_any(pk: int) -> Person:
    """Return a person by id, whoever asks; for tasks, notices and staff."""
    return Person.objects.get(pk=pk)


def people_any(pks: list[int]) -> dict[int, Person]:
    """Return people by id in one query, for tasks, notices and lists whose rows were permitted already."""
    return Person.objects.in_bulk(pks)


def person_by_handle_any(handle: str) -> Person:
    """Return an open account by its public handle. Raises Http404."""
    person = Person.objects.filter(handle=handle.lower()).exclude(status=AccountStatus.CLOSED).first()
    if person is None:
        raise Http404
    return person


def company_any(pk: int) -> Company:
    """Return a company by id, whoever asks. Raises Http404."""
    company = Company.objects.filter(pk=pk).first()
    if company is None:
        raise Http404
    return company


def member_of(person: Person, company_id: int, may: str = "read") -> Membership:
    """Return the person's membership of a company, with the company.

    `may` is one of read, post, recruit, hire, pay, manage. Raises Http404 to a stranger and RoleMayNot (403) to a
    member whose role does not permit it.
    """
    found = Membership.objects.select_related("company").filter(person=person, company_id=company_id).first()
    if found is None:
        raise Http404
    if may not in ROLE_MAY[found.role]:
        raise RoleMayNot
    return found


def role_may(role: str, may: str) -> bool:
    """Say whether a role of a company permits something."""
    return may in ROLE_MAY.get(role, set())


def rights_of(role: str) -> set[str]:
    """Return all that a role of a company permits."""
    return ROLE_MAY.get(role, set())


def companies_of(person: Person) -> list[Membership]:
    """Return the companies a person belongs to, with his roles, oldest first."""
    return list(Membership.objects.select_related("company").filter(person=person).order_by("id"))


def is_member(person: Person, company_id: int) -> bool:
    """Say whether a person belongs to a company, in any role."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM accounts_membership WHERE person_id = %s AND company_id = %s)",
            [person.pk, company_id],
        )
        return bool(cursor.fetchone()[0])


def members_any(company_id: int, may: str = "read") -> list[Person]:
    """Return the members of a company whose role permits something: whom to tell."""
    rows = Membership.objects.select_related("person").filter(company_id=company_id).order_by("id")
    return [row.person for row in rows if may in ROLE_MAY[row.role]]


def duties_of(person: Person) -> set[str]:
    """Return the staff duties that a person holds; none while the account is limited, suspended or closed."""
    if person.status in {AccountStatus.LIMITED, AccountStatus.SUSPENDED, AccountStatus.CLOSED}:
        return set()
    return set(StaffRole.objects.filter(person=person).values_list("duty", flat=True))


def staff_any(duty: str) -> list[Person]:
    """Return the people who hold a duty."""
    return [row.person for row in StaffRole.objects.select_related("person").filter(duty=duty)]


def has_staff_session(person: Person, *, now: dt.datetime) -> bool:
    """Say whether a person's staff power is switched on now."""
    return StaffSession.objects.filter(person=person, until__gt=now).exists()


def identity_of(person: Person) -> Identity | None:
    """Return the newest identity check of a person."""
    return Identity.objects.filter(person=person).order_by("-id").first()


def is_identified(person: Person, *, now: dt.datetime) -> bool:
    """Say whether a person's identity is approved and not out of date."""
    return Identity.objects.filter(person=person, status=IdentityStatus.APPROVED, expires_at__gt=now).exists()


def demand_unlimited(person: Person) -> None:
    """Refuse people whose account is limited, suspended or closed. Raises AccountIsLimited, AccountIsClosed (403)."""
    if person.status == AccountStatus.CLOSED:
        raise AccountIsClosed
    if person.status in {AccountStatus.LIMITED, AccountStatus.SUSPENDED}:
        raise AccountIsLimited(reason=person.status_reason)


def owned_alone(person: Person) -> list[int]:
    """Return the companies that this person owns and nobody else does."""
    mine = Membership.objects.filter(person=person, role=Role.OWNER).values_list("company_id", flat=True)
    shared = Membership.objects.filter(company_id__in=mine, role=Role.OWNER).exclude(person=person)
    return sorted(set(mine) - set(shared.values_list("company_id", flat=True)))


def months_later(moment: dt.datetime, months: int) -> dt.datetime:
    """Return the same day and time some months later, or the month's last day where there is no such day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1]))


def hat_for(person: Person, kind: str, company_id: int | None = None) -> Hat:
    """Return one of the person's own hats. Raises Http404 for any other."""
    if kind == "client" and company_id:
        member = member_of(person, company_id)
        return Hat("client", company_id, member.company.name, member.role)
    if kind == "freelancer":
        return FREELANCER
    if kind == "staff" and duties_of(person):
        return Hat("staff")
    raise Http404


def last_hat_of(person: Person) -> Hat:
    """Return the hat that the person wore last, as far as it is still his; one who never chose wears what he has."""
    if not person.last_hat:
        if duties_of(person):
            return Hat("staff")
        return usual_hat(person, "client") or FREELANCER
    kind, _colon, company = person.last_hat.partition(":")
    try:
        return hat_for(person, kind or "freelancer", int(company) if company.isdecimal() else None)
    except Http404:
        return FREELANCER


def usual_hat(person: Person, kind: str) -> Hat | None:
    """Return the freelancer's hat, or the client's for the company worn last or the first one; None without a company."""
    if kind == "freelancer":
        return FREELANCER
    last = last_hat_of(person) if person.last_hat else None
    if last and last.kind == "client":
        return last
    member = Membership.objects.select_related("company").filter(person=person).order_by("id").first()
    return Hat("client", member.company_id, member.company.name, member.role) if member else None


def memberships_for(person: Person, company_id: int) -> list[Membership]:
    """Return the team of a company for one of its members. Raises Http404 to a stranger."""
    member_of(person, company_id)
    return list(Membership.objects.select_related("person").filter(company_id=company_id).order_by("id"))


def membership_for_member(person: Person, pk: int) -> Membership:
    """Return one row of the team for a member of the same company. Raises Http404."""
    row = Membership.objects.select_related("company", "person").filter(pk=pk).first()
    if row is None:
        raise Http404
    member_of(person, row.company_id)
    return row


def open_invitations_for(person: Person, company_id: int) -> list[TeamInvitation]:
    """Return the invitations of a company that wait, for those who may manage it; others see none."""
    if not role_may(member_of(person, company_id).role, "manage"):
        return []
    return list(TeamInvitation.objects.filter(company_id=company_id, accepted_at=None).order_by("id"))


def invitation_for_manager(person: Person, pk: int) -> TeamInvitation:
    """Return an invitation for a member who may manage the company. Raises Http404, RoleMayNot (403)."""
    row = TeamInvitation.objects.select_related("company").filter(pk=pk).first()
    if row is None:
        raise Http404
    member_of(person, row.company_id, "manage")
    return row


def invitation_any(pk: int) -> TeamInvitation | None:
    """Return an invitation with its company and inviter, for its letter; None when it was withdrawn."""
    return TeamInvitation.objects.select_related("company", "invited_by").filter(pk=pk).first()


def invitation_token(invitation: TeamInvitation) -> str:
    """Return the secret of the link in an invitation's letter."""
    return signing.dumps([invitation.pk, invitation.email], salt="team")


def invitation_by_token(token: str, *, now: dt.datetime) -> TeamInvitation:
    """Return the invitation of a link, as long as it may be accepted. Raises Http404."""
    try:
        pk, email = signing.loads(token, salt="team", max_age=rulebook.days("team.invitation_days", at=now))
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    found = TeamInvitation.objects.select_related("company", "invited_by").filter(pk=pk, email=email).first()
    if found is None:
        raise Http404
    return found


def staff_session_of(person: Person, *, now: dt.datetime) -> StaffSession | None:
    """Return the staff session that runs now."""
    return StaffSession.objects.filter(person=person, until__gt=now).order_by("-until").first()


def search_people_any(text: str = "", before: int | None = None, limit: int = 30) -> list[Person]:
    """Find people by part of name, address or public name, newest first; for staff."""
    rows = Person.objects.order_by("-id")
    if text := text.strip().removeprefix("@"):
        rows = rows.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(handle__icontains=text))
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])


def person_for_staff(pk: int) -> Person:
    """Return a person with duties, companies and checks, for the page that staff opens. Raises Http404."""
    person = Person.objects.prefetch_related("duties", "memberships__company", "identities").filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def waiting_identities_any(after: int | None = None, limit: int = 30) -> list[Identity]:
    """Return the identity checks that wait for staff, oldest first."""
    rows = (
        Identity.objects.select_related("person").filter(status=IdentityStatus.SUBMITTED).order_by("submitted_at", "id")
    )
    return list((rows.filter(pk__gt=after) if after else rows)[:limit])


def count_waiting_identities_any() -> int:
    """Count the identity checks that wait for staff."""
    return Identity.objects.filter(status=IdentityStatus.SUBMITTED).count()


def identity_any(pk: int) -> Identity:
    """Return an identity check with its person, for staff. Raises Http404."""
    found = Identity.objects.select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def ended_statuses_any(now: dt.datetime) -> list[Person]:
    """Return people whose limit, suspension or vacation is over, the longest first; for the timer."""
    timed = [AccountStatus.LIMITED, AccountStatus.SUSPENDED, AccountStatus.VACATION]
    return list(Person.objects.filter(status__in=timed, status_until__lte=now).order_by("status_until")[:500])


def lapsed_identities_any(now: dt.datetime) -> list[Identity]:
    """Return approved identities whose time is over, the longest first; for the timer."""
    rows = Identity.objects.filter(status=IdentityStatus.APPROVED, expires_at__lte=now)
    return list(rows.order_by("expires_at")[:500])


def exported(person: Person) -> dict[str, object]:
    """Collect everything the site keeps about a person: the `export` of every module's `exporting.py`."""
    found: dict[str, object] = {}
    for app in reversed(list(apps.get_app_configs())):
        if app.module and app.name.startswith("karigar.") and module_has_submodule(app.module, "exporting"):
            found[app.label] = importlib.import_module(f"{app.name}.exporting").export(person)
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: its state, the country, until when the identity is proved, and when somebody was last here."""

    status: str
    country: str
    verified_until: dt.datetime | None
    seen_at: dt.datetime


def standings_any(pks: Sequence[int]) -> dict[int, Standing]:
    """Return how accounts stand, by id, in one statement; for ranking."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.status, a.country, (SELECT max(i.expires_at) FROM accounts_identity i"
            " WHERE i.person_id = a.id AND i.status = 'approved'), coalesce(a.last_login, a.joined_at)"
            " FROM accounts_person a WHERE a.id = ANY(%s)",
            [list(pks)],
        )
        return {row[0]: Standing(*row[1:]) for row in cursor.fetchall()}


@dataclass(frozen=True)
class SecurityState:
    """How a person's log-in is guarded."""

    has_password: bool
    has_app: bool
    passkeys: int
    recovery_codes: bool
    sessions: int


def security_of(person: Person) -> SecurityState:
    """Say how a person's log-in is guarded."""
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return SecurityState(
        has_password=person.has_usable_password(),
        has_app="totp" in kinds,
        passkeys=kinds.count("webauthn"),
        recovery_codes="recovery_codes" in kinds,
        sessions=UserSession.objects.filter(user=person).count(),
    )

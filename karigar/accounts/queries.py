"""What others may know of people, companies, identities and staff."""

import datetime as dt

from django.http import Http404

from karigar.accounts.models import Company, Identity, Membership, Person, StaffRole, StaffSession
from karigar.accounts.refusals import AccountIsLimited, RoleMayNot
from karigar.accounts.states import AccountStatus, IdentityStatus

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


def companies_of(person: Person) -> list[Membership]:
    """Return the companies a person belongs to, with his roles, oldest first."""
    return list(Membership.objects.select_related("company").filter(person=person).order_by("id"))


def members_any(company_id: int, may: str = "read") -> list[Person]:
    """Return the members of a company whose role permits something: whom to tell."""
    rows = Membership.objects.select_related("person").filter(company_id=company_id).order_by("id")
    return [row.person for row in rows if may in ROLE_MAY[row.role]]


def duties_of(person: Person) -> set[str]:
    """Return the staff duties that a person holds."""
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
    """Refuse people whose account is limited or suspended. Raises AccountIsLimited (403)."""
    if person.status in {AccountStatus.LIMITED, AccountStatus.SUSPENDED, AccountStatus.CLOSED}:
        raise AccountIsLimited(reason=person.status_reason)

"""Companies and their teams."""

import datetime as dt

from karigar.accounts import queries, refusals
from karigar.accounts.actions.people import make_active
from karigar.accounts.models import (
    Company,
    Membership,
    Person,
    Role,
    TeamInvitation,
)
from karigar.accounts.states import AccountStatus
from karigar.events import actions as events
from karigar.kit.state import action, lock


@action
def create_company(person: Person, *, name: str, currency: str = "BDT", now: dt.datetime) -> Company:
    """Make a company owned by the person, who becomes active by it. Raises AccountIsLimited (403)."""
    lock(person)
    queries.demand_unlimited(person)
    company = Company.objects.create(
        name=name or person.name, country=person.country, currency=currency, created_by=person, created_at=now
    )
    Membership.objects.create(company=company, person=person, role=Role.OWNER, since=now)
    events.record("company.created", subject=("company", company.pk), actor_id=person.pk, now=now)
    make_active(person, now=now)
    return company


@action
def ensure_company(person: Person, *, now: dt.datetime, name: str = "", currency: str = "BDT") -> Company:
    """Return the first company that the person owns; make it when there is none yet."""
    lock(person)
    owned = Membership.objects.select_related("company").filter(person=person, role=Role.OWNER).order_by("id").first()
    return owned.company if owned else create_company(person, name=name, currency=currency, now=now)


@action
def rename_company(
    company: Company, *, by: Person, name: str, about: str = "", website: str = "", country: str = "", now: dt.datetime
) -> None:
    """Change what a company says about itself. Raises RoleMayNot (403)."""
    lock(company)
    queries.member_of(by, company.pk, "manage")
    for field, value in {"name": name, "about": about, "website": website, "country": country}.items():
        setattr(company, field, value)
    company.save(update_fields=["name", "about", "website", "country"])
    events.record("company.changed", subject=("company", company.pk), actor_id=by.pk, data={"name": name}, now=now)


@action
def add_member(company: Company, *, person: Person, role: str, now: dt.datetime) -> Membership:
    """Put a person into a company's team with a role. Raises AlreadyInTheTeam (409)."""
    lock(company)
    member, is_new = Membership.objects.get_or_create(
        company=company, person=person, defaults={"role": role, "since": now}
    )
    if not is_new:
        raise refusals.AlreadyInTheTeam(name=person.name)
    data: dict[str, object] = {"person": person.pk, "role": role, "name": company.name}
    events.record("company.joined", subject=("company", company.pk), actor_id=person.pk, data=data, now=now)
    return member


def _demand_manager(company: Company, by: Person, *roles: str) -> None:
    mine = queries.member_of(by, company.pk, "manage")
    if Role.OWNER in roles and mine.role != Role.OWNER:
        raise refusals.OnlyOwners


@action
def invite_member(company: Company, *, by: Person, email: str, role: str, now: dt.datetime) -> TeamInvitation:
    """Ask somebody into the team by mail; a repeated invitation changes the role and sends the link anew.

    Raises RoleMayNot, OnlyOwners (403), AccountIsLimited (403), AlreadyInTheTeam (409).
    """
    lock(company)
    queries.demand_unlimited(by)
    _demand_manager(company, by, role)
    email = email.strip().lower()
    if (
        inside := Membership.objects.select_related("person")
        .filter(company=company, person__email__iexact=email)
        .first()
    ):
        raise refusals.AlreadyInTheTeam(name=inside.person.name)
    invitation, _new = TeamInvitation.objects.update_or_create(
        company=company,
        email=email,
        accepted_at=None,
        defaults={"role": role, "invited_by": by, "invited_at": now},
    )
    data: dict[str, object] = {"invitation": invitation.pk, "role": role}
    events.record("company.invited", subject=("company", company.pk), actor_id=by.pk, data=data, now=now)
    return invitation


@action
def withdraw_team_invitation(invitation: TeamInvitation, *, by: Person, now: dt.datetime) -> None:
    """Take back an invitation that was not accepted yet. Raises InvitationIsUsed (409)."""
    lock(invitation)
    _demand_manager(invitation.company, by, invitation.role)
    if invitation.accepted_at:
        raise refusals.InvitationIsUsed
    events.record("company.uninvited", subject=("company", invitation.company_id), actor_id=by.pk, now=now)
    invitation.delete()


@action
def accept_team_invitation(invitation: TeamInvitation, *, person: Person, now: dt.datetime) -> Membership:
    """Join the team that invited the person's address. Raises InvitationIsUsed (409), InvitationIsForAnother (403)."""
    lock(invitation, "company")
    if invitation.accepted_at:
        raise refusals.InvitationIsUsed
    if invitation.email.lower() != person.email.lower() or person.status == AccountStatus.REGISTERED:
        raise refusals.InvitationIsForAnother
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    return add_member(invitation.company, person=person, role=invitation.role, now=now)


def _keep_an_owner(member: Membership) -> None:
    owners = Membership.objects.filter(company_id=member.company_id, role=Role.OWNER)
    if member.role == Role.OWNER and owners.count() == 1:
        raise refusals.LastOwnerStays


@action
def change_role(member: Membership, *, by: Person, role: str, now: dt.datetime) -> None:
    """Give a member another role. Raises RoleMayNot, OnlyOwners (403), LastOwnerStays (409)."""
    company = lock(member.company)
    lock(member)
    _demand_manager(company, by, role, member.role)
    if role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    data: dict[str, object] = {"person": member.person_id, "role": role}
    events.record("company.role_changed", subject=("company", company.pk), actor_id=by.pk, data=data, now=now)


@action
def remove_member(member: Membership, *, by: Person, now: dt.datetime) -> None:
    """Take a member out of the team, or leave it oneself. Raises RoleMayNot, OnlyOwners (403), LastOwnerStays (409)."""
    company = lock(member.company)
    lock(member)
    if by.pk != member.person_id:
        _demand_manager(company, by, member.role)
    _keep_an_owner(member)
    data: dict[str, object] = {"person": member.person_id, "name": company.name}
    events.record("company.left", subject=("company", company.pk), actor_id=by.pk, data=data, now=now)
    member.delete()

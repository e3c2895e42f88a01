"""What the actions of accounts promise."""

import datetime as dt

import pytest
from django.http import Http404

from karigar.accounts import actions, handles, queries, refusals
from karigar.accounts.models import Company, Membership, Person, StaffRole, StaffSession
from karigar.events.models import Event
from karigar.kit.errors import Refusal, StateHasMoved
from karigar.notifications.models import Mail
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Rahima Khatun", "rahima-khatun"),
        ("রহিমা খাতুন", "rohima-khatun"),
        ("सुनीता शर्मा", "sunita-sharma"),
        ("Élodie Čech", "elodie-cech"),
        ("李", "person-7"),
        ("Staff", "person-7"),
        ("x" * 80, "x" * 26),
    ],
)
def test_a_handle_is_made_of_the_name(name, handle):
    assert next(handles.suggestions(name, 7)) == handle
    assert handles.is_handle(handle)


def test_two_people_of_one_name_get_two_handles(now):
    names = [
        actions.register(email=f"a{n}@example.org", password=PASSWORD, name="Amit Roy", now=now).handle
        for n in range(3)
    ]
    assert names == ["amit-roy", "amit-roy-2", "amit-roy-3"]


def test_one_address_makes_one_account_whatever_its_letters(now):
    actions.register(email="A@Example.org", password=PASSWORD, name="Amit", now=now)
    events = Event.objects.count()
    with pytest.raises(refusals.AddressIsTaken):
        actions.register(email="a@example.ORG", password=PASSWORD, name="Amit", now=now)
    assert Person.objects.count() == 1
    assert Event.objects.count() == events


def test_confirming_twice_tells_once(now):
    person = actions.register(email="a@example.org", password=PASSWORD, name="Amit", now=now)
    for _ in range(2):
        actions.confirm_address(person, now=now)
    assert Event.objects.filter(name="account.verified").count() == 1
    assert person.verified_at == now


def test_the_first_company_is_made_once_and_makes_active(now):
    person = actions.register(email="a@example.org", password=PASSWORD, name="Amit", now=now)
    actions.confirm_address(person, now=now)
    company = actions.ensure_company(person, now=now, name="Roy & Sons", currency="INR")
    assert actions.ensure_company(person, now=now) == company
    person.refresh_from_db()
    assert person.status == "active"
    assert (company.name, company.currency) == ("Roy & Sons", "INR")


def test_a_counter_never_falls_below_zero(world):
    person = world.stranger
    actions.set_counter(person.pk, counter="unread_messages", by=2)
    actions.set_counter(person.pk, counter="unread_messages", by=-5)
    person.refresh_from_db()
    assert person.unread_messages == 0
    with pytest.raises(ValueError, match="password"):
        actions.set_counter(person.pk, counter="password", to=1)


def test_the_last_owner_stays(world):
    member = Membership.objects.get(company=world.company, person=world.client)
    with pytest.raises(refusals.LastOwnerStays):
        actions.change_role(member, by=world.client, role="viewer", now=world.now)
    with pytest.raises(refusals.LastOwnerStays):
        actions.remove_member(member, by=world.client, now=world.now)
    second = actions.add_member(world.company, person=world.stranger, role="owner", now=world.now)
    actions.change_role(member, by=world.stranger, role="viewer", now=world.now)
    assert Membership.objects.get(pk=second.pk).role == "owner"


def test_an_admin_makes_no_owners(world):
    admin = world.member("admin", "Ada Admin")
    events = Event.objects.count()
    with pytest.raises(refusals.OnlyOwners):
        actions.invite_member(world.company, by=admin, email="x@example.org", role="owner", now=world.now)
    with pytest.raises(refusals.RoleMayNot):
        actions.invite_member(world.company, by=world.viewer, email="x@example.org", role="viewer", now=world.now)
    with pytest.raises(Http404):
        actions.invite_member(world.company, by=world.stranger, email="x@example.org", role="viewer", now=world.now)
    assert not Event.objects.filter(name="company.invited").exists()
    assert Event.objects.count() >= events


def test_nobody_decides_about_himself(world):
    operator = world.operator
    check = actions.submit_identity(operator, legal_name="Olivia", country="BD", now=world.now)
    with pytest.raises(refusals.NotYourOwn):
        actions.decide_identity(check, by=operator, verdict="approved", reason="me", now=world.now)
    with pytest.raises(refusals.NotYourOwn):
        actions.limit_account(operator, by=operator, rule="x", reason="me", now=world.now)
    with pytest.raises(refusals.NotYourOwn):
        actions.grant_duty(operator, duty="finance", by=operator, reason="me", now=world.now)
    assert not queries.is_identified(operator, now=world.now)


def test_staff_acts_need_a_reason(world):
    check = actions.submit_identity(world.stranger, legal_name="Sam", country="BD", now=world.now)
    for blank in ("", "  \n "):
        with pytest.raises(refusals.ReasonIsMissing):
            actions.decide_identity(check, by=world.operator, verdict="approved", reason=blank, now=world.now)
    with pytest.raises(refusals.ReasonIsMissing):
        actions.start_staff_session(world.operator, reason=" ", now=world.now)


def test_an_identity_is_decided_once_and_lapses_after_its_months(world):
    person = world.person("Nila New", identified=False)
    check = actions.submit_identity(person, legal_name="Nila", country="BD", now=world.now)
    actions.decide_identity(check, by=world.operator, verdict="approved", reason="papers fit", now=world.now)
    with pytest.raises(StateHasMoved):
        actions.decide_identity(check, by=world.operator, verdict="rejected", reason="no", now=world.now)
    assert check.expires_at == world.now.replace(year=world.now.year + 2)
    assert queries.is_identified(person, now=world.now)
    world.pass_time(days=729)
    assert queries.is_identified(person, now=world.now)
    world.pass_time(days=3)
    assert not queries.is_identified(person, now=world.now)
    assert Event.objects.filter(name="identity.expired", subject_id=check.pk).count() == 1


def test_a_leap_day_has_an_anniversary():
    assert queries.months_later(dt.datetime(2028, 2, 29, tzinfo=dt.UTC), 12) == dt.datetime(2029, 2, 28, tzinfo=dt.UTC)
    assert queries.months_later(dt.datetime(2026, 12, 31, tzinfo=dt.UTC), 2) == dt.datetime(2027, 2, 28, tzinfo=dt.UTC)


def test_a_limit_ends_by_itself_and_only_then(world):
    person = world.stranger
    until = world.now + dt.timedelta(days=7)
    actions.limit_account(person, by=world.operator, rule="spam", reason="Many copies.", until=until, now=world.now)
    with pytest.raises(refusals.AccountIsLimited) as said:
        queries.demand_unlimited(person)
    assert "Many copies." in said.value.sentence
    actions.end_status(person, now=until - dt.timedelta(seconds=1))
    assert person.status == "limited"
    world.pass_time(days=7)
    person.refresh_from_db()
    assert person.status == "active"
    actions.end_status(person, now=world.now)
    assert Event.objects.filter(name="account.reinstated").count() == 1


def test_a_suspension_takes_the_company_that_nobody_else_owns(world):
    company = world.company
    actions.suspend_account(world.client, by=world.operator, rule="fraud", reason="Stolen card.", now=world.now)
    company.refresh_from_db()
    assert company.is_suspended
    assert Event.objects.filter(name="company.suspended", subject_id=company.pk).count() == 1
    actions.reinstate_account(world.client, by=world.operator, reason="Appeal upheld.", now=world.now)
    assert not Company.objects.get(pk=company.pk).is_suspended
    with pytest.raises(Refusal):
        actions.reinstate_account(world.client, by=world.operator, reason="again", now=world.now)


def test_staff_power_ends_with_its_time_and_with_the_duty(world):
    member = world.moderator
    assert queries.has_staff_session(member, now=world.now)
    assert not queries.has_staff_session(member, now=world.now + dt.timedelta(minutes=61))
    actions.revoke_duty(member, duty="moderator", by=world.operator, reason="left", now=world.now)
    assert not queries.has_staff_session(member, now=world.now)
    with pytest.raises(refusals.OnlyStaff):
        actions.start_staff_session(member, reason="again", now=world.now)


def test_only_an_operator_gives_duties(world):
    before = StaffRole.objects.count(), StaffSession.objects.count()
    maker, stranger = world.maker, world.stranger
    before = StaffRole.objects.count(), StaffSession.objects.count()
    with pytest.raises(refusals.OnlyOperators):
        actions.grant_duty(stranger, duty="finance", by=maker, reason="friend", now=world.now)
    assert (StaffRole.objects.count(), StaffSession.objects.count()) == before


def test_a_closed_account_keeps_its_rows_and_begins_nothing(world):
    person, company = world.client, world.company
    actions.close_account(person, now=world.now)
    with pytest.raises(refusals.AccountIsClosed):
        actions.create_company(person, name="Next", now=world.now)
    with pytest.raises(StateHasMoved):
        actions.close_account(person, now=world.now)
    assert Membership.objects.filter(person=person, company=company).exists()


def test_the_letter_to_a_new_member_is_in_the_language_of_who_invites(world):
    world.client.language = "bn"
    world.client.save(update_fields=["language"])
    actions.invite_member(world.company, by=world.client, email="new@example.org", role="viewer", now=world.now)
    world.deliver()
    letter = Mail.objects.get(kind="company.invited")
    assert letter.to == "new@example.org"
    assert letter.subject == f"{world.company.name}-এর দলে যোগ দিন"
    assert "14 দিনের মধ্যে" in letter.body
    assert "Open this link" not in letter.body

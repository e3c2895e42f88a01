"""The back office of people: who comes in, what he may do, what the journal says."""

import datetime as dt

import pytest

from karigar.accounts import actions
from karigar.accounts.models import Identity, Person, StaffSession
from karigar.events.models import Event
from karigar.kit import clock
from karigar.rulebook import queries as rulebook
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db
PAGES = ["/staff/", "/staff/people/", "/staff/identities/", "/staff/journal/", "/staff/rules/"]


@pytest.fixture(autouse=True)
def _at(now):
    with clock.moved_to(now):
        yield


@pytest.mark.parametrize("path", PAGES)
def test_staff_pages_open_for_staff_and_do_not_exist_for_others(world, path):
    assert world.browser(world.operator, hat="staff").get(path).status_code == 200
    assert world.browser(world.auditor, hat="staff").get(path).status_code == 200
    assert world.browser(world.stranger).get(path).status_code == 404
    assert world.browser().get(path).status_code == 302


def test_a_duty_that_does_not_fit_finds_no_page(world):
    assert world.browser(world.maker).get("/staff/identities/").status_code == 404


def test_staff_without_a_session_is_asked_for_the_reason_first(world):
    member = world.moderator
    StaffSession.objects.all().delete()
    client = world.browser(member)
    answer = client.get("/staff/people/")
    assert answer.status_code == 303
    assert answer.url == "/staff/session/?next=%2Fstaff%2Fpeople%2F"
    target = world.stranger
    events = Event.objects.count()
    refused = client.post(f"/staff/people/{target.pk}/limit/", {"limit-rule": "spam", "limit-reason": "Many copies."})
    assert refused.status_code == 303
    target.refresh_from_db()
    assert target.status == "active"
    assert Event.objects.count() == events
    assert client.post(answer.url, {"reason": ""}).status_code == 422
    assert client.post(answer.url, {"reason": "reports"}).url == "/staff/people/"
    assert client.get("/staff/people/").status_code == 200
    assert client.post("/staff/session/end/").status_code == 303
    assert client.get("/staff/people/").status_code == 303


def test_an_auditor_reads_all_and_changes_nothing(world):
    target = world.stranger
    client = world.browser(world.auditor, hat="staff")
    events = Event.objects.count()
    assert client.get(f"/staff/people/{target.pk}/").status_code == 200
    answer = client.post(f"/staff/people/{target.pk}/limit/", {"limit-rule": "spam", "limit-reason": "Many copies."})
    assert answer.status_code == 403
    target.refresh_from_db()
    assert target.status == "active"
    assert Event.objects.count() == events


def test_an_auditor_with_another_duty_works_by_that_duty(world):
    actions.grant_duty(world.auditor, duty="support", by=world.operator, reason="short of hands", now=world.now)
    client = world.browser(world.auditor, hat="staff")
    answer = client.post(f"/staff/people/{world.stranger.pk}/limit/", {"limit-rule": "x", "limit-reason": "y"})
    assert answer.status_code == 303


def test_a_sanction_needs_rule_and_reason_and_stands_in_the_journal(world):
    target = world.stranger
    client = world.browser(world.moderator, hat="staff")
    assert (
        client.post(f"/staff/people/{target.pk}/limit/", {"limit-rule": "spam", "limit-reason": " "}).status_code == 422
    )
    assert client.post(f"/staff/people/{target.pk}/hang/", {}).status_code == 404
    assert (
        client.post(f"/staff/people/{target.pk}/grant/", {"grant-duty": "finance", "grant-reason": "x"}).status_code
        == 404
    )
    good = {"limit-rule": "spam", "limit-days": "৭", "limit-reason": "Many copies."}
    assert client.post(f"/staff/people/{target.pk}/limit/", good).status_code == 303
    target.refresh_from_db()
    assert target.status == "limited"
    assert (target.status_until - world.now).days == 7
    assert client.post(f"/staff/people/{target.pk}/limit/", good).status_code == 409
    event = Event.objects.get(name="account.limited")
    assert (event.by_staff, event.reason, event.actor_id) == (True, "Many copies.", world.moderator.pk)
    assert b"Many copies." in world.browser(world.auditor).get("/staff/journal/").content
    own = world.browser(target).get("/settings/").content
    assert b"Many copies." in own


def test_an_identity_check_is_answered_by_staff_and_told(world):
    person = world.person("Nila New", identified=False)
    check = actions.submit_identity(person, legal_name="Nila New", country="BD", now=world.now)
    client = world.browser(world.operator, hat="staff")
    assert b"Nila New" in client.get("/staff/identities/").content
    assert client.post(f"/staff/identities/{check.pk}/", {"verdict": "needs_more"}).status_code == 422
    sent = {"verdict": "needs_more", "reason": "The year is missing."}
    assert client.post(f"/staff/identities/{check.pk}/", sent).status_code == 303
    assert client.post(f"/staff/identities/{check.pk}/", sent).status_code == 409
    assert Identity.objects.get(pk=check.pk).status == "needs_more"
    world.deliver()
    page = world.browser(person).get("/notices/").content
    assert b"The year is missing." in page
    assert client.get("/staff/identities/999999/").status_code == 404


def test_the_list_of_people_is_searched_paged_and_costs_the_same(world, django_assert_num_queries):
    for n in range(35):
        actions.register(email=f"crowd{n}@example.org", password=PASSWORD, name=f"Crowd {n}", now=world.now)
    client = world.browser(world.operator, hat="staff")
    client.get("/staff/people/")
    with django_assert_num_queries(5):
        page = client.get("/staff/people/", {"q": "crowd"}).content.decode()
    assert page.count("@crowd") == 30
    assert "q=crowd&amp;after=" in page
    Person.objects.filter(email__startswith="crowd1").delete()
    with django_assert_num_queries(5):
        client.get("/staff/people/", {"q": "crowd"})
    assert client.get("/staff/people/", {"after": "broken"}).status_code == 200


def test_an_operator_changes_a_rule_with_a_reason_and_the_journal_says_so(world, now):
    client = world.browser(world.operator, hat="staff")
    page = client.get("/staff/rules/fee.freelancer_bp/")
    assert page.status_code == 200
    asked = {"value": "৪৫০", "since": "", "reason": "Autumn"}
    assert client.post("/staff/rules/fee.freelancer_bp/", asked).status_code == 303
    assert rulebook.value("fee.freelancer_bp", at=now) == 450
    event = Event.objects.get(name="rule.changed")
    assert (event.reason, event.by_staff, event.actor_id) == ("Autumn", True, world.operator.pk)
    assert (event.data["key"], event.data["from"], event.data["to"]) == ("fee.freelancer_bp", 500, 450)
    assert "Autumn" in client.get("/staff/rules/fee.freelancer_bp/").text


@pytest.mark.parametrize(
    ("key", "asked", "kept"),
    [
        (
            "payout.minimum",
            {"in_BDT": "600", "in_INR": "1,00,000", "in_USD": "5.50", "in_GBP": "5", "in_EUR": "5"},
            None,
        ),
        ("milestone.remind_days", {"value": "৩, 7 12"}, [3, 7, 12]),
        ("currencies", {"value": "bdt, usd"}, ["BDT", "USD"]),
        ("switch.disputes", {"value": "on"}, True),
        ("custody", {"value": "psp"}, "psp"),
    ],
)
def test_every_shape_of_rule_has_its_field(world, now, key, asked, kept):
    client = world.browser(world.operator, hat="staff")
    before = rulebook.value(key, at=now)
    answer = client.post(f"/staff/rules/{key}/", asked | {"since": "2030-01-01", "reason": "why not"})
    assert answer.status_code == 303, answer.text
    assert rulebook.value(key, at=now) == before, "planned only"
    then = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    expected = kept if kept is not None else {"BDT": 60000, "INR": 10000000, "USD": 550, "GBP": 500, "EUR": 500}
    assert rulebook.value(key, at=then) == expected


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("fee.freelancer_bp", {"value": "2001"}),
        ("fee.freelancer_bp", {"value": "5 %"}),
        ("fee.freelancer_bp", {"value": "450", "reason": " "}),
        ("fee.freelancer_bp", {"value": "450", "since": "2001-01-01"}),
        ("milestone.remind_days", {"value": "7, 3"}),
        ("currencies", {"value": "taka"}),
        ("payout.minimum", {"in_BDT": "-1"}),
        ("custody", {"value": "mattress"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_changes(world, now, key, asked):
    client = world.browser(world.operator, hat="staff")
    before, events = rulebook.value(key, at=now), Event.objects.count()
    answer = client.post(f"/staff/rules/{key}/", {"since": "", "reason": "why not"} | asked)
    assert answer.status_code == 422
    assert rulebook.value(key, at=now + dt.timedelta(days=9999)) == before
    assert Event.objects.count() == events


def test_only_operators_change_rules(world):
    asked = {"value": "0", "since": "", "reason": "mine"}
    path = "/staff/rules/fee.freelancer_bp/"
    assert world.browser(world.auditor, hat="staff").get(path).status_code == 200
    assert world.browser(world.auditor, hat="staff").post(path, asked).status_code == 403
    assert '<form method="post" class="stack">' not in world.browser(world.maker, hat="staff").get(path).text
    assert world.browser(world.maker, hat="staff").post(path, asked).status_code == 403
    assert world.browser(world.stranger).post(path, asked).status_code == 404
    assert world.browser(world.operator, hat="staff").get("/staff/rules/fee.nothing/").status_code == 404
    assert not Event.objects.filter(name="rule.changed").exists()

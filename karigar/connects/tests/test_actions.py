import datetime as dt

import pytest

from karigar.connects import actions, queries, rules, tasks
from karigar.connects.models import Spend
from karigar.connects.refusals import NotEnoughConnects
from karigar.events.models import Event
from karigar.ledger.models import Journal

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def spend(person, connects, now, proposal=1):
    actions.spend_connects(person=person, proposal_id=proposal, connects=connects, title="A logo", now=now)


def test_joining_brings_forty_once(world, now):
    person = world.stranger
    assert queries.balance_of(person) == 40
    assert actions.grant_joining(person_id=person.pk, now=now) == 0
    assert queries.balance_of(person) == 40


def test_a_spend_takes_and_a_return_gives_back_once(world, now):
    person = world.stranger
    spend(person, 6, now)
    assert queries.balance_of(person) == 34
    assert actions.return_connects(proposal_id=1, cause="not_opened", now=now) == 6
    assert actions.return_connects(proposal_id=1, cause="job_closed", now=now) == 0
    assert queries.balance_of(person) == 40
    assert Spend.objects.get(proposal_id=1).cause == "not_opened"
    assert Event.objects.filter(name="connects.returned").count() == 1


def test_a_spend_of_nothing_writes_nothing(world, now):
    person = world.stranger
    before = Journal.objects.count()
    spend(person, 0, now)
    assert (Journal.objects.count(), Spend.objects.count()) == (before, 0)


def test_too_few_connects_are_refused_and_nothing_happens(world, now):
    person = world.stranger
    spend(person, 38, now)
    before = (Journal.objects.count(), Event.objects.count(), Spend.objects.count())
    with pytest.raises(NotEnoughConnects) as refusal:
        spend(person, 6, now, proposal=2)
    assert "costs 6" in refusal.value.sentence
    assert (Journal.objects.count(), Event.objects.count(), Spend.objects.count()) == before
    assert queries.balance_of(person) == 2


def test_monday_midnight_in_utc_fills_up_once_and_not_a_second_before(world, now):
    person = world.stranger
    spend(person, 30, now)
    tasks.top_up_due(MONDAY - dt.timedelta(microseconds=1))
    assert queries.balance_of(person) == 10
    tasks.top_up_due(MONDAY)
    tasks.top_up_due(MONDAY + dt.timedelta(days=3))
    assert queries.balance_of(person) == 40
    tasks.top_up_due(MONDAY + dt.timedelta(days=7))
    assert queries.balance_of(person) == 40


def test_two_missed_mondays_are_one_top_up(world, now):
    person = world.stranger
    spend(person, 30, now)
    tasks.top_up_due(MONDAY + dt.timedelta(days=15))
    assert queries.balance_of(person) == 40
    assert Journal.objects.filter(kind="connects-grant", ref=f"person:{person.pk}").count() == 2


def test_returned_connects_roll_over_up_to_the_limit(world, now):
    person = world.stranger
    spend(person, 30, now)
    tasks.top_up_due(MONDAY)
    actions.return_connects(proposal_id=1, cause="job_closed", now=MONDAY)
    assert queries.balance_of(person) == 70
    tasks.top_up_due(MONDAY + dt.timedelta(days=7))
    assert queries.balance_of(person) == 70


def test_good_conduct_fills_up_to_eighty_from_the_next_monday_on(world, now):
    person = world.stranger
    actions.set_conduct(person_id=person.pk, is_good=True, now=now)
    assert queries.balance_of(person) == 40
    tasks.top_up_due(MONDAY)
    assert queries.balance_of(person) == 80
    assert queries.next_top_up(person, MONDAY).weekly == 80


def test_idle_people_cost_no_movement_each(world, now, django_assert_max_num_queries):
    for n in range(5):
        world.person(f"Idle {n}", identified=False)
    with django_assert_max_num_queries(10):
        tasks.top_up_due(MONDAY)


def test_the_leap_day_belongs_to_its_week():
    leap = dt.datetime(2028, 2, 29, 23, 59, tzinfo=dt.UTC)
    assert rules.monday_of(leap) == dt.date(2028, 2, 28)
    dhaka = dt.timezone(dt.timedelta(hours=6))
    assert rules.monday_of(dt.datetime(2026, 3, 2, 3, tzinfo=dhaka)) == dt.date(2026, 2, 23)


@pytest.mark.parametrize(("balance", "brings"), [(0, 40), (39, 1), (40, 0), (120, 0), (121, -1), (200, -80)])
def test_a_monday_fills_up_keeps_or_cuts(balance, brings):
    assert rules.monday_brings(balance, weekly=40, most=120) == brings


def test_bought_lots_that_end_first_pay_first():
    lots = {"granted": 10, "2027-05": 3, "2027-01": 2}
    assert rules.take_from(lots, 4) == {"2027-01": 2, "2027-05": 2}
    assert rules.take_from(lots, 9) == {"2027-01": 2, "2027-05": 3, "granted": 4}


@pytest.mark.parametrize(("budget", "cost"), [(None, 2), (1, 2), (1_000_000, 2), (1_000_001, 4), (10**8, 6)])
def test_the_cost_goes_by_the_band_of_the_budget(budget, cost, now, db):
    assert queries.cost_of(budget=budget, currency="BDT", proposals_count=3, invited=False, now=now) == cost


def test_the_first_three_and_the_invited_pay_nothing(now, db):
    cost = {"budget": 10**8, "currency": "BDT", "now": now}
    assert queries.cost_of(proposals_count=2, invited=False, **cost) == 0
    assert queries.cost_of(proposals_count=50, invited=True, **cost) == 0


def test_the_page_explains_every_event_and_what_comes_next(world, now, django_assert_num_queries):
    person = world.stranger
    spend(person, 6, now)
    actions.return_connects(proposal_id=1, cause="not_opened", now=now)
    spend(person, 4, now, proposal=2)
    browser = world.browser(person)
    page = browser.get("/connects/").content.decode()
    for words in (
        "36 Connects",
        "Welcome: Connects for joining.",
        "did not open your proposal in time",
        "A logo",
        "+6",
    ):
        assert words in page
    kinds = [line.kind for line in queries.statement(person).rows]
    assert kinds == ["spent", "returned", "spent", "granted"]
    with django_assert_num_queries(2):
        queries.statement(person)


def test_a_broken_cursor_is_the_first_page(world):
    assert world.browser(world.stranger).get("/connects/?before=abc").status_code == 200

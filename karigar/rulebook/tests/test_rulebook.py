"""Rules change at a moment and not before; earlier moments keep the old number."""

import datetime as dt

import pytest
from django.template import Context, Template

from karigar.kit.errors import Malformed
from karigar.rulebook import actions, queries, rules
from karigar.rulebook.defaults import DEFAULTS
from karigar.rulebook.models import Override

pytestmark = pytest.mark.django_db


def override(now, since, value, key="fee.freelancer_bp"):
    return actions.override(key=key, value=value, since=since, reason="test", by_id=None, now=now)


def test_a_rule_changes_at_its_moment(now):
    assert queries.value("fee.freelancer_bp", at=now) == 500
    override(now, now + dt.timedelta(days=1), 400)
    override(now, now + dt.timedelta(days=2), 300)
    second = dt.timedelta(seconds=1)
    assert queries.value("fee.freelancer_bp", at=now + dt.timedelta(days=1) - second) == 500
    assert queries.value("fee.freelancer_bp", at=now + dt.timedelta(days=1)) == 400
    assert queries.value("fee.freelancer_bp", at=now + dt.timedelta(days=9)) == 300


def test_a_rule_that_does_not_exist_is_refused(now):
    with pytest.raises(actions.UnknownRule):
        override(now, now, 1, key="fee.freelancers")
    with pytest.raises(KeyError):
        queries.value("fee.freelancers", at=now)
    assert not Override.objects.exists()


def test_amounts_and_days_are_typed(now):
    assert queries.amount("payout.minimum", "BDT", at=now) == 50000
    assert queries.amount("payout.minimum", "XYZ", at=now) == 0
    assert queries.days("hold.days", at=now) == dt.timedelta(days=5)


def test_the_defaults_are_those_of_the_market(now):
    expected = {
        "fee.freelancer_bp": 500, "fee.client_bp": 200, "connects.joining": 40, "connects.rollover": 120,
        "milestone.review_days": 14, "hold.days": 5, "offer.life_days": 7, "job.life_days": 30,
        "payout.method_sleep_hours": 72, "identity.valid_months": 24,
    }  # fmt: skip
    assert {key: DEFAULTS[key] for key in expected} == expected


def test_pages_say_the_number_that_the_rules_say(world, now):
    browser, address = world.browser(world.freelancer), f"/jobs/{world.job().pk}/apply/"
    page = Template(
        "{% rule 'invitation.life_days' as days %}{% blocktranslate %}{{ days }} days{% endblocktranslate %}"
    )
    assert page.render(Context()) == "14 days"
    assert "in 10 days" in _costly(world, browser, address)
    for key, value in (("invitation.life_days", 21), ("connects.unopened_days", 12)):
        override(now, now, value, key=key)
    queries.forget()
    assert page.render(Context()) == "21 days"
    assert "in 12 days" in _costly(world, browser, address)


def _costly(world, browser, address):
    """The page of a job on which the free proposals are used up."""
    from karigar.jobs.models import Job

    Job.objects.update(proposals_count=9)
    return browser.get(address).text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fee.freelancer_bp", 2001),
        ("fee.freelancer_bp", -1),
        ("fee.freelancer_bp", "500"),
        ("fee.freelancer_bp", True),
        ("milestone.review_days", 0),
        ("milestone.review_days", 9999),
        ("milestone.remind_days", []),
        ("milestone.remind_days", [7, 3]),
        ("milestone.remind_days", [3, "x"]),
        ("payout.minimum", {"BDT": 100}),
        ("payout.minimum", {"BDT": 0, "INR": 1, "USD": 1, "GBP": 1, "EUR": 1}),
        ("payout.minimum", 500),
        ("currencies", []),
        ("currencies", ["BDT", "BDT"]),
        ("currencies", ["XXX"]),
        ("custody", "mattress"),
        ("switch.disputes", 1),
    ],
)
def test_a_value_that_would_break_the_market_is_refused(now, key, value):
    with pytest.raises(Malformed):
        override(now, now, value, key=key)
    assert not Override.objects.exists()


@pytest.mark.parametrize("key", DEFAULTS)
def test_every_default_fits_its_own_rule(key):
    rules.demand_fit(key, DEFAULTS[key])


def test_the_past_keeps_its_rules(now):
    with pytest.raises(actions.MomentHasPassed):
        override(now, now - dt.timedelta(seconds=1), 400)
    assert queries.value("fee.freelancer_bp", at=now) == 500


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("fee.freelancer_bp", 500, "5 %"),
        ("fee.freelancer_bp", 475, "4.75 %"),
        ("fee.freelancer_bp", 1050, "10.5 %"),
        ("fee.freelancer_bp", 0, "0 %"),
        ("payout.minimum", {"BDT": 5000000, "USD": 550}, "৳50,000, $5.50"),
        ("milestone.remind_days", [3, 7], "3, 7"),
        ("switch.disputes", False, "Off"),
        ("offer.life_days", 7, "7"),
    ],
)
def test_a_value_is_written_as_people_read_it(key, value, words):
    assert Template("{{ value|rule_words:key }}").render(Context({"key": key, "value": value})) == words

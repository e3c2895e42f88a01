"""The drawing of a freelancer's year: months of his own zone, sums of the books."""

import datetime as dt
import zoneinfo

import pytest

from karigar.kit import clock
from karigar.ledger import queries as ledger
from karigar.payouts import queries

pytestmark = pytest.mark.django_db


def test_the_months_of_earnings_sum_up_to_the_books(world, django_assert_max_num_queries):
    world.paid()
    person = world.freelancer
    person.timezone = "Asia/Dhaka"
    person.save(update_fields=["timezone"])
    (year,) = queries.earnings_of(person, now=world.now)
    assert year.currency == "BDT"
    assert len(year.months) == len(year.columns) == 12
    held = sum(ledger.balance_of(f"person:{person.pk}", role, "BDT") for role in ("wallet", "earnings"))
    assert year.total == held == sum(month.earned - month.given_back for month in year.months)
    assert held > 0
    assert year.months[-1].first == world.now.astimezone(zoneinfo.ZoneInfo("Asia/Dhaka")).date().replace(day=1)
    browser = world.browser(person)
    with clock.moved_to(world.now), django_assert_max_num_queries(3):
        page = browser.get("/wallet/earnings/")
    assert page.status_code == 200
    assert page.text.count("<tr>") == 13
    assert page.text.count("<rect") == 1
    assert "Nothing earned yet" in world.browser(world.stranger).get("/wallet/earnings/").text
    assert world.browser().get("/wallet/earnings/").status_code == 302


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (dt.date(2026, 1, 31), dt.date(2025, 2, 1), dt.date(2026, 1, 1)),
        (dt.date(2026, 12, 1), dt.date(2026, 1, 1), dt.date(2026, 12, 1)),
        (dt.date(2024, 2, 29), dt.date(2023, 3, 1), dt.date(2024, 2, 1)),
    ],
)
def test_twelve_months_end_with_the_month_of_the_day(day, first, last):
    months = queries._months_until(day)
    assert (months[0], months[-1], len(set(months))) == (first, last, 12)


def test_a_moment_counts_in_the_month_of_the_zone(world):
    world.set_time(dt.datetime(2026, 3, 31, 20, tzinfo=dt.UTC))  # the first of April in Dhaka
    world.paid()
    sums = ledger.sums_by_month(
        f"person:{world.freelancer.pk}",
        roles=("wallet", "earnings"),
        kinds=("release",),
        since=world.now - dt.timedelta(days=9),
        zone="Asia/Dhaka",
    )
    assert {month for month, *_rest in sums} == {dt.date(2026, 4, 1)}

"""Twenty days of the year that `karigar simulate-year` plays: every day the books hold."""

import datetime as dt

import pytest

from karigar.cli.year import deeds
from karigar.cli.year.market import Market
from karigar.ledger import queries as ledger


@pytest.mark.django_db
def test_twenty_days_of_random_deeds_leave_the_books_right_every_day():
    market = Market(dt.datetime(2026, 1, 1, 3, tzinfo=dt.UTC), seed=3)
    market.open()
    for _ in range(20):
        market.live_a_day()
    assert market.audit(whole=True) == []
    assert market.audits == 21
    assert sum(market.done.values()) > 50
    assert {"deposit", "connects-spend"} <= market.kinds()
    assert len(deeds.ALL) == len(set(deeds.ALL))
    assert sum(amount for *_names, unit, amount in ledger.trial_balance_any() if unit == "BDT") == 0

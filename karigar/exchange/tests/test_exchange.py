"""Rates, quotes and the pool: exact, once, in the pool's favour, and never by an old price."""

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from karigar.exchange import actions, exporting, importing, queries, refusals, rules
from karigar.exchange.models import Quote, Rate
from karigar.ledger import actions as books
from karigar.ledger import movements
from karigar.ledger import queries as ledger
from karigar.ledger.models import Journal
from karigar.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ECB = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<Cube><Cube time='{day}'><Cube currency='USD' rate='1.25'/><Cube currency='JPY' rate='160.5'/><Cube currency='ISK' rate='140'/>
</Cube></Cube></gesmes:Envelope>"""


def rule(key, value, now):
    rulebook.override(key=key, value=value, since=now, reason="test", by_id=None, now=now)


def rich(person, now, amount=100_000, currency="BDT"):
    fees = {"fee": 0, "client_fee": 0, "currency": currency}
    with transaction.atomic():
        deposit = movements.deposit(deposit=person.pk, company=1, provider="play", amount=amount, currency=currency)
        books.post(deposit, now=now)
        books.post(movements.bonus(bonus=person.pk, company=1, freelancer=person.pk, gross=amount, **fees), now=now)
        books.post(
            movements.clear_earnings(hold=person.pk, freelancer=person.pk, amount=amount, currency=currency), now=now
        )
    return person


@pytest.fixture
def sam(world, now):
    """Sam with 100.00 USD, the exchange open, and rates of an hour ago."""
    rule("exchange.is_open", True, now)
    take(now, ("USD", "BDT", "122.50"), ("EUR", "USD", "1.25"), ("EUR", "JPY", "160.5"), ("USD", "KWD", "0.307"))
    return rich(world.stranger, now, 10_000, "USD")


def take(now, *rates, source="test", age=HOUR):
    rows = [(base, quote, value, now - age) for base, quote, value in rates]
    return actions.import_rates(rows=rows, source=source, now=now)


def ask(person, now, amount=10_000, sold="USD", bought="BDT"):
    return actions.ask_quote(person, amount=amount, sold_unit=sold, bought_unit=bought, now=now)


def held(person, unit):
    return ledger.balance_of(f"person:{person.pk}", "wallet", unit)


def pool(unit, role="fx-pool"):
    return ledger.balance_of("platform", role, unit)


def test_a_quote_is_exact_and_accepted_once(sam, now):
    quote = ask(sam, now)
    assert (quote.spread, quote.bought, quote.rate, quote.source) == (50, 1_218_875, "122.5", "test")
    assert held(sam, "USD") == 10_000
    actions.accept_quote(quote, by=sam, now=now)
    assert (held(sam, "USD"), held(sam, "BDT")) == (0, 1_218_875)
    assert (pool("USD"), pool("BDT"), pool("USD", "fx-spread")) == (9_950, -1_218_875, 50)
    with pytest.raises(refusals.QuoteWasUsed):
        actions.accept_quote(quote, by=sam, now=now)
    assert Journal.objects.filter(kind="exchange").count() == 1
    assert len(exporting.export(sam)["exchanges"]) == 1


def test_currencies_of_no_and_three_places_are_exact(sam, now):
    rule("exchange.pool_cap", {"BDT": 10**9, "INR": 1, "USD": 10**7, "EUR": 1, "JPY": 10**7, "KWD": 10**7}, now)
    assert ask(sam, now, bought="JPY").bought == 9950 * 1284 // 1000  # 160.5 / 1.25 = 128.4 yen a dollar
    assert ask(sam, now, bought="KWD").bought == 30_546  # 99.50 * 0.307 = 30.5465, cut
    with pytest.raises(refusals.AmountTooSmall):
        ask(sam, now, amount=1, bought="JPY")


def test_no_rate_an_old_rate_and_a_closed_exchange_are_refused(sam, now):
    with pytest.raises(refusals.NoRate):
        ask(sam, now, bought="INR")
    with pytest.raises(refusals.RatesAreStale) as refusal:
        ask(sam, now + 80 * HOUR)
    assert "older than 80 hours" in refusal.value.sentence
    rule("exchange.is_open", False, now)
    with pytest.raises(refusals.ExchangeIsClosed):
        ask(sam, now)


def test_a_quote_that_is_over_or_more_than_the_wallet_is_refused(sam, now):
    first, second = ask(sam, now), ask(sam, now)
    with pytest.raises(refusals.QuoteIsOver):
        actions.accept_quote(first, by=sam, now=now + dt.timedelta(seconds=60))
    actions.accept_quote(first, by=sam, now=now + dt.timedelta(seconds=59))
    with pytest.raises(refusals.NotThatMuch):
        actions.accept_quote(second, by=sam, now=now)
    with pytest.raises(refusals.NotThatMuch):
        ask(sam, now)
    with pytest.raises(refusals.SameCurrency):
        ask(sam, now, sold="BDT")


def test_the_cap_of_the_pool_holds_and_lets_it_come_back(sam, now):
    rule("exchange.pool_cap", {"BDT": 10**9, "INR": 1, "USD": 5_000, "EUR": 1}, now)
    with pytest.raises(refusals.PoolIsFull):
        ask(sam, now)
    actions.accept_quote(ask(sam, now, amount=5_000), by=sam, now=now)
    rule("exchange.pool_cap", {"BDT": 1, "INR": 1, "USD": 1, "EUR": 1}, now)
    back = ask(sam, now, amount=100_000, sold="BDT", bought="USD")
    actions.accept_quote(back, by=sam, now=now)
    assert 0 < pool("USD") < 4_975
    assert [row.length for row in queries.positions_any(now) if row.currency == "USD"] == [1000]


def test_two_members_of_finance_make_a_rate(world, now, sam):
    facts = {"base": "USD", "quote": "INR", "source": "RBI", "as_of": now, "reason": "daily", "now": now}
    rate = actions.propose_rate(value="83.1", by=world.maker, **facts)
    with pytest.raises(refusals.NoRate):
        ask(sam, now, bought="INR")
    with pytest.raises(refusals.OwnRate):
        actions.decide_rate(rate, is_right=True, by=world.maker, reason="x", now=now)
    actions.decide_rate(rate, is_right=True, by=world.checker, reason="x", now=now)
    with pytest.raises(refusals.RateIsDecided):
        actions.decide_rate(rate, is_right=False, by=world.checker, reason="x", now=now)
    assert ask(sam, now, bought="INR").bought == 9950 * 831 // 10
    for value in ("0", "-1", "NaN", "Infinity", "1e20", "abc", "0.00000000001"):
        with pytest.raises(refusals.RateIsWrong):
            actions.propose_rate(value=value, by=world.maker, **facts)
    with pytest.raises(refusals.RateFromTheFuture):
        actions.propose_rate(value="83", by=world.maker, **facts | {"as_of": now + HOUR})


def test_a_file_of_the_ecb_is_taken_once(db, now, tmp_path, world, capsys):
    path = tmp_path / "eurofxref-daily.xml"
    path.write_text(ECB.format(day="2026-02-27"))
    assert (importing.main([str(path)]), Rate.objects.count()) == (0, 2)
    assert importing.main([str(path)]) == 0
    assert "0 new rates of 2" in capsys.readouterr().out
    assert queries.rate_between("USD", "JPY", now).value == Fraction("160.5") / Fraction("1.25")
    path.write_text(ECB.format(day="2026-02-28").replace("160.5", "1605"))
    assert importing.main([str(path)]) == 1
    assert "enter it by hand" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    ["", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "<x>", "<x/>", "base,quote\nUSD,BDT", "base,quote,rate,as_of\nUSD,BDT,1,soon"],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_whole(world, tmp_path, content, capsys):
    path = tmp_path / "rates.csv"
    path.write_text(content)
    assert (importing.main([str(path)]), Rate.objects.count()) == (1, 0)
    assert capsys.readouterr().err


def test_a_csv_keeps_its_good_rows(world, now, tmp_path, capsys):
    path = tmp_path / "rates.csv"
    path.write_text(
        "base,quote,rate,as_of\nUSD,BDT,122.5,2026-03-01\nUSD,XXX,1,2026-03-01\nUSD,INR,83,2027-01-01T00:00:00Z\n"
    )
    assert (importing.main([str(path)]), Rate.objects.get().source) == (1, "file rates.csv")
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_the_pages_of_a_quote(sam, world, now):
    browser = world.browser(sam)
    answer = browser.post("/exchange/", {"sold_unit": "USD", "amount": "১০০", "bought_unit": "BDT"})
    assert answer.status_code == 303
    quote = Quote.objects.get()
    assert "৳12,188.75" in browser.get(answer.url).content.decode()
    for other, status in ((world.rival, 404), (world.viewer, 404), (sam, 303), (sam, 409)):
        assert world.browser(other).post(f"/exchange/{quote.pk}/accept/").status_code == status
    page = world.browser(world.maker).get("/staff/exchange/").content.decode()
    assert "-৳12,188.75" in page
    assert "exchange/?from=BDT" in browser.get("/wallet/").content.decode()


def test_a_page_of_the_pool_costs_the_same_however_many_rates(world, now, django_assert_num_queries):
    for day in range(9):
        take(now, ("USD", "BDT", "122.50"), ("USD", "INR", "83"), age=HOUR * (day + 1))
    with django_assert_num_queries(1):
        queries.latest_any(now)
    rule("exchange.spread_bp", 50, now)
    with django_assert_num_queries(2):  # one for the rules
        queries.positions_any(now)


@given(st.integers(1, 10**13), st.integers(0, 2000), st.fractions("1/1000", 1000), st.integers(0, 4), st.integers(0, 4))
def test_rounding_never_costs_the_pool(sold, points, rate, places, places_bought):
    spread = rules.spread_on(sold, points)
    assert 0 <= spread * 10_000 - sold * points < 10_000
    bought = rules.becomes(sold - spread, rate, places=places, places_bought=places_bought)
    exact = Fraction(sold - spread, 10**places) * rate * 10**places_bought
    assert 0 <= exact - bought < 1
    back = rules.becomes(bought, 1 / rate, places=places_bought, places_bought=places)
    assert back <= sold

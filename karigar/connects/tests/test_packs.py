"""Packs: bought, used, given back, returned and ended in any order, the money paid is always all there."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karigar.connects import actions, exporting, queries, refusals, rules, tasks
from karigar.connects.models import Pack, Spend
from karigar.ledger import actions as books
from karigar.ledger import movements
from karigar.ledger import queries as ledger
from karigar.ledger.models import Journal
from karigar.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def rule(key, value, now):
    rulebook.override(key=key, value=value, since=now, reason="test", by_id=None, now=now)


@pytest.fixture
def buyer(world, now):
    """Sam, with 1,000.00 BDT in the wallet, where packs are on sale."""
    rule("connects.packs_on_sale", True, now)
    return rich(world.stranger, now)


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


def buy(person, now, connects=10, key="k", currency="BDT"):
    price = queries.price_of(connects, currency, now)
    return actions.buy_pack(person, connects=connects, price=price or 1, currency=currency, key=key, now=now)


def spend(person, connects, now, proposal=1):
    actions.spend_connects(person=person, proposal_id=proposal, connects=connects, title="A logo", now=now)


def platform(role, currency="BDT"):
    return ledger.balance_of("platform", f"connects-{role}", currency)


def wallet(person):
    return ledger.balance_of(f"person:{person.pk}", "wallet", "BDT")


def test_a_pack_is_paid_once_and_earned_as_it_is_used(buyer, now):
    pack = buy(buyer, now)
    assert buy(buyer, now).pk == pack.pk
    assert (wallet(buyer), platform("deferred"), platform("revenue")) == (82_000, 18_000, 0)
    assert queries.balance_of(buyer) == 50
    spend(buyer, 4, now)
    assert (platform("deferred"), platform("revenue")) == (10_800, 7_200)
    assert Spend.objects.get().lots == {pack.lot: 4}
    actions.return_connects(proposal_id=1, cause="not_opened", now=now)
    assert (platform("deferred"), platform("revenue")) == (18_000, 0)
    assert queries.balance_of(buyer) == 50


def test_packs_are_off_until_an_operator_sells_them(world, now):
    rich(world.stranger, now)
    with pytest.raises(refusals.PacksAreNotOnSale):
        buy(world.stranger, now)
    assert not Pack.objects.exists()
    page = world.browser(world.stranger).get("/connects/packs/")
    assert "not on sale" in page.content.decode()


def test_a_price_that_changed_meanwhile_and_an_empty_wallet_are_refused(buyer, world, now):
    with pytest.raises(refusals.PriceHasChanged):
        actions.buy_pack(buyer, connects=10, price=17_999, currency="BDT", key="x", now=now)
    with pytest.raises(refusals.WalletTooSmall):
        buy(world.rival, now)
    assert not Pack.objects.exists()


def test_an_unused_pack_goes_back_in_full_and_once(buyer, now):
    pack = buy(buyer, now)
    actions.refund_pack(pack, now=now + 13 * DAY)
    assert (wallet(buyer), platform("deferred"), queries.balance_of(buyer)) == (100_000, 0, 40)
    with pytest.raises(refusals.PackHasEnded):
        actions.refund_pack(pack, now=now + 13 * DAY)
    used = buy(buyer, now, key="other")
    spend(buyer, 1, now)
    with pytest.raises(refusals.PackWasUsed):
        actions.refund_pack(used, now=now)
    with pytest.raises(refusals.RefundTimeIsOver):
        actions.refund_pack(used, now=now + 14 * DAY)


def test_what_is_left_at_the_end_is_earned(buyer, now):
    pack = buy(buyer, now)
    spend(buyer, 3, now)
    tasks.end_packs_due(pack.expires_at - dt.timedelta(seconds=1))
    assert queries.balance_of(buyer) == 47
    tasks.end_packs_due(pack.expires_at)
    tasks.end_packs_due(pack.expires_at + DAY)
    assert (platform("deferred"), platform("revenue"), queries.balance_of(buyer)) == (0, 18_000, 40)
    assert [line.kind for line in queries.statement(buyer, kind="ended").rows] == ["ended"]


@pytest.mark.parametrize("timer_ran", [True, False])
def test_what_comes_back_to_a_pack_that_is_over_lives_on(buyer, now, timer_ran):
    pack = buy(buyer, now)
    spent_at = pack.expires_at - 2 * DAY
    spend(buyer, 4, spent_at)
    late = pack.expires_at + 3 * DAY
    if timer_ran:
        tasks.end_packs_due(late)
    actions.return_connects(proposal_id=1, cause="not_opened", now=late)
    child = Pack.objects.get(came_from=pack)
    assert (child.connects, child.price, child.expires_at) == (4, 7_200, late + 30 * DAY)
    assert (queries.balance_of(buyer), platform("deferred"), platform("revenue")) == (44, 7_200, 10_800)
    with pytest.raises(refusals.RefundTimeIsOver):
        actions.refund_pack(child, now=late)
    tasks.end_packs_due(child.expires_at)
    assert (platform("deferred"), platform("revenue")) == (0, 18_000)


def test_bought_connects_take_nothing_from_what_a_monday_gives(buyer, now):
    buy(buyer, now, connects=20)
    spend(buyer, 20, now)
    buy(buyer, now, connects=10, key="second")
    spend(buyer, 15, now, proposal=2)
    assert queries.next_top_up(buyer, now).adds == 5
    tasks.top_up_due(dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    assert queries.balance_of(buyer) == 40


def test_the_cost_of_a_spend_is_the_same_when_no_pack_pays(world, now, django_assert_num_queries):
    person = world.stranger
    with django_assert_num_queries(5):  # the savepoint pair of the test, balances, one movement, one row
        spend(person, 2, now)


def test_the_statement_says_every_lot_and_never_tears_a_movement(buyer, now, django_assert_num_queries):
    pack = buy(buyer, now)
    spend(buyer, 12, now)
    actions.return_connects(proposal_id=1, cause="withdrawn_unseen", now=now)
    seen, before = [], None
    while True:
        page = queries.statement(buyer, before=before, limit=1)
        seen += page.rows
        if not page.next:
            break
        before = int(page.next)
    assert [(line.kind, line.connects, line.balance_after) for line in seen] == [
        ("returned", 12, 50), ("spent", -12, 38), ("bought", 10, 50), ("granted", 40, 40),
    ]  # fmt: skip
    assert seen[1].lots == [(pack.expires_at.date(), -10), (None, -2)]
    assert [line.balance_after for line in queries.statement(buyer, kind="bought").rows] == [50]
    with django_assert_num_queries(2):
        queries.statement(buyer)
    assert exporting.export(buyer)["packs"][0]["price"] == 18_000


def test_the_pages_buy_and_give_back(buyer, world, now):
    browser = world.browser(buyer)
    page = browser.get("/connects/buy/10/BDT/").content.decode()
    assert "Buy for ৳180" in page
    form = {"price": "১৮০০০", "key": "one"}
    assert browser.post("/connects/buy/10/BDT/", form).status_code == 303
    assert browser.post("/connects/buy/10/BDT/", form).status_code == 303
    assert browser.post("/connects/buy/10/BDT/", {"price": "1", "key": "two"}).status_code == 409
    pack = Pack.objects.get()
    for other, status in ((world.rival, 404), (world.viewer, 404), (buyer, 303), (buyer, 409)):
        assert world.browser(other).post(f"/connects/packs/{pack.pk}/refund/").status_code == status
    assert Journal.objects.filter(kind="connects-refund").count() == 1
    assert browser.get("/connects/buy/11/BDT/").status_code == 404


@given(st.integers(1, 80), st.integers(0, 10**9))
def test_a_pack_is_earned_to_the_last_unit(connects, price):
    steps = [rules.earned_by(used, connects=connects, price=price) for used in range(connects + 1)]
    assert (steps[0], steps[-1], steps) == (0, price, sorted(steps))


def test_a_pack_of_a_leap_day_ends_on_the_last_day_of_february():
    assert rules.months_after(dt.datetime(2028, 2, 29, tzinfo=dt.UTC), 12) == dt.datetime(2029, 2, 28, tzinfo=dt.UTC)
    assert rules.months_after(dt.datetime(2026, 12, 31, tzinfo=dt.UTC), 1) == dt.datetime(2027, 1, 31, tzinfo=dt.UTC)


DEEDS = st.lists(
    st.tuples(st.sampled_from(["buy", "spend", "spend", "return", "refund", "wait"]), st.integers(0, 9)), max_size=25
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS, st.sampled_from([18_000, 17_999, 1]))
def test_in_any_order_deferred_revenue_and_refunds_are_the_money_that_was_paid(buyer, now, deeds, price):
    with transaction.atomic():
        rule("connects.pack_10", {"BDT": price, "INR": 1, "USD": 1}, now)
        moment, bought, proposal = now, 0, 0
        for deed, n in deeds:
            try:
                with transaction.atomic():
                    moment = _do(deed, n, buyer, now=moment, counts=(bought, proposal))
            except (refusals.NotNow, Pack.DoesNotExist):
                continue
            bought += deed == "buy"
            proposal += deed == "spend"
            assert platform("deferred") + platform("revenue") == 100_000 - wallet(buyer) >= 0
            assert min(platform("deferred"), platform("revenue"), queries.balance_of(buyer)) >= 0
        last = moment + 5000 * DAY
        tasks.end_packs_due(last)
        assert (platform("deferred"), platform("revenue")) == (0, 100_000 - wallet(buyer))
        assert ledger.audit() == []
        transaction.set_rollback(True)


def _do(deed, n, person, *, now, counts):
    """Do one deed of a random history and return the moment after it."""
    bought, proposal = counts
    if deed == "buy":
        buy(person, now, key=f"h{bought}")
    elif deed == "spend":
        spend(person, n + 1, now, proposal=proposal)
    elif deed == "return":
        actions.return_connects(proposal_id=n, cause="not_opened", now=now)
    elif deed == "refund":
        actions.refund_pack(list(Pack.objects.order_by("pk"))[n % max(bought, 1)] if bought else _none(), now=now)
    else:
        now += (n * 30) * DAY
        if n % 2:
            tasks.end_packs_due(now)
    return now


def _none():
    raise Pack.DoesNotExist

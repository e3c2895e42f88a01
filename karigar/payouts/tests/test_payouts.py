"""Withdrawals: out of the wallet at once, to a method that has slept, back at once when they fail."""

import datetime as dt

import pytest

from karigar.events.models import Event
from karigar.kit.errors import StateHasMoved
from karigar.ledger import queries as ledger
from karigar.payouts import actions, queries, rails
from karigar.payouts.models import Method, Payout
from karigar.payouts.refusals import (
    CheckerIsNotSender,
    IdentityComesFirst,
    MethodIsGone,
    MethodSleeps,
    NameDiffers,
    NumberIsWrong,
    OwnPayout,
    PayoutAboveBalance,
    PayoutTooSmall,
)

pytestmark = pytest.mark.django_db
NET = 285_000  # 3,000 taka less 5 %


def money(world, role="wallet"):
    return ledger.balance_of(f"person:{world.freelancer.pk}", role, "BDT")


def method(world, **changes):
    facts = {"rail": "bkash", "holder": world.freelancer.name, "number": "০১৭১২-৩৪৫৬৭৮"}
    return actions.add_method(world.freelancer, **(facts | changes), now=world.now)


def ready(world):
    """A freelancer with money and a method that has slept."""
    found = method(world)
    world.paid()
    assert money(world) == NET
    return found


def request(world, to, amount=100_000, key="k"):
    return actions.request_payout(world.freelancer, method=to, amount=amount, currency="BDT", key=key, now=world.now)


def test_the_whole_way_out_leaves_nothing_behind(world):
    payout = request(world, ready(world))
    assert (money(world), money(world, "withdrawing")) == (NET - 100_000, 100_000)
    actions.check_payout(payout, by=world.maker, reason="fine", now=world.now)
    batch = actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    assert (batch.count, batch.total) == (1, 100_000)
    payout.refresh_from_db()
    actions.send_payout(payout, by=world.checker, reference="TRX9", reason="sent", now=world.now)
    actions.confirm_payout(payout, by=world.checker, reason="arrived", now=world.now)
    assert (money(world), money(world, "withdrawing")) == (NET - 100_000, 0)
    assert queries.promise_kept(now=world.now) == (1, 1)


def test_failed_money_is_back_at_once(world):
    payout = request(world, ready(world))
    actions.check_payout(payout, by=world.maker, reason="fine", now=world.now)
    actions.fail_payout(payout, by=world.checker, failure="Number is not registered", reason="bank said", now=world.now)
    assert (money(world), money(world, "withdrawing")) == (NET, 0)
    with pytest.raises(StateHasMoved):
        actions.fail_payout(payout, by=world.checker, failure="again", reason="again", now=world.now)
    assert money(world) == NET


def test_a_second_click_takes_nothing_more(world):
    to = ready(world)
    assert request(world, to).pk == request(world, to).pk
    assert money(world, "withdrawing") == 100_000


def test_small_sums_on_a_wallet_are_promised_within_two_hours(world):
    to = ready(world)
    assert request(world, to).due_at - world.now == dt.timedelta(hours=2)


@pytest.mark.parametrize(("amount", "refusal"), [(49_999, PayoutTooSmall), (NET + 1, PayoutAboveBalance)])
def test_too_little_and_too_much_are_refused(world, amount, refusal):
    to = ready(world)
    events = Event.objects.count()
    with pytest.raises(refusal):
        request(world, to, amount=amount)
    assert (money(world), Payout.objects.count(), Event.objects.count()) == (NET, 0, events)


def test_a_new_method_sleeps(world):
    world.paid()
    to = method(world)
    with pytest.raises(MethodSleeps):
        request(world, to)
    world.pass_time(hours=73)
    assert request(world, to).status == "requested"


def test_a_removed_method_sends_nothing_and_gives_waiting_money_back(world):
    to = ready(world)
    request(world, to)
    actions.remove_method(to, by=world.freelancer, now=world.now)
    assert (money(world), money(world, "withdrawing")) == (NET, 0)
    with pytest.raises(MethodIsGone):
        request(world, to, key="other")


def test_the_link_in_the_letter_cancels_without_a_login(world):
    to = method(world)
    world.deliver()
    page = world.browser().get(f"/payouts/methods/cancel/{to.cancel_token}/")
    assert page.status_code == 200
    assert Method.objects.get().removed_at is None, "a robot that follows links must not cancel"
    world.browser().post(f"/payouts/methods/cancel/{to.cancel_token}/")
    assert Method.objects.get().removed_at is not None


def test_the_account_must_be_in_the_verified_name(world):
    with pytest.raises(NameDiffers):
        method(world, holder="Somebody Else")
    assert method(world, holder="freelancer, RAHIMA").holder == "freelancer, RAHIMA"


def test_identity_comes_first(world):
    person = world.person("Nila Newcomer", identified=False)
    with pytest.raises(IdentityComesFirst):
        actions.add_method(person, rail="bkash", holder="Nila Newcomer", number="01712345678", now=world.now)


@pytest.mark.parametrize(
    ("rail", "number", "code", "fits"),
    [
        ("bkash", "+88 01712-345678", "", True),
        ("bkash", "0171234567", "", False),
        ("upi", "rahim.k@okbank", "", True),
        ("upi", "rahim", "", False),
        ("bank_in", "123456789012", "sbin0001234", True),
        ("bank_in", "123456789012", "1234", False),
        ("bank_bd", "1234567890123", "০৯০-২৬১-৭২৫", True),
        ("bank_bd", "1234567890123", "1234", False),
        ("bank", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX", True),
        ("bank", "DE89 3704 0044 0532 0130 01", "COBADEFFXXX", False),
    ],
)
def test_numbers_are_checked_by_their_rail(rail, number, code, fits):
    assert rails.is_number(rail, rails.clean_number(rail, number), rails.clean_code(code)) is fits


def test_a_wrong_number_is_refused_with_the_rule(world):
    with pytest.raises(NumberIsWrong, match="11 digits"):
        method(world, number="12345")


def test_staff_cannot_pay_themselves_nor_do_both_steps(world):
    payout = request(world, ready(world))
    with pytest.raises(OwnPayout):
        actions.check_payout(payout, by=world.freelancer, reason="me", now=world.now)
    actions.check_payout(payout, by=world.maker, reason="fine", now=world.now)
    actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    payout.refresh_from_db()
    with pytest.raises(CheckerIsNotSender):
        actions.send_payout(payout, by=world.maker, reference="x", reason="x", now=world.now)


def test_a_stranger_finds_nothing_of_it(world):
    to = ready(world)
    payout = request(world, to)
    journal = ledger.entries_for(f"person:{world.freelancer.pk}", "wallet")[0].journal
    stranger = world.browser(world.stranger)
    for url in (f"/payouts/{payout.pk}/", f"/wallet/lines/{journal}/", f"/staff/payouts/{payout.pk}/"):
        assert stranger.get(url).status_code == 404, url
    assert stranger.post(f"/payouts/methods/{to.pk}/remove/").status_code == 404
    own = world.browser(world.freelancer)
    assert own.get(f"/wallet/lines/{journal}/").status_code == 200


def test_the_pages_carry_a_withdrawal_from_request_to_confirmation(world):
    to = ready(world)
    mine = world.browser(world.freelancer)
    sent = mine.post("/payouts/new/BDT/", {"amount": "১,০০০", "method": to.pk, "currency": "BDT", "key": "k"})
    assert sent.status_code == 303
    pk = Payout.objects.get().pk
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    assert maker.post(f"/staff/payouts/{pk}/check/", {"reason": "ok"}).status_code == 303
    batch = maker.post("/staff/payouts/export/", {"rail": "bkash", "currency": "BDT"})
    file = maker.get(batch.url + "file/").text
    assert f"wd-{pk},bkash,Rahima Freelancer,01712345678,,,1000.00,BDT" in file
    assert checker.post(f"/staff/payouts/{pk}/send/", {"reference": "TRX", "reason": "ok"}).status_code == 303
    assert checker.post(f"/staff/payouts/{pk}/confirm/", {"reason": "ok"}).status_code == 303
    assert "Arrived" in mine.get(f"/payouts/{pk}/").text


def test_the_wrong_currency_is_refused(world):
    to = ready(world)
    page = world.browser(world.freelancer).post(
        "/payouts/new/BDT/", {"amount": "1000", "method": to.pk, "currency": "USD", "key": "k"}
    )
    assert page.status_code == 422
    assert Payout.objects.count() == 0


def test_the_wallet_costs_a_constant_number_of_statements(world, django_assert_max_num_queries):
    ready(world)
    browser = world.browser(world.freelancer)
    with django_assert_max_num_queries(7):
        assert browser.get("/wallet/").status_code == 200

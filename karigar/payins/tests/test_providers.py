"""Providers through the practice double: whatever arrives, in whatever order, money is booked once or not at all."""

import datetime as dt
import hashlib

import pytest

from karigar.events.models import Event
from karigar.kit.errors import StateHasMoved
from karigar.ledger import queries as ledger
from karigar.payins import actions, calls, queries, tasks
from karigar.payins.models import Chargeback, Deposit, DepositRefund, InboundEvent, OutboundCall
from karigar.payins.providers.dummy import Server
from karigar.payins.refusals import (
    AmountDiffers,
    CompanyOwes,
    MakerIsNotChecker,
    MoreThanUnused,
    NoCustodyHere,
)
from karigar.payins.rules import Limits, check

pytestmark = pytest.mark.django_db
EVENTS = "/payments/dummy/events/"


@pytest.fixture
def server():
    made = Server()
    made.forget()
    yield made
    made.forget()


def balance(world, role="wallet"):
    return ledger.balance_of(f"company:{world.company.pk}", role, "BDT")


def begin(world, key="k", amount=100_000, *, ask=True):
    deposit = actions.start_deposit(
        world.company, by=world.client, provider="dummy", amount=amount, currency="BDT", key=key, now=world.now
    )
    if ask:
        calls.make(queries.call_of_any(deposit), now=world.now)
    deposit.refresh_from_db()
    return deposit


def post(world, headers, body, url=EVENTS):
    return world.browser().post(url, data=body, content_type="application/json", headers=headers)


def deliver(world, server, deposit, event="e1", **kwargs):
    answer = post(world, *server.delivery(event, "payment", deposit.provider_ref, now=world.now, **kwargs))
    tasks.events_due(world.now)
    deposit.refresh_from_db()
    return answer


def paid(world, server, key="k", amount=100_000):
    deposit = begin(world, key, amount)
    server.tell(deposit.provider_ref, "paid")
    deliver(world, server, deposit, event=f"e-{key}")
    assert deposit.status == "booked"
    return deposit


def test_an_event_books_what_the_provider_says_once_however_often_it_comes(world, server):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid")
    for event in ("e1", "e1", "e2", "e1"):
        assert deliver(world, server, deposit, event).status_code == 200
    assert (balance(world), InboundEvent.objects.count()) == (100_000, 2)


def test_an_event_before_the_payment_moves_nothing_and_the_next_one_books(world, server):
    deposit = begin(world)
    deliver(world, server, deposit, "early")
    assert (balance(world), deposit.status) == (0, "started")
    server.tell(deposit.provider_ref, "paid")
    deliver(world, server, deposit, "later")
    assert balance(world) == 100_000


@pytest.mark.parametrize("how", ["tampered", "unsigned", "foreign secret", "too old", "no json"])
def test_a_delivery_that_is_not_the_providers_is_refused_kept_and_moves_nothing(world, server, how):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid")
    at = world.now - dt.timedelta(hours=1) if how == "too old" else world.now
    secret = hashlib.sha256(b"mine").digest() if how == "foreign secret" else None
    headers, body = server.delivery("e1", "payment", deposit.provider_ref, now=at, secret=secret)
    if how == "tampered":
        body = body.replace(b"e1", b"e9")
    if how == "unsigned":
        headers = {}
    if how == "no json":
        body = b"\xff\x00{"
    assert post(world, headers, body).status_code == 400
    tasks.events_due(world.now)
    kept = InboundEvent.objects.get()
    assert kept.outcome.startswith("refused:")
    assert (balance(world), Deposit.objects.get().status) == (0, "started")


def test_the_secret_of_before_a_rotation_still_counts(world, server, settings):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid")
    headers, body = server.delivery("e1", "payment", deposit.provider_ref, now=world.now)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one"
    assert post(world, headers, body).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert post(world, headers, body).status_code == 400


def test_a_delivery_that_is_too_long_or_to_nobody_is_turned_away(world, server):
    assert post(world, {}, b"x" * 300_000).status_code == 413
    assert post(world, {}, b"{}", "/payments/nobody/events/").status_code == 404
    assert InboundEvent.objects.count() == 0


def test_a_foreign_payment_is_recorded_and_moves_nothing(world, server):
    deposit = begin(world)
    post(world, *server.delivery("e1", "payment", "dummy_of_others", now=world.now))
    tasks.events_due(world.now)
    assert InboundEvent.objects.get().outcome.startswith("foreign")
    assert (balance(world), Deposit.objects.get(pk=deposit.pk).status) == (0, "started")


@pytest.mark.parametrize(
    ("amount", "currency"), [(99_999, "BDT"), (100_001, "BDT"), (100_000, "USD"), (100_000, "XXX")]
)
def test_other_figures_than_we_asked_for_book_nothing_and_tell_finance(world, server, amount, currency):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid", amount=amount, currency=currency)
    deliver(world, server, deposit)
    assert (balance(world), deposit.status) == (0, "held")
    assert (deposit.seen_amount, deposit.seen_currency) == (amount, currency)
    assert Event.objects.get(name="deposit.differs").reason == f"{amount} {currency}"
    with pytest.raises(AmountDiffers):
        actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="it is fine", now=world.now)


def test_a_risky_payment_waits_for_two_staff(world, server):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid", is_risky=True)
    deliver(world, server, deposit)
    assert (balance(world), deposit.status) == (0, "held")
    actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="asked him", now=world.now)
    with pytest.raises(MakerIsNotChecker):
        actions.check_deposit(deposit, by=world.maker, reason="again", now=world.now)
    actions.check_deposit(deposit, by=world.checker, reason="asked too", now=world.now)
    assert balance(world) == 100_000


def test_money_that_comes_after_the_deposit_was_cancelled_is_the_companys(world, server):
    deposit = begin(world)
    actions.cancel_deposit(deposit, by=world.client, now=world.now)
    server.tell(deposit.provider_ref, "paid")
    deliver(world, server, deposit)
    assert (balance(world), deposit.status) == (100_000, "booked")


@pytest.mark.parametrize("fault", ["before", "after"])
def test_a_call_without_an_answer_is_asked_about_and_never_made_under_a_new_key(world, server, fault):
    server.script(fault)
    deposit = begin(world)
    call = OutboundCall.objects.get()
    assert (call.state, deposit.provider_ref) == ("unknown", "")
    later = world.now + dt.timedelta(minutes=2)
    tasks.calls_due(later)
    call.refresh_from_db()
    memory = server.read()
    assert (call.state, len(memory["payments"])) == ("ok", 1)
    assert {key for _kind, key in memory["calls"]} == {call.key}
    assert len(memory["calls"]) == (1 if fault == "after" else 2)


def test_a_worker_killed_between_call_and_booking_leaves_one_payment(world, server, monkeypatch):
    deposit = begin(world, ask=False)
    with monkeypatch.context() as killed:
        killed.setattr(actions, "note_answer", lambda *_a, **_k: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            calls.make(queries.call_of_any(deposit), now=world.now)
    assert OutboundCall.objects.get().state == "started"
    tasks.calls_due(world.now + dt.timedelta(seconds=10))  # somebody may still be asking
    assert OutboundCall.objects.get().asks == 1
    tasks.calls_due(world.now + dt.timedelta(minutes=2))
    assert (OutboundCall.objects.get().state, len(server.read()["calls"])) == ("ok", 1)


def test_a_declined_call_ends_and_a_fetch_without_answer_is_looked_at_again(world, server):
    server.script("decline")
    begin(world, "a")
    assert OutboundCall.objects.get().state == "failed"
    deposit = begin(world, "b")
    server.tell(deposit.provider_ref, "paid")
    server.script("before")
    deliver(world, server, deposit)
    assert balance(world) == 0
    tasks.events_due(world.now + dt.timedelta(minutes=5))
    assert balance(world) == 100_000


def test_a_payment_whose_event_never_came_is_found(world, server):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid")
    world.pass_time(minutes=30)
    assert balance(world) == 100_000


@pytest.mark.parametrize("claim", ["?status=success", "?paid=1", ""])
def test_the_way_back_is_not_believed(world, server, claim):
    deposit = begin(world)
    client = world.browser(world.client, hat="client")
    assert client.get(f"/deposits/{deposit.pk}/back/{claim}").status_code == 303
    sent = client.post(f"/deposits/{deposit.pk}/back/{claim}", {"status": "VALID"})  # some gateways send him so
    assert (sent.status_code, sent.url) == (303, f"/deposits/{deposit.pk}/back/")
    assert world.browser().post(f"/deposits/{deposit.pk}/back/", {}).status_code == 303
    assert balance(world) == 0
    server.tell(deposit.provider_ref, "paid")
    client.get(f"/deposits/{deposit.pk}/back/")
    assert balance(world) == 100_000


def test_a_stranger_finds_nothing(world, server):
    deposit = begin(world)
    server.tell(deposit.provider_ref, "paid")
    stranger = world.browser(world.stranger)
    for page in ("back", "practice"):
        assert stranger.get(f"/deposits/{deposit.pk}/{page}/").status_code == 404
    for page in ("pay", "refund", "practice"):
        assert stranger.post(f"/deposits/{deposit.pk}/{page}/", {"amount": "1", "key": "k"}).status_code == 404
    assert balance(world) == 0


def test_the_practice_page_pays_in_the_browser(world, server):
    client = world.browser(world.client, hat="client")
    _ = world.company
    started = client.post("/deposits/new/", {"currency": "BDT", "amount": "1000", "provider": "dummy", "key": "k"})
    pk = Deposit.objects.get().pk
    assert f"/deposits/{pk}/practice/" in client.get(started.url).text
    back = client.post(f"/deposits/{pk}/practice/", {"outcome": "paid"})
    client.get(back.url)
    assert balance(world) == 100_000


@pytest.mark.parametrize(
    ("amount", "currency", "step", "fits"), [(1230, "KWD", 10, True), (1234, "KWD", 10, False), (500, "JPY", 1, True)]
)
def test_three_and_no_decimals(amount, currency, step, fits):
    limits = Limits((currency,), 1, 10_000, ("dummy",), step)
    if fits:
        check("dummy", amount, currency, limits)
    else:
        with pytest.raises(Exception, match="steps"):
            check("dummy", amount, currency, limits)


# --- back to the source -------------------------------------------------------------------------------------------


def refund(world, deposit, amount=40_000, key="r"):
    return actions.ask_deposit_refund(deposit, by=world.client, amount=amount, key=key, now=world.now)


def test_unused_money_goes_back_after_two_looks(world, server):
    deposit = paid(world, server)
    row = refund(world, deposit)
    assert refund(world, deposit).pk == row.pk
    with pytest.raises(StateHasMoved):
        actions.check_refund(row, by=world.checker, reason="hasty", now=world.now)
    actions.make_refund(row, by=world.maker, reason="unused", now=world.now)
    with pytest.raises(MakerIsNotChecker):
        actions.check_refund(row, by=world.maker, reason="me again", now=world.now)
    call = actions.check_refund(row, by=world.checker, reason="unused", now=world.now)
    calls.make(call, now=world.now)
    calls.make(call, now=world.now)
    row.refresh_from_db()
    assert (balance(world), row.status, len(server.read()["refunds"])) == (60_000, "done", 1)
    with pytest.raises(MoreThanUnused):
        refund(world, deposit, 60_001, "more")


def test_never_more_than_is_unused(world, server):
    deposit = paid(world, server)
    refund(world, deposit, 70_000, "a")
    with pytest.raises(MoreThanUnused):
        refund(world, deposit, 30_001, "b")
    assert DepositRefund.objects.count() == 1


def test_a_refund_that_the_provider_refuses_is_back_in_the_wallet(world, server):
    row = refund(world, paid(world, server))
    actions.make_refund(row, by=world.maker, reason="unused", now=world.now)
    call = actions.check_refund(row, by=world.checker, reason="unused", now=world.now)
    assert balance(world) == 60_000
    server.script("decline")
    calls.make(call, now=world.now)
    row.refresh_from_db()
    assert (balance(world), row.status) == (100_000, "failed")


# --- taken back by a bank -----------------------------------------------------------------------------------------


def dispute(world, server, deposit, state, event, *, amount=100_000):
    server.dispute("dp1", deposit.provider_ref, state, amount=amount, currency="BDT", cost=1_500)
    post(world, *server.delivery(event, "dispute", "dp1", now=world.now))
    tasks.events_due(world.now)


def test_a_chargeback_is_owed_paid_first_by_the_next_deposit_and_returned_when_won(world, server):
    deposit = paid(world, server)
    dispute(world, server, deposit, "open", "d1")
    assert (balance(world, "owed"), balance(world)) == (-100_000, 100_000)
    with pytest.raises(CompanyOwes):
        refund(world, deposit)
    paid(world, server, "second", 60_000)
    assert (balance(world, "owed"), balance(world)) == (-40_000, 100_000)
    dispute(world, server, deposit, "won", "d2")
    dispute(world, server, deposit, "won", "d3")
    assert (balance(world, "owed"), balance(world)) == (0, 160_000)
    assert Chargeback.objects.get().status == "won"


def test_a_lost_chargeback_stays_owed_until_two_staff_write_it_off(world, server):
    deposit = paid(world, server)
    dispute(world, server, deposit, "lost", "d2")  # the end may come before the beginning
    dispute(world, server, deposit, "open", "d1")
    row = Chargeback.objects.get()
    assert (row.status, balance(world, "owed")) == ("lost", -100_000)
    actions.make_write_off(row, by=world.maker, reason="gone", now=world.now)
    with pytest.raises(MakerIsNotChecker):
        actions.check_write_off(row, by=world.maker, reason="gone", now=world.now)
    actions.check_write_off(row, by=world.checker, reason="gone", now=world.now)
    assert balance(world, "owed") == 0


def test_a_dispute_over_more_than_was_paid_moves_nothing(world, server):
    deposit = paid(world, server)
    dispute(world, server, deposit, "open", "d1", amount=100_001)
    assert (balance(world, "owed"), Chargeback.objects.count()) == (0, 0)
    assert Event.objects.filter(name="deposit.differs").count() == 1


def test_what_the_freelancer_was_paid_stays_his(world, server):
    deposit = paid(world, server, amount=1_000_000)
    milestone = world.paid()
    person = f"person:{world.freelancer.pk}"
    before = ledger.balances_of(person)
    dispute(world, server, deposit, "lost", "d1", amount=1_000_000)
    assert milestone.pk
    assert ledger.balances_of(person) == before
    assert "bank took" in world.browser(world.client, hat="client").get("/wallet/company/").text


def test_where_nobody_holds_money_none_is_taken_and_no_escrow_is_promised(world):
    from karigar.rulebook import actions as rulebook

    rulebook.override(key="custody", value="direct", since=world.now, reason="test", by_id=None, now=world.now)
    with pytest.raises(NoCustodyHere):
        begin(world, ask=False)
    _ = world.company
    client = world.browser(world.client, hat="client")
    for page in ("/wallet/company/", "/deposits/new/", "/help/"):
        assert "holds no money" in client.get(page).text
        assert "into escrow" not in client.get(page).text
    assert Deposit.objects.count() == 0


def test_staff_see_and_press_it_all_in_the_browser(world, server):
    deposit = paid(world, server)
    row = refund(world, deposit)
    maker, checker = (world.browser(p, hat="staff") for p in (world.maker, world.checker))
    page = maker.get("/staff/payments/")
    assert page.status_code == 200
    assert "Not yet proven live" in page.text
    assert maker.post(f"/staff/refunds/{row.pk}/make/", {"reason": "unused"}).status_code == 303
    assert checker.post(f"/staff/refunds/{row.pk}/check/", {"reason": "unused"}).status_code == 303
    row.refresh_from_db()
    assert (row.status, balance(world)) == ("done", 60_000)

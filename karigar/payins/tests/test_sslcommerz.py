"""SSLCommerz against a stand-in on loopback, written from its public documentation."""

import pytest

from karigar.ledger import queries as ledger
from karigar.payins import actions, calls, providers, queries, tasks
from karigar.payins.models import InboundEvent
from karigar.payins.tests.doubles import Sink, ipn

pytestmark = pytest.mark.django_db
QUERY, VALIDATE = "/validator/api/merchantTransIDvalidationAPI.php", "/validator/api/validationserverAPI.php"
PASSWORD = "secret&of=the store"


@pytest.fixture
def gateway(settings, monkeypatch):
    sink = Sink()
    settings.PAYMENTS = ["sslcommerz"]
    for name, value in (("STORE", "shop1"), ("PASSWORD", PASSWORD), ("URL", sink.url)):
        monkeypatch.setenv(f"KARIGAR_SSLCOMMERZ_{name}", value)
    providers.provider_named.cache_clear()
    sink.answers["/gwprocess/v4/api.php"] = {
        "status": "SUCCESS", "sessionkey": "S1", "GatewayPageURL": "https://sandbox.sslcommerz.com/gwprocess/v4/gw.php?Q=1",
    }  # fmt: skip
    yield sink
    sink.close()
    providers.provider_named.cache_clear()


def begin(world, amount=100_000):
    deposit = actions.start_deposit(
        world.company, by=world.client, provider="sslcommerz", amount=amount, currency="BDT", key="k", now=world.now
    )
    calls.make(queries.call_of_any(deposit), now=world.now)
    deposit.refresh_from_db()
    return deposit


def pays(gateway, deposit, *, amount="1000.00", currency="BDT", risk="0", status="VALID", name=None):
    name = name or deposit.provider_ref
    row = {"tran_id": name, "status": status, "val_id": "V1", "bank_tran_id": "B1"}
    gateway.answers[QUERY] = {"APIConnect": "DONE", "no_of_trans_found": "1", "element": [row]}
    gateway.answers[VALIDATE] = {
        "status": status, "tran_id": name, "val_id": "V1", "amount": amount, "currency_type": currency,
        "currency_amount": amount, "risk_level": risk,
    }  # fmt: skip


def tell(world, deposit, *, password=PASSWORD, status="VALID", **more):
    body = ipn(password, tran_id=deposit.provider_ref, status=status, val_id="V1", amount="1000.00", **more)
    kind = "application/x-www-form-urlencoded"
    answer = world.browser().post("/payments/sslcommerz/events/", data=body, content_type=kind)
    tasks.events_due(world.now)
    deposit.refresh_from_db()
    return answer


def balance(world):
    return ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT")


def test_a_payment_is_booked_after_the_gateway_was_asked(world, gateway):
    deposit = begin(world)
    assert deposit.next_url.startswith("https://sandbox.sslcommerz.com/")
    _path, asked = gateway.asked[0]
    assert (asked["total_amount"], asked["currency"], asked["tran_id"]) == ("1000.00", "BDT", deposit.provider_ref)
    pays(gateway, deposit)
    for _again in range(2):
        assert tell(world, deposit).status_code == 200
    assert (balance(world), deposit.status, InboundEvent.objects.count()) == (100_000, "booked", 1)


def test_a_message_alone_proves_nothing(world, gateway):
    deposit = begin(world)
    gateway.answers[QUERY] = {"APIConnect": "DONE", "no_of_trans_found": "0", "element": []}
    assert tell(world, deposit).status_code == 200
    assert (balance(world), deposit.status) == (0, "started")


def test_a_message_with_a_wrong_hash_is_refused(world, gateway):
    deposit = begin(world)
    pays(gateway, deposit)
    assert tell(world, deposit, password="guessed").status_code == 400
    assert balance(world) == 0


@pytest.mark.parametrize(
    ("lie", "status"),
    [({"amount": "10.00"}, "held"), ({"currency": "USD"}, "held"), ({"risk": "1"}, "held"),
     ({"name": "deposit-999"}, "started"), ({"status": "INVALID_TRANSACTION"}, "started")],
)  # fmt: skip
def test_other_figures_risk_and_other_names_book_nothing(world, gateway, lie, status):
    deposit = begin(world)
    pays(gateway, deposit, **lie)
    tell(world, deposit)
    assert (balance(world), deposit.status) == (0, status)


def test_a_cancelled_page_ends_the_deposit(world, gateway):
    deposit = begin(world)
    row = {"tran_id": deposit.provider_ref, "status": "CANCELLED"}
    gateway.answers[QUERY] = {"APIConnect": "DONE", "element": [row]}
    tell(world, deposit, status="CANCELLED")
    assert (balance(world), deposit.status) == (0, "refused")


@pytest.mark.parametrize("answer", [b"<html>busy</html>", b"[]", {"APIConnect": "INVALID_REQUEST"}, b"x" * 2_000_000])
def test_an_answer_that_cannot_be_read_is_asked_again_later(world, gateway, answer):
    deposit = begin(world)
    gateway.answers[QUERY] = answer
    tell(world, deposit)
    assert InboundEvent.objects.get().handled_at is None
    pays(gateway, deposit)
    world.pass_time(minutes=10)
    assert balance(world) == 100_000


def test_a_page_that_was_not_opened_is_said_and_the_password_is_nowhere(world, gateway):
    gateway.answers["/gwprocess/v4/api.php"] = {"status": "FAILED", "failedreason": "Store is inactive"}
    deposit = begin(world)
    call = queries.call_of_any(deposit)
    assert (call.state, call.answer) == ("failed", "Store is inactive")
    gateway.close()
    assert PASSWORD not in calls.ask_about(deposit, now=world.now)


def test_it_is_marked_as_not_yet_proven_live(world, gateway):
    assert "Not yet proven live" in world.browser(world.maker, hat="staff").get("/staff/payments/").text


def test_it_takes_taka_only(world, gateway):
    from karigar.payins.refusals import CurrencyIsNotTaken

    with pytest.raises(CurrencyIsNotTaken):
        actions.start_deposit(
            world.company, by=world.client, provider="sslcommerz", amount=10_000, currency="USD", key="k", now=world.now
        )

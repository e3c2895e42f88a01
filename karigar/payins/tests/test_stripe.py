"""Cards by Stripe, against its double: deposits, messages, refunds, kept methods; disputes against answers by hand."""

import hashlib
import hmac
import json
import time

import pytest

from karigar.kit.money import EXPONENTS
from karigar.ledger import queries as ledger
from karigar.payins import actions, calls, providers, queries, tasks
from karigar.payins.models import Chargeback, InboundEvent, OutboundCall
from karigar.payins.providers.interface import BadSignature, Declined, Intent, OutcomeUnknown
from karigar.payins.providers.stripe import Stripe
from karigar.payins.tests.doubles import SECRET, Sink, stripe_double

pytestmark = pytest.mark.django_db
EVENTS = "/payments/stripe/events/"


@pytest.fixture(scope="module")
def double(tmp_path_factory):
    sink = Sink()
    with stripe_double(tmp_path_factory.mktemp("double"), sink) as url:
        yield url, sink
    sink.close()


@pytest.fixture
def stripe(double, settings, monkeypatch):
    url, sink = double
    sink.got.clear()
    settings.PAYMENTS = ["stripe"]
    for name, value in (
        ("KEY", "sk_test_1"), ("WEBHOOK_SECRETS", SECRET), ("PAGE", "intent"), ("URL", url),
    ):  # fmt: skip
        monkeypatch.setenv(f"KARIGAR_STRIPE_{name}", value)
    providers.provider_named.cache_clear()
    yield providers.provider_named("stripe")
    providers.provider_named.cache_clear()


def balance(world):
    return ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT")


def begin(world, key="k", amount=100_000):
    deposit = actions.start_deposit(
        world.company, by=world.client, provider="stripe", amount=amount, currency="BDT", key=key, now=world.now
    )
    calls.make(queries.call_of_any(deposit), now=world.now)
    deposit.refresh_from_db()
    return deposit


def signed(body: bytes, *, secret=SECRET, at=None):
    at = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), b"%d.%s" % (at, body), hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={mac}"}


def post(world, headers, body):
    return world.browser().post(EVENTS, data=body, content_type="application/json", headers=headers)


def deliver(world, double, name, kind="payment_intent.succeeded"):
    """Hand on what the double told of a payment, signed as it signed it; what it tells besides is left."""

    def told():
        for headers, body in double[1].got:
            said = json.loads(body)
            if said["type"] == kind and said["data"]["object"]["id"] == name:
                return headers["Stripe-Signature"], body
        return None

    end = time.monotonic() + 20
    while not told() and time.monotonic() < end:
        time.sleep(0.05)
    found = told()
    assert found, [json.loads(body)["type"] for _headers, body in double[1].got]
    assert post(world, {"Stripe-Signature": found[0]}, found[1]).status_code == 200
    tasks.events_due(world.now)


def paid(world, stripe, double, **kwargs):
    deposit = begin(world, **kwargs)
    stripe.practise(deposit.provider_ref, "paid")
    deliver(world, double, deposit.provider_ref)
    deposit.refresh_from_db()
    assert deposit.status == "booked"
    return deposit


def test_a_card_pays_and_the_message_books_it_once(world, stripe, double):
    deposit = begin(world)
    assert deposit.provider_ref.startswith("pi_")
    assert deposit.next_url.endswith(f"/deposits/{deposit.pk}/practice/")
    stripe.practise(deposit.provider_ref, "paid")
    for _again in range(2):
        deliver(world, double, deposit.provider_ref)
    assert (balance(world), InboundEvent.objects.count()) == (100_000, 1)


def test_a_declined_card_leaves_it_open_and_another_card_pays(world, stripe, double):
    deposit = begin(world)
    stripe.practise(deposit.provider_ref, "failed")
    deliver(world, double, deposit.provider_ref, "payment_intent.payment_failed")
    deposit.refresh_from_db()
    assert (balance(world), deposit.status) == (0, "started")
    other = begin(world, key="other")
    stripe.practise(other.provider_ref, "paid")
    deliver(world, double, other.provider_ref)
    assert balance(world) == 100_000


def test_the_pages_take_a_deposit_from_the_wish_to_the_wallet(world, stripe, double):
    browser = world.browser(world.client, hat="client")
    form = {"provider": "stripe", "amount": "1000", "currency": "BDT", "key": "page"}
    sent = browser.post("/deposits/new/", form)
    assert sent.status_code == 303
    assert "Go on to pay" in browser.get(sent.url).text
    practice = sent.url + "practice/"
    assert browser.get(practice).status_code == 200
    back = browser.post(practice, {"outcome": "paid"})
    assert browser.get(back.url).status_code == 303
    assert balance(world) == 100_000


def test_with_a_live_key_nothing_practises(world, stripe):
    deposit = begin(world)
    live = Stripe(key="sk_live_1", secrets=[SECRET], page="intent", url=stripe.url)
    assert not live.capabilities().is_practice
    from karigar.payins.providers.interface import NotOffered

    with pytest.raises(NotOffered):
        live.practise(deposit.provider_ref, "paid")


@pytest.mark.parametrize("how", ["tampered", "unsigned", "foreign", "old", "no json"])
def test_a_message_that_is_not_stripes_is_refused(world, stripe, how):
    body = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}).encode()
    headers = signed(body)
    if how == "tampered":
        body = body.replace(b"pi_1", b"pi_2")
    if how == "unsigned":
        headers = {}
    if how == "foreign":
        headers = signed(body, secret="whsec_of_somebody")
    if how == "old":
        headers = signed(body, at=int(time.time()) - 400)
    if how == "no json":
        body = b"{"
        headers = signed(body)
    assert post(world, headers, body).status_code == 400
    assert InboundEvent.objects.get().outcome.startswith("refused:")


def test_two_secrets_live_while_one_is_replaced(stripe):
    both = Stripe(key="sk_test_1", secrets=["whsec_new", SECRET], page="intent", url=stripe.url)
    only_new = Stripe(key="sk_test_1", secrets=["whsec_new"], page="intent", url=stripe.url)
    body = json.dumps({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1"}}}).encode()
    assert both.parse_event(signed(body), body, now=None)[0].external_id == "pi_1"
    with pytest.raises(BadSignature):
        only_new.parse_event(signed(body), body, now=None)


def test_a_message_about_a_payment_of_another_shop_books_nothing(world, stripe, double):
    stranger = stripe.client.v1.payment_intents.create({"amount": 77_700, "currency": "bdt"})
    stripe.practise(stranger.id, "paid")
    deliver(world, double, stranger.id)
    assert balance(world) == 0
    assert InboundEvent.objects.get().outcome.startswith("foreign")


def test_a_message_about_a_payment_that_never_was_is_closed_as_foreign(world, stripe):
    body = json.dumps({"id": "e", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_none"}}}).encode()
    assert post(world, signed(body), body).status_code == 200
    tasks.events_due(world.now)
    assert InboundEvent.objects.get().outcome.startswith("foreign")


def test_a_lost_answer_is_found_again_and_never_asked_twice(world, stripe, double):
    intent = Intent(
        f"deposit-77-{time.time_ns()}",
        77,
        50_000,
        "BDT",
        "Karigar 77",
        "a@example.org",
        "A",
        "http://x/deposits/77/back/",
        "",
    )
    made = stripe.start_deposit(intent)
    assert stripe.find_start(intent).external_id == made.external_id
    other = Intent(
        "deposit-78", 78, 50_000, "BDT", "Karigar 78", "a@example.org", "A", "http://x/deposits/78/back/", ""
    )
    assert stripe.find_start(other) is None


def test_no_answer_is_unknown_and_a_no_is_a_no(stripe):
    away = Stripe(key="sk_test_1", secrets=[SECRET], page="intent", url="http://127.0.0.1:9")
    with pytest.raises(OutcomeUnknown):
        away.fetch("pi_1")
    with pytest.raises(Declined):
        stripe.fetch("pi_none")


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (401, OutcomeUnknown),
        (403, OutcomeUnknown),
        (429, OutcomeUnknown),
        (500, OutcomeUnknown),
        (400, Declined),
        (404, Declined),
    ],
)
def test_what_an_error_means_for_money(status, meaning):
    import stripe

    from karigar.payins.providers.stripe import _asking

    kinds = {401: stripe.AuthenticationError, 403: stripe.PermissionError, 429: stripe.RateLimitError,
             500: stripe.APIError, 400: stripe.InvalidRequestError, 404: stripe.InvalidRequestError}  # fmt: skip
    error = kinds[status]("x", None) if kinds[status] is stripe.InvalidRequestError else kinds[status]("x")
    with pytest.raises(meaning), _asking():
        raise error


def test_unused_money_goes_back_to_the_card(world, stripe, double):
    deposit = paid(world, stripe, double)
    back = actions.ask_deposit_refund(deposit, by=world.client, amount=30_000, key="r", now=world.now)
    actions.make_refund(back, by=world.maker, reason="unused", now=world.now)
    actions.check_refund(back, by=world.checker, reason="unused", now=world.now)
    calls.make(OutboundCall.objects.get(kind="refund"), now=world.now)
    back.refresh_from_db()
    assert (balance(world), back.status) == (70_000, "done")
    found = stripe.client.v1.refunds.list({"payment_intent": deposit.provider_ref}).data
    assert [(row.amount, row.metadata["karigar_key"]) for row in found] == [
        (30_000, OutboundCall.objects.get(kind="refund").key)
    ]
    key = OutboundCall.objects.get(kind="refund").key
    assert stripe.find_refund(deposit.provider_ref, key=key) == found[0].id
    assert stripe.find_refund(deposit.provider_ref, key="another") is None


def test_a_kept_card_is_charged_while_its_owner_is_away(stripe):
    kept = stripe.save_method(payer="a@example.org", token="pm_card_visa", key="m1")
    made = stripe.charge_saved(kept, amount=12_300, currency="USD", key="c1")
    assert (made.state, made.amount, made.currency) == ("paid", 12_300, "USD")
    failing = stripe.save_method(payer="b@example.org", token="pm_card_chargeCustomerFail", key="m2")
    with pytest.raises(Declined):
        stripe.charge_saved(failing, amount=12_300, currency="USD", key="c2")


def test_a_reserved_sum_is_captured_or_let_go(stripe):
    def reserved():
        card = stripe.client.v1.payment_methods.retrieve("pm_card_visa").id
        return stripe.client.v1.payment_intents.create(
            {"amount": 5_000, "currency": "usd", "payment_method": card, "capture_method": "manual", "confirm": True}
        ).id

    first, second = reserved(), reserved()
    assert stripe.fetch(first).state == "authorised"
    assert stripe.capture(first, amount=5_000, currency="USD", key="x").state == "paid"
    assert stripe.void(second, key="y").state == "failed"


def test_currencies_without_and_with_three_places_keep_their_units(world, stripe):
    can = stripe.capabilities()
    assert (can.exponents["JPY"], can.exponents["KWD"]) == (EXPONENTS["JPY"], EXPONENTS["KWD"]) == (0, 3)
    assert can.steps["KWD"] == 10
    made = stripe.client.v1.payment_intents.create({"amount": 500, "currency": "jpy"})
    assert (stripe.fetch(made.id).amount, stripe.fetch(made.id).currency) == (500, "JPY")


# --- what the double does not have ----------------------------------------------------------------------------------


@pytest.fixture
def by_hand(stripe):
    """The same provider before a server whose answers are written here, in the shapes of Stripe's reference."""
    sink = Sink()
    yield Stripe(key="sk_test_1", secrets=[SECRET], page="checkout", url=sink.url), sink
    sink.close()


def test_a_checkout_page_is_opened_and_its_payment_is_read(by_hand):
    provider, sink = by_hand
    session = {"id": "cs_1", "object": "checkout.session", "url": "https://checkout.stripe.com/c/pay/cs_1", "status": "open",
               "payment_intent": None, "metadata": {"karigar_key": "deposit-5"}}  # fmt: skip
    sink.answers = {"/v1/checkout/sessions": session, "/v1/checkout/sessions/cs_1": lambda _f: session}
    intent = Intent("deposit-5", 5, 50_000, "BDT", "Karigar 5", "a@example.org", "A", "http://x/deposits/5/back/", "")
    made = provider.start_deposit(intent)
    assert (made.external_id, made.value) == ("cs_1", session["url"])
    _path, asked = sink.asked[0]
    assert asked["line_items[0][price_data][unit_amount]"] == "50000"
    headers = {name.lower(): value for name, value in sink.got[0][0].items()}
    assert headers["idempotency-key"] == "deposit-5"
    assert provider.fetch("cs_1").state == "open"
    paid = {"id": "pi_9", "object": "payment_intent", "status": "succeeded", "amount": 50_000, "amount_received": 50_000,
            "currency": "bdt", "latest_charge": {"id": "ch_1", "object": "charge", "outcome": {"risk_level": "normal"}}}  # fmt: skip
    session.update(status="complete", payment_intent=paid)
    found = provider.fetch("cs_1")
    assert (found.state, found.amount, found.currency, found.is_risky) == ("paid", 50_000, "BDT", False)
    paid["latest_charge"]["outcome"]["risk_level"] = "elevated"
    assert provider.fetch("cs_1").is_risky
    session.update(status="expired", payment_intent=None)
    assert provider.fetch("cs_1").state == "failed"


@pytest.mark.parametrize(
    ("status", "state"), [("needs_response", "open"), ("under_review", "open"), ("won", "won"), ("lost", "lost")]
)
def test_a_dispute_is_read_with_its_cost_and_the_name_we_know(by_hand, status, state):
    provider, sink = by_hand
    sink.answers = {
        "/v1/disputes/dp_1": {"id": "dp_1", "object": "dispute", "status": status, "payment_intent": "pi_9", "amount": 50_000,
                              "currency": "bdt", "balance_transactions": [{"id": "txn_1", "object": "balance_transaction", "fee": 1_500}]},
        "/v1/checkout/sessions": {"object": "list", "data": [{"id": "cs_1", "object": "checkout.session"}]},
    }  # fmt: skip
    found = provider.fetch_dispute("dp_1")
    assert (found.payment_id, found.state, found.amount, found.currency, found.cost) == (
        "cs_1",
        state,
        50_000,
        "BDT",
        1_500,
    )


def test_an_inquiry_takes_no_money(by_hand):
    provider, sink = by_hand
    sink.answers = {"/v1/disputes/dp_1": {"id": "dp_1", "object": "dispute", "status": "warning_needs_response"}}
    with pytest.raises(Declined, match="inquiry"):
        provider.fetch_dispute("dp_1")


def test_a_dispute_becomes_a_debt_and_is_given_back_when_won(world, stripe, double, monkeypatch):
    deposit = paid(world, stripe, double)
    from karigar.payins.providers.interface import Dispute

    for number, state in enumerate(("open", "won")):
        told = Dispute("dp_1", deposit.provider_ref, state, 100_000, "BDT", 1_500)
        monkeypatch.setattr(type(stripe), "fetch_dispute", lambda _self, _name, told=told: told)
        body = json.dumps(
            {"id": f"evt_{number}", "type": f"charge.dispute.{state}", "data": {"object": {"id": "dp_1"}}}
        ).encode()
        assert post(world, signed(body), body).status_code == 200
        tasks.events_due(world.now)
    assert Chargeback.objects.get().status == "won"
    assert balance(world) == 100_000


def test_a_key_that_is_missing_closes_the_way_and_tells_staff(world, settings, monkeypatch):
    settings.PAYMENTS = ["stripe", "manual"]
    monkeypatch.delenv("KARIGAR_STRIPE_KEY", raising=False)
    providers.provider_named.cache_clear()
    assert queries.providers(now=world.now) == ("manual",)
    page = world.browser(world.maker, hat="staff").get("/staff/payments/").text
    assert "KARIGAR_STRIPE_KEY" in page

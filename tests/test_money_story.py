"""The whole way of money as a new operator tries it: a card on Stripe's double, escrow, a bank's file, its answer, proofs."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from karigar.contracts.models import Milestone
from karigar.ledger import queries as ledger
from karigar.ledger.models import Journal
from karigar.payins import providers
from karigar.payins.models import Deposit
from karigar.payins.tests.doubles import SECRET, Sink, stripe_double
from karigar.payouts.models import Batch, Method, Payout, ResultFile
from karigar.payouts.tests.test_results import pain
from karigar.statements.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(tmp_path, settings, monkeypatch):
    sink = Sink()
    settings.PAYMENTS = ["stripe"]
    with stripe_double(tmp_path, sink) as url:
        facts = {"KEY": "sk_test_1", "WEBHOOK_SECRETS": SECRET, "PAGE": "intent", "URL": url}
        for name, value in facts.items():
            monkeypatch.setenv(f"KARIGAR_STRIPE_{name}", value)
        providers.provider_named.cache_clear()
        yield sink
    providers.provider_named.cache_clear()
    sink.close()


def seal_due(world):
    """Seal what was posted, as the worker does a minute later."""
    world.pass_time(minutes=5)
    assert ledger.receipt_any(Journal.objects.get(kind="release").pk)


def test_from_a_card_to_a_confirmed_payout_a_receipt_and_a_certificate(world, double):
    client = world.browser(world.client, hat="client")
    worker = world.browser(world.freelancer)

    # A card pays into the company's wallet; only the message that Stripe signed books it.
    sent = client.post("/deposits/new/", {"provider": "stripe", "amount": "10200", "currency": "BDT", "key": "story"})
    assert sent.status_code == 303
    client.post(sent.url + "practice/", {"outcome": "paid"})
    end = time.monotonic() + 20
    while Deposit.objects.get().status != "booked" and time.monotonic() < end:
        for headers, body in list(double.got):
            signature = {"Stripe-Signature": headers["Stripe-Signature"]}
            world.browser().post("/payments/stripe/events/", body, content_type="application/json", headers=signature)
        world.pass_time(seconds=1)
        time.sleep(0.1)
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 1_020_000

    # Escrow, work, release.
    contract = world.contract((1_000_000,))
    step = Milestone.objects.get(contract=contract)
    for browser, name, form in (
        (client, "fund_milestone", {}),
        (worker, "submit_milestone", {"note": "Here it is."}),
        (client, "approve_milestone", {"amount": ""}),
    ):
        assert browser.post(reverse(name, args=[step.pk]), form).status_code == 303, name
        world.deliver()
    world.pass_time(days=6)

    # Out to a bank account, by the bank's file, confirmed by the bank's answer.
    form = {
        "rail": "bank_bd",
        "holder": world.freelancer.name,
        "number": "1234567890123",
        "bank": "Sonali",
        "code": "090261725",
    }
    assert worker.post("/payouts/methods/", form).status_code == 303
    world.pass_time(days=4)
    method = Method.objects.get()
    asked = worker.post("/payouts/new/BDT/", {"amount": "9500", "method": method.pk, "currency": "BDT", "key": "out"})
    assert asked.status_code == 303
    payout = Payout.objects.get()
    assert payout.rail == "npsb"
    maker, checker = world.browser(world.maker, hat="staff"), world.browser(world.checker, hat="staff")
    assert maker.post(reverse("check_payout", args=[payout.pk]), {"reason": "fits"}).status_code == 303
    assert maker.post("/staff/payouts/export/", {"rail": "npsb", "currency": "BDT"}).status_code == 303
    batch = Batch.objects.get()
    assert f"wd-{payout.pk}" in maker.get(reverse("batch_file", args=[batch.pk])).text
    answer = pain(batch, (f"wd-{payout.pk}", "ACCC", "", "9500.00"), count=1, total="9500.00")
    upload = SimpleUploadedFile("answer.xml", answer.encode())
    assert checker.post("/staff/payouts/results/", {"file": upload}).status_code == 303
    other = world.browser(world.staff("finance", "Third Colleague"), hat="staff")
    file = ResultFile.objects.get()
    assert other.post(reverse("apply_results", args=[file.pk]), {"reason": "seen"}).status_code == 303
    payout.refresh_from_db()
    assert payout.status == "confirmed"
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == 0

    # A receipt that proves itself, and a certificate that a stranger checks.
    seal_due(world)
    release = Journal.objects.get(kind="release").pk
    paper = worker.get(reverse("receipt_file", args=[release])).content
    stranger = world.browser()
    checked = stranger.post(reverse("check_receipt"), {"text": paper.decode()})
    assert "The receipt is genuine." in checked.text
    today = world.now.date().isoformat()
    form = {"since": "2020-01-01", "until": today, "currency": "BDT", "with_amounts": "on"}
    assert worker.post("/certificates/mine/", form).status_code == 303
    page = stranger.get(reverse("public_certificate", args=[Certificate.objects.get().code])).text
    assert "This certificate is genuine." in page
    assert "9,500" in page
    assert ledger.audit() == []

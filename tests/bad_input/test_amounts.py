"""Amounts that are none, too many, too few, in another script, in another currency; sums that are not there."""

import pytest
from django.conf import settings
from django.utils import translation

from karigar.contracts import refusals as contracts
from karigar.kit import money as amounts
from karigar.kit.money import Money
from karigar.ledger import queries as ledger
from karigar.payins import refusals as payins
from karigar.payouts import refusals as payouts
from tests.bad_input.parts import key, method_of, nothing_happens, refused, text_of, values_of

pytestmark = pytest.mark.django_db

BAD = {
    "zero": ("0", amounts.NotPositive()),
    "zero with decimals": ("0.00", amounts.NotPositive()),
    "negative": ("-5000", amounts.NotPositive()),
    "10^18": (str(10**18), amounts.AmountTooLarge()),
    "longer than any number": ("9" * 60, amounts.NotAnAmount(given="9" * 30)),
    "three decimals": ("5000.125", amounts.TooManyDecimals(currency="BDT", places=2)),
    "three decimals in Bangla": ("৫০০০.১২৫", amounts.TooManyDecimals(currency="BDT", places=2)),
    "another currency": ("$5000", amounts.NotAnAmount(given="$5000")),
    "another currency's name": ("5000 USD", amounts.NotAnAmount(given="5000 USD")),
    "words": ("five thousand", amounts.NotAnAmount(given="five thousand")),
    "an exponent": ("5e3", amounts.NotAnAmount(given="5e3")),
    "not a number": ("NaN", amounts.NotAnAmount(given="NaN")),
    "turned round": ("\u202e0005", amounts.NotAnAmount(given="\u202e0005")),
}


def deposit_form(**changes):
    return {"currency": "BDT", "amount": "5000", "provider": "play", "key": key()} | changes


def apply_form(**changes):
    return {"letter": "I have drawn four of these.", "bid": "5000", "days": "7", "key": key()} | changes


def offer_form(**changes):
    return {"title": "A logo", "terms": "Two drafts.", "title_1": "All of it", "amount_1": "5000"} | changes


@pytest.fixture
def places(world):
    """The forms that take an amount: who sends it, where, the name of its field and the rest of the form."""
    method = method_of(world, world.freelancer)
    milestone = world.submitted()
    contract = milestone.contract
    job = world.job(title="A poster for a fair")
    proposal = world.proposal(job=world.job(title="A sign for the shop"))
    client = world.browser(world.client, hat="client")
    freelancer = world.browser(world.freelancer)
    rival = world.browser(world.rival)
    return {
        "deposit": (client, "/deposits/new/", "amount", deposit_form()),
        "payout": (
            freelancer, "/payouts/new/BDT/", "amount", {"method": method.pk, "currency": "BDT", "key": key()},
        ),
        "bid": (rival, f"/jobs/{job.pk}/apply/", "bid", apply_form()),
        "step of a plan": (rival, f"/jobs/{job.pk}/apply/", "step_1_amount", apply_form(step_1_title="A draft")),
        "offer": (client, f"/offers/new/{proposal.pk}/", "amount_1", offer_form()),
        "part of a milestone": (
            client, f"/milestones/{milestone.pk}/approve/", "amount", {"step": milestone.steps},
        ),
        "refund": (client, f"/milestones/{milestone.pk}/refund/", "amount", {"reason": "Called off."}),
        "return": (freelancer, f"/milestones/{milestone.pk}/return/", "amount", {"reason": "Called off."}),
        "bonus": (client, f"/contracts/{contract.pk}/bonus/", "amount", {"note": "Thanks.", "key": key()}),
        "give-back": (freelancer, f"/contracts/{contract.pk}/give-back/", "amount", {"note": "", "key": key()}),
        "new milestone": (
            client, f"/contracts/{contract.pk}/change/?kind=add_milestone", "amount", {"title": "More", "note": ""},
        ),
    }  # fmt: skip


def test_a_bad_amount_is_refused_in_every_form_and_the_form_stays_filled(places):
    for place, (browser, url, field, form) in places.items():
        for given, refusal in BAD.values():
            with nothing_happens():
                answer = browser.post(url, form | {field: given})
            kept = {name: str(value) for name, value in form.items() if name not in {"provider", "method"}}
            try:
                refused(answer, 422, refusal.sentence, kept=kept | {field: given})
            except AssertionError as error:
                raise AssertionError(f"{place}: {given!r}: {error}") from error


@pytest.mark.parametrize("language", ["bn", "hi", "hi-latn"])
def test_the_answer_is_in_the_readers_language(world, language):
    browser = world.browser(world.client, hat="client")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    _ = world.company
    with nothing_happens():
        answer = browser.post("/deposits/new/", deposit_form(amount="-5"))
    with translation.override(language):
        sentence = amounts.NotPositive().sentence
    assert sentence != "The amount must be more than zero."
    refused(answer, 422, sentence, kept={"amount": "-5"})


@pytest.mark.parametrize("given", ["৫০০০.৫০", "५०००.५०", "৳ 5,000.50", "5000.500", "৫,০০০.৫০", "BDT 5000.5"])
def test_bangla_and_devanagari_digits_and_the_sign_are_understood(world, given):
    browser = world.browser(world.client, hat="client")
    _ = world.company
    assert browser.post("/deposits/new/", deposit_form(amount=given)).status_code == 303
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 500_050


def test_a_currency_that_is_not_taken_is_refused(world):
    browser = world.browser(world.client, hat="client")
    _ = world.company
    for currency in ("JPY", "CONNECT", "bdt", "", "৳", "X" * 500):
        with nothing_happens():
            answer = browser.post("/deposits/new/", deposit_form(currency=currency))
        refused(answer, 422, "Nothing was sent yet", kept={"amount": "5000"})


def test_a_deposit_outside_its_limits_is_refused_with_the_limit(world):
    browser = world.browser(world.client, hat="client")
    _ = world.company
    small = payins.DepositTooSmall(minimum=Money(50_000, "BDT"))
    large = payins.DepositTooLarge(maximum=Money(1_000_000_000, "BDT"))
    for amount, refusal in (("499.99", small), ("10000000.01", large)):
        with nothing_happens():
            answer = browser.post("/deposits/new/", deposit_form(amount=amount))
        refused(answer, 422, refusal.sentence, kept={"amount": amount})


def test_a_milestone_above_the_wallet_is_not_funded_and_the_missing_sum_is_linked(world):
    world.money(200_000)
    milestone = world.contract().milestones.get(number=1)
    browser, url = world.browser(world.client, hat="client"), f"/milestones/{milestone.pk}/fund/"
    with nothing_happens():
        answer = browser.post(url, {})
    facts = {"have": 200_000, "need": 306_000, "missing": 106_000}
    short = contracts.WalletIsShort(**{name: Money(amount, "BDT") for name, amount in facts.items()})
    refused(answer, 409, short.sentence, "৳1,060 is missing in your wallet.")
    link = answer.content.decode().split('href="/deposits/new/?')[1].split('"')[0].replace("&amp;", "&")
    page = browser.get(f"/deposits/new/?{link}")
    assert values_of(page)["amount"].replace(",", "") in {"1060", "৳1060"}
    given = values_of(page) | {"provider": "play"}
    assert browser.post("/deposits/new/", given).status_code == 303
    assert browser.post(url, {}).status_code == 303
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 0


def test_a_bonus_above_the_wallet_is_refused(world):
    contract = world.submitted().contract
    browser = world.browser(world.client, hat="client")
    with nothing_happens():
        answer = browser.post(f"/contracts/{contract.pk}/bonus/", {"amount": "900000", "note": "Thanks.", "key": key()})
    refused(answer, 409, "is missing", kept={"amount": "900000", "note": "Thanks."})


def test_an_unfunded_milestone_cannot_be_approved_handed_in_or_refunded(world):
    milestone = world.contract().milestones.get(number=1)
    client, freelancer = world.browser(world.client, hat="client"), world.browser(world.freelancer)
    for browser, act, form in (
        (client, "approve", {"amount": "", "step": "0"}),
        (client, "approve", {"amount": "3000", "step": "0"}),
        (client, "refund", {"amount": "", "reason": "Called off."}),
        (client, "changes", {"note": "Blue."}),
        (client, "extend", {"reason": "Away."}),
        (freelancer, "submit", {"note": "Done."}),
        (freelancer, "return", {"amount": "", "reason": "Called off."}),
    ):
        with nothing_happens():
            answer = browser.post(f"/milestones/{milestone.pk}/{act}/", form)
        given = {name: value for name, value in form.items() if value}
        refused(answer, 409, "This milestone is “Planned” and the contract is “", "Nothing was changed.", kept=given)


def test_more_than_escrow_holds_is_neither_paid_nor_returned(world):
    milestone = world.submitted()
    client, freelancer = world.browser(world.client, hat="client"), world.browser(world.freelancer)
    more = contracts.MoreThanHeld(held=Money(300_000, "BDT"), asked=Money(300_001, "BDT"))
    for browser, act in ((client, "approve"), (client, "refund"), (freelancer, "return")):
        with nothing_happens():
            answer = browser.post(
                f"/milestones/{milestone.pk}/{act}/", {"amount": "3000.01", "reason": "So.", "step": milestone.steps}
            )
        refused(answer, 422, more.sentence, kept={"amount": "3000.01"})


def test_an_offer_whose_sum_is_beyond_all_numbers_is_refused(world):
    proposal = world.proposal()
    form = offer_form(amount_1="100000000000")
    for n in range(2, 6):
        form |= {f"title_{n}": f"Step {n}", f"amount_{n}": "100000000000"}
    browser = world.browser(world.client, hat="client")
    with nothing_happens():
        answer = browser.post(f"/offers/new/{proposal.pk}/", form)
    refused(answer, 422, contracts.PriceIsTooLarge().sentence, kept={"amount_5": "100000000000"})


def test_a_bid_and_a_milestone_below_the_floor_are_refused(world):
    job, proposal = world.job(), world.proposal(job=world.job(title="A sign for the shop"))
    browser = world.browser(world.rival)
    with nothing_happens():
        answer = browser.post(f"/jobs/{job.pk}/apply/", apply_form(bid="499"))
    refused(answer, 422, "The lowest price here is ৳500.", kept={"bid": "499"})
    browser = world.browser(world.client, hat="client")
    with nothing_happens():
        answer = browser.post(f"/offers/new/{proposal.pk}/", offer_form(amount_1="499"))
    refused(answer, 422, "A milestone is at least ৳500", kept={"amount_1": "499"})


# --- money out -------------------------------------------------------------------------------------------------------


@pytest.fixture
def earner(world):
    """A freelancer with 2,850 taka and a method that is awake."""
    method = method_of(world, world.freelancer)
    world.paid()
    return world.browser(world.freelancer), method


def payout_form(method, **changes):
    return {"amount": "1000", "method": method.pk, "currency": "BDT", "key": key()} | changes


def test_a_withdrawal_below_the_minimum_is_refused(earner):
    browser, method = earner
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(method, amount="499.99"))
    refused(answer, 422, payouts.PayoutTooSmall(minimum=Money(50_000, "BDT")).sentence, kept={"amount": "499.99"})


def test_a_withdrawal_above_the_balance_is_refused(earner):
    browser, method = earner
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(method, amount="2850.01"))
    above = payouts.PayoutAboveBalance(available=Money(285_000, "BDT"))
    refused(answer, 409, above.sentence, kept={"amount": "2850.01"})


def test_money_in_its_security_period_cannot_be_withdrawn(world):
    from karigar.contracts import actions

    method = method_of(world, world.freelancer)
    actions.approve_milestone(world.submitted(), by=world.client, now=world.now)
    world.deliver()
    browser = world.browser(world.freelancer)
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(method))
    refused(answer, 409, "Money in its security period follows", kept={"amount": "1000"})


def test_a_method_that_sleeps_gets_no_money(world):
    world.paid()
    method = method_of(world, world.freelancer, slept=False)
    browser = world.browser(world.freelancer)
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(method))
    refused(answer, 409, "This payout method is new and sleeps until", kept={"amount": "1000"})


def test_a_removed_method_and_that_of_somebody_else_get_no_money(world, earner):
    browser, method = earner
    other = method_of(world, world.rival)
    browser = world.browser(world.freelancer)
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(other))
    refused(answer, 422, "Nothing was sent yet", kept={"amount": "1000"})
    browser.post(f"/payouts/methods/{method.pk}/remove/")
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", payout_form(method))
    assert answer.status_code == 422
    assert "Add a payout method" in text_of(answer)


def test_a_withdrawal_in_another_currency_is_refused(earner):
    browser, method = earner
    for url, currency in (("/payouts/new/BDT/", "USD"), ("/payouts/new/USD/", "BDT"), ("/payouts/new/BDT/", "")):
        with nothing_happens():
            answer = browser.post(url, payout_form(method, currency=currency))
        refused(answer, 422, "Nothing was sent yet", kept={"amount": "1000"})
    with nothing_happens():
        answer = browser.post("/payouts/new/USD/", payout_form(method, currency="USD"))
    refused(answer, 422, "this balance is in USD", kept={"amount": "1000"})
    for wrong in ("JPY", "bdt", "CONNECT", "x%00"):
        with nothing_happens():
            assert browser.post(f"/payouts/new/{wrong}/", payout_form(method)).status_code == 404

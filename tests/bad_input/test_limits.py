"""Too many times: each limit answers 429 with a clear sentence in the reader's language, and nothing happens."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.bad_input.parts import key, method_of, nothing_happens, refused
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db

SLOWLY = "You did this many times in a short while. Please wait a little and try again."
LANGUAGES = ["en", "bn"]


def said(language, sentence=SLOWLY):
    with translation.override(language):
        return translation.gettext(sentence)


def in_language(browser, language):
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser


def press(browser, url, forms, *, most=70):
    """Send forms until one is answered with 429; return that answer and how many went through."""
    for n, form in zip(range(most), forms, strict=False):
        answer = browser.post(url, form)
        if answer.status_code == 429:
            return answer, n
        assert answer.status_code in {200, 302, 303, 422}, (n, answer.status_code)
    raise AssertionError(f"{most} times {url}, and no limit")


def forever(**form):
    """Endless good forms, each with its own key."""
    while True:
        yield form | {"key": key()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_up(language):
    from karigar.accounts.models import Person

    def forms():
        for n in range(99):
            yield {"name": "Robot", "email": f"robot{n}@example.org", "password1": PASSWORD, "timezone": "UTC"}

    browser = in_language(Client(), language)

    class Fresh:
        def post(self, url, form):
            browser.logout()
            in_language(browser, language)
            return browser.post(url, form)

    answer, made = press(Fresh(), "/account/signup/", forms())
    refused(answer, 429, said(language))
    assert Person.objects.count() == made <= 60
    with nothing_happens():
        answer = browser.post("/account/signup/", next(forms()) | {"email": "last@example.org"})
    assert answer.status_code == 429


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_passwords(world, language):
    email = world.client.email
    browser = in_language(Client(), language)
    forms = ({"login": email, "password": f"wrong-horse-{n}"} for n in range(99))
    answer, tries = press(browser, "/account/login/", forms)
    sentence = "Too many attempts in a short while. Please wait a few minutes and try again."
    refused(answer, 429, said(language, sentence))
    assert tries <= 10
    with nothing_happens():
        answer = browser.post("/account/login/", {"login": email, "password": PASSWORD})
    refused(answer, 429, said(language, sentence))  # the right one too: nobody learns which it is
    assert browser.get("/settings/").status_code == 302


def test_codes_for_logging_in(world):
    """Whoever asks from ever new browsers fills nobody's inbox."""
    from django.core import mail

    form = {"email": world.client.email}
    answers = [Client().post("/account/login/code/", form) for _ in range(5)]
    refused(answers[-1], 429, "Too many attempts in a short while. Please wait a few minutes and try again.")
    assert len(mail.outbox) == 3


def test_wrong_codes(world):
    """A code has few letters, so only few may be tried."""
    browser = Client()
    browser.post("/account/login/code/", {"email": world.client.email})
    for n in range(12):
        browser.post("/account/login/code/confirm/", {"code": f"AAAA-{n:04d}"})
    from django.core import mail

    from tests.bad_input.test_forgery import code_in

    browser.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert browser.get("/settings/").status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages(world, language):
    from karigar.conversations.models import Message
    from karigar.proposals import actions as proposals

    room = proposals.start_interview(world.proposal(), by=world.client, text="Hello.", key=key(), now=world.now)
    browser = in_language(world.browser(world.freelancer), language)
    answer, sent = press(browser, f"/messages/{room.pk}/", forever(text="Spam."))
    refused(answer, 429, said(language), kept={"text": "Spam."})
    assert Message.objects.count() == sent + 1 == 31
    with nothing_happens():
        assert browser.post(f"/messages/{room.pk}/", {"text": "Spam.", "key": key()}).status_code == 429
    world.pass_time(minutes=2)
    assert browser.post(f"/messages/{room.pk}/", {"text": "Sorry.", "key": key()}).status_code == 303


@pytest.mark.parametrize("language", LANGUAGES)
def test_deposits(world, language):
    _ = world.company
    browser = in_language(world.browser(world.client, hat="client"), language)
    answer, made = press(browser, "/deposits/new/", forever(currency="BDT", amount="500", provider="play"))
    refused(answer, 429, said(language), kept={"amount": "500"})
    assert made == 30
    with nothing_happens():
        form = {"currency": "BDT", "amount": "500", "provider": "play", "key": key()}
        assert browser.post("/deposits/new/", form).status_code == 429


@pytest.mark.parametrize("language", LANGUAGES)
def test_payouts(world, language):
    method = method_of(world, world.freelancer)
    browser = in_language(world.browser(world.freelancer), language)
    form = {"amount": "500", "method": method.pk, "currency": "BDT"}
    for _ in range(20):  # nothing is in the wallet: an attempt counts as well
        assert browser.post("/payouts/new/BDT/", form | {"key": key()}).status_code == 409
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", form | {"key": key()})
    refused(answer, 429, said(language), kept={"amount": "500"})


def test_payout_methods(world):
    browser = world.browser(world.freelancer)
    form = {"rail": "bkash", "holder": world.freelancer.name}
    forms = (form | {"number": f"017123456{n:02d}"} for n in range(99))
    answer, made = press(browser, "/payouts/methods/", forms)
    refused(answer, 429, SLOWLY, kept={"number": "01712345610"})
    assert made == 10


def test_reports_and_invitations(world):
    browser = world.browser(world.stranger)
    answers = [browser.post(f"/report/job/{n}/", {"rule": "spam", "text": "So."}) for n in range(1, 23)]
    assert answers[-1].status_code == 429
    refused(answers[-1], 429, SLOWLY)
    _ = world.company
    client = world.browser(world.client, hat="client")
    forms = ({"invite-email": f"m{n}@example.org", "invite-role": "viewer"} for n in range(99))
    answer, made = press(client, "/company/invite/", forms)
    refused(answer, 429, SLOWLY)
    assert made == 30

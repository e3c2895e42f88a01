"""Forms that our pages never drew: unknown choices, other people's numbers, no token, a code that was used."""

import base64
import json
import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from karigar.accounts.models import Person
from karigar.ledger import queries as ledger
from tests.bad_input.parts import key, method_of, nothing_happens, refused, text_of
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db

JOB = {
    "title": "A logo for a book shop", "description": "We sell school books and need a friendly logo. Two drafts, then a file.",
    "skills": "Logo design", "kind": "fixed", "currency": "BDT", "budget_max": "5000", "level": "entry",
    "audience": "public", "positions": "1", "language": "en", "do": "preview",
}  # fmt: skip


def code_in(letter):
    return re.search(r"^([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6,8})$", letter.body, re.MULTILINE).group(1)


# --- unknown choices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "field", ["kind", "currency", "level", "audience", "category", "duration", "workload", "language"]
)
def test_a_job_with_a_choice_that_was_never_offered_is_refused(world, field):
    _ = world.company
    browser = world.browser(world.client, hat="client")
    for forged in ("king", "-1", str(10**30), "<script>", "\x00"):
        with nothing_happens():
            answer = browser.post("/hire/new/", JOB | {field: forged})
        refused(answer, 422, "Nothing was sent yet", kept={"title": JOB["title"], "budget_max": "5000"})


def test_choices_that_were_never_offered_are_refused_everywhere(full):
    ids = full.ids
    client, freelancer = full.browser(full.client, hat="client"), full.browser(full.freelancer)
    moderator = full.browser(full.moderator, hat="staff")
    full.set_time(full.now)
    from karigar.accounts import actions as accounts

    accounts.start_staff_session(full.moderator, reason="test", now=full.now)
    forms = [
        (client, "/deposits/new/", {"currency": "BDT", "amount": "5000", "provider": "gold", "key": key()}, 422),
        (client, f"/hire/{ids.job}/close/", {"reason": "boredom", "note": ""}, 422),
        (client, f"/hire/proposals/{ids.proposal}/decline/", {"reason": "boredom", "note": "No."}, 422),
        (client, f"/company/members/{ids.member}/role/", {"role": "king"}, 404),
        (client, "/company/invite/", {"invite-email": "x@example.org", "invite-role": "king"}, 422),
        (client, f"/contracts/{ids.contract}/change/?kind=everything", {"note": "So."}, 404),
        (client, f"/contracts/{ids.contract}/change/?kind=delete_milestone&milestone={10**30}", {"note": ""}, 404),
        (freelancer, "/payouts/methods/", {"rail": "cash", "holder": full.freelancer.name, "number": "1"}, 422),
        (freelancer, "/profile/rate/", {"rate": "600", "currency": "XXX", "availability": "full"}, 422),
        (freelancer, "/profile/rate/", {"rate": "600", "currency": "BDT", "availability": "always"}, 422),
        (freelancer, "/profile/skills/", {"skills": "Python", "categories": ["999999"]}, 422),
        (freelancer, "/profile/languages/", {"language": "xx", "level": "native"}, 422),
        (freelancer, "/settings/", {"name": "R", "handle": "rahima-f", "language": "xx", "timezone": "Mars/One"}, 422),
        (freelancer, "/settings/notifications/", {"groups": ["everything"]}, 422),
        (freelancer, f"/report/job/{ids.job}/", {"rule": "boredom", "text": ""}, 422),
        (freelancer, f"/report/job/{10**30}/", {"rule": "spam", "text": ""}, 422),
        (freelancer, f"/report/king/{ids.job}/", {"rule": "spam", "text": ""}, 404),
        (freelancer, f"/contracts/{ids.ended}/feedback/", {"quality": "6", "text": "Good."}, 422),
        (moderator, f"/staff/jobs/{ids.job}/remove/", {"remove-rule": "boredom", "remove-reason": "So."}, 422),
        (moderator, f"/staff/reports/{ids.report}/", {"outcome": "jail", "reason": "Because."}, 422),
        (moderator, f"/staff/people/{ids.person}/grant/", {"grant-duty": "operator", "grant-reason": "Me."}, 404),
        (moderator, f"/staff/people/{ids.person}/crown/", {"crown-reason": "Me."}, 404),
    ]  # fmt: skip
    for browser, url, form, status in forms:
        with nothing_happens():
            answer = browser.post(url, form)
        assert answer.status_code == status, (url, form, answer.status_code, text_of(answer)[:500])


def test_numbers_of_other_people_in_hidden_fields_do_nothing(full):
    """Whoever writes another company, person, amount or state into his form is not listened to."""
    other = full.person("Orin Other")
    browser = full.browser(other)
    browser.post("/welcome/", {"name": "Orin and sons"})
    before = ledger.balance_of(f"company:{full.company.pk}", "wallet", "BDT")
    form = {"currency": "BDT", "amount": "5000", "provider": "play", "key": key()}
    forged = {"company": full.company.pk, "company_id": full.company.pk, "by": full.client.pk, "status": "booked"}
    assert browser.post("/deposits/new/", form | forged).status_code == 303
    assert ledger.balance_of(f"company:{full.company.pk}", "wallet", "BDT") == before
    with nothing_happens():
        answer = browser.post(f"/company/?company={full.company.pk}", {"name": "Mine now", "country": "BD"})
        assert answer.status_code == 404
    job = full.browser(full.client, hat="client")
    with nothing_happens():
        answer = job.post(f"/hire/{full.ids.job}/proposals/decline/", {"reason": "price", "note": "", "proposal": [
            str(full.ids.offer), str(10**30), "-1", "²", "x",
        ]})  # fmt: skip
    assert answer.status_code in {303, 422}


def test_a_person_without_power_gives_himself_none(world):
    browser, person = world.browser(world.stranger), world.stranger
    form = {
        "name": "Sam Stranger", "handle": person.handle, "country": "BD", "language": "en", "timezone": "UTC",
        "is_staff": "1", "is_superuser": "1", "status": "verified", "email": "boss@example.org", "unread_notices": "9",
    }  # fmt: skip
    kept = (person.email, person.status, person.unread_notices)
    browser.post("/settings/", form)
    person.refresh_from_db()
    assert (person.email, person.status, person.unread_notices) == kept
    for url in ("/staff/", "/staff/session/", f"/staff/people/{person.pk}/grant/"):
        with nothing_happens():
            assert browser.post(
                url, {"reason": "Me.", "grant-duty": "operator", "grant-reason": "Me."}
            ).status_code in {404, 405}


def test_the_key_of_somebody_elses_payment_pays_nothing_and_shows_nothing(world):
    """Keys belong to their owner: the same key in another hand is another payment, or none."""
    method = method_of(world, world.freelancer)
    world.paid()
    mine = {"amount": "1000", "method": method.pk, "currency": "BDT", "key": "one-key"}
    assert world.browser(world.freelancer).post("/payouts/new/BDT/", mine).status_code == 303
    other = method_of(world, world.rival)
    browser = world.browser(world.rival)
    with nothing_happens():
        answer = browser.post("/payouts/new/BDT/", mine | {"method": other.pk})
    refused(answer, 409, "You have ৳0 available.", kept={"amount": "1000"})


# --- addresses by hand -----------------------------------------------------------------------------------------------

NAMES = ("after", "before", "q", "tab", "company", "job", "status", "min", "category", "currency", "rows")
ODD = ["²", str(10**30), "9" * 5000, "%00%FF"]
CURSORS = [
    base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    for values in ([10**30], [{}], [True, "x", "y"])
]


def lists():
    """Every address of ours that takes nothing, so that it can be asked for any page."""
    found = []
    for name, (possibilities, _pattern, _defaults, _converters) in get_resolver().reverse_dict.items():
        if isinstance(name, str) and possibilities and not possibilities[0][1]:
            url = "/" + possibilities[0][0]
            if not url.startswith(("/account/", "/dev/", "/robots")):
                found.append(url)
    return sorted(set(found))


@pytest.mark.parametrize("role", ["client", "maker"])
def test_an_address_written_by_hand_never_breaks_a_page(full, role):
    from karigar.accounts import actions as accounts

    if role == "maker":
        for duty in ("operator", "moderator", "support"):
            accounts.grant_duty(full.maker, duty=duty, reason="test", now=full.now)
        accounts.start_staff_session(full.maker, reason="test", now=full.now)
    browser = full.browser(getattr(full, role), hat="client" if role == "client" else "")
    browser.raise_request_exception = False
    urls = [url for url in lists() if url.startswith("/staff/") == (role == "maker")]
    if role == "client":
        urls += [
            f"/messages/{full.ids.room}/",
            f"/hire/{full.ids.job}/proposals/",
            f"/companies/{full.ids.company}/reviews/",
        ]
    broken = []
    for url in urls:
        for value in [*ODD, *CURSORS]:
            answer = browser.get(f"{url}?" + "&".join(f"{name}={value}" for name in NAMES))
            if answer.status_code >= 500:
                broken.append(f"{url} with {value[:20]!r}")
                break
    assert not broken, broken


@pytest.mark.parametrize(
    "url",
    [
        "/team/%00/", "/payouts/methods/cancel/%00/", "/payouts/methods/cancel//", "/team/x/", "/@%00/reviews/",
        "/hire/invite/%00/", "/files/1/%00?s=x", "/files/1/a.txt?s=%00", "/payouts/new/%00/", "/language/%00/",
        "/staff/people/1/%00/", "/dev/mail/..%2f..%2fsettings.py/", "/jobs/1/%00/", f"/jobs/{10**40}/", "/pictures/1-1-00000000.webp",
    ],
)  # fmt: skip
def test_words_in_an_address_that_mean_nothing_are_not_found(world, url):
    browser = world.browser(world.stranger)
    with nothing_happens():
        for answer in (browser.get(url), browser.post(url, {})):
            assert answer.status_code in {400, 403, 404, 405}, answer.status_code


# --- the token -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "bn", "hi", "hi-latn"])
def test_a_form_without_its_token_does_nothing_and_says_so(full, language):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(full.client, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    urls = {
        f"/milestones/{full.ids.planned}/fund/": {},
        f"/milestones/{full.ids.milestone}/approve/": {"amount": ""},
        f"/contracts/{full.ids.contract}/bonus/": {"amount": "500", "note": "", "key": key()},
        "/deposits/new/": {"currency": "BDT", "amount": "5000", "provider": "play", "key": key()},
        f"/messages/{full.ids.room}/": {"text": "Hello.", "key": key()},
        f"/hire/{full.ids.job}/close/": {"reason": "no_need", "note": ""},
        "/hat/": {"kind": "freelancer"},
        "/account/logout/": {},
        "/settings/close/": {"sure": "on"},
    }
    with translation.override(language):
        said = translation.gettext(
            "This form was too old or did not come from our own page, so nothing was done. Open the page again and send it once more."
        )
    for url, form in urls.items():
        for forged in ({}, {"csrfmiddlewaretoken": "x" * 64}, {"csrfmiddlewaretoken": ""}):
            with nothing_happens():
                answer = browser.post(url, form | forged)
            refused(answer, 403, said)
            assert f'<html lang="{language.replace("latn", "Latn")}"'.lower() in answer.content.decode().lower()
    assert browser.get("/settings/").status_code == 200


# --- codes that were used --------------------------------------------------------------------------------------------


def test_the_code_that_confirmed_an_address_opens_nothing_a_second_time():
    first = Client()
    form = {"name": "Rahima", "email": "new@example.org", "password1": PASSWORD, "timezone": "UTC"}
    assert first.post("/account/signup/", form).status_code == 302
    code = code_in(mail.outbox[-1])
    for wrong in ("AAAA-BBBB", "", "0", code[:-1], "\x00"):
        with nothing_happens():
            assert first.post("/account/confirm-email/", {"code": wrong}).status_code in {200, 302}
        if wrong == "":
            break
    assert first.post("/account/confirm-email/", {"code": code}).status_code == 302
    assert Person.objects.get(email="new@example.org").status == "verified"
    first.post("/account/logout/")
    for browser in (first, Client()):
        with nothing_happens():
            answer = browser.post("/account/confirm-email/", {"code": code})
        assert answer.status_code in {302, 403, 404, 409}
        assert browser.get("/settings/").status_code == 302


def test_a_code_for_logging_in_is_good_once_and_in_its_own_browser(world):
    person, first = world.client, Client()
    first.post("/account/login/code/", {"email": person.email})
    code = code_in(mail.outbox[-1])
    thief = Client()
    with nothing_happens():
        assert thief.post("/account/login/code/confirm/", {"code": code}).status_code == 302
    assert thief.get("/settings/").status_code == 302
    assert first.post("/account/login/code/confirm/", {"code": code}).status_code == 302
    assert first.get("/settings/").status_code == 200
    first.post("/account/logout/")
    with nothing_happens():
        first.post("/account/login/code/confirm/", {"code": code})
    assert first.get("/settings/").status_code == 302
    first.post("/account/login/code/", {"email": person.email})
    assert code_in(mail.outbox[-1]) != code
    with nothing_happens():
        answer = first.post("/account/login/code/confirm/", {"code": code})  # the old one for the new question
    refused(answer, answer.status_code, "This code is not right. Look at the newest letter, or ask for a new code.")
    assert first.get("/settings/").status_code == 302


def test_a_code_for_a_new_password_is_good_once(world):
    first = Client()
    first.post("/account/password/reset/", {"email": world.client.email})
    code = code_in(mail.outbox[-1])
    url = first.post("/account/password/reset/confirm/", {"code": code}, follow=True).redirect_chain[-1][0]
    assert first.post(url, {"password1": "another-horse-8", "password2": "another-horse-8"}).status_code == 302
    first.post("/account/logout/")
    with nothing_happens():
        first.post("/account/password/reset/confirm/", {"code": code})
        first.post(url, {"password1": "thief-horse-8", "password2": "thief-horse-8"})
    world.client.refresh_from_db()
    assert world.client.check_password("another-horse-8")


def test_an_invitation_into_a_team_is_good_once_and_for_its_address(world):
    from karigar.accounts import actions as accounts

    invited = world.person("Ira Invited", email="ira@example.org")
    from karigar.accounts import queries

    asked = accounts.invite_member(
        world.company, by=world.client, email="ira@example.org", role="viewer", now=world.now
    )
    thief, token = world.browser(world.stranger), queries.invitation_token(asked)
    with nothing_happens():
        answer = thief.post(f"/team/{token}/")
    refused(answer, 403, "This invitation was sent to another e-mail address than yours.")
    browser = world.browser(invited)
    assert browser.post(f"/team/{token}/").status_code == 303
    with nothing_happens():
        answer = browser.post(f"/team/{token}/")
    refused(answer, 409, "This invitation was used already")


def test_the_link_that_cancels_a_payout_method_works_once_and_needs_a_press(world):
    from karigar.payouts.models import Method

    method = method_of(world, world.freelancer, slept=False)
    url = f"/payouts/methods/cancel/{Method.objects.get(pk=method.pk).cancel_token}/"
    with nothing_happens():
        assert Client().get(url).status_code == 200
    assert Client().post(url).status_code in {200, 303}
    with nothing_happens():
        assert Client().post(url).status_code in {200, 409}

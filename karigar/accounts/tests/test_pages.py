"""Pages through HTTP: logging in and its safety, settings, hats, team, identity."""

import io
import json
import re
import zipfile

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from karigar.accounts.models import Identity, Membership, Person
from karigar.events.models import Event
from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def code_in(letter) -> str:
    found = re.search(r"^([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6,8})$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found.group(1)


def sign_up(client, email="new@example.org", **more):
    return client.post(
        "/account/signup/",
        {"name": "রহিমা খাতুন", "email": email, "password1": PASSWORD, "timezone": "Asia/Dhaka", **more},
    )


def log_in(client, person):
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_a_newcomer_signs_up_confirms_by_code_and_arrives_at_the_welcome_page():
    client = Client(headers={"accept-language": "bn"})
    assert sign_up(client).status_code == 302
    person = Person.objects.get(email="new@example.org")
    assert (person.handle, person.language, person.timezone) == ("rohima-khatun", "bn", "Asia/Dhaka")
    assert person.status == "registered"
    answer = client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert answer.status_code == 302
    assert answer.url == "/welcome/"
    person.refresh_from_db()
    assert person.status == "verified"
    assert list(Event.objects.values_list("name", flat=True)) == ["account.registered", "account.verified"]
    assert client.get("/welcome/").status_code == 200


def test_a_wrong_code_is_refused_and_a_used_code_does_nothing_again():
    client = Client()
    sign_up(client)
    code = code_in(mail.outbox[-1])
    wrong = "AAAA-BBBB" if len(code) > 6 else "ZZZZZZ"
    answer = client.post("/account/confirm-email/", {"code": wrong})
    assert answer.status_code == 200
    assert Person.objects.get(email="new@example.org").status == "registered"
    client.post("/account/confirm-email/", {"code": code})
    client.post("/account/logout/")
    events, letters = Event.objects.count(), len(mail.outbox)
    answer = client.post("/account/confirm-email/", {"code": code})
    assert answer.status_code in {302, 409}
    assert client.get("/settings/").status_code == 302  # still a stranger
    assert (Event.objects.count(), len(mail.outbox)) == (events, letters)


def test_a_second_sign_up_with_one_address_looks_the_same_and_makes_nobody(world):
    client = Client()
    first = sign_up(client, email="fresh@example.org")
    second = sign_up(Client(), email=world.client.email)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Person.objects.filter(email__iexact=world.client.email).count() == 1
    assert "{{" not in mail.outbox[-1].body
    assert mail.outbox[-1].to == [world.client.email]


def test_a_login_with_an_unknown_address_says_no_more_than_one_with_a_wrong_password(world):
    said = []
    for email in (world.client.email, "nobody@example.org"):
        answer = Client().post("/account/login/", {"login": email, "password": "wrong-horse-1"})
        page = re.sub(r"csrfmiddlewaretoken.*?>", "", answer.content.decode()).replace(email, "")
        said.append((answer.status_code, page))
    assert said[0] == said[1]


def test_a_login_by_code_works_and_is_told_in_the_persons_language(world):
    person = world.client
    Person.objects.filter(pk=person.pk).update(language="hi")
    client = Client()
    client.post("/account/login/code/", {"email": person.email})
    answer = client.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert answer.status_code == 302
    assert client.get("/settings/").status_code == 200


def test_a_forgotten_password_is_replaced_by_code(world):
    client = Client()
    client.post("/account/password/reset/", {"email": world.client.email})
    answer = client.post("/account/password/reset/confirm/", {"code": code_in(mail.outbox[-1])}, follow=True)
    url = answer.redirect_chain[-1][0]
    assert answer.status_code == 200
    client.post(url, {"password1": "another-horse-8", "password2": "another-horse-8"})
    world.client.refresh_from_db()
    assert world.client.check_password("another-horse-8")
    assert Event.objects.filter(name="account.password_reset", subject_id=world.client.pk).count() == 1


def test_a_login_from_a_new_browser_is_told_once_per_browser(world):
    client = log_in(Client(), world.client)
    client.post("/account/logout/")
    log_in(client, world.client)
    assert Event.objects.filter(name="account.new_device").count() == 1
    log_in(Client(), world.client)
    assert Event.objects.filter(name="account.new_device").count() == 2


def test_a_form_without_its_token_gets_a_page_that_says_so():
    client = Client(enforce_csrf_checks=True)
    answer = sign_up(client)
    assert answer.status_code == 403
    assert b"Nothing" in answer.content or b"nothing" in answer.content
    assert not Person.objects.exists()
    assert not Event.objects.exists()
    assert not mail.outbox


def test_a_mail_server_that_is_away_is_said_and_nothing_breaks(world, monkeypatch):
    from django.core.mail import EmailMessage

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    assert Client().post("/account/login/code/", {"email": world.client.email}).status_code == 503


def prove(client):
    """Show the password once more, as delicate pages ask."""
    assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


ENTRANCE = [
    "account_login", "account_signup", "account_signup_by_passkey", "account_reset_password", "account_request_login_code",
    "account_inactive",
]  # fmt: skip
OWN = [
    "settings", "security", "notification_settings", "export_data", "close_account", "welcome", "switch_hat", "my_company",
    "identity", "notices", "account_email", "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn",
    "mfa_add_webauthn", "usersessions_list", "account_logout",
]  # fmt: skip


@pytest.mark.parametrize("name", ENTRANCE)
@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_entrance_opens(name, language):
    answer = Client(headers={"accept-language": language}).get(reverse(name))
    assert answer.status_code == 200
    assert b'class="page"' in answer.content
    assert b"style=" not in answer.content


@pytest.mark.parametrize("name", OWN)
def test_own_pages_open_for_their_owner_and_not_for_a_stranger(world, name):
    _ = world.company
    client = prove(log_in(Client(), world.client))
    answer = client.get(reverse(name))
    assert answer.status_code == 200, answer
    assert b'class="page"' in answer.content
    assert not re.search(rb"<script(?![^>]*(src=|application/json))", answer.content)
    assert Client().get(reverse(name)).status_code == 302


def test_codes_from_an_app_are_turned_on_used_and_turned_off(world, monkeypatch):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    # One half minute for the whole test: the change of the code must not fall between two lines.
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([59_000_000]))

    def app_code(secret):
        return auth.format_hotp_value(auth.hotp_value(secret, 59_000_000))

    client = prove(log_in(Client(), world.client))
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code data-secret>(\w+)</code>", page).group(1)
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)}).status_code == 302
    kept = Authenticator.objects.get(user=world.client, type="totp")
    assert secret not in json.dumps(kept.data)  # encrypted
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200

    other = Client()
    answer = other.post("/account/login/", {"login": world.client.email, "password": PASSWORD})
    assert answer.url.startswith("/account/2fa/authenticate/")
    assert other.get(answer.url).status_code == 200
    assert other.get("/settings/").status_code == 302
    cache.clear()  # allauth remembers a used code; this one is a replay within its half minute otherwise
    assert other.post(answer.url, {"code": app_code(secret)}).status_code == 302
    assert other.get("/settings/").status_code == 200

    replay = Client()
    replay.post("/account/login/", {"login": world.client.email, "password": PASSWORD})
    assert replay.post(answer.url, {"code": app_code(secret)}).status_code == 200  # the same code a second time
    assert replay.get("/settings/").status_code == 302

    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=world.client, type="totp").exists()


def test_a_passkey_is_asked_for_after_the_code():
    client = Client()
    answer = client.post("/account/signup/passkey/", {"name": "Nila", "email": "nila@example.org", "timezone": ""})
    assert answer.status_code == 302
    answer = client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert answer.url == reverse("mfa_signup_webauthn")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert b"mfa_webauthn_signup" in page.content
    assert client.get("/settings/").status_code == 302  # not logged in before the key exists
    assert Client().get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).status_code == 200


def test_no_more_than_a_dozen_letters_with_codes_go_to_an_address_in_an_hour(world):
    from karigar.accounts.adapter import AccountAdapter
    from karigar.kit.errors import TooOften

    adapter = AccountAdapter()
    facts = {"code": "AB12-CD34", "user": world.client}
    for _ in range(12):
        adapter.send_mail("account/email/login_code", world.client.email, facts)
    with pytest.raises(TooOften):
        adapter.send_mail("account/email/login_code", world.client.email.upper(), facts)
    assert len(mail.outbox) == 12


def test_settings_change_everything_or_nothing(world):
    client = log_in(Client(), world.client)
    good = {"name": "Karim Chowdhury", "handle": "karim", "country": "BD", "language": "bn", "timezone": "Asia/Dhaka"}
    assert client.post("/settings/", {**good, "handle": "no spaces"}).status_code == 422
    assert client.post("/settings/", {**good, "handle": world.stranger.handle}).status_code == 409
    assert client.post("/settings/", {**good, "name": "   "}).status_code == 422
    world.client.refresh_from_db()
    assert world.client.name == "Karim Client"
    assert world.client.language == "en"
    answer = client.post("/settings/", good)
    assert answer.status_code == 303
    assert answer.cookies["lang"].value == "bn"
    world.client.refresh_from_db()
    assert (world.client.handle, world.client.timezone) == ("karim", "Asia/Dhaka")


def test_vacation_begins_and_ends(world):
    client = log_in(Client(), world.client)
    assert client.post("/settings/vacation/").status_code == 303
    assert client.post("/settings/vacation/").status_code == 409
    assert client.post("/settings/vacation/end/").status_code == 303
    assert client.post("/settings/vacation/end/").status_code == 409


def test_the_own_data_come_as_a_zip_without_the_password(world):
    client = log_in(Client(), world.client)
    assert client.post("/settings/data/").url.startswith("/account/reauthenticate/")
    answer = prove(client).post("/settings/data/")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(packed.read("accounts.json"))
    assert data["account"]["email"] == world.client.email
    assert "password" not in packed.read("accounts.json").decode()
    assert "notifications.json" in packed.namelist()


def test_a_closed_account_is_logged_out_and_can_still_come_to_read(world):
    client, other = prove(log_in(Client(), world.client)), log_in(Client(), world.client)
    assert client.post("/settings/close/", {"sure": ""}).status_code == 422
    assert client.post("/settings/close/", {"sure": "on"}).status_code == 303
    assert client.get("/settings/").status_code == 302
    assert other.get("/settings/").status_code == 302
    world.client.refresh_from_db()
    assert world.client.status == "closed"
    again = log_in(Client(), world.client)
    assert again.get("/settings/").status_code == 200
    assert again.post("/welcome/", {"name": "New firm"}).status_code == 403
    assert not Membership.objects.filter(person=world.client).exists()


def test_hats_change_only_to_ones_own(world):
    company = world.company
    client = world.browser(world.client)
    assert client.post("/hat/", {"kind": "client", "company": company.pk}).status_code == 303
    assert client.session["hat"] == ["client", company.pk, "Padma Books", "owner"]
    stranger = world.browser(world.stranger)
    assert stranger.post("/hat/", {"kind": "client", "company": company.pk}).status_code == 404
    assert stranger.post("/hat/", {"kind": "staff"}).status_code == 404
    assert stranger.post("/hat/", {"kind": "king"}).status_code == 404


def test_a_team_grows_by_a_letter(world):
    company = world.company
    owner = world.browser(world.client, hat="client")
    asked = {"invite-email": world.stranger.email.upper(), "invite-role": "finance"}
    assert owner.post(f"/company/invite/?company={company.pk}", asked).status_code == 303
    world.deliver()
    from karigar.notifications.models import Mail

    letter = Mail.objects.get(kind="company.invited")
    path = re.search(r"/team/\S+/", letter.body).group()
    assert world.browser(world.rival).post(path).status_code == 403
    assert world.browser(world.stranger).get(path).status_code == 200
    assert world.browser(world.stranger).post(path).status_code == 303
    assert world.browser(world.stranger).post(path).status_code == 409
    assert Membership.objects.get(person=world.stranger, company=company).role == "finance"
    assert world.browser(world.stranger).get("/team/forged/").status_code == 404


def test_only_managers_change_the_team(world):
    member = Membership.objects.get(company=world.company, person=world.client)
    for who, status in ((world.viewer, 403), (world.stranger, 404)):
        client = world.browser(who)
        assert client.post(f"/company/members/{member.pk}/role/", {"role": "viewer"}).status_code == status
        assert client.post(f"/company/members/{member.pk}/remove/").status_code == status
    owner = world.browser(world.client, hat="client")
    assert owner.post(f"/company/members/{member.pk}/remove/").status_code == 409
    assert Membership.objects.get(pk=member.pk).role == "owner"


def test_an_identity_check_is_sent_once_and_minors_are_refused(world):
    person = world.person("Nila New", identified=False)
    client = world.browser(person)
    good = {"legal_name": "Nila New", "country": "BD", "born_on": "1990-02-28"}
    assert client.post("/identity/", {**good, "born_on": "2025-01-01"}).status_code == 422
    assert not Identity.objects.filter(person=person).exists()
    assert client.post("/identity/", good).status_code == 303
    assert client.post("/identity/", good).status_code == 409
    assert Identity.objects.filter(person=person).count() == 1


def test_settings_cost_the_same_few_statements(world, django_assert_max_num_queries):
    client = world.browser(world.client)
    client.get("/settings/")
    with django_assert_max_num_queries(2):
        client.get("/settings/")


def test_the_list_of_sessions_and_passkeys_and_a_long_name_are_drawn_escaped(world):
    Person.objects.filter(pk=world.client.pk).update(name="<b>Karim</b>")
    client = prove(log_in(Client(), world.client))
    for path in ("/settings/", "/account/sessions/", "/hat/", "/company/", "/"):
        page = client.get(path, follow=True)
        assert page.status_code == 200
        assert b"<b>Karim" not in page.content

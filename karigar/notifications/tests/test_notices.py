"""Notices, letters and preferences."""

import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from karigar.accounts import actions as accounts
from karigar.notifications import actions, caught, queries, tasks, texts
from karigar.notifications.models import Mail, Notice
from karigar.notifications.texts import NoticeText

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(monkeypatch):
    """A kind of notice of our own."""
    known = {
        "test.paid": NoticeText(title="Paid: %(amount)s", body="%(name)s paid %(amount)s on %(at)s.", group="money"),
        "test.quiet": NoticeText(title="Quiet", body="", group="staff", by_mail=False),
    }
    monkeypatch.setattr(texts, "all_texts", lambda: known)
    monkeypatch.setattr(actions, "all_texts", lambda: known)
    return known


def tell(world, person, key="k", kind="test.paid", **facts):
    money = {"amount": 12345600, "currency": "BDT"}
    facts = {"amount": money, "name": "Karim", "at": world.now.isoformat(), **facts}
    return actions.notify(person_id=person.pk, kind=kind, facts=facts, url="/wallet/", key=key, now=world.now)


def test_a_thing_is_told_once_however_often_its_event_comes(world, paid):
    person = world.person("Nila New", identified=False)
    letters = Mail.objects.count()
    assert tell(world, person)
    assert not tell(world, person)
    person.refresh_from_db()
    assert person.unread_notices == 1
    assert Notice.objects.filter(person=person).count() == 1
    assert Mail.objects.count() == letters + 1


def test_a_letter_is_written_for_its_reader_and_links_home(world, paid):
    accounts.change_timezone(world.stranger, timezone="Asia/Dhaka", now=world.now)
    tell(world, world.stranger)
    letter = Mail.objects.latest("id")
    assert letter.subject == "Paid: ৳1,23,456"
    assert "Karim paid ৳1,23,456 on " in letter.body
    assert "2026" in letter.body
    notice = Notice.objects.latest("id")
    assert f"http://localhost:8000/notices/{notice.pk}/" in letter.body
    assert "/settings/notifications/" in letter.body


def test_a_missing_fact_reads_as_nothing(world, paid):
    actions.notify(person_id=world.stranger.pk, kind="test.paid", facts={}, url="/", key="m", now=world.now)
    assert Mail.objects.latest("id").subject == "Paid:"


def test_who_wants_no_letters_gets_the_notice_alone(world, paid):
    person = world.person("Nila New", identified=False)
    client = world.browser(person)
    assert client.post("/settings/notifications/", {"groups": ["jobs"]}).status_code == 303
    letters = Mail.objects.count()
    tell(world, person)
    assert Mail.objects.count() == letters
    assert Notice.objects.filter(person=person, key="k").exists()
    assert queries.wants_mail(person.pk, "account")
    assert client.post("/settings/notifications/", {"groups": ["nonsense"]}).status_code == 422
    assert queries.mail_groups_of(person) == ["account", "jobs"]


def test_a_kind_that_is_only_for_the_site_writes_no_letter(world, paid):
    person = world.person("Nila New", identified=False)
    letters = Mail.objects.count()
    tell(world, person, kind="test.quiet")
    assert Mail.objects.count() == letters


def test_a_letter_is_sent_once_however_often_it_is_tried(world, paid):
    tell(world, world.stranger)
    letter = Mail.objects.latest("id")
    before = len(mail.outbox)
    assert tasks.send_one(letter.pk, world.now)
    assert not tasks.send_one(letter.pk, world.now)
    assert len(mail.outbox) == before + 1
    assert mail.outbox[-1].to == [world.stranger.email]
    letter.refresh_from_db()
    assert letter.sent_at == world.now


def test_a_server_that_is_away_is_tried_again_later_and_longer(world, paid, monkeypatch):
    tell(world, world.stranger)
    letter = Mail.objects.latest("id")
    Mail.objects.exclude(pk=letter.pk).delete()

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", refuse)
        assert not tasks.send_one(letter.pk, world.now)
        assert not tasks.send_one(letter.pk, world.now)  # too early: not even tried
    letter.refresh_from_db()
    assert (letter.attempts, letter.sent_at, letter.failure) == (1, None, "no server")
    tasks.mail_due(world.now + dt.timedelta(minutes=1))
    assert not mail.outbox
    tasks.mail_due(world.now + dt.timedelta(minutes=2))
    assert len(mail.outbox) == 1


def test_a_fresh_letter_is_left_to_its_own_job_for_a_minute(world, paid):
    tell(world, world.stranger)
    Mail.objects.exclude(pk=Mail.objects.latest("id").pk).delete()
    tasks.mail_due(world.now)
    assert not mail.outbox
    assert tasks.send_waiting(world.now) == 1


def test_a_letter_defers_its_job_in_the_same_transaction(world, paid):
    from procrastinate.contrib.django.models import ProcrastinateJob

    tell(world, world.stranger)
    job = ProcrastinateJob.objects.latest("id")
    assert (job.task_name, job.args) == (actions.SEND, {"mail_id": Mail.objects.latest("id").pk})


def test_opening_the_inbox_reads_everything_and_costs_the_same(world, paid, django_assert_num_queries):
    person = world.person("Nila New", identified=False)
    client = world.browser(person)
    for n in range(3):
        tell(world, person, key=f"a{n}")
    page = client.get("/notices/").content.decode()
    assert page.count('class="chip is-info"') >= 3
    person.refresh_from_db()
    assert person.unread_notices == 0
    with django_assert_num_queries(3):
        client.get("/notices/")
    for n in range(40):
        tell(world, person, key=f"b{n}")
    client.get("/notices/")
    with django_assert_num_queries(3):
        page = client.get("/notices/").content.decode()
    assert "after=" in page


def test_a_notice_leads_to_its_thing_and_only_its_owner_opens_it(world, paid):
    person = world.person("Nila New", identified=False)
    tell(world, person)
    notice = Notice.objects.latest("id")
    answer = world.browser(person).get(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer.url) == (303, "/wallet/")
    assert world.browser(world.rival).get(f"/notices/{notice.pk}/").status_code == 404
    assert world.browser().get(f"/notices/{notice.pk}/").status_code == 302
    person.refresh_from_db()
    assert person.unread_notices == 0


def test_every_kind_that_is_followed_by_our_own_notices_has_words():
    from karigar.notifications import notices

    for kind in [*notices._OWNER, "company.joined", "identity.submitted"]:
        assert kind in texts.all_texts(), kind


def test_a_sanction_is_told_with_reason_and_the_way_to_appeal(world):
    accounts.limit_account(world.stranger, by=world.operator, rule="spam", reason="Many copies.", now=world.now)
    world.deliver()
    letter = Mail.objects.get(person=world.stranger, kind="account.limited.open")
    assert "Many copies." in letter.body
    assert "appeal" in letter.body
    assert "Until" not in letter.body


def test_the_old_address_is_told_when_the_address_changes(world):
    accounts.note_security(world.stranger, what="address_changed", now=world.now, **{"from": "old@example.org"})
    world.deliver()
    assert set(Mail.objects.filter(kind="account.address_changed").values_list("to", flat=True)) == {
        world.stranger.email,
        "old@example.org",
    }


def test_caught_letters_are_shown_decoded_with_their_code(tmp_path, world, settings):
    folder = tmp_path / "mail"
    folder.mkdir()
    letter = EmailMessage("আপনার কোড", "Hello!\n\nWrite this:\n\nAB12-CD34\n\nBye", to=["r@example.org"])
    (folder / "20260301T000000.1.eml").write_bytes(letter.message().as_bytes())
    settings.DATA = tmp_path
    client = world.browser()
    page = client.get("/dev/mail/").content.decode()
    assert "আপনার কোড" in page
    assert "AB12-CD34" in page
    assert client.get("/dev/mail/20260301T000000.1.eml/").status_code == 200
    assert client.get("/dev/mail/..%2Fsecret.key/").status_code == 404
    settings.DEMO = False
    assert client.get("/dev/mail/").status_code == 404
    assert client.get("/dev/mail/20260301T000000.1.eml/").status_code == 404
    assert caught.letter(folder, "../secret.key") is None

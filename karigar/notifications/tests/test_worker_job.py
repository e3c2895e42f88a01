"""The job of a letter, as the worker finds and runs it."""

from django.core import mail
from procrastinate.contrib.django import app

from karigar.notifications import actions, tasks
from karigar.notifications.models import Mail


def test_the_worker_sends_a_committed_letter_once(committed_db, now):
    actions.write_letter(to="r@example.org", subject="Hello\nthere", body="Text", kind="test", now=now)
    app.perform_import_paths()
    assert actions.SEND in app.tasks
    letter = Mail.objects.get()
    for _ in range(2):
        tasks.send_mail(mail_id=letter.pk)
    assert [one.subject for one in mail.outbox] == ["Hello there"]
    letter.refresh_from_db()
    assert letter.sent_at is not None

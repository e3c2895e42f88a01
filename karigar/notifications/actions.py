"""Telling people, and the outbox of letters."""

import datetime as dt
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as worker

from karigar.accounts import actions as accounts
from karigar.accounts import queries as people
from karigar.kit.errors import Malformed
from karigar.kit.languages import written_for
from karigar.kit.state import action, lock
from karigar.notifications import queries
from karigar.notifications.models import Mail, Notice, Preference
from karigar.notifications.texts import ALWAYS, GROUPS, all_texts, say

SEND = "karigar.notifications.send_mail"
# A letter that was refused so often (over about a day) stays in the table with its failure, for staff to see.
MOST_ATTEMPTS = 10


@action
def notify(*, person_id: int, kind: str, facts: Mapping[str, object], url: str, key: str, now: dt.datetime) -> bool:
    """Tell a person something once: a notice, and a letter unless the person does not want one.

    `key` names the thing and the person, so an event that is delivered twice tells once. Says whether it was new.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_notice (person_id, kind, facts, url, at, key) VALUES (%s, %s, %s::jsonb, %s, %s, %s)"
            " ON CONFLICT (key) DO NOTHING RETURNING id",
            [person_id, kind, json.dumps(dict(facts), default=str), url[:200], now, key[:120]],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    accounts.set_counter(person_id, counter="unread_notices", by=1)
    text = all_texts().get(kind)
    if text is None or (text.by_mail and queries.wants_mail(person_id, text.group)):
        _write_about(person_id, int(row[0]), kind, facts, now)
    return True


def _write_about(person_id: int, notice_id: int, kind: str, facts: Mapping[str, object], now: dt.datetime) -> None:
    person = people.person_any(person_id)
    with written_for(person.language):
        title, sentence = say(kind, facts, zone=person.timezone)
        lines = [
            _("Hello %(name)s,") % {"name": person.name},
            sentence or title,
            _("See it here: %(url)s") % {"url": f"{settings.SITE_URL}/notices/{notice_id}/"},
            _("You can choose which letters you get here: %(url)s")
            % {"url": f"{settings.SITE_URL}/settings/notifications/"},
        ]
        write_letter(
            to=person.email, subject=title, body="\n\n".join(lines) + "\n", kind=kind, person_id=person_id, now=now
        )


@action
def write_letter(
    *, to: str, subject: str, body: str, kind: str, now: dt.datetime, person_id: int | None = None
) -> Mail:
    """Put a letter into the outbox; it leaves when this transaction has been committed."""
    mail = Mail.objects.create(
        person_id=person_id, to=to, kind=kind, subject=" ".join(subject.split())[:200], body=body, queued_at=now
    )
    worker.configure_task(SEND).defer(mail_id=mail.pk)
    return mail


@action
def claim_mail(pk: int, *, now: dt.datetime) -> Mail | None:
    """Take a waiting letter for one attempt; None when it was sent, is being tried elsewhere, or must wait.

    The attempt is counted before the call, so a worker killed in the middle leaves a letter that is tried again later.
    """
    mail = Mail.objects.select_for_update(skip_locked=True).filter(pk=pk, sent_at=None).first()
    if mail is None or mail.attempts >= MOST_ATTEMPTS or (mail.next_attempt_at and mail.next_attempt_at > now):
        return None
    mail.attempts += 1
    mail.next_attempt_at = now + dt.timedelta(minutes=2**mail.attempts)
    mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


@action
def note_sent(mail: Mail, *, now: dt.datetime) -> None:
    """Mark a letter as handed to the mail server."""
    lock(mail)
    mail.sent_at, mail.next_attempt_at, mail.failure = now, None, ""
    mail.save(update_fields=["sent_at", "next_attempt_at", "failure"])


@action
def note_failure(mail: Mail, *, failure: str) -> None:
    """Keep why a letter was not taken; its next attempt stands on the row already."""
    lock(mail)
    mail.failure = failure[:500]
    mail.save(update_fields=["failure"])


@action
def read_notice(notice: Notice, *, now: dt.datetime) -> None:
    """Mark one notice as read."""
    lock(notice)
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        accounts.set_counter(notice.person_id, counter="unread_notices", by=-1)


@action
def read_notices(person_id: int, *, now: dt.datetime) -> None:
    """Mark all notices of a person as read."""
    Notice.objects.filter(person_id=person_id, read_at=None).update(read_at=now)
    accounts.set_counter(person_id, counter="unread_notices", to=0)


@action
def choose_mail(person_id: int, *, groups: list[str], now: dt.datetime) -> None:
    """Send letters only about these groups of notices; those about the account itself always. Raises Malformed (422)."""
    if not set(groups) <= GROUPS.keys():
        raise Malformed
    for group in GROUPS.keys() - ALWAYS:
        Preference.objects.update_or_create(person_id=person_id, group=group, defaults={"by_mail": group in groups})

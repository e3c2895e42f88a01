"""Sending letters: the server is called outside of any transaction, between two short actions."""

import datetime as dt
import logging

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app as worker

from karigar.kit import clock
from karigar.notifications import actions, queries

log = logging.getLogger(__name__)


def send_one(mail_id: int, now: dt.datetime) -> bool:
    """Try to send one letter; say whether the server took it. Safe to run twice: the claim decides."""
    mail = actions.claim_mail(mail_id, now=now)
    if mail is None:
        return False
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
    except (OSError, ValueError) as error:  # SMTP's own errors are OSErrors, an address that is none a ValueError
        log.warning("letter %s was not taken: %s", mail.pk, error)
        actions.note_failure(mail, failure=str(error))
        return False
    actions.note_sent(mail, now=now)
    return True


@worker.task(name=actions.SEND, queue="mail")
def send_mail(mail_id: int) -> None:
    """The job that each letter defers; a failed attempt is taken up by the timer."""
    send_one(mail_id, clock.now())


def send_waiting(now: dt.datetime, *, queued_before: dt.datetime | None = None) -> int:
    """Send every letter whose attempt is due; return how many the server took."""
    due = queries.due_mail_any(now, actions.MOST_ATTEMPTS, queued_before=queued_before or now)
    return sum(send_one(pk, now) for pk in due)


def mail_due(now: dt.datetime) -> int:
    """Take up letters whose job was lost or whose attempt failed; fresh ones are left to their own job for a minute."""
    return send_waiting(now, queued_before=now - dt.timedelta(minutes=1))


TIMERS = [mail_due]

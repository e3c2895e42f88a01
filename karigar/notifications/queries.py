"""Reading notices, preferences and the outbox."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from karigar.notifications.models import Mail, Notice, Preference
from karigar.notifications.texts import ALWAYS, GROUPS

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def notices_for(person: "Person", before: int | None = None, limit: int = 30) -> list[Notice]:
    """Return the newest notices of a person, newest first; `before` is the id of the last row seen."""
    rows = Notice.objects.filter(person=person).order_by("-id")
    return list((rows.filter(pk__lt=before) if before else rows)[:limit])


def notice_for(person: "Person", pk: int) -> Notice:
    """Return one of the person's own notices. Raises Http404."""
    found = Notice.objects.filter(person=person, pk=pk).first()
    if found is None:
        raise Http404
    return found


def wants_mail(person_id: int, group: str) -> bool:
    """Say whether a person takes letters about a group of notices."""
    if group in ALWAYS:
        return True
    return not Preference.objects.filter(person_id=person_id, group=group, by_mail=False).exists()


def mail_groups_of(person: "Person") -> list[str]:
    """Return the groups of notices about which a person takes letters."""
    unwanted = set(Preference.objects.filter(person=person, by_mail=False).values_list("group", flat=True))
    return [group for group in GROUPS if group in ALWAYS or group not in unwanted]


def letters_to(person: "Person", limit: int = 200) -> list[Mail]:
    """Return the newest letters written to a person."""
    return list(Mail.objects.filter(person=person).order_by("-id")[:limit])


def due_mail_any(now: dt.datetime, most_attempts: int, *, queued_before: dt.datetime, limit: int = 200) -> list[int]:
    """Return the ids of letters whose attempt is due, oldest first; for the timer."""
    waits = Q(next_attempt_at__lte=now) | Q(next_attempt_at=None)
    rows = Mail.objects.filter(waits, sent_at=None, attempts__lt=most_attempts, queued_at__lte=queued_before).order_by(
        "id"
    )
    return list(rows.values_list("id", flat=True)[:limit])


def waiting_letters_any() -> list[Mail]:
    """Return the letters that were not sent yet, oldest first."""
    return list(Mail.objects.filter(sent_at=None).order_by("id"))

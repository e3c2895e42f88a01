"""Who is told when the books do not hold."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def alarm(event: "Event", *, now: dt.datetime) -> None:
    """Tell everybody who answers for the money."""
    people = {one.pk for duty in ("finance", "operator", "auditor") for one in accounts.staff_any(duty)}
    for pk in sorted(people):
        notifications.notify(
            person_id=pk,
            kind=event.name,
            facts=dict(event.data),
            url=reverse("staff_proofs"),
            key=f"{event.name}:{event.pk}:{pk}",
            now=now,
        )


FOLLOWS = {"books.broken": alarm, "books.short": alarm}
TEXTS = {
    "books.broken": NoticeText(
        title=_("The books do not hold: an audit found %(count)s broken promises"),
        body=_("Stop withdrawals and look at once. The page of the proofs says what broke and where."),
        group="staff",
    ),
    "books.short": NoticeText(
        title=_("Less is held than people own"),
        body=_("In %(currencies)s the money that is held does not cover what belongs to people. Look at once."),
        group="staff",
    ),
}

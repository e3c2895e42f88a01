"""Who is told about a message: the other seats, once for each time they are away."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.conversations import queries
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_others(event: "Event", *, now: dt.datetime) -> None:
    """One notice for a run of unread messages, named by its first; none to somebody who has read meanwhile."""
    room_id = event.data["room"]
    author = accounts.person_any(event.actor_id) if event.actor_id else None
    for person_id in event.data["to"]:
        first = queries.first_unread_any(room_id, person_id)
        if first is not None:
            notifications.notify(
                person_id=person_id,
                kind="message.posted",
                facts={"person": author.name if author else "", "title": event.data["title"]},
                url=f"/messages/{room_id}/",
                key=f"message.posted:{room_id}:{person_id}:{first}",
                now=now,
            )


FOLLOWS = {"message.posted": tell_others}
TEXTS = {
    "message.posted": NoticeText(
        title=_("%(person)s wrote to you"),
        body=_("There is a new message about “%(title)s”. Open the conversation to read and answer it."),
        group="messages",
    )
}

"""Who is told that Connects came back."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from karigar.connects.models import Cause
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_returned(event: "Event", *, now: dt.datetime) -> None:
    """The freelancer hears which Connects came back; the reason is part of the kind, so that it can be translated."""
    notifications.notify(
        person_id=event.data["person"],
        kind=f"connects.returned.{Cause(event.data['cause']).value}",
        facts={"connects": event.data["connects"], "job": event.data["title"]},
        url="/connects/",
        key=f"connects.returned:{event.subject_id}",
        now=now,
    )


FOLLOWS = {"connects.returned": tell_returned}
_TITLE = _("%(connects)s Connects came back")
TEXTS = {
    "connects.returned.job_closed": NoticeText(
        title=_TITLE,
        body=_("The job “%(job)s” closed or ran out without a hire, so your Connects are back."),
        group="proposals",
        by_mail=False,
    ),
    "connects.returned.job_removed": NoticeText(
        title=_TITLE,
        body=_("The job “%(job)s” was removed or its client was suspended, so your Connects are back."),
        group="proposals",
        by_mail=False,
    ),
    "connects.returned.not_opened": NoticeText(
        title=_TITLE,
        body=_(
            "The client of “%(job)s” did not open your proposal in time, so your Connects are back. "
            "The proposal stays open."
        ),
        group="proposals",
        by_mail=False,
    ),
    "connects.returned.withdrawn_unseen": NoticeText(
        title=_TITLE,
        body=_("You withdrew from “%(job)s” before the client had seen your proposal, so your Connects are back."),
        group="proposals",
        by_mail=False,
    ),
}

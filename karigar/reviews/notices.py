"""Who is told about feedback: that one may give it, that it is out, that somebody replied. Never that it was given."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def _tell(event: "Event", people: list[int], kind: str, *, now: dt.datetime) -> None:
    for person_id in people:
        notifications.notify(
            person_id=person_id,
            kind=kind,
            facts=dict(event.data),
            url=reverse("leave_review", args=[event.data["contract"]]),
            key=f"{kind}:{event.pk}:{person_id}",
            now=now,
        )


def tell_opened(event: "Event", *, now: dt.datetime) -> None:
    """Tell both sides that they may speak, and until when."""
    people = [person.pk for person in accounts.members_any(event.data["company"], "hire")]
    _tell(event, [*people, event.data["freelancer"]], "feedback.opened", now=now)


def tell_published(event: "Event", *, now: dt.datetime) -> None:
    """Tell each side that something about it can be read."""
    if event.data["by_client"]:
        _tell(event, [event.data["freelancer"]], "feedback.published", now=now)
    if event.data["by_freelancer"]:
        people = [person.pk for person in accounts.members_any(event.data["company"], "hire")]
        _tell(event, people, "feedback.published", now=now)


def tell_author(event: "Event", *, now: dt.datetime) -> None:
    """Tell an author of a reply, or that staff hid the feedback."""
    _tell(event, [event.data["author"]], event.name, now=now)


def tell_revised(event: "Event", *, now: dt.datetime) -> None:
    """Tell the side that the feedback is about that it reads otherwise now."""
    person = event.data["person"]
    people = [person] if person else [one.pk for one in accounts.members_any(event.data["company"], "hire")]
    _tell(event, people, event.name, now=now)


FOLLOWS = {
    "feedback.opened": tell_opened,
    "feedback.published": tell_published,
    "feedback.replied": tell_author,
    "feedback.hidden": tell_author,
    "feedback.change_allowed": tell_author,
    "feedback.revised": tell_revised,
}
TEXTS = {
    "feedback.opened": NoticeText(
        title=_("How was it? “%(title)s”"),
        body=_(
            "Please give your feedback until %(closes_at)s. Nobody reads the other's words before that, unless both have spoken."
        ),
        group="reviews",
    ),
    "feedback.published": NoticeText(
        title=_("Feedback about you is out: “%(title)s”"),
        body=_("Read it, and reply once if you like."),
        group="reviews",
    ),
    "feedback.replied": NoticeText(
        title=_("Somebody replied to your feedback"), body=_("The reply stands under your words."), group="reviews"
    ),
    "feedback.change_allowed": NoticeText(
        title=_("You may change your feedback"),
        body=_("The other side allows it, once, until %(until)s. You do not have to."),
        group="reviews",
    ),
    "feedback.revised": NoticeText(
        title=_("Feedback about you was changed"), body=_("You allowed it. Read how it stands now."), group="reviews"
    ),
    "feedback.hidden": NoticeText(
        title=_("Your feedback was hidden"),
        body=_("It breaks a rule of the site, so it is not shown any more. You can write to support about it."),
        group="reviews",
    ),
}

"""What matching does when something of a freelancer changes below: it gathers him anew."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.matching import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def about_subject(event: "Event", *, now: dt.datetime) -> None:
    """The event is about the person himself, or his profile, which bears his number."""
    actions.gather(person_ids=[event.subject_id], now=now)


def about_person(event: "Event", *, now: dt.datetime) -> None:
    """An identity check came to an end."""
    actions.gather(person_ids=[event.data["person"]], now=now)


def about_freelancer(event: "Event", *, now: dt.datetime) -> None:
    """An invitation, a contract or feedback of a freelancer moved on."""
    actions.gather(person_ids=[event.data["freelancer"]], now=now)


OF_PROFILES = ("profile.changed", "profile.published")
OF_ACCOUNTS = ("limited", "suspended", "reinstated", "closed", "country_changed", "vacation_began", "vacation_ended")
OF_IDENTITIES = ("identity.approved", "identity.rejected", "identity.expired")
OF_WORK = (
    "invitation.declined",
    "invitation.expired",
    "proposal.submitted",
    "contract.started",
    "contract.ended",
    "feedback.opened",  # by then the ended contract is counted
    "feedback.published",
)
FOLLOWS = {
    **dict.fromkeys((*OF_PROFILES, *(f"account.{name}" for name in OF_ACCOUNTS)), about_subject),
    **dict.fromkeys(OF_IDENTITIES, about_person),
    **dict.fromkeys(OF_WORK, about_freelancer),
}

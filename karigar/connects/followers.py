"""What Connects do when lower modules tell."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.connects import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def grant(event: "Event", *, now: dt.datetime) -> None:
    """A confirmed address brings the Connects of joining."""
    actions.grant_joining(person_id=event.subject_id, now=now)


FOLLOWS = {"account.verified": grant}

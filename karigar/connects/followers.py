"""What Connects do when lower modules tell."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.connects import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def grant(event: "Event", *, now: dt.datetime) -> None:
    """A confirmed address brings the Connects of joining."""
    actions.grant_joining(person_id=event.subject_id, now=now)


def lose_conduct(event: "Event", *, now: dt.datetime) -> None:
    """An account that staff limited or suspended gets the ordinary number every week."""
    actions.set_conduct(person_id=event.subject_id, is_good=False, now=now)


FOLLOWS = {"account.verified": grant, "account.limited": lose_conduct, "account.suspended": lose_conduct}

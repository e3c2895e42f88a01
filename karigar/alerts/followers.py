"""What alerts do when something happens below them."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.alerts import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def on_job_published(event: "Event", *, now: dt.datetime) -> None:
    """Note whose searches a new job fits; telling them is the timer's work, so a great many hold up nothing."""
    actions.match_job(job_id=event.subject_id, now=now)


def on_account_closed(event: "Event", *, now: dt.datetime) -> None:
    """Forget what somebody looked for who has left."""
    actions.delete_all_of(event.subject_id)


FOLLOWS = {"job.published": on_job_published, "account.closed": on_account_closed}

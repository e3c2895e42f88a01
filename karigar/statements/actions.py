"""The one thing that statements write: who took the books along."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.kit.state import action

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def note_export(
    by: "Person", *, form: str, since: dt.date | None, until: dt.date | None, reason: str, now: dt.datetime
) -> None:
    """Write down that somebody of staff takes the whole books along, and why."""
    days = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
    events.record(
        "books.exported",
        subject=("person", by.pk),
        actor_id=by.pk,
        data={"form": form, **days},
        reason=reason,
        by_staff=True,
        now=now,
    )

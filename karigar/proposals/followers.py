"""What proposals do when jobs, conversations and accounts tell."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.proposals import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def job_closed(event: "Event", *, now: dt.datetime) -> None:
    """A job was closed for a reason, which everybody who waits is told."""
    actions.close_for_job(job_id=event.data["job"], end=event.data["reason"], note=event.data.get("note", ""), now=now)


def job_ended(event: "Event", *, now: dt.datetime) -> None:
    """A job was filled, expired or removed."""
    actions.close_for_job(job_id=event.data["job"], end=event.name.partition(".")[2], now=now)


def account_closed(event: "Event", *, now: dt.datetime) -> None:
    """Somebody left: his open proposals are withdrawn."""
    actions.leave_all(person_id=event.subject_id, now=now)


def message_posted(event: "Event", *, now: dt.datetime) -> None:
    """A reply of the client keeps the job alive."""
    kind, pk = event.data["about"]
    if kind == "proposal" and event.actor_id:
        actions.note_answer(proposal_id=pk, author_id=event.actor_id, now=now)


def received(event: "Event", *, now: dt.datetime) -> None:
    """A proposal came: the company's record counts it."""
    actions.count_received(company_id=event.data["company"], now=now)


FOLLOWS = {
    "job.closed": job_closed,
    "job.filled": job_ended,
    "job.expired": job_ended,
    "job.removed": job_ended,
    "account.closed": account_closed,
    "message.posted": message_posted,
    "proposal.submitted": received,
}

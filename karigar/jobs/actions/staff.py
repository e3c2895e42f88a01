"""Acts of moderators on a job."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from karigar.jobs import rules, states
from karigar.jobs.actions.records import journal
from karigar.jobs.models import Job
from karigar.jobs.refusals import JobIsNotOpen, ReasonIsMissing, UnknownRule
from karigar.jobs.states import JobStatus
from karigar.kit.state import lock, move

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@transaction.atomic
def remove_job(job: Job, *, by: "Person", rule: str, reason: str, now: dt.datetime) -> None:
    """Take a job off the site because it breaks a rule. Raises UnknownRule, ReasonIsMissing (422), StateHasMoved (409)."""
    lock(job)
    if rule not in rules.BREACHES:
        raise UnknownRule
    _demand_reason(reason)
    move(job, to=JobStatus.REMOVED, moves=states.MOVES, removed_rule=rule, closed_at=now, updated_at=now)
    journal("job.removed", job, by, now=now, said=reason, by_staff=True, rule=rule)


@transaction.atomic
def flag_job(job: Job, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Take a job out of sight while it is checked. Raises ReasonIsMissing (422), StateHasMoved (409)."""
    lock(job)
    _demand_reason(reason)
    move(job, to=JobStatus.FLAGGED, moves=states.MOVES, updated_at=now)
    journal("job.flagged", job, by, now=now, said=reason, by_staff=True)


@transaction.atomic
def restore_job(job: Job, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Put a checked job back to its audience. Raises ReasonIsMissing (422), JobIsNotOpen (409)."""
    lock(job)
    _demand_reason(reason)
    if job.status not in {JobStatus.FLAGGED, JobStatus.REVIEW}:
        raise JobIsNotOpen(state=job.get_status_display())
    move(job, to=job.audience, moves=states.MOVES, updated_at=now)
    journal("job.restored", job, by, now=now, said=reason, by_staff=True)


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < 3:
        raise ReasonIsMissing

"""Acts of moderators on a job."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.jobs import rules, states
from karigar.jobs.actions.records import journal
from karigar.jobs.models import Job
from karigar.jobs.refusals import JobIsNotOpen, ReasonIsMissing, UnknownRule
from karigar.jobs.states import JobStatus
from karigar.kit.state import action, can_move, lock, move

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def remove_job(job: Job, *, by: "Person", rule: str, reason: str, now: dt.datetime) -> None:
    """Take a job off the site because it breaks a rule. Raises UnknownRule, ReasonIsMissing (422), StateHasMoved (409)."""
    lock(job)
    if rule not in rules.BREACHES:
        raise UnknownRule
    _demand_reason(reason)
    move(job, to=JobStatus.REMOVED, moves=states.MOVES, removed_rule=rule, closed_at=now, updated_at=now)
    journal("job.removed", job, by, now=now, said=reason, by_staff=True, rule=rule)


@action
def flag_job(job: Job, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Take a job out of sight while it is checked. Raises ReasonIsMissing (422), StateHasMoved (409)."""
    lock(job)
    _demand_reason(reason)
    move(job, to=JobStatus.FLAGGED, moves=states.MOVES, updated_at=now)
    journal("job.flagged", job, by, now=now, said=reason, by_staff=True)


@action
def restore_job(job: Job, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Put a checked job back to its audience. Raises ReasonIsMissing (422), JobIsNotOpen (409)."""
    lock(job)
    _demand_reason(reason)
    if job.status not in {JobStatus.FLAGGED, JobStatus.REVIEW}:
        raise JobIsNotOpen(state=job.get_status_display())
    move(job, to=job.audience, moves=states.MOVES, updated_at=now)
    journal("job.restored", job, by, now=now, said=reason, by_staff=True)


@action
def remove_for_suspension(job: Job, *, now: dt.datetime) -> bool:
    """Take a job off the site because its company was suspended; say whether it was still there."""
    lock(job)
    if not can_move(job, JobStatus.REMOVED, states.MOVES):
        return False
    rule = rules.SUSPENDED
    move(job, to=JobStatus.REMOVED, moves=states.MOVES, removed_rule=rule, closed_at=now, updated_at=now)
    journal("job.removed", job, None, now=now, rule=rule)
    return True


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < 3:
        raise ReasonIsMissing

"""Deadlines of jobs, from stored moments; safe to run late or twice."""

import datetime as dt

from karigar.jobs import actions, queries
from karigar.kit import timers
from karigar.rulebook import queries as rulebook


def expire_due(now: dt.datetime) -> int:
    """End the jobs whose clients did nothing for their applicants in time."""
    return timers.each(queries.due_any(now), lambda pk: actions.expire_job(queries.job_any(pk), now=now))


def warn_due(now: dt.datetime) -> int:
    """Warn the clients whose jobs end soon."""
    ahead = rulebook.days("job.warn_days", at=now)
    return timers.each(
        queries.due_any(now, warn=ahead), lambda pk: actions.warn_of_expiry(queries.job_any(pk), now=now)
    )


TIMERS = [expire_due, warn_due]

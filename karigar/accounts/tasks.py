"""Timers: sanctions and vacations end, identity checks lapse, old counters go."""

import datetime as dt

from karigar.accounts import actions, queries
from karigar.kit import limits, timers


def end_statuses_due(now: dt.datetime) -> int:
    """End limits, suspensions and vacations whose time is over; return how many were looked at."""
    return timers.each(queries.ended_statuses_any(now), lambda person: actions.end_status(person, now=now))


def expire_identities_due(now: dt.datetime) -> int:
    """Let identity checks lapse at the end of their time; return how many were looked at."""
    return timers.each(queries.lapsed_identities_any(now), lambda check: actions.expire_identity(check, now=now))


def forget_counters_due(now: dt.datetime) -> None:
    """Forget the counters of rate limits that no window needs any more."""
    limits.forget_old(now)


TIMERS = [end_statuses_due, expire_identities_due, forget_counters_due]

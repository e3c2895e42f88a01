"""Decisions about alerts: how often a person may be told, and how many jobs a letter names."""

import datetime as dt

from karigar.alerts.models import Pace

NAMED = 5
# A busy hour makes one notice, not twenty.
QUIET = {Pace.NOW: dt.timedelta(minutes=10), Pace.DAILY: dt.timedelta(days=1), Pace.WEEKLY: dt.timedelta(days=7)}
KEPT = dt.timedelta(days=60)


def quiet(pace: str) -> dt.timedelta:
    """Return how long a search stays silent after it spoke."""
    return QUIET.get(Pace(pace), dt.timedelta(0))


def next_word(pace: str, now: dt.datetime) -> dt.datetime:
    """Return when a search that was just saved may speak first: at once, or after its own time."""
    return now if pace in {Pace.NOW, Pace.OFF} else now + quiet(pace)

"""Telling what was found; safe to run late or twice."""

import datetime as dt

from karigar.alerts import actions, queries
from karigar.kit import timers


def tell_due(now: dt.datetime) -> int:
    """Tell the owners of searches that found something and may speak now."""
    return timers.each(queries.due_any(now), lambda search: actions.tell_search(search, now=now))


def forget_due(now: dt.datetime) -> None:
    """Let go of old hits."""
    actions.forget_hits(now=now)


TIMERS = [tell_due, forget_due]

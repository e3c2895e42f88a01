"""The Monday of the Connects."""

import datetime as dt

from karigar.connects import actions, rules


def top_up_due(now: dt.datetime) -> None:
    """Top everybody up for this week's Monday, 00:00 UTC; late or again, it gives nothing twice."""
    monday = rules.monday_of(now)
    actions.skip_idle(monday=monday, now=now)
    while actions.top_up_batch(monday=monday, now=now):
        pass


TIMERS = [top_up_due]

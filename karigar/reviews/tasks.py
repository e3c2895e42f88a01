"""What time starts: sealed feedback is published when its days are over."""

import datetime as dt

from karigar.kit import timers
from karigar.reviews import actions, queries


def publish_due(now: dt.datetime) -> int:
    """Publish feedback whose time is over; safe to run late or twice."""
    return timers.each(queries.windows_over_any(now), lambda window: actions.publish_window(window, now=now))


TIMERS = [publish_due]

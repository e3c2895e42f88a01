"""What time starts: sealed feedback is published when its days are over."""

import datetime as dt

from karigar.reviews import actions, queries


def publish_due(now: dt.datetime) -> int:
    """Publish feedback whose time is over; safe to run late or twice."""
    windows = queries.windows_over_any(now)
    for window in windows:
        actions.publish_window(window, now=now)
    return len(windows)


TIMERS = [publish_due]

"""What the worker does for withdrawals; safe to run late or twice."""

import datetime as dt

from karigar.kit.timers import each
from karigar.payouts import actions, queries


def alarm_due(now: dt.datetime) -> int:
    """Tell finance staff of withdrawals whose promise ends soon."""
    return each(queries.alarming_any(now), lambda payout: actions.alarm_payout(payout, now=now))


TIMERS = [alarm_due]

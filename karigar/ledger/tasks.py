"""What the worker does for the books."""

import datetime as dt

from karigar.ledger import actions


def roll_up_due(now: dt.datetime) -> None:
    """Fold the tail of the platform's accounts."""
    actions.roll_up(now=now)


TIMERS = [roll_up_due]

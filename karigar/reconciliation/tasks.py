"""What the worker does for reconciliation."""

import datetime as dt

from karigar.kit.timers import each
from karigar.reconciliation import actions, queries


def match_due(now: dt.datetime) -> None:
    """Read the books on, and match what has become sure since, on the accounts where both sides wait."""
    actions.gather_movements(now=now)
    each(queries.accounts_to_match_any(), lambda account: actions.match_lines(account, now=now))


def tell_stuck_due(now: dt.datetime) -> None:
    """Tell finance staff of every account that does not come to rest; once a day each."""
    stuck = [standing for standing in queries.standing_any(now=now) if standing.is_stuck]
    each(
        stuck,
        lambda standing: actions.tell_stuck(
            standing.account,
            oldest=standing.oldest or now.date(),
            count=standing.lines.count + standing.moved.count,
            balance=standing.books,
            now=now,
        ),
    )


TIMERS = [match_due, tell_stuck_due]

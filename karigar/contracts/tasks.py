"""What time starts, from stored deadlines only: safe to run late or twice."""

import datetime as dt
from collections.abc import Callable

from karigar.contracts import actions, queries
from karigar.kit import timers

BATCH = 500


def _each(due: Callable[[dt.datetime, int], list[object]], act: Callable[..., object], now: dt.datetime) -> int:
    """Do one action for every row whose deadline has passed; return how many there were."""
    return timers.each(due(now, BATCH), lambda row: act(row, now=now))


def offers_expire_due(now: dt.datetime) -> int:
    """Let offers lapse that nobody answered."""
    return _each(queries.offers_expired_any, actions.expire_offer, now)


def amendments_expire_due(now: dt.datetime) -> int:
    """Let proposed changes lapse that nobody answered."""
    return _each(queries.amendments_expired_any, actions.expire_amendment, now)


def refund_silence_due(now: dt.datetime) -> int:
    """Give refunds that the freelancer did not answer."""
    return _each(queries.refunds_unanswered_any, actions.give_silent_refund, now)


def approve_due(now: dt.datetime) -> int:
    """Approve work that the client did not answer."""
    return _each(queries.reviews_over_any, actions.approve_by_time, now)


def remind_due(now: dt.datetime) -> int:
    """Remind clients of work that waits for them."""
    return _each(queries.reminders_due_any, actions.remind_client, now)


def clear_holds_due(now: dt.datetime) -> int:
    """Free earnings whose security period is over."""
    return _each(queries.holds_over_any, actions.clear_hold, now)


def end_settled_due(now: dt.datetime) -> int:
    """End contracts that wait for their open milestones, and have none any more."""
    return _each(queries.contracts_settled_any, actions.end_if_settled, now)


TIMERS = [
    offers_expire_due,
    amendments_expire_due,
    refund_silence_due,
    approve_due,
    remind_due,
    clear_holds_due,
    end_settled_due,
]

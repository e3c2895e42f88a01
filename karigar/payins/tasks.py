"""What the worker does for deposits: events, open calls, and payments whose event never came."""

import datetime as dt

from karigar.kit import timers
from karigar.payins import calls, queries


def events_due(now: dt.datetime) -> int:
    """Handle what providers told."""
    return timers.each(queries.events_due_any(now), lambda event: calls.handle(event, now=now))


def calls_due(now: dt.datetime) -> int:
    """Make calls that nobody made, and ask about those without an answer."""
    return timers.each(queries.open_calls_any(), lambda call: calls.make(call, now=now))


def payments_due(now: dt.datetime) -> int:
    """Ask about payments that stand open: a provider's message may be lost."""
    return timers.each(queries.unasked_deposits_any(now), lambda deposit: calls.ask_about(deposit, now=now))


TIMERS = [events_due, calls_due, payments_due]

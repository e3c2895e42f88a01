"""Timers of proposals and invitations, from stored deadlines."""

import datetime as dt
import functools
from collections.abc import Iterable

from karigar.kit import timers
from karigar.proposals import actions, queries
from karigar.rulebook import queries as rulebook


def expire_due(now: dt.datetime) -> None:
    """End proposals whose life is over."""
    timers.each(queries.expiring_any(now), lambda proposal: actions.expire_proposal(proposal, now=now))


def remind_due(now: dt.datetime) -> None:
    """Remind of proposals that wait since 20 and 27 days; a late worker sends only the later one."""
    life: int = rulebook.value("proposal.life_days", at=now)
    both: Iterable[int] = {
        *rulebook.value("proposal.remind_client_days", at=now),
        *rulebook.value("proposal.remind_freelancer_days", at=now),
    }
    for day in sorted(both, reverse=True):
        waiting = queries.waiting_any(day, ends_by=now + dt.timedelta(days=life - day), now=now)
        timers.each(waiting, functools.partial(actions.remind_proposal, day=day, now=now))


def return_unopened_due(now: dt.datetime) -> None:
    """Give Connects back for proposals that clients left unopened."""
    timers.each(queries.unopened_any(now), lambda proposal: actions.return_unopened(proposal, now=now))


def expire_invitations_due(now: dt.datetime) -> None:
    """End invitations without an answer."""
    timers.each(queries.invitations_expiring_any(now), lambda row: actions.expire_invitation(row, now=now))


TIMERS = [return_unopened_due, remind_due, expire_due, expire_invitations_due]

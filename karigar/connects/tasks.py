"""The Monday of the Connects, and the end of packs."""

import datetime as dt

from karigar.connects import actions, queries, rules


def top_up_due(now: dt.datetime) -> None:
    """Top everybody up for this week's Monday, 00:00 UTC; late or again, it gives nothing twice."""
    monday = rules.monday_of(now)
    actions.skip_idle(monday=monday, now=now)
    while actions.top_up_batch(monday=monday, now=now):
        pass


def end_packs_due(now: dt.datetime) -> None:
    """End the packs whose time is over; late or again, nothing ends twice."""
    while packs := queries.over_any(now):
        for pack in packs:
            actions.end_pack(pack, now=now)


TIMERS = [top_up_due, end_packs_due]

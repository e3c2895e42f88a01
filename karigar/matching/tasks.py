"""What time starts: facts that no event tells of (a visit, an identity that lapses) are gathered anew."""

import datetime as dt

from karigar.matching import actions, queries


def gather_due(now: dt.datetime) -> int:
    """Gather freelancers who are missing or whose facts are old; safe to run late or twice."""
    return actions.gather(person_ids=queries.stale_any(now), now=now)


TIMERS = [gather_due]

"""Timers: the phonetic keys of a new taxonomy."""

import datetime as dt

from karigar.skills import actions, queries


def write_keys_due(now: dt.datetime) -> int:
    """Write the phonetic keys of skills that a migration brought; return how many changed."""
    return actions.load_taxonomy(now=now) if queries.lacks_keys_any() else 0


TIMERS = [write_keys_due]

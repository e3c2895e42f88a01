"""Pages out of a ranking: a cursor names points, tie and seed of the last one seen, so that no page repeats another."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from karigar.kit.paging import Page, decode_cursor, encode_cursor
from karigar.matching.rules import Placed, hashed


def seed_of(after: str | None, number: int, now: dt.datetime) -> int:
    """Return the seed of the day for one reader, job or search; a later page keeps that of the first."""
    values = decode_cursor(after, 3) if after else None
    if values and type(values[2]) is int and 0 <= values[2] < 2**62:
        return values[2]
    return hashed(now.astimezone(dt.UTC).date().toordinal(), number) >> 2


def cut[Key](ranked: Sequence[Placed[Key]], after: str | None, size: int, seed: int) -> Page[Placed[Key]]:
    """Cut a page out of a ranking, behind the place that the cursor names; a broken cursor means the first page."""
    values = decode_cursor(after, 3) if after else None
    if values and type(values[0]) is int and type(values[1]) is int:
        place = (-values[0], values[1])
        ranked = [one for one in ranked if (-one.points, one.tie) > place]
    return Page(ranked[:size], cursor(ranked[size - 1], seed) if len(ranked) > size else None)


def cursor(one: Placed[Any], seed: int) -> str:
    """Name somebody's place in a ranking."""
    return encode_cursor(one.points, one.tie, seed)

"""Decisions about proofs: how much an audit of the day takes on, and what a receipt is worth."""

import datetime as dt
import enum

SWEEP = 200  # old blocks a day
DAY = dt.timedelta(hours=23)  # a little less, so that a nightly run does not creep through the day
MOST_BYTES = 512 * 1024  # of a receipt


class Verdict(enum.Enum):
    """What a receipt is worth."""

    RIGHT = "right"
    BROKEN = "broken"  # it does not hold together
    UNKNOWN = "unknown"  # it holds together, but this site published no such block
    OTHER = "other"  # this site published another block of this number

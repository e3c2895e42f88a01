"""What the worker does for the books."""

import datetime as dt
import time

from karigar.ledger import actions, queries

PATIENCE = 5  # looks, a second apart


def roll_up_due(now: dt.datetime) -> None:
    """Fold the tail of the platform's accounts."""
    actions.roll_up(now=now)


def seal_due(now: dt.datetime) -> None:
    """Seal what was posted, as soon as nobody writes an older journal any more; nobody who posts waits for this."""
    newest, writers = queries.writers_any()
    for _look in range(PATIENCE):
        if not queries.still_writing_any(writers):
            break
        time.sleep(1)
    else:
        return  # somebody takes long; the next minute comes back to it
    while actions.seal_block(until=newest, now=now):
        pass


TIMERS = [roll_up_due, seal_due]

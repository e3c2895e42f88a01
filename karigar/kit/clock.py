"""The clock. Only the edge (views, staff pages, tasks, commands) may ask it; everything below takes `now`."""

import contextlib
import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

_moved: dt.datetime | None = None


def now() -> dt.datetime:
    """Return the present moment in UTC, or the moment that a test has moved to."""
    return _moved or timezone.now()


@contextlib.contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Move this process's edge clock to a moment, for tests of pages with deadlines."""
    global _moved
    before, _moved = _moved, moment
    try:
        yield
    finally:
        _moved = before

"""Timers: every module's `tasks.TIMERS`, run from stored deadlines; safe to run late or twice."""

import datetime as dt
import importlib
import logging
from collections.abc import Callable, Iterable

from django.apps import apps
from django.utils.module_loading import module_has_submodule

log = logging.getLogger(__name__)
Timer = Callable[[dt.datetime], object]


def collect() -> list[Timer]:
    """Collect the timers of all modules, lower modules first, each a function of `now`."""
    found: list[Timer] = []
    for app in reversed(list(apps.get_app_configs())):
        if app.module and app.name.startswith("karigar.") and module_has_submodule(app.module, "tasks"):
            timers: Iterable[Timer] = getattr(importlib.import_module(f"{app.name}.tasks"), "TIMERS", ())
            found.extend(timers)
    return found


def each[Row](rows: Iterable[Row], act: Callable[[Row], object]) -> int:
    """Do one action for every row that is due and return how many there were.

    A row whose action fails is told to the log and holds up none of those behind it; the first failure is raised at
    the end, so that the timer counts as failed.
    """
    count, first = 0, None
    for row in rows:
        count += 1
        try:
            act(row)
        except Exception as error:
            log.exception("nothing was done for %r, whose time had come", row)
            first = first or error
    if first:
        raise first
    return count

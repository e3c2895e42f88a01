"""Timers: every module's `tasks.TIMERS`, run from stored deadlines; safe to run late or twice."""

import datetime as dt
import importlib
from collections.abc import Callable, Iterable

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Timer = Callable[[dt.datetime], object]


def collect() -> list[Timer]:
    """Collect the timers of all modules, lower modules first, each a function of `now`."""
    found: list[Timer] = []
    for app in reversed(list(apps.get_app_configs())):
        if app.module and app.name.startswith("karigar.") and module_has_submodule(app.module, "tasks"):
            timers: Iterable[Timer] = getattr(importlib.import_module(f"{app.name}.tasks"), "TIMERS", ())
            found.extend(timers)
    return found

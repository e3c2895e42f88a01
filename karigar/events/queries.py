"""Reading the journal."""

import importlib
from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from karigar.events.actions import Follower
from karigar.events.models import Event


def followers() -> dict[str, list[Follower]]:
    """Collect who follows which event: the FOLLOWS of every module's `followers.py` and `notices.py`."""
    found: dict[str, list[Follower]] = defaultdict(list)
    for app in apps.get_app_configs():
        for part in ("followers", "notices"):
            if app.module and app.name.startswith("karigar.") and module_has_submodule(app.module, part):
                for name, follower in getattr(importlib.import_module(f"{app.name}.{part}"), "FOLLOWS", {}).items():
                    found[name].append(follower)
    return found


def history_any(subject_type: str, subject_id: int, limit: int = 100) -> Sequence[Event]:
    """Return the newest events about a thing, newest first; for its own page and for staff."""
    return list(Event.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")[:limit])


def staff_acts_any(before: int | None = None, limit: int = 50) -> Sequence[Event]:
    """Return the newest acts of staff, newest first; `before` is the id of the last row seen."""
    rows = Event.objects.filter(by_staff=True)
    return list((rows.filter(id__lt=before) if before else rows).order_by("-id")[:limit])

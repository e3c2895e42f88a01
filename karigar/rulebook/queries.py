"""What the rules say."""

import datetime as dt
import threading
import time
from typing import Any

from karigar.rulebook import rules
from karigar.rulebook.defaults import DEFAULTS
from karigar.rulebook.models import Override

_lock = threading.Lock()
_rows: list[tuple[str, dt.datetime, object]] | None = None
_read_at = 0.0
# Another process's override is seen within this many seconds; overrides take effect at a moment in the future anyway.
SECONDS = 15


def _overrides() -> list[tuple[str, dt.datetime, object]]:
    global _rows, _read_at
    if _rows is None or time.monotonic() - _read_at > SECONDS:
        with _lock:
            _rows = list(Override.objects.order_by("effective_from").values_list("key", "effective_from", "value"))
            _read_at = time.monotonic()
    return _rows


def value(key: str, *, at: dt.datetime) -> Any:
    """Return the value of a rule at a moment (UTC): the newest override in force, else the default of rules.md.

    Raises KeyError for a rule that does not exist.
    """
    found = DEFAULTS[key]
    for name, since, said in _overrides():
        if name == key and since <= at:
            found = said
    return found


def in_force(*, at: dt.datetime) -> list[tuple[str, Any, Any]]:
    """Return every rule with its value at a moment and its default."""
    return [(key, value(key, at=at), default) for key, default in DEFAULTS.items()]


def changes_of(key: str) -> list[Override]:
    """Return every change of a rule, planned ones too, newest first."""
    return list(Override.objects.filter(key=key).order_by("-effective_from"))


def default_of(key: str) -> Any:
    """Return what a rule says when no operator said otherwise. Raises KeyError for a rule that does not exist."""
    return DEFAULTS[key]


def bounds_of(key: str) -> tuple[int, int]:
    """Return the lowest and highest value of a rule that is a whole number."""
    return rules.bounds_of(key)


def amount(key: str, currency: str, *, at: dt.datetime) -> int:
    """Return a rule that is an amount per currency, in minor units; a currency without one counts as 0."""
    return int(value(key, at=at).get(currency, 0))


def days(key: str, *, at: dt.datetime) -> dt.timedelta:
    """Return a rule that is a number of days."""
    return dt.timedelta(days=value(key, at=at))


def forget() -> None:
    """Read the overrides anew at the next question."""
    global _rows
    _rows = None

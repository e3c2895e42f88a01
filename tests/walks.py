"""What each module brings to the walks over all addresses, in its own `tests/walk.py`.

A module's file may hold: NO_PAGES, the names of its addresses that are no pages; TARGETS and PAGES, its addresses
with a number (see bad_input/test_permissions.py); `ids(world)`, which makes one of each of its things in a populated
world and returns their numbers by name; `leaves(scene)`, which adds its pages with `scene.add`.
"""

import importlib
import importlib.util
from types import ModuleType

from django.conf import settings


def brought() -> list[ModuleType]:
    """The walks of the modules that bring one, the lowest module first."""
    names = [f"karigar.{module}.tests.walk" for module in reversed(settings.MODULES)]
    return [importlib.import_module(name) for name in names if _is_there(name)]


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # the module has no tests yet
        return False


def gathered(name: str) -> dict[str, tuple[str, str, dict[str, str]]]:
    """One table made of all tables of that name."""
    return {key: value for walk in brought() for key, value in getattr(walk, name, {}).items()}


def named(name: str) -> set[str]:
    """One set made of all sets of that name."""
    return {item for walk in brought() for item in getattr(walk, name, ())}

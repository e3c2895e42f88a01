"""Every test here starts with fresh limits and a folder of its own for files."""

import pytest
from django.core.cache import cache

from tests.bad_input.parts import populate


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def full(world):
    """A world in which somebody owns at least one of everything, and the numbers of it all by name."""
    populate(world)
    return world

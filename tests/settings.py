"""The settings under test: the environment first, then the product's own settings, unchanged."""

from tests import database

database.set_environment()

from karigar.settings import *  # noqa: E402, F403

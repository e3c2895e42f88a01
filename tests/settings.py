"""The settings under test: the environment first, then the product's own settings, but for one."""

from tests import database

database.set_environment()

from karigar.settings import *  # noqa: E402, F403

# A test of one module does not fail because another's tasks.py cannot be imported yet; tests/test_worker.py imports all.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

"""The WSGI application: Django behind the front cache."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karigar.settings")
_django = get_wsgi_application()

from karigar.web.front import FrontCache  # noqa: E402  (settings must be ready)

application = FrontCache(_django)

# What is loaded now stays for ever: the collector need not look at it again, nor so often at the rest.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

"""The providers that are switched on: ours by name, those of others by the entry-point group `karigar.payments`."""

import functools
from importlib import import_module
from importlib.metadata import entry_points

from karigar.payins.providers.interface import Provider

GROUP = "karigar.payments"
OURS = ("dummy", "manual", "stripe", "sslcommerz")


@functools.cache
def provider_named(name: str) -> Provider:
    """Return a provider by its name. Raises LookupError when nobody brings it."""
    if name in OURS:
        made: Provider = import_module(f"karigar.payins.providers.{name}").make()
        return made
    for point in entry_points(group=GROUP, name=name):
        brought: Provider = point.load()()
        return brought
    raise LookupError(f"no provider named {name!r}; a package brings one by the entry-point group {GROUP}")

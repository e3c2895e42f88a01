"""How alerts say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class NothingToLookFor(Malformed):
    field = "name"
    text = _("This search takes every job. Please type some words or choose a filter first, then save it.")


class TooManySearches(NotNow):
    text = _("You have %(most)s saved searches already. Please delete one that you do not need any more.")

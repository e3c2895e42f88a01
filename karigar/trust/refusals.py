"""How trust says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class AlreadyReported(NotNow):
    text = _("You have reported this already. It is being looked at by a person; you need not do anything more.")


class ReportIsClosed(NotNow):
    text = _("This report was closed already, so nothing was changed.")


class NotAThingToReport(Malformed):
    text = _("This cannot be reported here. Please write to support and say what you saw.")

"""How invoices say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed


class TheTaxOfThePastStands(Malformed):
    text = _("A tax rule cannot begin in the past: documents were issued by the old one. Choose today or a later day.")
    field = "since"


class EndsBeforeItBegins(Malformed):
    text = _("The rule must end after it begins.")
    field = "until"

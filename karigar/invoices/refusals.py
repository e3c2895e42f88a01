"""How invoices say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class TheTaxOfThePastStands(Malformed):
    text = _("A tax rule cannot begin in the past: documents were issued by the old one. Choose today or a later day.")
    field = "since"


class EndsBeforeItBegins(Malformed):
    text = _("The rule must end after it begins.")
    field = "until"


class PartyHasNoCountry(NotNow):
    text = _(
        "This form of invoice must name the country of %(name)s, which was not known when it was issued. Whoever it is can fill it in for the next ones; the PDF is complete."
    )

"""How statements says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow, TooLarge


class NameIsNotVerified(NotNow):
    text = _("A certificate carries your verified name. Please confirm your identity first.")


class NothingEarned(NotNow):
    text = _("You were paid nothing in %(currency)s in these days, so there is nothing to certify.")
    field = "since"


class PeriodIsNotOver(Malformed):
    text = _("A certificate speaks of days that are over. Please choose a last day that is not in the future.")
    field = "until"


class TooManyContracts(TooLarge):
    text = _(
        "More than %(most)s contracts do not fit on one certificate. Please leave their list out or choose fewer days."
    )
    field = "with_contracts"


class CertificateIsRevoked(NotNow):
    text = _("You took this certificate back before.")

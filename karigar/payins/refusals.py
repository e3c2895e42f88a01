"""How payins says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class WayIsClosed(Malformed):
    text = _("This way of paying is not offered here. Please choose another one.")
    field = "provider"


class DepositTooSmall(Malformed):
    text = _("The smallest deposit is %(minimum)s.")
    field = "amount"


class DepositTooLarge(Malformed):
    text = _("The largest deposit at once is %(maximum)s. Please make two or ask our staff.")
    field = "amount"


class CurrencyIsNotTaken(Malformed):
    text = _("This site does not take %(currency)s.")
    field = "currency"


class AmountDiffers(Malformed):
    text = _("You typed %(seen)s, the deposit says %(stated)s. If another sum arrived, refuse this one and say so.")
    field = "amount"


class MakerIsNotChecker(NotAllowed):
    text = _("You confirmed this deposit yourself. The second look must be a colleague's.")


class OwnDeposit(NotAllowed):
    text = _("You belong to the company that pays in. Staff never confirm their own money; a colleague must do it.")


class ReferenceWasBooked(NotNow):
    text = _(
        "A deposit with the reference “%(reference)s” was booked before (number %(deposit)s). One transfer counts once."
    )

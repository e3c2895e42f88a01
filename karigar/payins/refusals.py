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


class AmountCannotBePaidSo(Malformed):
    text = _("This way of paying takes %(currency)s only in steps of %(step)s. Please change the last digits.")
    field = "amount"


class NoCustodyHere(NotNow):
    text = _("This site holds no money: clients pay freelancers directly. So nothing can be added to a wallet here.")


class CompanyOwes(NotNow):
    text = _(
        "A bank took %(owed)s of an earlier payment back, and it is not paid yet. Until it is, no money goes back."
    )


class MoreThanUnused(Malformed):
    text = _("At most %(most)s of this deposit is unused and can be sent back.")
    field = "amount"


class NotBookedYet(NotNow):
    text = _("This deposit is not in the wallet, so nothing of it can be sent back.")


class UnknownDelivery(Malformed):
    text = _("This was not signed by the provider.")

"""How payouts says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class NumberIsWrong(Malformed):
    text = _("This does not look like a number of %(rail)s: %(expected)s")
    field = "number"


class NameDiffers(Malformed):
    text = _("The account must be in your own name. Your identity was confirmed as “%(legal)s”.")
    field = "holder"


class MethodSleeps(NotNow):
    text = _(
        "This payout method is new and sleeps until %(until)s, so that nobody else can send your money away. Please use it after that."
    )
    field = "method"


class MethodIsGone(NotNow):
    text = _("This payout method was removed. Please choose another one.")
    field = "method"


class CurrencyDoesNotFit(Malformed):
    text = _("%(rail)s pays out %(takes)s only; this balance is in %(currency)s.")
    field = "method"


class PayoutTooSmall(Malformed):
    text = _("The smallest withdrawal is %(minimum)s.")
    field = "amount"


class PayoutAboveBalance(NotNow):
    text = _(
        "You have %(available)s available. Money in its security period follows on the dates shown in your wallet."
    )
    field = "amount"


class IdentityComesFirst(NotNow):
    text = _("Please confirm your identity first; it is needed once before the first withdrawal.")


class OwnPayout(NotAllowed):
    text = _("This is your own withdrawal. A colleague must handle it.")


class CheckerIsNotSender(NotAllowed):
    text = _("You checked this withdrawal. Another colleague must mark it as sent.")


class NothingToExport(NotNow):
    text = _("No checked withdrawal waits for this rail.")

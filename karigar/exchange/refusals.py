"""How the exchange says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class ExchangeIsClosed(NotNow):
    text = _("Currencies are not exchanged here now. Nothing was moved.")


class NoRate(NotNow):
    text = _("There is no rate between %(sold)s and %(bought)s yet. Nothing was moved.")


class RatesAreStale(NotNow):
    text = _(
        "The last rate between %(sold)s and %(bought)s is older than %(hours)s hours. "
        "The exchange rests until a new one is here, so that nobody gets a wrong price."
    )


class SameCurrency(Malformed):
    text = _("Please choose two different currencies.")
    field = "bought_unit"


class AmountTooSmall(Malformed):
    text = _("This is too little: nothing would arrive. Please choose a larger amount.")
    field = "amount"


class NotThatMuch(NotNow):
    text = _("You have %(available)s available now. Nothing was moved.")
    field = "amount"


class QuoteIsOver(NotNow):
    text = _("This quote was good until %(until)s. Nothing was moved. Please ask for a new one.")


class QuoteWasUsed(NotNow):
    text = _("This quote was used before, and it is good once. Nothing was moved again.")


class PoolIsFull(NotNow):
    text = _("We cannot change this much %(unit)s now. Nothing was moved. Please try a smaller amount, or later.")


class OwnRate(NotAllowed):
    text = _("You entered this rate. Another colleague must decide about it.")


class RateIsWrong(Malformed):
    text = _("This is not a rate between two known currencies. Write a number such as 122.50.")
    field = "value"


class RateFromTheFuture(Malformed):
    text = _("A rate cannot be from the future.")
    field = "as_of"


class RateIsDecided(NotNow):
    text = _("A colleague decided about this rate before. Nothing was done.")

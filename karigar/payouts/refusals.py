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


class NameWaitsForLook(NotNow):
    text = _("The name of this account differs from your verified one. A person compares them first; you will be told.")
    field = "method"


class NoRailCarries(NotNow):
    text = _(
        "No way out to this method carries so much at once. It still takes %(left)s today; please ask for the rest later or use another method."
    )
    field = "amount"


class NoRailIsOpen(NotNow):
    text = _("No way out to this method in %(currency)s is open now. Please choose another one.")
    field = "method"


class FeeIsNew(NotNow):
    text = _("This way costs %(fee)s: %(arrives)s will arrive. Press again if you agree.")
    field = "amount"


class AccountIsMissing(NotNow):
    text = _("This file names the account that pays. Please set it on the page of the rail first.")


class FileWasChanged(NotNow):
    text = _("This payment file is not the one that was made: somebody changed it. Do not pay it; tell the operator.")


class MakerIsNotChecker(NotAllowed):
    text = _("You began this. Another colleague must take the second look.")


class TermsDoNotFit(Malformed):
    text = _("These terms contradict each other: %(why)s")


class TermsBeginInPast(Malformed):
    text = _("Terms cannot change in the past. Choose today or a later day.")
    field = "since"


class ResultsCannotBeRead(Malformed):
    text = _(
        "This file cannot be read. %(why)s A pain.002, a RazorpayX report or a table with the columns “payout” and “status” can be."
    )
    field = "file"


class ResultsDoNotAddUp(Malformed):
    text = _(
        "The transfers in this file do not make the sum that it says of all of them. Nothing was taken in; please ask the bank."
    )
    field = "file"


class ResultsOfAnotherFile(Malformed):
    text = _("This file answers a payment file of another number or sum than we made. Nothing was taken in.")
    field = "file"


class TooManyResults(Malformed):
    text = _("This file has more than %(most)s transfers. Please take it in parts.")
    field = "file"


class UnknownTransfer(NotNow):
    text = _("No withdrawal bears this mark.")


class NeverSent(NotNow):
    text = _("This withdrawal is in no payment file: nothing of it was sent.")


class OtherAmount(NotNow):
    text = _("The line says %(said)s, the withdrawal is %(ours)s.")


class AlreadyArrived(NotNow):
    text = _("This withdrawal was confirmed as arrived before.")


class NotArrived(NotNow):
    text = _("This withdrawal is “%(state)s”; only one that had arrived can come back late.")


class CameBackAlready(NotNow):
    text = _("The money of this withdrawal is back already.")

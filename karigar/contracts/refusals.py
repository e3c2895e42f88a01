"""How contracts say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class IdentityIsMissing(NotNow):
    text = _(
        "Please confirm your identity first. It is needed once, before your first offer, so that freelancers know who hires them."
    )


class NotYourTurn(NotNow):
    text = _("These terms are your own side's, so the other side answers them. You can withdraw them instead.")


class NoMilestones(Malformed):
    text = _("Please write at least one milestone with a title and a price.")


class TooManyMilestones(Malformed):
    text = _("A contract starts with at most %(most)s milestones. You can add more later.")


class MilestoneBelowFloor(Malformed):
    text = _(
        "A milestone is at least %(floor)s, and “%(title)s” is %(amount)s. Please raise it or join it with another one."
    )


class PriceIsTooLarge(Malformed):
    text = _("The sum of the milestones is larger than can be handled. Please check the number of zeros.")


class DateIsPast(Malformed):
    text = _("The date of “%(title)s” has passed. Please choose today or a later day.")


class WalletIsShort(NotNow):
    text = _(
        "Your wallet holds %(have)s and this costs %(need)s, so %(missing)s is missing. Nothing was paid. Please add money first."
    )


class MoreThanHeld(Malformed):
    text = _("Escrow holds %(held)s for this milestone, so %(asked)s is too much. Please write %(held)s or less.")
    field = "amount"


class NotPermittedNow(NotNow):
    text = _(
        "This milestone is “%(state)s” and the contract is “%(contract)s”, so this cannot be done now. Nothing was changed. Look at it again below."
    )


class ContractNotRunning(NotNow):
    text = _("This contract is “%(state)s”, so this cannot be done now. Nothing was changed.")


class PaymentsMovedOn(NotNow):
    text = _(
        "Money of this milestone has moved since you opened the page. Nothing was paid now. Please look at it again and decide anew."
    )


class AlreadyExtended(NotNow):
    text = _(
        "You took more time for this review once already. Please approve the work or ask for changes until %(until)s."
    )


class BonusIsTooLate(NotNow):
    text = _("A bonus can be given until %(days)s days after the end of a contract. This time is over.")


class GiveBackIsTooLate(NotNow):
    text = _(
        "Money can be given back until %(days)s days after its payment. This time is over for all payments of this contract."
    )


class MoreThanPaid(Malformed):
    text = _("You can give back at most %(most)s of what this contract paid you.")
    field = "amount"


class YourWalletIsShort(NotNow):
    text = _(
        "Giving this back takes %(need)s out of your wallet, which holds %(have)s. Money in its security period can be given back when that is over."
    )


class FormWasUsed(NotNow):
    text = _("This was sent before with other figures. Nothing was paid again. Please open the page anew.")


class ChangeIsWaiting(NotNow):
    text = _("A change of this is waiting for an answer already. Please wait for it first.")


class MilestoneHasMoney(NotNow):
    text = _(
        "This milestone is “%(state)s”. Only milestones that are not funded yet can be changed or removed; for more work, add a new one."
    )


class ReopenIsTooLate(NotNow):
    text = _("A contract can be reopened until %(days)s days after its end. This time is over; please start a new one.")


class NothingChanges(Malformed):
    text = _("Nothing is different in what you propose. Please change something first.")

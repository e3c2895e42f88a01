"""How reconciliation says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class FileCannotBeRead(Malformed):
    text = _("This file cannot be read as %(expected)s: %(why)s Nothing was taken from it.")
    field = "file"


class FileHoldsEntities(Malformed):
    text = _("This file declares a document type or entities, which a bank's statement never does. It was not opened.")
    field = "file"


class TooManyLines(Malformed):
    text = _("This file has more than %(most)s lines. Please fetch it from the bank in shorter periods.")
    field = "file"


class StatementDoesNotAddUp(Malformed):
    text = _(
        "The statement does not add up: it opens with %(opening)s, its lines come to %(sum)s, but it closes with %(closing)s. It was refused whole."
    )
    field = "file"


class BalanceDoesNotFollow(Malformed):
    text = _("In line %(line)s the balance does not follow from the line before it. The statement was refused whole.")
    field = "file"


class NetIsNotGrossLessFee(Malformed):
    text = _("In line %(line)s the net sum is not the gross sum less the fee. The report was refused whole.")
    field = "file"


class AnotherCurrency(Malformed):
    text = _("This account is kept in %(expected)s, but the file speaks of %(given)s. It was refused whole.")
    field = "file"


class AnotherAccount(Malformed):
    text = _("This file is of the account %(given)s, but the account chosen is %(expected)s. It was refused whole.")
    field = "account"


class AccountIsTaken(Malformed):
    text = _("The account %(number)s already belongs to %(account)s. The file was refused whole.")
    field = "account"


class ProfileDoesNotFit(Malformed):
    text = _("Please choose a column profile that fits this account and this kind of file.")
    field = "profile"


class ColumnsAreMissing(Malformed):
    text = _("A profile needs a column for the date, and one for the sum or two for in and out.")


class BalancesAreMissing(Malformed):
    text = _("The profile names no column with the balance, so please type the opening and the closing balance.")
    field = "closing"


class AnotherFormatOverlaps(NotNow):
    text = _(
        "Lines until %(until)s were taken from another kind of file of this account. The same line would count twice: please send a file that begins later."
    )
    field = "file"


class LineIsMatched(NotNow):
    text = _("A line or movement that you chose is matched already. Nothing was changed; please look at it again.")


class SumsDiffer(NotNow):
    text = _("The bank says %(said)s, the movements you chose come to %(booked)s. Only equal sums belong together.")
    field = "moved"


class NothingChosen(Malformed):
    text = _("Please choose at least one movement or one more line.")
    field = "moved"


class ReturnOfNothing(NotNow):
    text = _(
        "The bank says that withdrawal %(mark)s came back, but we never sent it: it is %(state)s. Nothing was moved; please ask the bank."
    )


class PaidWhatWasNotSent(NotNow):
    text = _(
        "The bank paid withdrawal %(mark)s, but here it is %(state)s. Please mark it as sent first, or ask the bank."
    )


class SumOfLineDiffers(NotNow):
    text = _("The bank says %(said)s, but %(mark)s is %(expected)s. Nothing was moved; please ask the bank.")


class NothingToDoHere(NotNow):
    text = _("There is nothing to do about this line now. Please look at it again.")


class OwnStatement(NotAllowed):
    text = _("You brought this statement in yourself. A colleague must act on its lines where money moves.")


class OwnOrder(NotAllowed):
    text = _("You asked for this yourself. The second look must be a colleague's.")


class OrderIsThere(NotNow):
    text = _("The same was asked for before, under the reference “%(key)s”. One payment counts once.")
    field = "key"


class SweepAboveEarned(NotNow):
    text = _("At most %(most)s may be swept: what was earned, is not swept yet, and lies on the trust account.")
    field = "amount"


class SettlementAboveClearing(NotNow):
    text = _("The provider holds %(most)s for us by the books, so it cannot have paid out more.")
    field = "amount"


class CostAboveAmount(Malformed):
    text = _("The provider's cost cannot be above what it collected.")
    field = "cost"


class TaxAboveOwed(NotNow):
    text = _("By the books %(most)s of this tax is owed, so no more can have been paid.")
    field = "amount"


class MonthIsNotOver(NotNow):
    text = _("This month is not over yet. It can be closed from the first day of the next one (UTC).")
    field = "month"


class MonthIsClosed(NotNow):
    text = _("This month is closed already, or waits for the second look.")
    field = "month"


class BooksAreBroken(NotNow):
    text = _("The audit of the books finds something: %(what)s. No month is closed until it finds nothing.")


class BooksAreNotSealed(NotNow):
    text = _(
        "The last movements of this month are not sealed yet. The worker does it within minutes; please try again."
    )


class OldLinesAreOpen(NotNow):
    text = _(
        "%(count)s lines or movements of this month are open for more than %(days)s days. Match them, or type why not."
    )
    field = "despite"

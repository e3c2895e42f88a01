"""How jobs says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class JobIsIncomplete(Malformed):
    text = _("The job is not ready to be published. Still missing: %(missing)s.")


class BudgetBelowFloor(Malformed):
    field = "budget_max"
    text = _("The least that may be offered here is %(floor)s. Please offer more, or describe a larger piece of work.")


class RangeIsUpsideDown(Malformed):
    field = "budget_min"
    text = _("The lower amount is more than the higher one. Please swap them.")


class CurrencyIsNotTaken(Malformed):
    field = "currency"
    text = _("Jobs here are paid in %(currencies)s. Please choose one of them.")


class TooManyQuestions(Malformed):
    field = "questions"
    text = _("A job may ask %(most)s questions at most. Please keep the most important ones.")


class TooManyFiles(Malformed):
    field = "attachments"
    text = _("A job may carry %(most)s files at most.")


class SameJobIsOpen(NotNow):
    field = "title"
    text = _(
        "You posted a job with this title in the last %(days)s days and it is still open. Edit that one, or give this one another title."
    )


class JobIsNotOpen(NotNow):
    text = _("This job does not take proposals now: %(state)s.")


class JobIsNoDraft(NotNow):
    text = _("This job was published already. Nothing was done; you can edit it instead.")


class CompanyIsSuspended(NotAllowed):
    text = _("This company is suspended and cannot post jobs. Its owner can appeal in the settings.")


class ReasonIsMissing(Malformed):
    field = "reason"
    text = _("Please say why, in a few words. It is kept in the journal.")


class UnknownRule(Malformed):
    field = "rule"
    text = _("Please choose the rule that was broken.")

"""How proposals and invitations say no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotAllowed, NotNow


class JobTakesNoProposals(NotNow):
    text = _("This job takes no proposals now: %(state)s. Nothing was sent and no Connects were spent.")


class OwnJob(NotAllowed):
    text = _("This job belongs to a company you are part of, so you cannot apply to it.")


class OnlyInvited(NotAllowed):
    text = _("Only freelancers whom the client invited may apply to this job.")


class AlreadyApplied(NotNow):
    text = _(
        "You have applied to this job already. Nothing was sent a second time; you can open and edit your proposal."
    )


class TooManyOpenProposals(NotNow):
    text = _(
        "You have %(most)s open proposals, which is as many as one person may have. "
        "Withdraw one that matters less, or wait for an answer."
    )


class JobIsFull(NotNow):
    text = _("This job has %(most)s proposals and takes no more. Nothing was sent and no Connects were spent.")


class ProfileIsNotReady(NotNow):
    text = _(
        "Clients look at your profile before they answer. Please finish and publish it first; then come back here."
    )


class AnswersAreMissing(Malformed):
    text = _("The client asks questions that every applicant answers. Please answer all of them.")


class LetterIsMissing(Malformed):
    text = _("Please write a few sentences to the client: how you would do this work.")
    field = "letter"


class BidIsBelowFloor(Malformed):
    text = _("The lowest price here is %(floor)s. Please ask for that or more.")
    field = "bid"


class PlanDoesNotAddUp(Malformed):
    text = _("The milestones add up to %(sum)s, but your price is %(bid)s. Please make them equal.")
    field = "bid"


class MilestoneIsBelowFloor(Malformed):
    text = _("The smallest milestone here is %(floor)s. Please join small steps together.")


class PlanIsForFixedPrice(Malformed):
    text = _("Milestones belong to a fixed price; this job is paid by the hour.")


class NotYours(NotAllowed):
    text = _("Only the person who wrote this proposal may change it.")


class TextIsFixed(NotNow):
    text = _(
        "Text and files can be changed for a few hours and only until the client has seen them. "
        "You can still change price, days and milestones."
    )


class TermsAreFixed(NotNow):
    text = _("This proposal is not open any more (%(state)s), so its terms stay as they are.")


class OfferIsWaiting(NotNow):
    text = _("There is an offer on this proposal. Please answer the offer first.")


class ReasonIsMissing(Malformed):
    text = _("Please choose a reason. The other side is told, so that nobody is left waiting.")
    field = "reason"


class InvitedAlready(NotNow):
    text = _("You have invited this freelancer to this job already. Nothing was sent a second time.")


class TooManyInvitations(NotNow):
    text = _(
        "%(most)s invitations to this job went out in the last 24 hours, which is as many as are allowed. "
        "Nothing was sent. Wait for answers, or invite again tomorrow."
    )


class CannotBeInvited(NotNow):
    text = _("This person does not take invitations now: the profile is not published.")


class InvitationIsOver(NotNow):
    text = _("This invitation is not open any more: %(state)s.")

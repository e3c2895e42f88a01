"""How reviews says no."""

from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import Malformed, NotNow


class FeedbackIsOver(NotNow):
    text = _("The time for feedback on this contract is over. Nothing was written.")


class AlreadyGiven(NotNow):
    text = _("You gave your feedback already. It is shown when both have given theirs, or when the time is over.")


class AspectsAreIncomplete(Malformed):
    text = _("Please give each point 1 to 5.")


class AlreadyReplied(NotNow):
    text = _("You replied to this feedback already.")


class NotPublished(NotNow):
    text = _("This feedback is not published, so this cannot be done now.")


class ChangeWasAllowed(NotNow):
    text = _("You have allowed a change of this feedback before. It is possible once.")


class ChangeIsNotAllowed(NotNow):
    text = _("Published feedback can be changed only while the other side allows it, and once. Nothing was changed.")


class UnknownRule(Malformed):
    text = _("Please name the rule that this feedback breaks.")

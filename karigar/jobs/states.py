"""States of a job (rules.md part 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Under review")
    PUBLIC = "public", _("Open to everybody")
    MEMBERS = "members", _("Open to members")
    INVITED = "invited", _("Open to invited freelancers")
    PAUSED = "paused", _("Paused")
    FLAGGED = "flagged", _("Being checked")
    FILLED = "filled", _("Filled")
    CLOSED = "closed", _("Closed")
    EXPIRED = "expired", _("Expired")
    REMOVED = "removed", _("Removed")


OPEN = {"public", "members", "invited"}
MOVES = {
    "draft": {"review", *OPEN},
    "review": {*OPEN, "removed"},
    "public": {"paused", "flagged", "filled", "closed", "expired", "removed", "members", "invited"},
    "members": {"paused", "flagged", "filled", "closed", "expired", "removed", "public", "invited"},
    "invited": {"paused", "flagged", "filled", "closed", "expired", "removed", "public", "members"},
    "paused": {*OPEN, "closed", "expired", "removed", "filled"},
    "flagged": {*OPEN, "removed"},
    "filled": set(),
    "closed": set(),
    "expired": set(),
    "removed": set(),
}


class CloseReason(models.TextChoices):
    HIRED = "hired", _("Hired somebody else")
    BUDGET = "budget", _("The budget changed")
    NO_FIT = "no_fit", _("Nobody was a fit")
    NO_NEED = "no_need", _("The work is no longer needed")
    OTHER = "other", _("Another reason")

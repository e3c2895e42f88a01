"""States of a proposal and of an invitation (rules.md part 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Sent")
    SEEN = "seen", _("Seen by the client")
    SHORTLISTED = "shortlisted", _("On the shortlist")
    INTERVIEWING = "interviewing", _("Interviewing")
    OFFERED = "offered", _("Offer made")
    HIRED = "hired", _("Hired")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    JOB_CLOSED = "job_closed", _("The job closed")


OPEN = {"submitted", "seen", "shortlisted", "interviewing"}
_ENDS = {"declined", "withdrawn", "expired", "job_closed"}
MOVES = {
    "submitted": {"seen", "shortlisted", "interviewing", "offered", *_ENDS},
    "seen": {"shortlisted", "interviewing", "offered", *_ENDS},
    "shortlisted": {"seen", "interviewing", "offered", *_ENDS},
    "interviewing": {"offered", *_ENDS},
    "offered": {"hired", "interviewing", *_ENDS},
    "hired": set(),
    "declined": set(),
    "withdrawn": set(),
    "expired": set(),
    "job_closed": set(),
}


LOOKS = {
    "submitted": "wait",
    "seen": "info",
    "shortlisted": "info",
    "interviewing": "info",
    "offered": "good",
    "hired": "good",
    "declined": "bad",
    "withdrawn": "",
    "expired": "",
    "job_closed": "",
}


class DeclineReason(models.TextChoices):
    OTHER_HIRED = "other_hired", _("Somebody else was chosen")
    PRICE = "price", _("The price is above the budget")
    SKILLS = "skills", _("Other skills are needed")
    PROOF = "proof", _("More examples of work are needed")
    LETTER = "letter", _("The letter does not answer the job")
    OTHER = "other", _("Another reason")


class JobEnd(models.TextChoices):
    """How a job ended under a proposal: the client's reason, or what time or staff did."""

    HIRED = "hired", _("The client hired somebody else.")
    BUDGET = "budget", _("The client's budget changed.")
    NO_FIT = "no_fit", _("The client found nobody who was a fit.")
    NO_NEED = "no_need", _("The work is no longer needed.")
    OTHER = "other", _("The client closed the job for another reason.")
    FILLED = "filled", _("Somebody else was hired and the job is filled.")
    EXPIRED = "expired", _("The job ran out without an answer of the client.")
    REMOVED = "removed", _("The job broke a rule of the site and was removed.")


# Ended as far as the job is concerned, but open for the freelancer: Connects may still return (rules.md part 1).
ACTIVE = {*OPEN, "offered"}


class InvitationStatus(models.TextChoices):
    SENT = "sent", _("Sent")
    SEEN = "seen", _("Seen")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


INVITATION_MOVES = {
    "sent": {"seen", "accepted", "declined", "expired", "withdrawn"},
    "seen": {"accepted", "declined", "expired", "withdrawn"},
    "accepted": set(),
    "declined": set(),
    "expired": set(),
    "withdrawn": set(),
}

"""States of offers, contracts, amendments, milestones and refunds (rules.md part 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfferStatus(models.TextChoices):
    SENT = "sent", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    COUNTERED = "countered", _("Answered with other terms")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OFFER_MOVES = {
    "sent": {"accepted", "declined", "countered", "expired", "withdrawn"},
    "accepted": set(),
    "declined": set(),
    "countered": set(),
    "expired": set(),
    "withdrawn": set(),
}


class ContractStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for the first deposit")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ENDING = "ending", _("Ending, open items settle")
    ENDED = "ended", _("Ended")


# Frozen is a fact of the milestone in dispute, not of the whole contract; Reopened is Ended -> Active by amendment.
CONTRACT_MOVES = {
    "pending": {"active", "ending", "ended"},
    "active": {"paused", "ending", "ended"},
    "paused": {"active", "ending", "ended"},
    "ending": {"ended"},
    "ended": {"active"},
}


class AmendmentStatus(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")


AMENDMENT_MOVES = {
    "proposed": {"accepted", "rejected", "expired"},
    "accepted": set(),
    "rejected": set(),
    "expired": set(),
}


class MilestoneStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    FUNDED = "funded", _("Money in escrow")
    SUBMITTED = "submitted", _("Work handed in")
    CHANGES_REQUESTED = "changes_requested", _("Changes asked")
    REFUND_ASKED = "refund_asked", _("Refund asked")
    DISPUTED = "disputed", _("In dispute")
    APPROVED = "approved", _("Approved")
    AUTO_APPROVED = "auto_approved", _("Approved by time")
    PARTLY_APPROVED = "partly_approved", _("Approved in part")
    HELD = "held", _("Paid, in the security period")
    AVAILABLE = "available", _("Paid")
    REFUNDED = "refunded", _("Refunded")
    DELETED = "deleted", _("Removed")


# Approval pays in the same transaction, so a milestone rests in Held (or at once in Available for a trusted payer);
# which of the approvals it was stands in the journal. An approval in part pays its sum at once and the rest stays in
# escrow: the milestone is Funded again, for further work on the rest, until the rest is approved or returned.
MILESTONE_MOVES = {
    "planned": {"funded", "deleted"},
    "funded": {"submitted", "refund_asked", "held", "available", "refunded", "funded"},
    "submitted": {"changes_requested", "refund_asked", "held", "available", "submitted", "funded", "refunded"},
    "changes_requested": {"submitted", "refund_asked", "held", "available", "funded", "refunded"},
    "refund_asked": {"refunded", "disputed", "funded", "submitted", "changes_requested", "held", "available"},
    "disputed": set(),
    "held": {"available"},
    "available": set(),
    "refunded": set(),
    "deleted": set(),
}

# What each state permits, asked by templates as `may` and by actions.
MILESTONE_PERMITS = {
    "planned": {"fund"},
    "funded": {"submit", "approve", "ask_refund", "refund_now"},
    "submitted": {"submit", "approve", "ask_changes", "extend", "ask_refund", "refund_now"},
    "changes_requested": {"submit", "approve", "ask_refund", "refund_now"},
    "refund_asked": {"answer_refund", "approve"},
}

# What the contract's own state takes away: a pause stops new work, never the money that is already in escrow.
CONTRACT_PERMITS = {
    "pending": {"fund", "amend", "end"},
    "active": {
        "fund",
        "submit",
        "approve",
        "ask_changes",
        "extend",
        "ask_refund",
        "refund_now",
        "answer_refund",
        "amend",
        "pause",
        "end",
    },
    "paused": {
        "approve",
        "ask_changes",
        "extend",
        "ask_refund",
        "refund_now",
        "answer_refund",
        "amend",
        "resume",
        "end",
    },
    "ending": {"submit", "approve", "ask_changes", "extend", "ask_refund", "refund_now", "answer_refund"},
    "ended": {"reopen"},
}
# Milestones whose escrow is not empty: a contract with one of these is not settled.
OPEN_MILESTONES = ("funded", "submitted", "changes_requested", "refund_asked", "disputed")


def milestone_may(milestone_status: str, contract_status: str) -> set[str]:
    """Return what can be done to a milestone in its own state and its contract's."""
    return MILESTONE_PERMITS.get(milestone_status, set()) & CONTRACT_PERMITS.get(contract_status, set())


class RefundStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    SILENT = "silent", _("Given, because nobody answered")
    DROPPED = "dropped", _("Taken back")

"""Offers, contracts, amendments, milestones and their escrow.

It decides what is owed and when; the ledger moves the money and proves it.
"""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from karigar.contracts.states import (
    AmendmentStatus,
    ContractStatus,
    MilestoneStatus,
    OfferStatus,
    RefundStatus,
)


class Offer(models.Model):
    """Terms that one side proposes to the other; a counter-offer is the next row of the chain."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    proposal = models.ForeignKey("proposals.Proposal", models.PROTECT, related_name="+")
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    freelancer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    from_client = models.BooleanField(default=True)  # whose terms these are; the other side's turn
    counters = models.OneToOneField("self", models.PROTECT, null=True, related_name="countered_by")
    title = models.CharField(max_length=150)
    terms = models.TextField()
    amount = models.BigIntegerField()  # the sum of the milestones
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10, choices=OfferStatus.choices, default=OfferStatus.SENT)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer_note = models.CharField(max_length=300, blank=True)
    freelancer_fee_bp = models.IntegerField()
    client_fee_bp = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(status="sent"), name="one_open_offer"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="offer_is_positive"),
        ]
        indexes = [
            models.Index(fields=["freelancer", "-id"], name="offers_to"),
            models.Index(fields=["expires_at"], name="offers_expiring", condition=Q(status="sent")),
        ]


class OfferMilestone(models.Model):
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="milestones")
    order = models.SmallIntegerField()
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    amount = models.BigIntegerField()
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["order"]


class Contract(models.Model):
    """What two sides agreed. Fees are frozen here."""

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="contract")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    hired_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    freelancer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    terms = models.TextField()
    currency = models.CharField(max_length=3)
    freelancer_fee_bp = models.IntegerField()
    client_fee_bp = models.IntegerField()
    status = models.CharField(max_length=12, choices=ContractStatus.choices, default=ContractStatus.PENDING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_client = models.BooleanField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    paid_gross = models.BigIntegerField(default=0)  # released so far, milestones and bonuses

    class Meta:
        indexes = [
            models.Index(fields=["freelancer", "-id"], name="contracts_of"),
            models.Index(fields=["company", "-id"], name="contracts_with"),
            models.Index(fields=["id"], name="contracts_ending", condition=Q(status="ending")),
            models.Index(fields=["company"], name="contracts_ended", condition=Q(status="ended")),
        ]


class Milestone(models.Model):
    """A step with its own price and its own escrow account (`milestone:{id}/escrow`)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    number = models.SmallIntegerField()
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    amount = models.BigIntegerField()
    due_on = models.DateField(null=True)
    status = models.CharField(max_length=18, choices=MilestoneStatus.choices, default=MilestoneStatus.PLANNED)
    # funded = held + released + refunded, always: these three are gross prices without the client's fee.
    funded = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    refunded = models.BigIntegerField(default=0)
    # Fees so far: `client_fee_funded` came into escrow with the price and leaves it by release or refund.
    client_fee_funded = models.BigIntegerField(default=0)
    client_fee_used = models.BigIntegerField(default=0)
    fee_taken = models.BigIntegerField(default=0)
    steps = models.SmallIntegerField(default=0)  # money movements so far: part of their idempotency keys
    funded_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    review_until = models.DateTimeField(null=True)
    was_extended = models.BooleanField(default=False)
    reminded_days = models.SmallIntegerField(default=0)
    remind_at = models.DateTimeField(null=True)  # the next reminder of the client, while the work waits for a review
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="milestone_is_positive"),
            models.CheckConstraint(
                condition=Q(funded__gte=F("released") + F("refunded")) & Q(released__gte=0) & Q(refunded__gte=0),
                name="funded_covers_the_rest",
            ),
        ]
        indexes = [
            models.Index(fields=["review_until"], name="milestones_in_review", condition=Q(status="submitted")),
            models.Index(fields=["remind_at"], name="milestones_reminding", condition=Q(status="submitted")),
        ]

    @property
    def held(self) -> int:
        """What escrow holds of the price."""
        return self.funded - self.released - self.refunded


class Submission(models.Model):
    """Work handed in for a milestone, and what the client said to it."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="submissions")
    note = models.TextField()
    at = models.DateTimeField()
    changes_asked = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    files = models.ManyToManyField("files.File", related_name="+")


class Refund(models.Model):
    """The client asks for held money back; silence gives it."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.TextField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_until = models.DateTimeField()
    status = models.CharField(max_length=10, choices=RefundStatus.choices, default=RefundStatus.ASKED)
    status_before = models.CharField(max_length=18)  # of the milestone, to return to when refused
    answered_at = models.DateTimeField(null=True)
    answer_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone"], condition=Q(status="asked"), name="one_open_refund")
        ]
        indexes = [models.Index(fields=["answer_until"], name="refunds_waiting", condition=Q(status="asked"))]


class Bonus(models.Model):
    """Money given on top, straight from the client's wallet."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="bonuses")
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    client_fee = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    given_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)


class Hold(models.Model):
    """Earnings in their security period; when it is over they can be withdrawn."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="holds")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="holds")
    bonus = models.OneToOneField(Bonus, models.PROTECT, null=True, related_name="hold")
    freelancer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    gross = models.BigIntegerField()
    fee = models.BigIntegerField()
    client_fee = models.BigIntegerField(default=0)
    net = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["until"], name="holds_running", condition=Q(cleared_at=None)),
            models.Index(fields=["freelancer", "until"], name="holds_of", condition=Q(cleared_at=None)),
        ]


class GiveBack(models.Model):
    """A freelancer returns money that was already paid."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="give_backs")
    amount = models.BigIntegerField()  # gross; the fees on it come back too
    fee = models.BigIntegerField()
    client_fee = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, unique=True)


def _day_in(packed: dict[str, object]) -> dt.date | None:
    given = packed.get("due_on")
    return dt.date.fromisoformat(str(given)) if given else None


class Amendment(models.Model):
    """A numbered change of a contract that both sides agree to."""

    class Kind(models.TextChoices):
        ADD_MILESTONE = "add_milestone", _("New milestone")
        CHANGE_MILESTONE = "change_milestone", _("Changed milestone")
        DELETE_MILESTONE = "delete_milestone", _("Milestone removed")
        TERMS = "terms", _("Changed terms")
        REOPEN = "reopen", _("Contract reopened")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=18, choices=Kind.choices)
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    by_client = models.BooleanField()
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=AmendmentStatus.choices, default=AmendmentStatus.PROPOSED)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="amendment_number")]
        indexes = [models.Index(fields=["expires_at"], name="amendments_expiring", condition=Q(status="proposed"))]

    @property
    def before_due_on(self) -> dt.date | None:
        """The day that the milestone was due."""
        return _day_in(self.before)

    @property
    def after_due_on(self) -> dt.date | None:
        """The day that the milestone would be due."""
        return _day_in(self.after)

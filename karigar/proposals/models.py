"""Proposals, invitations, shortlist and interview: from applying to the offer.

It knows jobs and Connects; what follows an offer belongs to contracts.
"""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karigar.proposals import states
from karigar.proposals.states import DeclineReason, InvitationStatus, JobEnd, ProposalStatus


class Proposal(models.Model):
    """A freelancer's answer to a job."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="proposals")
    freelancer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=ProposalStatus.choices, default=ProposalStatus.SUBMITTED)
    letter = models.TextField()
    bid = models.BigIntegerField()  # minor units: the whole price, or the hourly rate of an hourly job
    currency = models.CharField(max_length=3)
    days = models.SmallIntegerField(null=True)  # that the work will take
    connects = models.SmallIntegerField(default=0)
    was_invited = models.BooleanField(default=False)
    submitted_at = models.DateTimeField()
    edit_until = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminded = models.SmallIntegerField(default=0)  # days of the last reminder that went out
    seen_at = models.DateTimeField(null=True)
    shortlisted_at = models.DateTimeField(null=True)
    interview_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason.choices, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)
    job_end = models.CharField(max_length=12, choices=JobEnd.choices, blank=True)  # why the job closed
    key = models.CharField(max_length=64, blank=True)  # of the form: a second click shows the same proposal
    connects_return_at = models.DateTimeField(null=True)  # unopened by then: they come back; emptied when done
    files = models.ManyToManyField("files.File", related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "freelancer"], condition=~Q(status="withdrawn"), name="one_proposal_per_job"
            ),
            models.CheckConstraint(condition=Q(bid__gt=0), name="bid_is_positive"),
        ]
        indexes = [
            models.Index(fields=["job", "-id"], name="proposals_on_job"),
            models.Index(fields=["freelancer", "-id"], name="proposals_of"),
            models.Index(
                fields=["expires_at"],
                name="proposals_expiring",
                condition=Q(status__in=["submitted", "seen", "shortlisted", "interviewing"]),
            ),
            models.Index(
                fields=["connects_return_at"], name="connects_returning", condition=Q(connects_return_at__isnull=False)
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether the client may still decide about it."""
        return self.status in states.OPEN

    @property
    def is_known(self) -> bool:
        """Whether both sides know each other's full names: from the interview on (rules.md part 4)."""
        return bool(self.interview_at or self.offered_at or self.status in {"offered", "hired"})

    @property
    def look(self) -> str:
        """The colour of the chip."""
        return states.LOOKS[self.status]

    def may_edit_text(self, now: dt.datetime) -> bool:
        """Whether letter and files may change: for some hours or until seen, whichever is first."""
        return self.is_open and self.seen_at is None and now < self.edit_until


class ProposalMilestone(models.Model):
    """A step of the plan that a proposal suggests."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="milestones")
    order = models.SmallIntegerField()
    title = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    days = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ["order"]


class Answer(models.Model):
    """The answer to one screening question, with the question as it stood."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="answers")
    order = models.SmallIntegerField()
    question = models.CharField(max_length=250)
    text = models.TextField()

    class Meta:
        ordering = ["order"]


class Revision(models.Model):
    """What a proposal said before an edit; visible to both sides."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="revisions")
    at = models.DateTimeField()
    letter = models.TextField()
    bid = models.BigIntegerField()
    days = models.SmallIntegerField(null=True)
    plan = models.JSONField(default=list)


class Invitation(models.Model):
    """A client asks a freelancer to apply; that proposal costs nothing."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="invitations")
    freelancer = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    invited_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    message = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.SENT)
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints = [models.UniqueConstraint(fields=["job", "freelancer"], name="one_invitation_per_job")]
        indexes = [
            models.Index(fields=["freelancer", "-id"], name="invitations_of"),
            models.Index(fields=["expires_at"], name="invitations_expiring", condition=Q(status__in=["sent", "seen"])),
        ]

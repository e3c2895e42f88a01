"""Connects: what applying costs, and how they come back.

The balance itself is kept by the ledger in the unit CONNECT; here stand the spends that may return.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why Connects came back."""

    JOB_CLOSED = "job_closed", _("The job closed without a hire")
    JOB_REMOVED = "job_removed", _("The job was removed or its client suspended")
    NOT_OPENED = "not_opened", _("The client did not open your proposal in 10 days")
    WITHDRAWN_UNSEEN = "withdrawn_unseen", _("You withdrew before it was seen")


class Spend(models.Model):
    """Connects that a proposal cost, by lot, so that exactly these can return."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    proposal_id = models.BigIntegerField(unique=True)
    connects = models.IntegerField()
    lots = models.JSONField()
    spent_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)


class Allowance(models.Model):
    """The weekly top-up of a person and what good conduct raised it to."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="+")
    weekly = models.IntegerField()
    topped_up_for = models.DateField(null=True)  # the Monday of the last top-up

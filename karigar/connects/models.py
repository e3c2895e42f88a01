"""Connects: what applying costs, and how they come back.

The balance itself is kept by the ledger in the unit CONNECT; here stand the spends that may return.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cause(models.TextChoices):
    """Why Connects came back."""

    JOB_CLOSED = "job_closed", _("The job closed or ran out without a hire.")
    JOB_REMOVED = "job_removed", _("The job was removed or its client was suspended.")
    NOT_OPENED = "not_opened", _("The client did not open your proposal in time.")
    WITHDRAWN_UNSEEN = "withdrawn_unseen", _("You withdrew before the client had seen it.")


class Spend(models.Model):
    """Connects that a proposal cost, by lot, so that exactly these can return."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    proposal_id = models.BigIntegerField(unique=True)
    title = models.CharField(max_length=150)  # of the job, as it stood
    connects = models.IntegerField()
    lots = models.JSONField()
    spent_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-spent_at"], name="spends_of"),
            models.Index(fields=["person", "-returned_at"], name="returns_of"),
        ]


class Allowance(models.Model):
    """The weekly top-up of a person: for which Monday it was done, and up to what."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="+")
    has_good_conduct = models.BooleanField(default=False)  # raises the weekly number
    filled_to = models.IntegerField()  # by the last top-up, or by joining
    topped_up_for = models.DateField()  # the Monday of the last top-up, or of the week of joining

    class Meta:
        indexes = [models.Index(fields=["topped_up_for", "person"], name="top_ups_due")]


class Pack(models.Model):
    """Connects that were paid for: one lot in the books, of which the money is earned as they are used."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    connects = models.IntegerField()  # that belong to it still; what came back after its end lives on in another
    price = models.BigIntegerField()  # of these, in minor units
    currency = models.CharField(max_length=3)
    bought_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # its time was over, or it was given back
    refunded_at = models.DateTimeField(null=True)
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")  # the pack that was over
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(connects__gte=0, price__gte=0), name="pack_is_not_negative"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="packs_of"),
            models.Index(fields=["expires_at"], name="packs_end", condition=models.Q(ended_at__isnull=True)),
        ]

    @property
    def lot(self) -> str:
        """The name of its lot in the books: the day of its end, then its number; so the first to end sorts first."""
        return f"{self.expires_at:%Y%m%d}-{self.pk}"

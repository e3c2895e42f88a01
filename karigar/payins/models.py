"""Money in: deposits by play provider or by bank and wallet transfer, later cards and gateways.

A provider never touches the ledger: it tells events, this module books them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from karigar.payins.states import DepositStatus


class Deposit(models.Model):
    """A company's wish to add money, until it is booked or refused."""

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=DepositStatus.choices, default=DepositStatus.STARTED)
    reference = models.CharField(max_length=60, blank=True)  # what the person wrote on the transfer
    sent_from = models.CharField(max_length=60, blank=True)  # bank or wallet it came from
    proof = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+")
    provider_ref = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # the maker
    made_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # the checker
    booked_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    key = models.CharField(max_length=80, unique=True)  # of the form that started it: a second click finds the first

    class Meta:
        verbose_name = _("deposit")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="deposit_is_positive"),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("made_by")),
                name="maker_is_not_checker",
            ),
            models.UniqueConstraint(
                fields=["provider", "reference", "currency"],
                condition=models.Q(status="booked") & ~models.Q(reference=""),
                name="one_booking_per_reference",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="deposits_of"),
            models.Index(
                fields=["started_at"], name="deposit_queue", condition=models.Q(status__in=["waiting", "made"])
            ),
        ]


class InboundEvent(models.Model):
    """What a provider told us, raw and once, before any work is done with it."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    body = models.TextField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="each_event_once")]

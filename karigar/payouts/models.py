"""Money out: payout methods, withdrawals and the files that carry them to banks and wallets.

It moves a person's own balance out and nothing else.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from karigar.payouts.states import PayoutStatus


class Rail(models.TextChoices):
    BKASH = "bkash", "bKash"
    NAGAD = "nagad", "Nagad"
    ROCKET = "rocket", "Rocket"
    BANK_BD = "bank_bd", _("Bank account in Bangladesh")
    UPI = "upi", "UPI"
    BANK_IN = "bank_in", _("Bank account in India")
    BANK = "bank", _("Bank account elsewhere (IBAN)")


class Method(models.Model):
    """Where a person wants his money; new ones sleep before first use."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    rail = models.CharField(max_length=12, choices=Rail.choices)
    holder = models.CharField(max_length=120)
    details = models.TextField()  # encrypted JSON: number, bank, branch, routing
    hint = models.CharField(max_length=40)  # the last digits, for pages
    added_at = models.DateTimeField()
    sleeps_until = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    cancel_token = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="methods_of")]


class Batch(models.Model):
    """Payouts exported together in one file."""

    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rail = models.CharField(max_length=12, choices=Rail.choices)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    count = models.IntegerField()


class Payout(models.Model):
    """One withdrawal."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    method = models.ForeignKey(Method, models.PROTECT, related_name="payouts")
    amount = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=PayoutStatus.choices, default=PayoutStatus.REQUESTED)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the promise: sent by then
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="payouts")
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="payout_is_positive")]
        indexes = [
            models.Index(fields=["person", "-id"], name="payouts_of"),
            models.Index(
                fields=["due_at"],
                name="payout_queue",
                condition=models.Q(status__in=["requested", "checked", "queued"]),
            ),
        ]

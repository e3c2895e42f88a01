"""Money in, and back to where it came from: deposits by bank, wallet, card and gateway; refunds and chargebacks.

A provider never touches the ledger: it tells events, this module books them.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from karigar.payins.states import CallState, ChargebackStatus, DepositStatus, RefundStatus


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
    provider_ref = models.CharField(max_length=255, blank=True)  # the provider's own name of the payment
    next_url = models.CharField(max_length=2000, blank=True)  # where the payer goes on
    seen_amount = models.BigIntegerField(null=True)  # what the provider says came in, when it is not what we asked
    seen_currency = models.CharField(max_length=12, blank=True)
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
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~models.Q(provider_ref=""),
                name="one_deposit_per_payment",
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
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=20, blank=True)
    external_id = models.CharField(max_length=255, blank=True)
    body = models.TextField()
    received_at = models.DateTimeField()
    next_look_at = models.DateTimeField(null=True)
    looks = models.IntegerField(default=0)
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="each_event_once")]
        indexes = [models.Index(fields=["id"], name="events_to_handle", condition=models.Q(handled_at=None))]


class OutboundCall(models.Model):
    """What we ask a provider to do, written down with its key before it is asked."""

    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)  # "start" or "refund"
    key = models.CharField(max_length=80, unique=True)
    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="calls")
    refund = models.ForeignKey("payins.DepositRefund", models.PROTECT, null=True, related_name="calls")
    request = models.JSONField()
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.STARTED)
    answer = models.CharField(max_length=500, blank=True)
    written_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    asks = models.IntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="calls_open", condition=models.Q(state__in=["started", "unknown"])),
        ]


class DepositRefund(models.Model):
    """A company's wish to have unused money sent back to where it came from."""

    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="refunds")
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    status = models.CharField(max_length=12, choices=RefundStatus.choices, default=RefundStatus.ASKED)
    asked_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    journal = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("made_by")),
                name="refund_maker_is_not_checker",
            ),
        ]


class Chargeback(models.Model):
    """A payer's bank took a deposit back; the company owes it until the bank gives it back or it is paid."""

    deposit = models.ForeignKey(Deposit, models.PROTECT, related_name="chargebacks")
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=255)
    amount = models.BigIntegerField()
    cost = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=ChargebackStatus.choices, default=ChargebackStatus.OPENED)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "external_id"], name="each_chargeback_once"),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("made_by")),
                name="write_off_maker_is_not_checker",
            ),
        ]
        indexes = [models.Index(fields=["company", "id"], name="chargebacks_of")]

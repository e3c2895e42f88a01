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


class RailTerms(models.Model):
    """Other terms of a rail from a moment on, set by two of staff; never changed, the next row replaces them."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second look")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    rail = models.CharField(max_length=12)
    since = models.DateTimeField()
    facts = models.JSONField()  # the shape of terms.Terms
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PROPOSED)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["rail", "since"], name="rail_terms_since")]


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
    name_differs = models.BooleanField(default=False)  # from the verified one: a person compares before first use
    looked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="methods_of"),
            models.Index(
                fields=["id"],
                name="methods_to_look_at",
                condition=models.Q(name_differs=True, looked_at=None, removed_at=None),
            ),
        ]

    @property
    def is_looked_at(self) -> bool:
        """Whether a differing name was compared by a person, or need not be."""
        return not self.name_differs or self.looked_at is not None


class Batch(models.Model):
    """Payouts exported together in one file, which is kept as it was made."""

    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    rail = models.CharField(max_length=12)
    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    count = models.IntegerField()
    form = models.CharField(max_length=20, default="csv")
    content = models.TextField(blank=True)  # encrypted; empty in batches older than kept files
    sha256 = models.CharField(max_length=64, blank=True)


class Payout(models.Model):
    """One transfer out: a withdrawal, or a part of one that its rail cannot carry whole."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    method = models.ForeignKey(Method, models.PROTECT, related_name="payouts")
    rail = models.CharField(max_length=12, blank=True)  # terms.DEFAULTS names them
    whole = models.ForeignKey("self", models.PROTECT, null=True, related_name="siblings")  # the first of its parts
    part = models.SmallIntegerField(default=1)
    parts = models.SmallIntegerField(default=1)
    amount = models.BigIntegerField()  # what arrives
    fee = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=12, choices=PayoutStatus.choices, default=PayoutStatus.REQUESTED)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()  # the promise: sent by then
    begins_at = models.DateTimeField(null=True)  # when its rail could take it; null in old ones: when it was asked for
    alarmed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    came_back_at = models.DateTimeField(null=True)  # after it was confirmed: it stays so, and the money is back
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


class ResultFile(models.Model):
    """What a bank or wallet answered to a payment file; two of staff let it work."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits for a second look")
        APPLIED = "applied", _("Carried out")
        REFUSED = "refused", _("Refused")

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=12)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="results")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="result_files", condition=models.Q(status="waiting"))]


class ResultLine(models.Model):
    """What it says of one transfer, as it said it. Append-only."""

    file = models.ForeignKey(ResultFile, models.PROTECT, related_name="lines")
    number = models.IntegerField()
    mark = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=8)  # results.SENT, PAID, FAILED
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=35, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    raw = models.TextField()
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="result_line_once")]


class ResultDeed(models.Model):
    """What a line led to when its file was carried out: a deed, or the name of the refusal. Append-only."""

    line = models.OneToOneField(ResultLine, models.PROTECT, related_name="deed")
    deed = models.CharField(max_length=8, blank=True)
    refusal = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)  # of the refusal's sentence
    at = models.DateTimeField()

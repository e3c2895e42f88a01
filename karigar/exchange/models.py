"""Exchange of currencies in a person's wallet: dated rates, quotes that hold for a moment, and the pool behind them.

It moves a person's own balance from one currency to another and nothing else; the money at banks is not its business.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rate(models.Model):
    """What one unit of `base` is worth in `quote`, by a source at a moment. It never changes once it is in force."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a colleague")
        IN_FORCE = "in_force", _("In force")
        REFUSED = "refused", _("Refused")

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    value = models.DecimalField(max_digits=24, decimal_places=10)
    source = models.CharField(max_length=60)
    as_of = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices)
    entered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # None: from a file
    entered_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gt=0), name="rate_is_positive"),
            models.UniqueConstraint(
                fields=["base", "quote", "source", "as_of"], name="rate_from_a_file_once",
                condition=models.Q(entered_by__isnull=True),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["base", "quote", "-as_of", "-id"], name="rates_by_age")]


class Quote(models.Model):
    """What somebody would get for an amount, for some seconds; accepted once or never."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    sold = models.BigIntegerField()
    sold_unit = models.CharField(max_length=3)
    spread = models.BigIntegerField()  # part of `sold`
    bought = models.BigIntegerField()
    bought_unit = models.CharField(max_length=3)
    rate = models.CharField(max_length=40)  # of one unit, cut, for people; `rates` are the rows that it was made of
    rates = models.JSONField()
    source = models.CharField(max_length=200)
    as_of = models.DateTimeField()  # of the oldest rate in it
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    journal = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sold__gt=0, bought__gt=0, spread__gte=0), name="quote_is_positive"
            )
        ]
        indexes = [models.Index(fields=["person", "-id"], name="quotes_of")]


class Pool(models.Model):
    """The pool of a currency: its row is locked while its cap is looked at; what it holds stands in the books."""

    currency = models.CharField(max_length=3, primary_key=True)

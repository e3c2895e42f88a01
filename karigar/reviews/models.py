"""Double-blind feedback of both sides after a contract.

It publishes what people said of each other; it pushes the sums down to profiles.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _


class Window(models.Model):
    """The days in which both sides of an ended contract may speak."""

    contract = models.OneToOneField("contracts.Contract", models.PROTECT, primary_key=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["closes_at"], name="windows_open", condition=models.Q(published_at=None))]


class Review(models.Model):
    """What one side says of the other. Ratings are 1 to 5 per aspect, the mean in tenths."""

    window = models.ForeignKey(Window, models.PROTECT, related_name="reviews")
    by_client = models.BooleanField()
    author = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    about_person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    about_company = models.ForeignKey("accounts.Company", models.PROTECT, null=True, related_name="+")
    aspects = models.JSONField()  # {"quality": 5, ...}
    score = models.SmallIntegerField()  # mean of the aspects, in tenths: 10 to 50
    text = models.TextField(blank=True)
    note_to_staff = models.TextField(blank=True)
    given_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    hidden_rule = models.CharField(max_length=40, blank=True)
    # Whom it is about may let its author change it, once: until when, when it was, and what stood there before.
    change_until = models.DateTimeField(null=True)
    revised_at = models.DateTimeField(null=True)
    before = models.JSONField(null=True)

    def may_be_revised(self, now: dt.datetime) -> bool:
        """Whether its author may change it now."""
        return bool(self.change_until and now < self.change_until and not self.revised_at and not self.hidden_rule)

    class Meta:
        verbose_name = _("feedback")
        constraints = [models.UniqueConstraint(fields=["window", "by_client"], name="one_review_per_side")]
        indexes = [
            models.Index(fields=["about_person", "-published_at"], name="reviews_of_person"),
            models.Index(fields=["about_company", "-published_at"], name="reviews_of_company"),
        ]

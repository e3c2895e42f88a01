"""Statements of any period, the same lines as files that other programs check, and certificates of earnings.

It reads the books and changes nothing in them; what it keeps is what it certified.
"""

import datetime as dt

from django.db import models


class Certificate(models.Model):
    """What a freelancer was paid in a period, frozen and signed, for whoever he gives the code to."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    paper = models.JSONField()  # what anybody with the code may see, as it was signed
    signature = models.CharField(max_length=128)
    since = models.DateField()
    until = models.DateField()  # not included
    currency = models.CharField(max_length=3)
    beyond = models.BigIntegerField()  # the first journal that it does not speak of any more
    contracts = models.JSONField(default=list)  # the numbers of the contracts that it speaks of
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="certificates_of")]

    @property
    def last_day(self) -> dt.date:
        """The last day that it includes."""
        return self.until - dt.timedelta(days=1)

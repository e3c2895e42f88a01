"""Tables of no business: counters for rate limits.

It is where every module finds money, time, state, errors and pages. It knows nothing of the market.
"""

from django.db import models


class RateCount(models.Model):
    """How often a key was used in one window of time."""

    key = models.CharField(max_length=200)
    began = models.BigIntegerField()
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "began"], name="one_count_per_window")]

"""Every number of the market, with an effective date and the operator's override.

It holds values, not decisions: what a number means is the business of the module that asks for it.
"""

from django.db import models


class Override(models.Model):
    """An operator's value for a rule from a moment on."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    effective_from = models.DateTimeField()
    reason = models.TextField()
    set_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "effective_from"], name="one_override_per_moment")]

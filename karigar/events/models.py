"""The journal: who did what to what, when, and why. One row is history, statistic and outbox.

It decides nothing and is never changed, but for the mark that it was delivered to its followers.
"""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """One thing that happened."""

    name = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    by_staff = models.BooleanField(default=False)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["actor_id", "-id"], name="event_actor"),
            models.Index(fields=["id"], name="event_waiting", condition=Q(delivered_at=None)),
            models.Index(fields=["-id"], name="event_staff", condition=Q(by_staff=True)),
        ]

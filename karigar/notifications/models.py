"""The inbox of notices, and mail.

It tells people what happened, in their language and by the ways they chose; it does not know what the events mean.
"""

from django.db import models


class Notice(models.Model):
    """One thing a person was told."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=200)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # The domain's key: the same thing is told once, however often its event is delivered.
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="notice_inbox")]


class Mail(models.Model):
    """A letter waiting to be sent, or sent; written in the reader's language when it was queued."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, null=True, related_name="+")
    to = models.EmailField()
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], name="mail_waiting", condition=models.Q(sent_at=None))]


class Preference(models.Model):
    """What a person does not want by mail, per group of notices; no row means everything."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    group = models.CharField(max_length=20)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "group"], name="one_preference_per_group")]

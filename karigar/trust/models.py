"""Reports and the masking of contact data.

It gathers facts about conduct; what follows from them is decided by staff with a named rule.
"""

from django.db import models


class Report(models.Model):
    """Somebody says that a thing breaks a rule."""

    subject_type = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    reporter = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Once a report is answered, the same person may report the same thing again: it may go on.
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "reporter"],
                condition=models.Q(closed_at=None),
                name="one_open_report_per_person",
            )
        ]
        indexes = [models.Index(fields=["reported_at"], name="report_queue", condition=models.Q(closed_at=None))]

"""Uploads: what they really are, where they lie, who may fetch them.

A file belongs to its uploader; the module that shows it decides who sees it and hands out a signed address.
"""

from django.db import models


class File(models.Model):
    """One stored upload."""

    owner = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)  # photo, portfolio, message, proposal, job, submission, proof
    name = models.CharField(max_length=150)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    is_public = models.BooleanField(default=False)
    scan = models.CharField(max_length=12, default="not_scanned")  # not_scanned, clean, infected
    created_at = models.DateTimeField()

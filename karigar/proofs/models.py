"""What anybody can check: published blocks of the books, receipts, what is held for people, and the audits that ran.

It shows and signs what the ledger says; it moves nothing.
"""

from django.db import models


class AuditRun(models.Model):
    """One audit of the books: how far it went and what it found."""

    at = models.DateTimeField()
    is_whole = models.BooleanField()  # from the first entry on; else what is new, and a part of the old in turn
    last = models.BigIntegerField()  # the last sealed journal that was proved
    height = models.BigIntegerField()  # of its block
    swept_to = models.BigIntegerField()  # the block up to which the old ones were sealed anew in this round
    broken = models.JSONField(default=list)  # pairs: the promise, what broke it

    class Meta:
        indexes = [models.Index(fields=["-at"], name="audits_by_time")]


class Safeguard(models.Model):
    """What people own and what is held for them at the end of a look, signed; one a day."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    paper = models.JSONField()  # what is signed, see signing.py
    signature = models.CharField(max_length=128)  # hex
    key = models.CharField(max_length=64)  # the public key, hex

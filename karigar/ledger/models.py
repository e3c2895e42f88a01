"""The books: double-entry accounts, kept by functions in the database; these models only read.

It knows amounts, owners' names and keys. It does not know what a milestone or a proposal is.
"""

from django.db import models


class Account(models.Model):
    """Who holds what, in which unit. Opened by the first movement that names it; never changes."""

    owner = models.TextField()
    role = models.TextField()
    unit = models.TextField()
    klass = models.TextField(db_column="class")
    floor = models.BigIntegerField(null=True)
    lazy = models.BooleanField()

    class Meta:
        managed = False
        db_table = "ledger_account"


class Balance(models.Model):
    """What an account holds, without its tail."""

    account = models.OneToOneField(Account, models.DO_NOTHING, primary_key=True)
    posted = models.BigIntegerField()
    pending_out = models.BigIntegerField()
    pending_in = models.BigIntegerField()
    seq = models.BigIntegerField()
    floor = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_balance"


class Journal(models.Model):
    """One movement. The order of the books is the order of `id`."""

    kind = models.TextField()
    phase = models.SmallIntegerField()
    resolves = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+", db_column="resolves")
    reverses = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+", db_column="reverses")
    key = models.TextField(unique=True)
    request = models.BinaryField()
    ref = models.TextField()
    note = models.TextField()
    at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_journal"


class Entry(models.Model):
    """What a movement did to one account."""

    pk = models.CompositePrimaryKey("journal_id", "line")
    journal = models.ForeignKey(Journal, models.DO_NOTHING, related_name="entries")
    line = models.SmallIntegerField()
    account = models.ForeignKey(Account, models.DO_NOTHING, related_name="entries")
    unit = models.TextField()
    amount = models.BigIntegerField()
    account_seq = models.BigIntegerField(null=True)
    balance_after = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_entry"

"""What banks and providers say, line by line, held against the books; and the closing of a period.

It matches and alarms; a line of a bank never moves money by itself: two people do, by the actions of payins and payouts.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from karigar.reconciliation.states import CloseStatus, OrderStatus


class Account(models.Model):
    """An account that somebody outside keeps too: a bank's or a provider's, in one currency."""

    name = models.CharField(max_length=80)  # its name in the books: "bank:trust/trust"
    currency = models.CharField(max_length=3)
    number = models.CharField(max_length=64, blank=True)  # as its statements say it; learnt from the first
    alarmed_on = models.DateField(null=True)  # the last day on which staff were told

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "currency"], name="one_row_per_outside_account"),
            models.UniqueConstraint(
                fields=["number", "currency"], condition=~models.Q(number=""), name="one_account_per_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.currency}"

    @property
    def provider(self) -> str:
        """The provider that keeps it, or nothing for a bank."""
        return self.name.removeprefix("provider:").removesuffix("/clearing") if "/clearing" in self.name else ""


class Profile(models.Model):
    """Where a bank or provider puts what in its CSV; empty names say that the file has no such column."""

    class Kind(models.TextChoices):
        BANK = "bank", _("A bank's statement")
        SETTLEMENT = "settlement", _("A provider's settlement report")

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    date_column = models.CharField(max_length=80)
    date_format = models.CharField(max_length=12)
    decimal_sign = models.CharField(max_length=1)
    amount_column = models.CharField(max_length=80, blank=True)  # signed; of a report: the gross sum
    in_column = models.CharField(max_length=80, blank=True)
    out_column = models.CharField(max_length=80, blank=True)
    balance_column = models.CharField(max_length=80, blank=True)
    fee_column = models.CharField(max_length=80, blank=True)
    net_column = models.CharField(max_length=80, blank=True)
    reference_column = models.CharField(max_length=80, blank=True)
    text_column = models.CharField(max_length=80, blank=True)
    currency_column = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class Statement(models.Model):
    """One file that was taken in whole. Never changes (sql/0001_keep.sql)."""

    class Format(models.TextChoices):
        CAMT = "camt", "camt.053"
        CSV = "csv", _("A bank's CSV")
        SETTLEMENT = "settlement", _("Settlement report")

    account = models.ForeignKey(Account, models.PROTECT, related_name="statements")
    format = models.CharField(max_length=10, choices=Format.choices)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    number = models.CharField(max_length=80, blank=True)  # the bank's own
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)  # the last day in it
    opening = models.BigIntegerField()
    closing = models.BigIntegerField()
    read = models.IntegerField()
    added = models.IntegerField()
    taken_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-until_on", "-id"], name="statements_of")]


class Match(models.Model):
    """Lines and movements of one account that belong together: what both sides say is the same sum."""

    class Rule(models.TextChoices):
        MARK = "mark", _("Our own mark stands on it")
        REFERENCE = "reference", _("The bank's reference is known")
        REVERSAL = "reversal", _("A movement and its reversal")
        RETURN = "return", _("Sent and returned")
        STAFF = "staff", _("Found by staff")

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    rule = models.CharField(max_length=10, choices=Rule.choices)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")  # none: by itself
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)


class Line(models.Model):
    """One line of a statement as the bank told it. Only `match` ever changes (sql/0001_keep.sql)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    key = models.CharField(max_length=100)  # the bank's own number, or a hash of what it says
    place = models.IntegerField()  # in the file
    booked_on = models.DateField()
    amount = models.BigIntegerField()  # above 0: money came in
    fee = models.BigIntegerField(default=0)  # of a settlement report: what the provider keeps
    end_to_end = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    text = models.TextField(blank=True)
    return_reason = models.CharField(max_length=140, blank=True)
    is_total = models.BooleanField(default=False)  # the last line of a settlement report: what was paid out
    marks = ArrayField(models.CharField(max_length=40), default=list)  # our own marks that stand on it
    raw = models.TextField()
    match = models.ForeignKey(Match, models.PROTECT, null=True, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="each_line_once"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="line_moves_something"),
        ]
        indexes = [
            models.Index(fields=["account", "booked_on", "id"], name="open_lines", condition=models.Q(match=None)),
            models.Index(fields=["account", "-id"], name="lines_of"),
        ]


class Moved(models.Model):
    """What a journal of the books did to an outside account. Gathered, never typed; only `match` ever changes."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="moved")
    journal = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=120)
    mark = models.CharField(max_length=40, blank=True)  # what the bank should say when it is this one
    amount = models.BigIntegerField()  # above 0: money came in
    at = models.DateTimeField()
    match = models.ForeignKey(Match, models.PROTECT, null=True, related_name="moved")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "journal"], name="each_journal_once_per_account")]
        indexes = [
            models.Index(fields=["account", "at", "id"], name="open_moved", condition=models.Q(match=None)),
            models.Index(fields=["account", "mark"], name="open_marks", condition=models.Q(match=None)),
        ]


class Gathered(models.Model):
    """How far the books were read: one row."""

    until = models.BigIntegerField(default=0)


class Finding(models.Model):
    """What is wrong with a line, said once when it was found."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="findings")
    code = models.CharField(max_length=30)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "code"], name="each_finding_once")]


class Order(models.Model):
    """The platform's own money, moved by two of the finance staff: a settlement, a sweep of fees, a tax."""

    class Kind(models.TextChoices):
        SETTLEMENT = "settlement", _("A provider paid out")
        SWEEP = "sweep", _("Earned fees leave the trust account")
        CHARGE = "charge", _("The bank took a charge")
        VAT = "vat", _("Value added tax was paid")
        WHT = "wht", _("Withheld tax was paid")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    provider = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=80)
    amount = models.BigIntegerField()
    cost = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=8, choices=OrderStatus.choices, default=OrderStatus.MADE)
    line = models.ForeignKey(Line, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    journal = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0, cost__gte=0), name="order_moves_something"),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("made_by")),
                name="order_maker_is_not_checker",
            ),
            models.UniqueConstraint(
                fields=["kind", "provider", "key", "currency"],
                condition=~models.Q(status="refused"),
                name="each_order_once",
            ),
        ]


class Close(models.Model):
    """A month of the books, frozen: its trial balance, and the sealed block that holds its last journal."""

    month = models.DateField(unique=True)  # its first day
    status = models.CharField(max_length=8, choices=CloseStatus.choices, default=CloseStatus.MADE)
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    despite = models.CharField(max_length=300, blank=True)  # why it is closed though old lines are open
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    open_lines = models.IntegerField(default=0)
    open_moved = models.IntegerField(default=0)
    trial = models.JSONField(null=True)  # rows of class, role, unit, amount
    hash = models.CharField(max_length=64, blank=True)
    last_journal = models.BigIntegerField(null=True)
    block_height = models.BigIntegerField(null=True)
    block_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("made_by")),
                name="close_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed") | models.Q(trial__isnull=False, checked_at__isnull=False),
                name="closed_month_has_its_trial",
            ),
        ]

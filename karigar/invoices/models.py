"""Invoices and fee receipts with gapless numbers, tax from dated rules, and their PDF.

It writes down what the books already decided; it moves no money but the tax that is inside the platform's own fee.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Details(models.Model):
    """What somebody wants on invoices: of a person, of a company, or (with neither) of the site's operator."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, null=True, related_name="+")
    company = models.OneToOneField("accounts.Company", models.CASCADE, null=True, related_name="+")
    legal_name = models.CharField(max_length=150)
    address = models.TextField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(person=None, company=None), name="one_operator"),
            models.CheckConstraint(condition=Q(person=None) | Q(company=None), name="details_of_one"),
        ]


class TaxRule(models.Model):
    """A tax on the platform's fee, from a day on. Rows are only added: the past keeps its tax."""

    class Customer(models.TextChoices):
        ANY = "any", _("Everybody")
        BUSINESS = "business", _("Customers with a tax number")
        PRIVATE = "private", _("Customers without a tax number")

    country = models.CharField(max_length=2, blank=True)  # of the customer; '' is every country
    customer = models.CharField(max_length=8, choices=Customer.choices, default=Customer.ANY)
    name = models.CharField(max_length=40)  # VAT, GST
    rate_bp = models.IntegerField()
    since = models.DateField()
    until = models.DateField(null=True)  # exclusive
    source = models.CharField(max_length=300)  # the law, or why there is no tax
    set_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rate_bp__gte=0, rate_bp__lte=10000), name="rate_is_a_share")]


class Counter(models.Model):
    """The last number of a series in a year; its row is locked by who takes the next."""

    series = models.CharField(max_length=2)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="one_counter")]


class Kind(models.TextChoices):
    INVOICE = "invoice", _("Invoice")
    FEE = "fee", _("Fee receipt")
    CLIENT_FEE = "client_fee", _("Fee receipt of the client")


class Document(models.Model):
    """An invoice, a fee receipt or a credit note. Never changed: the database refuses it."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    is_credit = models.BooleanField(default=False)
    series = models.CharField(max_length=2)
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    source = models.CharField(max_length=40, unique=True)  # event and kind: what happened is written down once
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")  # the freelancer
    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    seller = models.JSONField()  # name, address, country, tax_number, as they were
    buyer = models.JSONField()
    subject = models.CharField(max_length=280)
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()  # with the tax; above 0 on a credit note too
    tax = models.BigIntegerField(default=0)
    tax_name = models.CharField(max_length=40, blank=True)
    tax_bp = models.IntegerField(default=0)
    tax_source = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year", "serial"], name="one_number"),
            models.CheckConstraint(condition=Q(amount__gt=0, tax__gte=0), name="document_is_positive"),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="documents_of"),
            models.Index(fields=["company", "-id"], name="documents_with"),
            models.Index(fields=["contract", "kind", "-id"], name="documents_about"),
        ]

    @property
    def number(self) -> str:
        """The number as it is printed."""
        return f"{self.year}-{self.series}-{self.serial:06d}"

    @property
    def net(self) -> int:
        """The amount without the tax inside it."""
        return self.amount - self.tax

    @property
    def names_countries(self) -> bool:
        """Whether both sides say where they are, as forms for programs demand."""
        return bool(self.seller["country"] and self.buyer["country"])

    @property
    def title(self) -> str:
        """What kind of paper this is, in the reader's language."""
        return str(_("Credit note")) if self.is_credit else str(self.get_kind_display())

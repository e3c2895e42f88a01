"""Saved searches and followed companies: who wants to be told of new jobs, and of which he was told.

It finds nothing by itself: what fits a search is said by jobs, and notices carry it to the person.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TsQuery(models.Field):  # type: ignore[type-arg]
    """A search as PostgreSQL has read it, so that a new job is held against thousands without reading them again."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - as Django asks
        return "tsquery"


class Pace(models.TextChoices):
    NOW = "now", _("As soon as a job appears")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    OFF = "off", _("Not now; only keep the search")


class SavedSearch(models.Model):
    """What a person looks for again and again. An empty filter takes every job."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=600)  # the query string of the search page
    words = TsQuery(null=True)
    company = models.ForeignKey("accounts.Company", models.CASCADE, null=True, related_name="+")  # followed
    categories = ArrayField(models.BigIntegerField(), null=True)
    kind = models.CharField(max_length=8, blank=True)
    level = models.CharField(max_length=12, blank=True)
    skill = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    budget_min = models.BigIntegerField(null=True)  # minor units of currency
    budget_max = models.BigIntegerField(null=True)
    pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.DAILY)
    saved_at = models.DateTimeField()
    next_at = models.DateTimeField()  # not told again before

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "address", "company"], name="search_saved_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["person", "-id"], name="searches_of")]


class Hit(models.Model):
    """A new job that fits a search."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="hits")
    job = models.ForeignKey("jobs.Job", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "job"], name="each_hit_once")]
        indexes = [
            models.Index(fields=["search", "-id"], name="hits_of"),
            models.Index(fields=["search"], name="hits_untold", condition=Q(told_at=None)),
            models.Index(fields=["at"], name="hits_by_age"),
        ]

"""Who fits which work: what of freelancers is ranked and found, draws of newcomers, lists and notes of clients.

It decides an order by the published formula and says why; it hires nobody, and it never learns what was paid.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F


class Talent(models.Model):
    """A freelancer as ranking and search see him: gathered from the modules below whenever something of it changes."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="+")
    is_shown = models.BooleanField(default=False)  # published, and the account is in order
    is_public = models.BooleanField(default=False)  # shown to everybody, not only to members
    country = models.CharField(max_length=2, blank=True)
    rate = models.BigIntegerField(null=True)  # minor units of currency
    currency = models.CharField(max_length=3, blank=True)
    hours = models.SmallIntegerField(default=0)  # 0 none, 1 few hours, 2 part, 3 full
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    languages = ArrayField(models.CharField(max_length=3), default=list)
    fluency = ArrayField(models.SmallIntegerField(), default=list)  # of each language, 0 to 1000
    verified_until = models.DateTimeField(null=True)  # the identity
    contracts_done = models.IntegerField(default=0)
    rating_sum = models.IntegerField(default=0)  # tenths
    rating_count = models.IntegerField(default=0)
    asked = models.IntegerField(default=0)  # invitations that are over
    answered = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    load = models.SmallIntegerField(default=0)  # open contracts
    seen_at = models.DateTimeField()
    standing = models.SmallIntegerField(default=0)  # the expected success, 0 to 1000; cuts what is ranked
    search = SearchVectorField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="talent_found"),
            GinIndex(fields=["skill_ids"], name="talent_able"),
            GinIndex(fields=["category_ids"], name="talent_in"),
            models.Index(F("standing").desc(), name="talent_standing", condition=models.Q(is_shown=True)),
            models.Index(fields=["made_at"], name="talent_age"),
        ]


class Drawing(models.Model):
    """One draw of newcomers for the people of a job, with all that is needed to repeat it. Never changed."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="+")
    on = models.DateField()  # the day in UTC: one draw a job and day
    made_at = models.DateTimeField()
    seed = models.BigIntegerField()
    size = models.SmallIntegerField()  # of the list
    percent = models.SmallIntegerField()  # of its places that were newcomers' then
    pool = models.JSONField()  # [[person, weight], …]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "on"], name="one_draw_a_day")]


class Pick(models.Model):
    """Who was drawn for which place, with the chance he had: weight of total. Never changed."""

    drawing = models.ForeignKey(Drawing, models.PROTECT, related_name="picks")
    place = models.SmallIntegerField()
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    weight = models.IntegerField()
    total = models.BigIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["drawing", "place"], name="one_pick_a_place")]
        indexes = [models.Index(fields=["person", "-id"], name="picks_of")]

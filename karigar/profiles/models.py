"""Freelancer profiles and company pages: what people show of themselves, and the record others pushed here.

It decides nothing about work; figures of higher modules arrive through its actions.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Profile(models.Model):
    """A freelancer's page."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everybody")
        MEMBERS = "members", _("Members only")
        PRIVATE = "private", _("Only me")

    class Availability(models.TextChoices):
        FULL = "full", _("More than 30 hours a week")
        PART = "part", _("10 to 30 hours a week")
        FEW = "few", _("Less than 10 hours a week")
        NONE = "none", _("Not available now")

    person = models.OneToOneField("accounts.Person", models.CASCADE, primary_key=True, related_name="profile")
    title = models.CharField(max_length=80, blank=True)
    overview = models.TextField(blank=True)
    rate = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="BDT")
    availability = models.CharField(max_length=8, choices=Availability.choices, default=Availability.FULL)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    photo = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+")
    city = models.CharField(max_length=60, blank=True)
    categories = models.ManyToManyField("skills.Category", related_name="+")
    skills = models.ManyToManyField("skills.Skill", through="ProfileSkill", related_name="+")
    completeness = models.SmallIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    # The record, pushed down by contracts and reviews.
    contracts_done = models.IntegerField(default=0)
    rating_sum = models.IntegerField(default=0)
    rating_count = models.IntegerField(default=0)

    @property
    def rating(self) -> float | None:
        """Mean of the published ratings, 1 to 5, or None without one."""
        return self.rating_sum / self.rating_count / 10 if self.rating_count else None


class ProfileSkill(models.Model):
    """A skill on a profile, in the owner's order."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="profile_skills")
    skill = models.ForeignKey("skills.Skill", models.PROTECT, related_name="+")
    order = models.SmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["profile", "skill"], name="each_skill_once")]


class ProfileLanguage(models.Model):
    class Level(models.TextChoices):
        BASIC = "basic", _("Basic")
        CONVERSATIONAL = "conversational", _("Conversational")
        FLUENT = "fluent", _("Fluent")
        NATIVE = "native", _("Native")

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="languages")
    language = models.CharField(max_length=3)
    level = models.CharField(max_length=16, choices=Level.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="each_language_once")]


class Employment(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="employments")
    company = models.CharField(max_length=100)
    role = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ["-started_on", "-id"]


class Education(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="educations")
    school = models.CharField(max_length=120)
    degree = models.CharField(max_length=120)
    year_from = models.SmallIntegerField()
    year_to = models.SmallIntegerField(null=True)

    class Meta:
        ordering = ["-year_from", "-id"]


class Certificate(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="certificates")
    name = models.CharField(max_length=120)
    issuer = models.CharField(max_length=120)
    issued_on = models.DateField()
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["-issued_on", "-id"]


class PortfolioItem(models.Model):
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="portfolio")
    title = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    url = models.URLField(blank=True)
    done_on = models.DateField(null=True)
    order = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "-id"]


class PortfolioPicture(models.Model):
    item = models.ForeignKey(PortfolioItem, models.CASCADE, related_name="pictures")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")
    order = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class CompanyRecord(models.Model):
    """What a company did here: facts for the job page, pushed down by jobs, proposals, contracts and reviews."""

    company = models.OneToOneField("accounts.Company", models.CASCADE, primary_key=True, related_name="record")
    jobs_posted = models.IntegerField(default=0)
    jobs_hired = models.IntegerField(default=0)  # jobs that led to at least one hire
    proposals_received = models.IntegerField(default=0)
    proposals_answered = models.IntegerField(default=0)  # opened or decided by the client
    contracts_paid = models.IntegerField(default=0)  # contracts with at least one release
    spent = models.JSONField(default=dict)  # minor units released, by currency
    rating_sum = models.IntegerField(default=0)
    rating_count = models.IntegerField(default=0)

    @property
    def hire_rate(self) -> int | None:
        """Share of posted jobs that led to a hire, in whole percent."""
        return round(100 * self.jobs_hired / self.jobs_posted) if self.jobs_posted else None

    @property
    def answer_rate(self) -> int | None:
        """Share of received proposals that the client opened or decided, in whole percent."""
        return round(100 * self.proposals_answered / self.proposals_received) if self.proposals_received else None

    @property
    def rating(self) -> float | None:
        return self.rating_sum / self.rating_count / 10 if self.rating_count else None

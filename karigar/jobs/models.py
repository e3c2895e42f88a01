"""Job posts: from draft to filled, and how they are found.

It knows the client's company and its record, nothing of who applied.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karigar.jobs.states import CloseReason, JobStatus


class Job(models.Model):
    """A piece of work that a company wants done."""

    class Kind(models.TextChoices):
        FIXED = "fixed", _("Fixed price")
        HOURLY = "hourly", _("Hourly")

    class Level(models.TextChoices):
        ENTRY = "entry", _("Entry level")
        INTERMEDIATE = "intermediate", _("Intermediate")
        EXPERT = "expert", _("Expert")

    class Duration(models.TextChoices):
        WEEK = "week", _("Less than a week")
        MONTH = "month", _("Less than a month")
        QUARTER = "quarter", _("1 to 3 months")
        HALF = "half", _("3 to 6 months")
        LONG = "long", _("More than 6 months")

    class Workload(models.TextChoices):
        FEW = "few", _("Less than 10 hours a week")
        PART = "part", _("10 to 30 hours a week")
        FULL = "full", _("More than 30 hours a week")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("Everybody, also search engines")
        MEMBERS = "members", _("Members of this site")
        INVITED = "invited", _("Only freelancers I invite")

    company = models.ForeignKey("accounts.Company", models.PROTECT, related_name="+")
    posted_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    category = models.ForeignKey("skills.Category", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.FIXED)
    # Fixed price: budget_max (and budget_min when a range); hourly: the range of rates. Minor units.
    budget_min = models.BigIntegerField(null=True)
    budget_max = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="BDT")
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.INTERMEDIATE)
    duration = models.CharField(max_length=8, choices=Duration.choices, blank=True)
    workload = models.CharField(max_length=8, choices=Workload.choices, blank=True)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    positions = models.SmallIntegerField(default=1)
    country = models.CharField(max_length=2, blank=True)  # of the client, copied when published
    language = models.CharField(max_length=7, default="en")  # that the post is written in
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    skill_names = ArrayField(models.CharField(max_length=100), default=list)  # English, for the card; see skills
    proposals_lifted = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=JobStatus.choices, default=JobStatus.DRAFT)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=12, choices=CloseReason.choices, blank=True)
    close_note = models.CharField(max_length=300, blank=True)
    removed_rule = models.CharField(max_length=40, blank=True)
    # Counters pushed by proposals and contracts.
    proposals_count = models.IntegerField(default=0)
    invited_count = models.IntegerField(default=0)
    hired_count = models.IntegerField(default=0)
    # Where an imported post came from.
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    first_posted_on = models.DateField(null=True)
    # Search: words in several configurations, and phonetic keys that bring three scripts together.
    search = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], condition=~Q(source=""), name="each_import_once"),
            models.CheckConstraint(
                condition=Q(budget_min=None) | Q(budget_max=None) | Q(budget_min__lte=models.F("budget_max")),
                name="budget_is_a_range",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="jobs_of"),
            models.Index(
                fields=["-published_at", "-id"],
                name="jobs_open",
                include=["status"],
                condition=Q(status__in=["public", "members"]),
            ),
            models.Index(
                fields=["category", "-published_at", "-id"],
                name="jobs_open_in",
                condition=Q(status__in=["public", "members"]),
            ),
            models.Index(
                fields=["currency", "budget_max"], name="jobs_open_for", condition=Q(status__in=["public", "members"])
            ),
            models.Index(
                fields=["expires_at"],
                name="jobs_expiring",
                condition=Q(status__in=["public", "members", "invited", "paused"]),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether proposals are taken now."""
        return self.status in {JobStatus.PUBLIC, JobStatus.MEMBERS, JobStatus.INVITED}


class Question(models.Model):
    """A screening question that every applicant answers."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="questions")
    order = models.SmallIntegerField()
    text = models.CharField(max_length=250)

    class Meta:
        ordering = ["order"]


class JobFile(models.Model):
    job = models.ForeignKey(Job, models.CASCADE, related_name="job_files")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+")


class Guest(models.Model):
    """Somebody who may read a job that strangers may not: he was invited, or applied while it was open to him."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "person"], name="let_in_once")]


class SavedJob(models.Model):
    """A job somebody keeps an eye on."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.CASCADE, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "job"], name="saved_once")]

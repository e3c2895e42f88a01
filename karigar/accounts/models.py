"""People, their companies and hats, identity checks and staff power.

One login is one person with any number of hats. It knows nothing of profiles, jobs or money.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from karigar.accounts.states import AccountStatus, IdentityStatus


class People(BaseUserManager["Person"]):
    """Finds people by their e-mail address; creating one is the business of `actions.register`."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with a login."""

    email = models.EmailField(_("E-mail"), max_length=254)
    name = models.CharField(_("Name"), max_length=80)
    handle = models.CharField(max_length=30, unique=True)
    language = models.CharField(max_length=7, default="en")
    timezone = models.CharField(max_length=40, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    status = models.CharField(max_length=16, choices=AccountStatus.choices, default=AccountStatus.REGISTERED)
    status_reason = models.TextField(blank=True)
    status_until = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_hat = models.CharField(max_length=30, blank=True)
    # Counters that other modules push here, so that the app bar costs no query.
    unread_notices = models.PositiveIntegerField(default=0)
    unread_messages = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Everybody may log in: the suspended to read why and appeal, the closed to export and withdraw the balance."""
        return True

    @property
    def short_name(self) -> str:
        """First name and initial: what strangers see before an interview (rules.md part 4)."""
        first, _space, rest = self.name.partition(" ")
        return f"{first} {rest[0]}." if rest else first

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class Company(models.Model):
    """A client: one person alone or a team with roles. Jobs, contracts and client money belong to it."""

    name = models.CharField(max_length=100)
    about = models.TextField(blank=True)
    website = models.URLField(blank=True)
    country = models.CharField(max_length=2, blank=True)
    currency = models.CharField(max_length=3, default="BDT")
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    is_suspended = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """Roles inside a client company, rules.md part 4."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    FINANCE = "finance", _("Finance")
    RECRUITER = "recruiter", _("Recruiter")
    HIRING = "hiring", _("Hiring manager")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """A person's role in a company."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "person"], name="one_role_in_a_company")]


class TeamInvitation(models.Model):
    """An address that was asked into a company."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class Identity(models.Model):
    """A check that a person is who he says; the newest row counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    status = models.CharField(max_length=12, choices=IdentityStatus.choices)
    legal_name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    born_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="identity_of"),
            models.Index(fields=["submitted_at"], name="identity_queue", condition=models.Q(status="submitted")),
        ]


class Duty(models.TextChoices):
    """Staff roles, rules.md part 4."""

    SUPPORT = "support", _("Support")
    MODERATOR = "moderator", _("Moderator")
    MEDIATOR = "mediator", _("Mediator")
    FINANCE = "finance", _("Finance")
    AUDITOR = "auditor", _("Auditor")
    OPERATOR = "operator", _("Operator")


class StaffRole(models.Model):
    """A duty that a person holds at the site."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=12, choices=Duty.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "duty"], name="one_row_per_duty")]


class StaffSession(models.Model):
    """Staff power is lent for a while, with a typed reason."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="staff_sessions")
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-until"], name="staff_session_of")]

"""States of an account and of an identity check (rules.md part 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountStatus(models.TextChoices):
    REGISTERED = "registered", _("Registered")
    VERIFIED = "verified", _("E-mail confirmed")
    READY = "ready", _("Profile ready")
    ACTIVE = "active", _("Active")
    LIMITED = "limited", _("Limited")
    VACATION = "vacation", _("On vacation")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


ACCOUNT_MOVES = {
    "registered": {"verified", "closed"},
    "verified": {"ready", "active", "limited", "suspended", "closed"},
    "ready": {"active", "limited", "suspended", "closed", "vacation"},
    "active": {"limited", "vacation", "suspended", "closed"},
    "limited": {"active", "suspended", "closed"},
    "vacation": {"active", "suspended", "closed"},
    "suspended": {"active", "closed"},
    "closed": set(),
}


class IdentityStatus(models.TextChoices):
    SUBMITTED = "submitted", _("Waiting for the check")
    APPROVED = "approved", _("Approved")
    NEEDS_MORE = "needs_more", _("More is needed")
    REJECTED = "rejected", _("Not approved")
    EXPIRED = "expired", _("Expired")


IDENTITY_MOVES = {
    "submitted": {"approved", "needs_more", "rejected"},
    "approved": {"expired"},
    "needs_more": {"submitted"},
    "rejected": set(),
    "expired": {"submitted"},
}

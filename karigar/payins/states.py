"""States of a deposit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepositStatus(models.TextChoices):
    STARTED = "started", _("Started")
    WAITING = "waiting", _("Waiting for our staff")
    MADE = "made", _("Confirmed by one of two staff")
    BOOKED = "booked", _("Added to your wallet")
    REFUSED = "refused", _("Not accepted")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = {
    "started": {"waiting", "booked", "refused", "cancelled"},
    "waiting": {"made", "refused", "cancelled"},
    "made": {"booked", "waiting", "refused"},
    "booked": set(),
    "refused": set(),
    "cancelled": set(),
}

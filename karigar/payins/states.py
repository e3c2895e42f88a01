"""States of a deposit, of what we ask providers, of refunds to source and of chargebacks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DepositStatus(models.TextChoices):
    STARTED = "started", _("Started")
    WAITING = "waiting", _("Waiting for our staff")
    MADE = "made", _("Confirmed by one of two staff")
    HELD = "held", _("Our staff look at it")
    BOOKED = "booked", _("Added to your wallet")
    REFUSED = "refused", _("Not accepted")
    CANCELLED = "cancelled", _("Cancelled")


MOVES = {
    "started": {"waiting", "booked", "refused", "cancelled"},
    "waiting": {"made", "refused", "cancelled"},
    "made": {"booked", "waiting", "refused"},
    "held": {"made", "refused"},
    "booked": set(),
    "refused": set(),
    "cancelled": set(),
}
# What a provider's word moves. Money that comes late, after a deposit was given up, is the company's all the same.
PROVIDER_MOVES = {
    "started": {"booked", "refused", "held"},
    "held": {"booked"},
    "refused": {"booked", "held"},
    "cancelled": {"booked", "held"},
}


class CallState(models.TextChoices):
    STARTED = "started", _("Not answered yet")
    OK = "ok", _("Done")
    FAILED = "failed", _("Refused by the provider")
    UNKNOWN = "unknown", _("Outcome not known")


class RefundStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for our staff")
    MADE = "made", _("Confirmed by one of two staff")
    SENT = "sent", _("On its way back")
    DONE = "done", _("Sent back")
    FAILED = "failed", _("Could not be sent back")
    REFUSED = "refused", _("Not accepted")


REFUND_MOVES = {
    "asked": {"made", "refused"},
    "made": {"sent", "refused"},
    "sent": {"done", "failed"},
    "done": set(),
    "failed": set(),
    "refused": set(),
}


class ChargebackStatus(models.TextChoices):
    OPENED = "opened", _("The bank took the money back")
    WON = "won", _("The bank gave the money back")
    LOST = "lost", _("The money stays gone; the company owes it")
    MADE = "made", _("Write-off confirmed by one of two staff")
    WRITTEN_OFF = "written_off", _("Written off")


CHARGEBACK_MOVES = {
    "opened": {"won", "lost"},
    "lost": {"made"},
    "made": {"written_off", "lost"},
    "won": set(),
    "written_off": set(),
}

"""States of a payout (rules.md part 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PayoutStatus(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    CHECKED = "checked", _("Checked")
    QUEUED = "queued", _("In the payment file")
    SENT = "sent", _("Sent")
    CONFIRMED = "confirmed", _("Arrived")
    RETURNED = "returned", _("Failed, money is back")


# Failed(reason) and Returned are one step here: failed money is back in the same transaction.
MOVES = {
    "requested": {"checked", "returned"},
    "checked": {"queued", "returned"},
    "queued": {"sent", "returned"},
    "sent": {"confirmed", "returned"},
    "confirmed": set(),
    "returned": set(),
}

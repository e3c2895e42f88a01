"""States of a payout (rules.md part 3)."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from karigar.kit.errors import StateHasMoved


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


def demand_waiting(row: Any, state: str) -> None:
    """Refuse to end twice what two of staff decide. Raises StateHasMoved (409)."""
    if row.status != state:
        raise StateHasMoved(state=row.get_status_display())

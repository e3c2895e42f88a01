"""States of what two of the finance staff decide together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    MADE = "made", _("Waits for a colleague")
    BOOKED = "booked", _("Booked")
    REFUSED = "refused", _("Refused")


ORDER_MOVES = {"made": {"booked", "refused"}, "booked": set(), "refused": set()}


class CloseStatus(models.TextChoices):
    MADE = "made", _("Waits for a colleague")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")


CLOSE_MOVES = {"made": {"closed", "refused"}, "closed": set(), "refused": {"made"}}

"""Who is told what about accounts that do not come to rest, and about second looks."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_stuck(event: "Event", *, now: dt.datetime) -> None:
    """Tell finance staff that an account has waited too long."""
    _tell(event, {"account": event.data["account"], "count": event.data["count"], "oldest": event.data["oldest"]}, now)


def tell_order(event: "Event", *, now: dt.datetime) -> None:
    """Tell the other finance staff that the platform's own money waits for a second look."""
    _tell(event, {"amount": {"amount": event.data["amount"], "currency": event.data["currency"]}}, now)


def tell_close(event: "Event", *, now: dt.datetime) -> None:
    """Tell the other finance staff that a month waits to be closed."""
    _tell(event, {"month": event.data["month"][:7]}, now)


def _tell(event: "Event", facts: dict[str, object], now: dt.datetime) -> None:
    for colleague in accounts.staff_any("finance"):
        if colleague.pk != event.data.get("by"):
            notifications.notify(
                person_id=colleague.pk,
                kind=event.name,
                facts=facts,
                url=reverse("staff_reconciliation"),
                key=f"{event.name}:{event.pk}:{colleague.pk}",
                now=now,
            )


FOLLOWS = {
    "reconciliation.stuck": tell_stuck,
    "reconciliation.order_made": tell_order,
    "reconciliation.close_made": tell_close,
}
TEXTS = {
    "reconciliation.stuck": NoticeText(
        title=_("%(account)s does not come to rest: %(count)s lines or movements wait."),
        body=_("The oldest is of %(oldest)s. Please match it, or ask the bank or the provider where the money is."),
        group="staff",
    ),
    "reconciliation.order_made": NoticeText(
        title=_("%(amount)s of the platform's money waits for the second look."),
        body=_("A colleague asked that it be booked; please look too."),
        group="staff",
        by_mail=False,
    ),
    "reconciliation.close_made": NoticeText(
        title=_("The month %(month)s waits to be closed."),
        body=_("A colleague asked for it; please look at its trial balance too."),
        group="staff",
        by_mail=False,
    ),
}

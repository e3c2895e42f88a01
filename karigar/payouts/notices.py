"""Who is told what about withdrawals and payout methods."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText
from karigar.payouts import queries

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_person(event: "Event", *, now: dt.datetime) -> None:
    """Tell the person whose money it is."""
    notifications.notify(
        person_id=event.data["person"],
        kind=event.name,
        facts={
            "amount": {"amount": event.data["amount"], "currency": event.data["currency"]},
            "failure": event.data.get("failure", ""),
            "due": event.data.get("due", ""),
        },
        url=reverse("payout", args=[event.subject_id]),
        key=f"{event.name}:{event.pk}",
        now=now,
    )


def tell_requested(event: "Event", *, now: dt.datetime) -> None:
    """Tell the person, and finance staff, whose clock begins; of parts once, with the whole sum."""
    if event.data.get("part", 1) > 1:
        return
    event.data["amount"] = event.data.get("total", event.data["amount"])
    tell_person(event, now=now)
    for colleague in accounts.staff_any("finance"):
        notifications.notify(
            person_id=colleague.pk,
            kind="payout.requested.staff",
            facts={
                "amount": {"amount": event.data["amount"], "currency": event.data["currency"]},
                "due": event.data["due"],
            },
            url=reverse("staff_payout", args=[event.subject_id]),
            key=f"{event.name}:{event.pk}:{colleague.pk}",
            now=now,
        )


def tell_alarm(event: "Event", *, now: dt.datetime) -> None:
    """Tell finance staff that a promise ends soon."""
    for colleague in accounts.staff_any("finance"):
        notifications.notify(
            person_id=colleague.pk,
            kind=event.name,
            facts={
                "amount": {"amount": event.data["amount"], "currency": event.data["currency"]},
                "due": event.data["due"],
            },
            url=reverse("staff_payout", args=[event.subject_id]),
            key=f"{event.name}:{event.pk}:{colleague.pk}",
            now=now,
        )


def tell_method(event: "Event", *, now: dt.datetime) -> None:
    """Tell the owner that a payout method came or went, with the link to cancel it."""
    person = accounts.person_any(event.data["person"])
    method = queries.method_for(person, event.subject_id)
    added = event.name == "payout_method.added"
    notifications.notify(
        person_id=person.pk,
        kind=event.name,
        facts={"method": f"{method.get_rail_display()} {method.hint}", "until": method.sleeps_until.isoformat()},
        url=reverse("cancel_method", args=[method.cancel_token]) if added else reverse("payout_methods"),
        key=f"{event.name}:{event.pk}",
        now=now,
    )


FOLLOWS = {
    "payout.requested": tell_requested,
    "payout.sent": tell_person,
    "payout.confirmed": tell_person,
    "payout.returned": tell_person,
    "payout.came_back": tell_person,
    "payout.alarm": tell_alarm,
    "payout_method.added": tell_method,
    "payout_method.name_accepted": tell_method,
    "payout_method.name_refused": tell_method,
    "payout_method.removed": tell_method,
}
TEXTS = {
    "payout.requested": NoticeText(
        title=_("Your withdrawal of %(amount)s has begun."),
        body=_("It will be sent by %(due)s. You will hear from us when it is."),
        group="money",
    ),
    "payout.requested.staff": NoticeText(
        title=_("A withdrawal of %(amount)s waits."), body=_("The promise ends %(due)s."), group="staff", by_mail=False
    ),
    "payout.sent": NoticeText(
        title=_("Your withdrawal of %(amount)s was sent."),
        body=_("Your bank or wallet should show it soon."),
        group="money",
    ),
    "payout.confirmed": NoticeText(
        title=_("Your withdrawal of %(amount)s has arrived."),
        body=_("It is confirmed by the bank or wallet."),
        group="money",
    ),
    "payout.returned": NoticeText(
        title=_("Your withdrawal of %(amount)s failed; the money is back."),
        body=_("The whole sum is in your wallet again. What the bank or wallet said: %(failure)s"),
        group="money",
    ),
    "payout.came_back": NoticeText(
        title=_("Your withdrawal of %(amount)s came back; the money is in your wallet."),
        body=_("The bank had confirmed it and then sent it back. What the bank or wallet said: %(failure)s"),
        group="money",
    ),
    "payout_method.added": NoticeText(
        title=_("A new payout method was added: %(method)s."),
        body=_(
            "It can be used from %(until)s. If this was not you, open the link and cancel it now, then change your password."
        ),
        group="money",
    ),
    "payout.alarm": NoticeText(
        title=_("A withdrawal of %(amount)s must leave soon."),
        body=_("Three quarters of its time are over. The promise ends %(due)s."),
        group="staff",
    ),
    "payout_method.name_accepted": NoticeText(
        title=_("Your payout method may be used: %(method)s."),
        body=_("A person compared the names; they are yours."),
        group="money",
    ),
    "payout_method.name_refused": NoticeText(
        title=_("A payout method was refused: %(method)s."),
        body=_("Its holder's name does not fit your verified name. Please add an account of your own, or ask support."),
        group="money",
    ),
    "payout_method.removed": NoticeText(
        title=_("A payout method was removed: %(method)s."),
        body=_("Withdrawals that were not sent yet are back in your wallet."),
        group="money",
    ),
}

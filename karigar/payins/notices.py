"""Who is told what about deposits."""

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event


def tell_company(event: "Event", *, now: dt.datetime) -> None:
    """Tell everybody in the company who may pay."""
    for member in accounts.members_any(event.data["company"], "pay"):
        notifications.notify(
            person_id=member.pk,
            kind=event.name,
            facts={
                "amount": {"amount": event.data["amount"], "currency": event.data["currency"]},
                "reason": event.reason,
            },
            url=reverse("deposit", args=[event.subject_id]),
            key=f"{event.name}:{event.pk}:{member.pk}",
            now=now,
        )


def tell_finance(event: "Event", *, now: dt.datetime) -> None:
    """Tell finance staff that a transfer waits for a look."""
    for colleague in accounts.staff_any("finance"):
        notifications.notify(
            person_id=colleague.pk,
            kind=f"{event.name}.staff",
            facts={"amount": {"amount": event.data["amount"], "currency": event.data["currency"]}},
            url=reverse("staff_deposit", args=[event.subject_id]),
            key=f"{event.name}:{event.pk}:{colleague.pk}",
            now=now,
        )


FOLLOWS = {
    "deposit.booked": tell_company,
    "deposit.refused": tell_company,
    "deposit.stated": tell_finance,
    "deposit.made": tell_finance,
    "deposit.differs": tell_finance,
    "deposit_refund.asked": tell_finance,
    "deposit_refund.done": tell_company,
    "deposit_refund.refused": tell_company,
    "chargeback.opened": tell_company,
    "chargeback.won": tell_company,
}
TEXTS = {
    "deposit.booked": NoticeText(
        title=_("%(amount)s is in your wallet."),
        body=_("Your deposit of %(amount)s is booked. You can put it into escrow now."),
        group="money",
    ),
    "deposit.refused": NoticeText(
        title=_("Your deposit of %(amount)s was not accepted."),
        body=_("Our staff could not accept it. Their reason: %(reason)s Nothing was taken from you here."),
        group="money",
    ),
    "deposit.stated.staff": NoticeText(
        title=_("A transfer of %(amount)s waits for the first look."),
        body=_("Please compare it with the account."),
        group="staff",
        by_mail=False,
    ),
    "deposit.made.staff": NoticeText(
        title=_("A transfer of %(amount)s waits for the second look."),
        body=_("A colleague has confirmed it; please look too."),
        group="staff",
        by_mail=False,
    ),
    "deposit.differs.staff": NoticeText(
        title=_("A payment is not what was asked for: %(amount)s."),
        body=_("The provider reports other figures or a risk. Nothing was booked; please look at it."),
        group="staff",
        by_mail=False,
    ),
    "deposit_refund.asked.staff": NoticeText(
        title=_("A company asks for %(amount)s back."),
        body=_("Two of you must confirm it before it is sent."),
        group="staff",
        by_mail=False,
    ),
    "deposit_refund.done": NoticeText(
        title=_("%(amount)s was sent back."),
        body=_("It is on its way to where it came from. Your bank may need some days."),
        group="money",
    ),
    "deposit_refund.refused": NoticeText(
        title=_("%(amount)s was not sent back."),
        body=_("Our staff could not accept your request. Their reason: %(reason)s"),
        group="money",
    ),
    "chargeback.opened": NoticeText(
        title=_("A bank took %(amount)s back."),
        body=_(
            "A payment to your wallet was taken back by the bank, so your company owes it. It is paid first out of your"
            " next deposits; until then no money goes back. What freelancers were paid stays theirs."
        ),
        group="money",
    ),
    "chargeback.won": NoticeText(
        title=_("The bank gave %(amount)s back."),
        body=_("Your company does not owe it any more."),
        group="money",
    ),
}

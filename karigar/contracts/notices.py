"""Which event of a contract is told to whom."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from karigar.accounts import queries as accounts
from karigar.notifications import actions as notifications
from karigar.notifications.texts import NoticeText

if TYPE_CHECKING:
    from karigar.events.models import Event

AMOUNTS = ("amount", "net", "fee", "client_fee", "left")


def _facts(event: "Event") -> dict[str, object]:
    """Return the event's facts with amounts as money and the names of both sides."""
    facts = dict(event.data)
    for name in AMOUNTS:
        if name in facts:
            facts[name] = {"amount": facts[name], "currency": facts["currency"]}
    facts["client"] = accounts.company_any(int(str(facts["company"]))).name
    facts["person"] = accounts.person_any(int(str(facts["freelancer"]))).name
    return facts


def _client_people(event: "Event") -> list[int]:
    """Return who hears for the client: the one who hired or made the offer, and whoever may pay."""
    first = event.data.get("hired_by") or event.data.get("made_by")
    people = [person.pk for person in accounts.members_any(event.data["company"], "hire")]
    return list(dict.fromkeys([*([first] if first in people else []), *people]))


def _tell(event: "Event", people: list[int], kind: str, *, now: dt.datetime) -> None:
    url = (
        reverse("contract", args=[event.data["contract"]])
        if event.data.get("contract")
        else reverse("offer", args=[event.data["offer"]])
    )
    facts = _facts(event)
    for person_id in people:
        if person_id != event.actor_id:
            notifications.notify(
                person_id=person_id, kind=kind, facts=facts, url=url, key=f"{kind}:{event.pk}:{person_id}", now=now
            )


def to_client(event: "Event", *, now: dt.datetime) -> None:
    """Tell the client's people."""
    _tell(event, _client_people(event), f"{event.name}.client", now=now)


def to_freelancer(event: "Event", *, now: dt.datetime) -> None:
    """Tell the freelancer."""
    _tell(event, [event.data["freelancer"]], f"{event.name}.freelancer", now=now)


def to_both(event: "Event", *, now: dt.datetime) -> None:
    """Tell both sides, each in its own words; never the one who did it."""
    to_client(event, now=now)
    to_freelancer(event, now=now)


def to_other(event: "Event", *, now: dt.datetime) -> None:
    """Tell the side that did not do it."""
    (to_client if event.actor_id == event.data["freelancer"] else to_freelancer)(event, now=now)


FOLLOWS: dict[str, Callable[..., None]] = {
    "offer.sent": to_freelancer,
    "offer.countered": to_other,
    "offer.declined": to_other,
    "offer.withdrawn": to_other,
    "offer.expired": to_both,
    "offer.lapsed": to_both,
    "contract.started": to_both,
    "contract.paused": to_other,
    "contract.resumed": to_other,
    "contract.ending": to_other,
    "contract.ended": to_both,
    "milestone.funded": to_freelancer,
    "milestone.submitted": to_client,
    "milestone.reminded": to_client,
    "milestone.changes_requested": to_freelancer,
    "milestone.review_extended": to_freelancer,
    "milestone.released": to_both,
    "milestone.refunded": to_both,
    "refund.asked": to_freelancer,
    "refund.refused": to_client,
    "refund.dropped": to_freelancer,
    "bonus.given": to_freelancer,
    "payment.given_back": to_client,
    "earnings.available": to_freelancer,
    "amendment.proposed": to_other,
    "amendment.accepted": to_other,
    "amendment.rejected": to_other,
    "amendment.expired": to_both,
}


def _contracts(title: str | Promise, body: str | Promise) -> NoticeText:
    return NoticeText(title=title, body=body, group="contracts")


def _money(title: str | Promise, body: str | Promise) -> NoticeText:
    return NoticeText(title=title, body=body, group="money")


TEXTS = {
    "offer.sent.freelancer": _contracts(
        _("%(client)s offers you a contract: %(title)s"),
        _("%(client)s offers %(amount)s for “%(title)s”. Please answer until %(expires_at)s."),
    ),
    "offer.countered.freelancer": _contracts(
        _("%(client)s answered with other terms: %(title)s"),
        _("The new terms say %(amount)s for “%(title)s”. Please answer until %(expires_at)s."),
    ),
    "offer.countered.client": _contracts(
        _("%(person)s answered with other terms: %(title)s"),
        _("The new terms say %(amount)s for “%(title)s”. Please answer until %(expires_at)s."),
    ),
    "offer.declined.client": _contracts(
        _("%(person)s declined your offer: %(title)s"), _("You can go on talking. %(note)s")
    ),
    "offer.declined.freelancer": _contracts(
        _("%(client)s declined your terms: %(title)s"), _("You can go on talking. %(note)s")
    ),
    "offer.withdrawn.client": _contracts(
        _("%(person)s took the terms back: %(title)s"), _("You can go on talking, or make another offer.")
    ),
    "offer.withdrawn.freelancer": _contracts(
        _("%(client)s took the offer back: %(title)s"), _("You can go on talking.")
    ),
    "offer.expired.client": _contracts(
        _("The offer was not answered in time: %(title)s"), _("You can go on talking, or make another offer.")
    ),
    "offer.expired.freelancer": _contracts(
        _("The offer was not answered in time: %(title)s"), _("You can go on talking.")
    ),
    "offer.lapsed.client": _contracts(
        _("The offer is over: %(title)s"),
        _("The proposal or the job has ended, so this offer cannot be accepted any more."),
    ),
    "offer.lapsed.freelancer": _contracts(
        _("The offer is over: %(title)s"),
        _("The proposal or the job has ended, so this offer cannot be accepted any more."),
    ),
    "contract.started.client": _contracts(
        _("You have a contract with %(person)s: %(title)s"),
        _("Fund the first milestone, so that the work can start. The sum of the contract is %(amount)s."),
    ),
    "contract.started.freelancer": _contracts(
        _("You have a contract with %(client)s: %(title)s"),
        _("Wait with the work until the first milestone is funded. The sum of the contract is %(amount)s."),
    ),
    "contract.paused.client": _contracts(_("%(person)s paused “%(contract_title)s”"), _("The reason: %(reason)s")),
    "contract.paused.freelancer": _contracts(_("%(client)s paused “%(contract_title)s”"), _("The reason: %(reason)s")),
    "contract.resumed.client": _contracts(
        _("%(person)s took “%(contract_title)s” up again"), _("Milestones can be funded and handed in again.")
    ),
    "contract.resumed.freelancer": _contracts(
        _("%(client)s took “%(contract_title)s” up again"), _("Milestones can be funded and handed in again.")
    ),
    "contract.ending.client": _contracts(
        _("%(person)s ends “%(contract_title)s”"),
        _("Money that is held settles first: approve the work or ask for it back. The reason: %(reason)s"),
    ),
    "contract.ending.freelancer": _contracts(
        _("%(client)s ends “%(contract_title)s”"),
        _("Money that is held settles first: hand in the work or return the money. The reason: %(reason)s"),
    ),
    "contract.ended.client": _contracts(
        _("“%(contract_title)s” has ended"), _("Thank you for working together. %(reason)s")
    ),
    "contract.ended.freelancer": _contracts(
        _("“%(contract_title)s” has ended"), _("Thank you for working together. %(reason)s")
    ),
    "milestone.funded.freelancer": _money(
        _("%(amount)s is held for you: %(title)s"),
        _("%(client)s funded “%(title)s” with %(amount)s. It is held in escrow, so you can start."),
    ),
    "milestone.submitted.client": _contracts(
        _("%(person)s handed in “%(title)s”"),
        _("Please look at it until %(review_until)s. Without an answer it is approved and %(amount)s is paid then."),
    ),
    "milestone.reminded.client": _contracts(
        _("“%(title)s” waits for your review"),
        _("%(person)s handed it in. Without an answer until %(review_until)s it is approved and %(amount)s is paid."),
    ),
    "milestone.changes_requested.freelancer": _contracts(
        _("%(client)s asks for changes in “%(title)s”"), _("What should be different: %(note)s")
    ),
    "milestone.review_extended.freelancer": _contracts(
        _("%(client)s takes more time for “%(title)s”"),
        _("The review ends on %(review_until)s now. The reason: %(reason)s"),
    ),
    "milestone.released.freelancer": _money(
        _("You are paid %(net)s for “%(title)s”"),
        _("%(amount)s was released, the fee is %(fee)s. You can withdraw %(net)s from %(until)s."),
    ),
    "milestone.released.client": _money(
        _("%(amount)s was paid for “%(title)s”"),
        _("%(person)s was paid %(amount)s out of escrow; your fee was %(client_fee)s."),
    ),
    "milestone.refunded.client": _money(
        _("You have %(amount)s back: %(title)s"),
        _("%(amount)s of “%(title)s” and your fee of %(client_fee)s on it are in your wallet again."),
    ),
    "milestone.refunded.freelancer": _money(
        _("%(amount)s of “%(title)s” went back to the client"),
        _("%(client)s has the money back. Still held for this milestone: %(left)s."),
    ),
    "refund.asked.freelancer": _money(
        _("%(client)s asks for %(amount)s back: %(title)s"),
        _("Please answer until %(answer_until)s; without an answer the money goes back. The reason: %(reason)s"),
    ),
    "refund.refused.client": _money(
        _("%(person)s refused the refund of %(amount)s: %(title)s"),
        _("The work goes on where it was, and the money stays held. %(note)s"),
    ),
    "refund.dropped.freelancer": _money(
        _("%(client)s does not ask for %(amount)s back any more"), _("The work on “%(title)s” goes on where it was.")
    ),
    "bonus.given.freelancer": _money(
        _("%(client)s gave you a bonus of %(amount)s"),
        _("After the fee it is %(net)s. You can withdraw it from %(until)s. %(note)s"),
    ),
    "payment.given_back.client": _money(
        _("%(person)s gave %(amount)s back"),
        _("%(amount)s and your fee of %(client_fee)s on it are in your wallet again. %(note)s"),
    ),
    "earnings.available.freelancer": _money(
        _("%(amount)s can be withdrawn"), _("The security period of a payment on “%(contract_title)s” is over.")
    ),
    "amendment.proposed.client": _contracts(
        _("%(person)s proposes change no. %(number)s of “%(contract_title)s”"), _("Please answer until %(expires_at)s.")
    ),
    "amendment.proposed.freelancer": _contracts(
        _("%(client)s proposes change no. %(number)s of “%(contract_title)s”"), _("Please answer until %(expires_at)s.")
    ),
    "amendment.accepted.client": _contracts(
        _("%(person)s accepted change no. %(number)s of “%(contract_title)s”"), _("It is part of the contract now.")
    ),
    "amendment.accepted.freelancer": _contracts(
        _("%(client)s accepted change no. %(number)s of “%(contract_title)s”"), _("It is part of the contract now.")
    ),
    "amendment.rejected.client": _contracts(
        _("%(person)s rejected change no. %(number)s of “%(contract_title)s”"), _("The contract stays as it is.")
    ),
    "amendment.rejected.freelancer": _contracts(
        _("%(client)s rejected change no. %(number)s of “%(contract_title)s”"), _("The contract stays as it is.")
    ),
    "amendment.expired.client": _contracts(
        _("Change no. %(number)s of “%(contract_title)s” was not answered"), _("The contract stays as it is.")
    ),
    "amendment.expired.freelancer": _contracts(
        _("Change no. %(number)s of “%(contract_title)s” was not answered"), _("The contract stays as it is.")
    ),
}

"""The history of a contract in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karigar.contracts.models import Contract
from karigar.kit.money import format_money

if TYPE_CHECKING:
    from karigar.events.models import Event

WORDS = {
    "contract.started": gettext_lazy("The contract was made."),
    "contract.paused": gettext_lazy("%(who)s paused the contract: %(reason)s"),
    "contract.resumed": gettext_lazy("%(who)s took the contract up again."),
    "contract.ending": gettext_lazy("%(who)s ended the contract; open money settles first. %(reason)s"),
    "contract.ended": gettext_lazy("The contract ended. %(reason)s"),
    "milestone.funded": gettext_lazy("%(money)s was put into escrow for “%(title)s”."),
    "milestone.submitted": gettext_lazy("%(who)s handed in “%(title)s”."),
    "milestone.changes_requested": gettext_lazy("%(who)s asked for changes in “%(title)s”."),
    "milestone.review_extended": gettext_lazy("%(who)s took more time for the review of “%(title)s”: %(reason)s"),
    "milestone.released": gettext_lazy("%(money)s was paid for “%(title)s”."),
    "milestone.refunded": gettext_lazy("%(money)s of “%(title)s” went back to the client."),
    "refund.asked": gettext_lazy("%(who)s asked for %(money)s of “%(title)s” back."),
    "refund.refused": gettext_lazy("%(who)s refused the refund."),
    "refund.dropped": gettext_lazy("%(who)s took the wish for a refund back."),
    "bonus.given": gettext_lazy("%(who)s gave a bonus of %(money)s."),
    "payment.given_back": gettext_lazy("%(who)s gave %(money)s back."),
    "earnings.available": gettext_lazy("%(money)s can be withdrawn."),
    "amendment.proposed": gettext_lazy("%(who)s proposed change no. %(number)s."),
    "amendment.accepted": gettext_lazy("%(who)s accepted change no. %(number)s."),
    "amendment.rejected": gettext_lazy("%(who)s rejected change no. %(number)s."),
    "amendment.expired": gettext_lazy("Change no. %(number)s was not answered in time."),
}


def tell(events: Iterable["Event"], contract: Contract) -> list[dict[str, object]]:
    """Put events of a contract into sentences for both sides, newest first; notes of staff stay with staff."""
    told: list[dict[str, object]] = []
    for event in events:
        if event.name not in WORDS:
            continue
        facts = event.data
        text = str(WORDS[event.name])
        if event.name == "milestone.released" and facts.get("how") == "by_time":
            text = _("%(money)s was paid for “%(title)s”, because the review was over without an answer.")
        said = {
            "who": _who(event, contract),
            "money": format_money(facts["amount"], contract.currency) if "amount" in facts else "",
            "title": facts.get("title", ""),
            "reason": facts.get("reason", ""),
            "number": facts.get("number", ""),
        }
        told.append({"text": (text % said).strip(), "at": event.at})
    return told


def _who(event: "Event", contract: Contract) -> str:
    return contract.freelancer.name if event.actor_id == contract.freelancer_id else contract.company.name

"""The market's numbers in words, for home, help, rules and fees; and a member's ways on."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from karigar.kit import money
from karigar.rulebook import queries as rulebook
from karigar.web.navigation import Place, may, url_of


class Rules:
    """The rules in force at a moment: {{ rules.hold_days }} is the rule `hold.days`."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now

    def __getattr__(self, name: str) -> object:
        try:
            return rulebook.value(name.replace("_", ".", 1), at=self._now)
        except KeyError:
            pass
        try:
            return rulebook.value(name, at=self._now)
        except KeyError:
            raise AttributeError(name) from None


def rules(now: dt.datetime) -> Rules:
    """Return the rules for a page that shows them."""
    return Rules(now)


def fee_examples(now: dt.datetime) -> list[dict[str, Any]]:
    """What a job of a round price costs and brings, in each currency."""
    ours = rulebook.value("fee.freelancer_bp", at=now)
    theirs = rulebook.value("fee.client_bp", at=now)
    examples = []
    for currency, price in (("BDT", 1_000_000), ("INR", 1_000_000), ("USD", 20_000)):
        fee, extra = money.share(price, ours), money.share(price, theirs)
        examples.append(
            {
                "currency": currency,
                "price": price,
                "fee": fee,
                "net": price - fee,
                "extra": extra,
                "pays": price + extra,
            }
        )
    return examples


WAYS: dict[str, list[tuple[Place, object]]] = {
    "freelancer": [
        (
            Place("job_search", _("Find work"), "search"),
            _("Search the open jobs and see what each client has paid so far."),
        ),
        (Place("my_proposals", _("My proposals"), "file"), _("See who has read them, and what they cost in Connects.")),
        (Place("my_contracts", _("Contracts"), "contract"), _("See whose turn it is, and what is held for you.")),
        (Place("wallet", _("Wallet"), "wallet"), _("See what is available, what is on the way and what is held.")),
        (
            Place("profile_edit", _("My profile"), "person"),
            _("Show what you can do. Clients read it before they answer."),
        ),
        (Place("connects", _("Connects"), "connects"), _("See how many you have and when more come.")),
    ],
    "client": [
        (Place("post_job", _("Post a job"), "plus"), _("Say what you need. It costs nothing until you hire.")),
        (Place("my_jobs", _("My jobs"), "work"), _("Read the proposals and choose.")),
        (Place("my_contracts", _("Contracts"), "contract"), _("See what waits for your review, and until when.")),
        (Place("company_wallet", _("Wallet"), "wallet"), _("See your balance and what is held for your milestones.")),
        (Place("deposits", _("Deposits"), "download"), _("Add money to fund a milestone.")),
        (Place("rooms", _("Messages"), "messages"), _("Talk with the freelancers you asked.")),
    ],
    "staff": [
        (Place("staff_home", _("Queues"), "queue"), _("Take the case whose clock ends first.")),
        (Place("job_search", _("Jobs"), "search"), _("See the market as everybody sees it.")),
    ],
}


def ways(request: HttpRequest) -> list[dict[str, object]]:
    """Where a member can go next, by the hat."""
    hat = getattr(request, "hat", None)
    found = [
        (place, text)
        for place, text in WAYS.get(hat.kind if hat else "freelancer", [])
        if place.name != "post_job" or may(hat, "post")
    ]
    return [
        {"url": url_of(p.name), "label": p.label, "icon": p.icon, "text": text} for p, text in found if url_of(p.name)
    ]

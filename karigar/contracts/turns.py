"""What comes next on a contract and whose turn it is, as one sentence for each side."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karigar.contracts.models import Amendment, Contract, Milestone
from karigar.kit.money import format_money
from karigar.kit.templatetags.karigar import day


@dataclass(frozen=True)
class Turn:
    """Whose turn it is ("client", "freelancer" or "" for nobody), and the sentence that each side reads."""

    whose: str
    client: str
    freelancer: str
    milestone: Milestone | None = None

    def mine(self, *, is_client: bool) -> str:
        return self.client if is_client else self.freelancer

    def theirs(self, *, is_client: bool) -> str:
        return self.freelancer if is_client else self.client

    def is_mine(self, *, is_client: bool) -> bool:
        return self.whose == ("client" if is_client else "freelancer")


def turn_of(contract: Contract, milestones: Sequence[Milestone], changes: Sequence[Amendment]) -> Turn:
    """Say what is most pressing on a contract; milestones come with their open refund questions as `asked`."""
    names = {"client": contract.company.name, "freelancer": contract.freelancer.name}
    by_status: dict[str, Milestone] = {}
    for milestone in milestones:
        by_status.setdefault(milestone.status, milestone)
    if "refund_asked" in by_status:
        return _refund(contract, by_status["refund_asked"], names)
    if "submitted" in by_status:
        return _review(by_status["submitted"], names)
    if changes:
        return _change(changes[0], names)
    if contract.status == "ended":
        return Turn("", _("This contract has ended."), _("This contract has ended."))
    if "changes_requested" in by_status:
        milestone = by_status["changes_requested"]
        facts = names | {"title": milestone.title}
        return Turn(
            "freelancer",
            _("%(freelancer)s works on the changes that you asked for in “%(title)s”.") % facts,
            _("%(client)s asked for changes in “%(title)s”. Hand in the work again when they are done.") % facts,
            milestone,
        )
    return _work(contract, by_status, names)


def _refund(contract: Contract, milestone: Milestone, names: dict[str, str]) -> Turn:
    asked = list(getattr(milestone, "asked", [])) or [None]
    facts = names | {
        "title": milestone.title,
        "money": format_money(asked[0].amount if asked[0] else milestone.held, contract.currency),
        "day": day(asked[0].answer_until) if asked[0] else "",
    }
    return Turn(
        "freelancer",
        _(
            "You asked for %(money)s back. %(freelancer)s can answer until %(day)s; without an answer the money is yours."
        )
        % facts,
        _("%(client)s asks for %(money)s back. Please answer until %(day)s; without an answer the money goes back.")
        % facts,
        milestone,
    )


def _review(milestone: Milestone, names: dict[str, str]) -> Turn:
    facts = names | {"title": milestone.title, "day": day(milestone.review_until)}
    return Turn(
        "client",
        _("Look at “%(title)s” until %(day)s: approve it or ask for changes. Without an answer it is approved then.")
        % facts,
        _("“%(title)s” is waiting for the review of %(client)s until %(day)s. Without an answer it is approved then.")
        % facts,
        milestone,
    )


def _change(change: Amendment, names: dict[str, str]) -> Turn:
    facts = names | {"number": change.number, "day": day(change.expires_at)}
    if change.by_client:
        return Turn(
            "freelancer",
            _("%(freelancer)s can answer your change no. %(number)s until %(day)s.") % facts,
            _("%(client)s proposes change no. %(number)s. Please answer until %(day)s.") % facts,
        )
    return Turn(
        "client",
        _("%(freelancer)s proposes change no. %(number)s. Please answer until %(day)s.") % facts,
        _("%(client)s can answer your change no. %(number)s until %(day)s.") % facts,
    )


def _work(contract: Contract, by_status: dict[str, Milestone], names: dict[str, str]) -> Turn:
    if contract.status == "paused":
        return Turn(
            "",
            _("This contract is paused. Either side can take it up again."),
            _("This contract is paused. Either side can take it up again."),
        )
    if "funded" in by_status:
        milestone = by_status["funded"]
        facts = names | {"title": milestone.title, "money": format_money(milestone.held, contract.currency)}
        return Turn(
            "freelancer",
            _("%(freelancer)s works on “%(title)s”. %(money)s is held for it.") % facts,
            _("%(money)s is held for “%(title)s”, so you can work on it. Hand it in when it is done.") % facts,
            milestone,
        )
    if "planned" in by_status and contract.status != "ending":
        milestone = by_status["planned"]
        facts = names | {"title": milestone.title, "money": format_money(milestone.amount, contract.currency)}
        return Turn(
            "client",
            _("Fund “%(title)s” with %(money)s, so that %(freelancer)s can start.") % facts,
            _("Wait with the work: %(client)s funds “%(title)s” with %(money)s next.") % facts,
            milestone,
        )
    return Turn(
        "client",
        _("Everything is paid. End the contract, or add a milestone for more work."),
        _("Everything is paid. %(client)s ends the contract or adds a milestone next.") % names,
    )

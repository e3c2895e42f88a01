"""Decisions about proposals: pure functions, no database, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from karigar.kit.money import Money
from karigar.proposals.refusals import BidIsBelowFloor, MilestoneIsBelowFloor, PlanDoesNotAddUp, PlanIsForFixedPrice

if TYPE_CHECKING:
    from karigar.proposals.models import Proposal

ROWS = 5  # of the plan that the page without script offers
MOST_STEPS = 20
# An hourly job names a rate; its band is found as if forty hours, a full week, were worked.
HOURS_OF_A_BAND = 40
# How a job's reason to close is told to those still waiting.
JOB_ENDS = {"hired", "budget", "no_fit", "no_need", "other", "filled", "expired", "removed"}


def budget_of(kind: str, budget_max: int | None) -> int | None:
    """Return the amount by which a proposal's cost is found."""
    if budget_max is None:
        return None
    return budget_max * HOURS_OF_A_BAND if kind == "hourly" else budget_max


def demand_fair_terms(
    *, kind: str, bid: int, currency: str, plan: Sequence[Mapping[str, object]], floors: Mapping[str, int]
) -> None:
    """Refuse prices below the floor and plans that do not add up to the bid.

    Raises BidIsBelowFloor, MilestoneIsBelowFloor, PlanDoesNotAddUp, PlanIsForFixedPrice (422).
    """
    floor = floors["hourly" if kind == "hourly" else "milestone"]
    if bid < floor:
        raise BidIsBelowFloor(floor=Money(floor, currency))
    if not plan:
        return
    if kind == "hourly":
        raise PlanIsForFixedPrice
    amounts = [int(str(row["amount"])) for row in plan]
    if min(amounts) < floor:
        raise MilestoneIsBelowFloor(floor=Money(floor, currency))
    if sum(amounts) != bid:
        raise PlanDoesNotAddUp(sum=Money(sum(amounts), currency), bid=Money(bid, currency))


def gives_back(name: str, hired: int) -> bool:
    """Say whether the end of a job returns Connects: rules.md part 1 says so when it ends without a hire, or is removed.

    A job that is filled had a hire, so those not chosen get nothing back; that is the price of applying.
    """
    return name == "removed" or hired == 0


@dataclass(frozen=True, slots=True)
class Match:
    """Why a proposal stands where it stands: 0 to 100 for each part, and together."""

    score: int
    skills: int
    price: int
    proof: int
    answer: int
    shared: int  # skills of the job that are on the profile
    asked: int


def match(
    *,
    proposal: "Proposal",
    budget_max: int | None,
    skills_asked: Iterable[str],
    skills_had: Iterable[str],
    rating_tenths: int | None,
    contracts_done: int,
) -> Match:
    """Rank a proposal by skills 40, price 20, proof 25 and completeness 15 of 100.

    A newcomer's proof counts as half, as if it were unknown and not bad, so that a first job is possible at all.
    """
    asked = {str(name).casefold() for name in skills_asked}
    shared = len(asked & {str(name).casefold() for name in skills_had})
    skills = 100 * shared // len(asked) if asked else 50
    if not budget_max or proposal.bid <= budget_max:
        price = 100
    else:
        price = max(0, 100 - 100 * (proposal.bid - budget_max) // budget_max)
    proof = 50
    if contracts_done:
        proof = min(100, (rating_tenths or 35) + 5 * min(contracts_done, 10))
    answer = (40 if len(proposal.letter) >= 200 else 20) + (30 if proposal.days else 0)
    answer += 30 if proposal.milestones.all() else 0
    score = (40 * skills + 20 * price + 25 * proof + 15 * answer) // 100
    return Match(score, skills, price, proof, answer, shared, len(asked))

"""Offers: terms that go back and forth until one side accepts."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from karigar.accounts import queries as accounts
from karigar.contracts.models import Contract, Milestone, Offer, OfferMilestone
from karigar.contracts.refusals import (
    DateIsPast,
    IdentityIsMissing,
    MilestoneBelowFloor,
    NoMilestones,
    NotYourTurn,
    PriceIsTooLarge,
    TooManyMilestones,
)
from karigar.contracts.states import OFFER_MOVES, OfferStatus
from karigar.conversations import actions as conversations
from karigar.events import actions as events
from karigar.jobs import actions as jobs
from karigar.kit.errors import StateHasMoved
from karigar.kit.money import LARGEST, Money
from karigar.kit.state import action, lock, move
from karigar.proposals import actions as proposals
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.proposals.models import Proposal

MOST_MILESTONES = 20


class Step(TypedDict):
    """One milestone as it is typed into an offer or an amendment."""

    title: str
    description: str
    amount: int
    due_on: dt.date | None


def check_steps(steps: Sequence[Step], *, currency: str, now: dt.datetime) -> int:
    """Return the sum of the milestones, or refuse what is malformed in them."""
    if not steps:
        raise NoMilestones
    if len(steps) > MOST_MILESTONES:
        raise TooManyMilestones(most=MOST_MILESTONES)
    floor = rulebook.amount("floor.milestone", currency, at=now)
    for step in steps:
        if step["amount"] < max(floor, 1):
            raise MilestoneBelowFloor(
                floor=Money(floor, currency), title=step["title"], amount=Money(step["amount"], currency)
            )
        # The day before in UTC is still today somewhere on earth.
        if step["due_on"] and step["due_on"] < (now - dt.timedelta(days=1)).date():
            raise DateIsPast(title=step["title"])
    if (total := sum(step["amount"] for step in steps)) > LARGEST:
        raise PriceIsTooLarge
    return total


def _facts(offer: Offer, **more: object) -> dict[str, object]:
    return {
        "offer": offer.pk,
        "proposal": offer.proposal_id,
        "job": offer.job_id,
        "company": offer.company_id,
        "freelancer": offer.freelancer_id,
        "made_by": offer.made_by_id,
        "from_client": offer.from_client,
        "title": offer.title,
        "amount": offer.amount,
        "currency": offer.currency,
        "expires_at": offer.expires_at.isoformat(),
        **more,
    }


def _write(
    proposal: "Proposal",
    *,
    by: "Person",
    company_id: int,
    from_client: bool,
    counters: Offer | None,
    title: str,
    terms: str,
    milestones: Sequence[Step],
    now: dt.datetime,
) -> Offer:
    total = check_steps(milestones, currency=proposal.currency, now=now)
    offer = Offer.objects.create(
        job_id=proposal.job_id,
        proposal_id=proposal.pk,
        company_id=company_id,
        freelancer_id=proposal.freelancer_id,
        made_by=by,
        from_client=from_client,
        counters=counters,
        title=title,
        terms=terms,
        amount=total,
        currency=proposal.currency,
        sent_at=now,
        expires_at=now + rulebook.days("offer.life_days", at=now),
        freelancer_fee_bp=rulebook.value("fee.freelancer_bp", at=now),
        client_fee_bp=rulebook.value("fee.client_bp", at=now),
    )
    OfferMilestone.objects.bulk_create(
        OfferMilestone(offer=offer, order=number, **step) for number, step in enumerate(milestones, 1)
    )
    return offer


@action
def send_offer(
    proposal: "Proposal", *, by: "Person", title: str, terms: str, milestones: Sequence[Step], now: dt.datetime
) -> Offer:
    """Offer a contract to the freelancer of a proposal; the fees in force now are part of the terms.

    Raises IdentityIsMissing (409), AccountIsLimited (403), StateHasMoved (409), NoMilestones, TooManyMilestones,
    MilestoneBelowFloor, DateIsPast, PriceIsTooLarge (422).
    """
    proposals.mark_offered(proposal, now=now)
    _demand_hirer(by, now=now)
    offer = _write(
        proposal,
        by=by,
        company_id=proposal.job.company_id,
        from_client=True,
        counters=None,
        title=title,
        terms=terms,
        milestones=milestones,
        now=now,
    )
    jobs.note_client_act(offer.job_id, now=now)
    events.record("offer.sent", subject=("offer", offer.pk), actor_id=by.pk, data=_facts(offer), now=now)
    return offer


@action
def counter_offer(
    offer: Offer, *, by: "Person", title: str, terms: str, milestones: Sequence[Step], note: str = "", now: dt.datetime
) -> Offer:
    """Answer an offer with other terms; it is the other side's turn then.

    Raises NotYourTurn (409), StateHasMoved (409), IdentityIsMissing (409), AccountIsLimited (403) and what
    send_offer raises for malformed milestones (422).
    """
    lock(offer, "proposal")
    by_client = _demand_turn(offer, by)
    if by_client:
        _demand_hirer(by, now=now)
    else:
        accounts.demand_unlimited(by)
    _end(offer, OfferStatus.COUNTERED, note=note, now=now)
    counter = _write(
        offer.proposal,
        by=by,
        company_id=offer.company_id,
        from_client=by_client,
        counters=offer,
        title=title,
        terms=terms,
        milestones=milestones,
        now=now,
    )
    facts = _facts(counter, note=note, counters=offer.pk)
    events.record("offer.countered", subject=("offer", counter.pk), actor_id=by.pk, data=facts, now=now)
    return counter


@action
def accept_offer(offer: Offer, *, by: "Person", now: dt.datetime) -> Contract:
    """Accept the other side's terms: the contract stands, fees frozen, and waits for its first funding.

    Raises NotYourTurn (409), StateHasMoved (409), IdentityIsMissing (409), AccountIsLimited (403).
    """
    lock(offer, "proposal")
    by_client = _demand_turn(offer, by)
    if by_client:
        _demand_hirer(by, now=now)
    else:
        accounts.demand_unlimited(by)
    _end(offer, OfferStatus.ACCEPTED, note="", now=now)
    hired_by_id = by.pk if by_client else offer.made_by_id
    contract = Contract.objects.create(
        offer=offer,
        job_id=offer.job_id,
        company_id=offer.company_id,
        hired_by_id=hired_by_id,
        freelancer_id=offer.freelancer_id,
        title=offer.title,
        terms=offer.terms,
        currency=offer.currency,
        freelancer_fee_bp=offer.freelancer_fee_bp,
        client_fee_bp=offer.client_fee_bp,
        started_at=now,
    )
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            number=step.order,
            title=step.title,
            description=step.description,
            amount=step.amount,
            due_on=step.due_on,
        )
        for step in offer.milestones.all()
    )
    proposals.mark_hired(offer.proposal, now=now)
    jobs.note_hire(offer.job_id, now=now)
    subject = ("proposal", offer.proposal_id)
    seats = [(hired_by_id, "client"), (offer.freelancer_id, "freelancer")]
    conversations.open_room(subject=subject, title=offer.title, seats=seats, now=now)
    conversations.unmask_room(subject=subject, now=now)
    facts = _facts(offer, contract=contract.pk, hired_by=hired_by_id)
    events.record("offer.accepted", subject=("offer", offer.pk), actor_id=by.pk, data=facts, now=now)
    events.record("contract.started", subject=("contract", contract.pk), actor_id=by.pk, data=facts, now=now)
    return contract


@action
def decline_offer(offer: Offer, *, by: "Person", note: str, now: dt.datetime) -> None:
    """Say no to the other side's terms; the talk goes on.

    Raises NotYourTurn (409), StateHasMoved (409).
    """
    lock(offer, "proposal")
    _demand_turn(offer, by)
    _end(offer, OfferStatus.DECLINED, note=note, now=now)
    proposals.return_to_interview(offer.proposal, now=now)
    facts = _facts(offer, note=note)
    events.record("offer.declined", subject=("offer", offer.pk), actor_id=by.pk, data=facts, now=now)


@action
def withdraw_offer(offer: Offer, *, by: "Person", now: dt.datetime) -> None:
    """Take back one's own side's terms before the other side answers.

    Raises NotYourTurn (409), StateHasMoved (409).
    """
    lock(offer, "proposal")
    if (by.pk != offer.freelancer_id) != offer.from_client:
        raise NotYourTurn
    _end(offer, OfferStatus.WITHDRAWN, note="", now=now)
    proposals.return_to_interview(offer.proposal, now=now)
    events.record("offer.withdrawn", subject=("offer", offer.pk), actor_id=by.pk, data=_facts(offer), now=now)


@action
def expire_offer(offer: Offer, *, now: dt.datetime) -> bool:
    """Let an offer lapse whose time is over; say whether it did."""
    lock(offer, "proposal")
    if offer.status != OfferStatus.SENT or offer.expires_at > now:
        return False
    move(offer, to=OfferStatus.EXPIRED, moves=OFFER_MOVES, answered_at=now)
    proposals.return_to_interview(offer.proposal, now=now)
    events.record("offer.expired", subject=("offer", offer.pk), data=_facts(offer), now=now)
    return True


@action
def lapse_offer(*, proposal_id: int, now: dt.datetime) -> None:
    """Take the open offer off the table when its proposal or job has ended."""
    for offer in Offer.objects.select_for_update().filter(proposal_id=proposal_id, status=OfferStatus.SENT):
        move(offer, to=OfferStatus.WITHDRAWN, moves=OFFER_MOVES, answered_at=now)
        events.record("offer.lapsed", subject=("offer", offer.pk), data=_facts(offer), now=now)


def _demand_hirer(by: "Person", *, now: dt.datetime) -> None:
    accounts.demand_unlimited(by)
    if not accounts.is_identified(by, now=now):
        raise IdentityIsMissing


def _demand_turn(offer: Offer, by: "Person") -> bool:
    """Say whether it is the client who answers; refuse the side whose terms these are."""
    if offer.status != OfferStatus.SENT:
        raise StateHasMoved(state=offer.get_status_display())
    by_client = by.pk != offer.freelancer_id
    if by_client == offer.from_client:
        raise NotYourTurn
    return by_client


def _end(offer: Offer, to: OfferStatus, *, note: str, now: dt.datetime) -> None:
    if offer.status == OfferStatus.SENT and offer.expires_at <= now:
        # Its time is over, though the timer has not come by yet.
        raise StateHasMoved(state=OfferStatus.EXPIRED.label)
    move(offer, to=to, moves=OFFER_MOVES, answered_at=now, answer_note=note)

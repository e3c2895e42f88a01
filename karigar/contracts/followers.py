"""What contracts do when something happened: push figures down, and take offers off the table."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.contracts import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def count_payment(event: "Event", *, now: dt.datetime) -> None:
    """Add a payment to what the company has spent."""
    facts = event.data
    actions.count_paid_contract(
        company_id=facts["company"],
        freelancer_id=facts["freelancer"],
        currency=facts["currency"],
        amount=facts["amount"],
        first=facts["first"],
        ended=False,
        now=now,
    )


def count_return(event: "Event", *, now: dt.datetime) -> None:
    """Take a payment that was given back off what the company has spent."""
    facts = event.data
    actions.count_paid_contract(
        company_id=facts["company"],
        freelancer_id=facts["freelancer"],
        currency=facts["currency"],
        amount=-facts["amount"],
        first=False,
        ended=False,
        now=now,
    )


def count_end(event: "Event", *, now: dt.datetime) -> None:
    """Count a contract that ended with at least one payment."""
    facts = event.data
    if facts["paid"]:
        actions.count_paid_contract(
            company_id=facts["company"],
            freelancer_id=facts["freelancer"],
            currency=facts["currency"],
            amount=0,
            first=False,
            ended=True,
            now=now,
        )


def lapse_offer(event: "Event", *, now: dt.datetime) -> None:
    """Take the open offer off the table: its proposal is over."""
    actions.lapse_offer(proposal_id=event.subject_id, now=now)


FOLLOWS = {
    "milestone.released": count_payment,
    "bonus.given": count_payment,
    "payment.given_back": count_return,
    "contract.ended": count_end,
    "proposal.withdrawn": lapse_offer,
    "proposal.declined": lapse_offer,
    "proposal.expired": lapse_offer,
    "proposal.job_closed": lapse_offer,
}

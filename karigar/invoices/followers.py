"""A payment is written down after it happened: the release itself gets no slower."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.contracts import queries as contracts
from karigar.invoices import actions

if TYPE_CHECKING:
    from karigar.events.models import Event


def write_down(event: "Event", *, now: dt.datetime) -> None:
    """Issue the documents on a release, a bonus or a give-back. A refund out of escrow earned nothing: no document."""
    facts = event.data
    actions.issue_documents(
        contracts.contract_any(facts["contract"]),
        source=f"event:{event.pk}",
        subject=": ".join(part for part in (facts["contract_title"], facts.get("title", "")) if part)[:280],
        gross=facts["amount"],
        fee=facts["fee"],
        client_fee=facts["client_fee"],
        is_credit=event.name == "payment.given_back",
        happened_at=event.at,
        now=now,
    )


FOLLOWS = {"milestone.released": write_down, "bonus.given": write_down, "payment.given_back": write_down}

"""How an event about a proposal is written: with the facts that every follower needs."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.proposals.models import Invitation, Proposal

if TYPE_CHECKING:
    from karigar.events.models import Event


def record(name: str, proposal: Proposal, *, actor_id: int | None, now: dt.datetime, **data: object) -> "Event":
    """Write an event about a proposal; `proposal.job` must be read already."""
    facts = {
        "proposal": proposal.pk,
        "job": proposal.job_id,
        "company": proposal.job.company_id,
        "freelancer": proposal.freelancer_id,
        "title": proposal.job.title,
    }
    return events.record(name, subject=("proposal", proposal.pk), actor_id=actor_id, data=facts | data, now=now)


def record_invitation(name: str, row: Invitation, *, actor_id: int | None, now: dt.datetime) -> "Event":
    """Write an event about an invitation; `row.job` must be read already."""
    facts: dict[str, object] = {
        "invitation": row.pk,
        "job": row.job_id,
        "company": row.job.company_id,
        "freelancer": row.freelancer_id,
        "invited_by": row.invited_by_id,
        "title": row.job.title,
    }
    return events.record(name, subject=("invitation", row.pk), actor_id=actor_id, data=facts, now=now)

"""What time, an ended job or a closed account does to proposals and invitations."""

import datetime as dt

from karigar.connects import actions as connects
from karigar.kit.state import action, lock, move
from karigar.profiles import actions as profiles
from karigar.proposals import states
from karigar.proposals.actions.answering import close_one
from karigar.proposals.actions.applying import withdraw
from karigar.proposals.actions.journal import record, record_invitation
from karigar.proposals.models import Invitation, Proposal
from karigar.proposals.states import InvitationStatus, JobEnd, ProposalStatus


@action
def expire_proposal(proposal: Proposal, *, now: dt.datetime) -> bool:
    """End a proposal whose life is over; say whether it was so."""
    lock(proposal, "job")
    if proposal.status not in states.OPEN or proposal.expires_at > now:
        return False
    move(proposal, to=ProposalStatus.EXPIRED, moves=states.MOVES, ended_at=now)
    record("proposal.expired", proposal, actor_id=None, now=now)
    return True


@action
def remind_proposal(proposal: Proposal, *, day: int, now: dt.datetime) -> bool:
    """Remind of a proposal that waits since `day` days, once for each such day; say whether it was so."""
    lock(proposal, "job")
    if proposal.status not in states.OPEN or proposal.reminded >= day or proposal.expires_at <= now:
        return False
    proposal.reminded = day
    proposal.save(update_fields=["reminded"])
    record("proposal.reminded", proposal, actor_id=None, now=now, days=day, until=proposal.expires_at.isoformat())
    return True


@action
def return_unopened(proposal: Proposal, *, now: dt.datetime) -> bool:
    """Give back the Connects of a proposal that the client left unopened; the proposal stays open."""
    lock(proposal)
    if proposal.connects_return_at is None or proposal.connects_return_at > now:
        return False
    proposal.connects_return_at = None
    proposal.save(update_fields=["connects_return_at"])
    if proposal.seen_at is None:
        connects.return_connects(proposal_id=proposal.pk, cause="not_opened", now=now)
    return True


@action
def close_for_job(*, job_id: int, end: str, note: str = "", now: dt.datetime) -> int:
    """End every open proposal and invitation of a job that has ended; return how many proposals.

    Connects come back when the job ended without a hire or was removed. When it was filled they do not: somebody was
    hired, and applying has its price (rules.md part 1). A proposal with an offer waits for the answer to the offer,
    but not where the job was removed: nobody is to sign it any more.
    """
    rows = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("job")
        .filter(job_id=job_id, status__in=states.ACTIVE if end == JobEnd.REMOVED else states.OPEN)
        .order_by("pk")
    )
    ended = 0
    for proposal in rows:
        close_one(proposal, end=JobEnd(end), note=note, hired=proposal.job.hired_count, now=now)
        ended += 1
    for row in Invitation.objects.select_for_update(no_key=True).filter(
        job_id=job_id, status__in=[InvitationStatus.SENT, InvitationStatus.SEEN]
    ):
        move(row, to=InvitationStatus.EXPIRED, moves=states.INVITATION_MOVES)
    return ended


@action
def leave_all(*, person_id: int, now: dt.datetime) -> int:
    """Withdraw every open proposal of somebody who closed the account; return how many."""
    rows = list(
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("job")
        .filter(freelancer_id=person_id, status__in=states.OPEN)
        .order_by("pk")
    )
    for proposal in rows:
        withdraw(proposal, actor_id=person_id, now=now)
    return len(rows)


@action
def expire_invitation(row: Invitation, *, now: dt.datetime) -> bool:
    """End an invitation that was not answered in time; say whether it was so."""
    lock(row, "job")
    if row.status not in {InvitationStatus.SENT, InvitationStatus.SEEN} or row.expires_at > now:
        return False
    move(row, to=InvitationStatus.EXPIRED, moves=states.INVITATION_MOVES)
    record_invitation("invitation.expired", row, actor_id=None, now=now)
    return True


@action
def count_received(*, company_id: int, now: dt.datetime) -> None:
    """Count a proposal in the record of the company it went to; off the hot path, by the journal."""
    profiles.count_for_company(company_id=company_id, proposals_received=1)

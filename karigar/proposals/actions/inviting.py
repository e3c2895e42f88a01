"""Invitations: a client asks a freelancer to apply."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.jobs import actions as jobs
from karigar.kit.digits import clean_text
from karigar.kit.state import action, lock, move
from karigar.profiles import queries as profiles
from karigar.proposals import queries, states
from karigar.proposals.actions.journal import record_invitation
from karigar.proposals.models import Invitation, Proposal
from karigar.proposals.refusals import (
    AlreadyApplied,
    CannotBeInvited,
    InvitationIsOver,
    InvitedAlready,
    JobTakesNoProposals,
    NotYours,
    OwnJob,
    TooManyInvitations,
)
from karigar.proposals.states import InvitationStatus, ProposalStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.jobs.models import Job

WAITING = {InvitationStatus.SENT, InvitationStatus.SEEN}


@action
def invite(job: "Job", *, freelancer: "Person", by: "Person", message: str = "", now: dt.datetime) -> Invitation:
    """Ask a freelancer to apply to a job; his proposal will cost nothing.

    Raises JobTakesNoProposals, InvitedAlready, AlreadyApplied, CannotBeInvited, TooManyInvitations (409), OwnJob,
    AccountIsLimited (403).
    """
    lock(job)
    accounts.demand_unlimited(by)
    if not job.is_open:
        raise JobTakesNoProposals(state=job.get_status_display())
    if accounts.is_member(freelancer, job.company_id):
        raise OwnJob
    if not profiles.is_ready(freelancer):
        raise CannotBeInvited
    if Invitation.objects.filter(job=job, freelancer=freelancer).exists():
        raise InvitedAlready
    if Proposal.objects.filter(job=job, freelancer=freelancer).exclude(status=ProposalStatus.WITHDRAWN).exists():
        raise AlreadyApplied
    if not queries.invitations_left(job, now=now):
        raise TooManyInvitations(most=rulebook.value("invitation.per_job_day", at=now))
    row = Invitation.objects.create(
        job=job,
        freelancer=freelancer,
        invited_by=by,
        message=clean_text(message)[:1000],
        sent_at=now,
        expires_at=now + rulebook.days("invitation.life_days", at=now),
    )
    jobs.count_invitation(job_id=job.pk, person_id=freelancer.pk)
    jobs.note_client_act(job.pk, now=now)
    record_invitation("invitation.sent", row, actor_id=by.pk, now=now)
    return row


@action
def see_invitation(row: Invitation, *, by: "Person", now: dt.datetime) -> None:
    """Note that the freelancer opened an invitation, once."""
    lock(row, "job")
    if row.status == InvitationStatus.SENT and row.freelancer_id == by.pk:
        move(row, to=InvitationStatus.SEEN, moves=states.INVITATION_MOVES, seen_at=now)


@action
def decline_invitation(row: Invitation, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Say no to an invitation, with a word for the client. Raises NotYours (403), InvitationIsOver (409)."""
    lock(row, "job")
    if row.freelancer_id != by.pk:
        raise NotYours
    _demand_waiting(row)
    move(row, to=InvitationStatus.DECLINED, moves=states.INVITATION_MOVES, reason=clean_text(reason)[:300])
    record_invitation("invitation.declined", row, actor_id=by.pk, now=now)


@action
def withdraw_invitation(row: Invitation, *, by: "Person", now: dt.datetime) -> None:
    """Take an invitation back before it is answered. Raises InvitationIsOver (409)."""
    lock(row, "job")
    _demand_waiting(row)
    move(row, to=InvitationStatus.WITHDRAWN, moves=states.INVITATION_MOVES)
    record_invitation("invitation.withdrawn", row, actor_id=by.pk, now=now)


def _demand_waiting(row: Invitation) -> None:
    if row.status not in WAITING:
        raise InvitationIsOver(state=row.get_status_display())

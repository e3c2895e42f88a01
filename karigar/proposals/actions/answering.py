"""What a client does with proposals: open, shortlist, decline, talk; and what an offer does to them."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from karigar.accounts import queries as accounts
from karigar.connects import actions as connects
from karigar.conversations import actions as conversations
from karigar.jobs import actions as jobs
from karigar.kit.errors import StateHasMoved
from karigar.kit.state import action, lock, move
from karigar.kit.uploads import Upload
from karigar.profiles import actions as profiles
from karigar.proposals import rules, states
from karigar.proposals.actions.journal import record
from karigar.proposals.models import Proposal
from karigar.proposals.refusals import ReasonIsMissing
from karigar.proposals.states import DeclineReason, JobEnd, ProposalStatus

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.conversations.models import Room
    from karigar.jobs.models import Job


def _opened(proposal: Proposal, now: dt.datetime) -> dict[str, object]:
    """Return what changes when a client meets a proposal for the first time, whatever he does with it."""
    if proposal.seen_at is not None:
        return {}
    profiles.count_for_company(company_id=proposal.job.company_id, proposals_answered=1)
    return {"seen_at": now, "connects_return_at": None}


@action
def see_proposal(proposal: Proposal, *, by: "Person", now: dt.datetime) -> None:
    """Note that the client opened a proposal, once; the freelancer sees the time."""
    lock(proposal, "job")
    if proposal.status != ProposalStatus.SUBMITTED:
        return
    move(proposal, to=ProposalStatus.SEEN, moves=states.MOVES, **_opened(proposal, now))
    jobs.note_client_act(proposal.job_id, now=now)
    record("proposal.seen", proposal, actor_id=by.pk, now=now)


@action
def shortlist_proposal(proposal: Proposal, *, by: "Person", now: dt.datetime) -> None:
    """Put a proposal on the shortlist; a second time changes nothing. Raises StateHasMoved (409)."""
    lock(proposal, "job")
    if proposal.status == ProposalStatus.SHORTLISTED:
        return
    move(proposal, to=ProposalStatus.SHORTLISTED, moves=states.MOVES, shortlisted_at=now, **_opened(proposal, now))
    jobs.note_client_act(proposal.job_id, now=now)
    record("proposal.shortlisted", proposal, actor_id=by.pk, now=now)


@action
def unshortlist_proposal(proposal: Proposal, *, by: "Person", now: dt.datetime) -> None:
    """Take a proposal off the shortlist; nobody is told. Raises StateHasMoved (409)."""
    lock(proposal, "job")
    if proposal.status == ProposalStatus.SEEN:
        return
    if proposal.status != ProposalStatus.SHORTLISTED:
        raise StateHasMoved(state=proposal.get_status_display())
    move(proposal, to=ProposalStatus.SEEN, moves=states.MOVES, shortlisted_at=None)
    jobs.note_client_act(proposal.job_id, now=now)
    record("proposal.unshortlisted", proposal, actor_id=by.pk, now=now)


@action
def decline_proposal(proposal: Proposal, *, by: "Person", reason: str, note: str = "", now: dt.datetime) -> None:
    """Decline a proposal with a reason that the freelancer reads. With an offer out, take the offer back first.

    Raises ReasonIsMissing (422), StateHasMoved (409).
    """
    lock(proposal, "job")
    _demand_reason(reason)
    _decline(proposal, by, reason, note, now)
    jobs.note_client_act(proposal.job_id, now=now)


@action
def decline_many(
    *, job: "Job", proposal_ids: Sequence[int], by: "Person", reason: str, note: str = "", now: dt.datetime
) -> int:
    """Decline several proposals on a job for one reason; those that are not open any more are left; return how many.

    Raises ReasonIsMissing (422).
    """
    _demand_reason(reason)
    rows = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("job")
        .filter(job=job, pk__in=list(proposal_ids)[:200], status__in=states.OPEN)
        .order_by("pk")
    )
    declined = 0
    for proposal in rows:
        _decline(proposal, by, reason, note, now)
        declined += 1
    if declined:
        jobs.note_client_act(job.pk, now=now)
    return declined


@action
def start_interview(
    proposal: Proposal,
    *,
    by: "Person",
    text: str,
    uploads: Sequence[Upload] = (),
    key: str = "",
    now: dt.datetime,
) -> "Room":
    """Write to a freelancer: the room opens with the first message, and both sides read each other's full names.

    Raises StateHasMoved (409) and what a message is refused for.
    """
    lock(proposal, "job", "freelancer")
    if proposal.status in {ProposalStatus.SUBMITTED, ProposalStatus.SEEN, ProposalStatus.SHORTLISTED}:
        move(proposal, to=ProposalStatus.INTERVIEWING, moves=states.MOVES, interview_at=now, **_opened(proposal, now))
        record("proposal.interviewing", proposal, actor_id=by.pk, now=now)
    elif proposal.status not in {*states.ACTIVE, ProposalStatus.HIRED}:
        raise StateHasMoved(state=proposal.get_status_display())
    team = accounts.members_any(proposal.job.company_id, "recruit")
    seats = [(proposal.freelancer_id, "freelancer"), *((member.pk, "client") for member in team)]
    room = conversations.open_room(
        subject=("proposal", proposal.pk),
        title=proposal.job.title,
        seats=list(dict.fromkeys([*seats, (by.pk, "client")])),
        url=f"/proposals/{proposal.pk}/",
        now=now,
    )
    conversations.post_message(
        room, author=by, text=text, uploads=uploads, key=key or f"interview:{proposal.pk}", now=now
    )
    jobs.note_client_act(proposal.job_id, now=now)
    return room


@action
def note_answer(*, proposal_id: int, author_id: int, now: dt.datetime) -> None:
    """Give the job its life again when its client wrote in the room of a proposal."""
    proposal = Proposal.objects.filter(pk=proposal_id).exclude(freelancer_id=author_id).first()
    if proposal is not None:
        jobs.note_client_act(proposal.job_id, now=now)


@action
def mark_offered(proposal: Proposal, *, now: dt.datetime) -> None:
    """Note that an offer stands on a proposal. Raises StateHasMoved (409), also while staff check the job."""
    lock(proposal, "job")
    if proposal.job.status in {"flagged", "removed"}:
        raise StateHasMoved(state=proposal.job.get_status_display())
    move(proposal, to=ProposalStatus.OFFERED, moves=states.MOVES, offered_at=now, **_opened(proposal, now))
    jobs.note_client_act(proposal.job_id, now=now)
    record("proposal.offered", proposal, actor_id=None, now=now)


@action
def mark_hired(proposal: Proposal, *, now: dt.datetime) -> None:
    """Note that the freelancer of a proposal is hired. Raises StateHasMoved (409)."""
    lock(proposal, "job")
    move(proposal, to=ProposalStatus.HIRED, moves=states.MOVES, ended_at=now)
    record("proposal.hired", proposal, actor_id=None, now=now)


@action
def return_to_interview(proposal: Proposal, *, now: dt.datetime) -> None:
    """Open a proposal again when its offer was declined, withdrawn or lapsed; where the job has ended, so does it.

    Nothing happens to a proposal without an offer, so that the end of an offer may be told twice.
    """
    lock(proposal, "job")
    if proposal.status != ProposalStatus.OFFERED:
        return
    if proposal.job.is_open or proposal.job.status in {"paused", "flagged", "review"}:
        move(proposal, to=ProposalStatus.INTERVIEWING, moves=states.MOVES, offered_at=None)
        record("proposal.interviewing", proposal, actor_id=None, now=now, again=True)
        return
    end = proposal.job.close_reason or proposal.job.status
    close_one(proposal, end=JobEnd(end), note=proposal.job.close_note, hired=proposal.job.hired_count, now=now)


def close_one(proposal: Proposal, *, end: JobEnd, note: str, hired: int, now: dt.datetime) -> None:
    """Move a locked proposal to JobClosed; Connects return as rules.gives_back says."""
    move(
        proposal,
        to=ProposalStatus.JOB_CLOSED,
        moves=states.MOVES,
        ended_at=now,
        job_end=end,
        decline_note=note,
        connects_return_at=None,
    )
    record(
        "proposal.job_closed",
        proposal,
        actor_id=None,
        now=now,
        why=end.value,
        note=note,
        rule=proposal.job.removed_rule,
    )
    if rules.gives_back(end, hired):
        cause = "job_removed" if end == JobEnd.REMOVED else "job_closed"
        connects.return_connects(proposal_id=proposal.pk, cause=cause, now=now)


def _demand_reason(reason: str) -> None:
    if reason not in DeclineReason.values:
        raise ReasonIsMissing


def _decline(proposal: Proposal, by: "Person", reason: str, note: str, now: dt.datetime) -> None:
    if proposal.status == ProposalStatus.OFFERED:
        raise StateHasMoved(state=proposal.get_status_display())
    changes = {"ended_at": now, "decline_reason": reason, "decline_note": note[:300], "connects_return_at": None}
    move(proposal, to=ProposalStatus.DECLINED, moves=states.MOVES, **(changes | _opened(proposal, now)))
    record("proposal.declined", proposal, actor_id=by.pk, now=now, why=reason, note=note[:300])

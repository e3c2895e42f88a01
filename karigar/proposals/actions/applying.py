"""What a freelancer does with a proposal: send, edit, withdraw."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

from django.db import connection

from karigar.accounts import queries as accounts
from karigar.connects import actions as connects
from karigar.connects import queries as costs
from karigar.files import actions as files
from karigar.jobs import actions as jobs
from karigar.kit import tables
from karigar.kit.digits import clean_text
from karigar.kit.state import action, lock, move
from karigar.kit.uploads import Upload
from karigar.profiles import queries as profiles
from karigar.proposals import rules, states
from karigar.proposals.actions.journal import record
from karigar.proposals.models import Answer, Invitation, Proposal, ProposalMilestone, Revision
from karigar.proposals.refusals import (
    AlreadyApplied,
    AnswersAreMissing,
    JobIsFull,
    JobTakesNoProposals,
    LetterIsMissing,
    NotYours,
    OfferIsWaiting,
    OnlyInvited,
    OwnJob,
    ProfileIsNotReady,
    TermsAreFixed,
    TextIsFixed,
    TooManyOpenProposals,
)
from karigar.proposals.states import InvitationStatus, ProposalStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person
    from karigar.jobs.models import Job


class Step(TypedDict):
    """A step of the plan: what is done, for how much, in how many days."""

    title: str
    amount: int
    days: int | None


Plan = Sequence[Step]
# The open proposals of a person, and whatever he sent to this job before.
EARLIER = """
    SELECT id, job_id, status, key FROM proposals_proposal
    WHERE freelancer_id = %s AND (status = ANY (%s::text[]) OR job_id = %s)
"""


@action
def submit_proposal(
    job: "Job",
    *,
    freelancer: "Person",
    letter: str,
    bid: int,
    days: int | None,
    plan: Plan = (),
    answers: Sequence[str] = (),
    uploads: Sequence[Upload] = (),
    key: str = "",
    now: dt.datetime,
) -> Proposal:
    """Send a proposal to a job and spend its Connects; the same key again returns the proposal it sent before.

    Raises JobTakesNoProposals, AlreadyApplied, TooManyOpenProposals, JobIsFull, ProfileIsNotReady, NotEnoughConnects
    (409), OwnJob, OnlyInvited, AccountIsLimited (403), LetterIsMissing, AnswersAreMissing, BidIsBelowFloor,
    PlanDoesNotAddUp, MilestoneIsBelowFloor (422).
    """
    lock(job)
    accounts.demand_unlimited(freelancer)
    if sent := _demand_first(job, freelancer, key, now=now):
        return sent
    _demand_place(job, freelancer, now=now)
    invitation = _invitation(job, freelancer, now=now)
    if job.status == "invited" and invitation is None:
        raise OnlyInvited
    letter = clean_text(letter)
    if not letter:
        raise LetterIsMissing
    _demand_fair(job, bid, plan, now=now)
    asked = _answered(job, answers)
    cost = _cost(job, invitation, now=now)
    proposal = tables.insert(
        Proposal(
            job=job,
            freelancer=freelancer,
            letter=letter,
            bid=bid,
            currency=job.currency,
            days=days,
            connects=cost,
            was_invited=invitation is not None,
            submitted_at=now,
            edit_until=now + dt.timedelta(hours=rulebook.value("proposal.edit_hours", at=now)),
            expires_at=now + rulebook.days("proposal.life_days", at=now),
            connects_return_at=now + rulebook.days("connects.unopened_days", at=now) if cost else None,
            key=key[:64],
        )
    )
    _write_parts(proposal, asked, plan, uploads, now=now)
    connects.spend_connects(person=freelancer, proposal_id=proposal.pk, connects=cost, title=job.title, now=now)
    if invitation is not None:
        move(invitation, to=InvitationStatus.ACCEPTED, moves=states.INVITATION_MOVES)
    jobs.count_proposal(job_id=job.pk, by=1, person_id=freelancer.pk)
    record("proposal.submitted", proposal, actor_id=freelancer.pk, now=now, connects=cost)
    return proposal


@action
def edit_proposal(
    proposal: Proposal,
    *,
    by: "Person",
    letter: str,
    bid: int,
    days: int | None,
    plan: Plan = (),
    uploads: Sequence[Upload] = (),
    now: dt.datetime,
) -> Proposal:
    """Change a proposal: text and files for some hours or until seen, terms until an offer; the old words are kept.

    Raises NotYours (403), TextIsFixed, TermsAreFixed (409) and what `submit_proposal` says to unfair terms.
    """
    lock(proposal, "job")
    if proposal.freelancer_id != by.pk:
        raise NotYours
    accounts.demand_unlimited(by)
    if proposal.status not in states.OPEN:
        raise TermsAreFixed(state=proposal.get_status_display())
    letter = clean_text(letter)
    if not letter:
        raise LetterIsMissing
    if (letter != proposal.letter or uploads) and not proposal.may_edit_text(now):
        raise TextIsFixed
    _demand_fair(proposal.job, bid, plan, now=now)
    before = [{"title": row.title, "amount": row.amount, "days": row.days} for row in proposal.milestones.all()]
    wanted = [{"title": row["title"], "amount": row["amount"], "days": row.get("days")} for row in plan]
    if (letter, bid, days, wanted) != (proposal.letter, proposal.bid, proposal.days, before):
        Revision.objects.create(
            proposal=proposal, at=now, letter=proposal.letter, bid=proposal.bid, days=proposal.days, plan=before
        )
    elif not uploads:
        return proposal
    proposal.letter, proposal.bid, proposal.days = letter, bid, days
    proposal.save(update_fields=["letter", "bid", "days"])
    if wanted != before:
        proposal.milestones.all().delete()
        _write_plan(proposal, plan)
    if uploads:
        proposal.files.add(*files.store_many(owner=by, uploads=uploads, purpose="proposal", now=now))
    record("proposal.edited", proposal, actor_id=by.pk, now=now)
    return proposal


@action
def withdraw_proposal(proposal: Proposal, *, by: "Person", now: dt.datetime) -> None:
    """Take a proposal back; Connects return when the client has not seen it. With an offer, answer the offer first.

    Raises NotYours (403), OfferIsWaiting, StateHasMoved (409).
    """
    lock(proposal, "job")
    if proposal.freelancer_id != by.pk:
        raise NotYours
    if proposal.status == ProposalStatus.OFFERED:
        raise OfferIsWaiting
    withdraw(proposal, actor_id=by.pk, now=now)


def withdraw(proposal: Proposal, *, actor_id: int, now: dt.datetime) -> None:
    """Move a locked proposal to Withdrawn; also for a person who closes the account."""
    was_seen = proposal.seen_at is not None
    move(proposal, to=ProposalStatus.WITHDRAWN, moves=states.MOVES, ended_at=now, connects_return_at=None)
    if not was_seen:
        connects.return_connects(proposal_id=proposal.pk, cause="withdrawn_unseen", now=now)
    jobs.count_proposal(job_id=proposal.job_id, by=-1)
    record("proposal.withdrawn", proposal, actor_id=actor_id, now=now, was_seen=was_seen)


def _demand_first(job: "Job", freelancer: "Person", key: str, *, now: dt.datetime) -> Proposal | None:
    """Find what the same form sent before; refuse a second proposal and a 41st open one."""
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, [freelancer.pk, list(states.ACTIVE), job.pk])
        rows = cursor.fetchall()
    for pk, job_id, status, used in rows:
        if job_id == job.pk and key and used == key:
            return Proposal.objects.select_related("job").get(pk=pk)
        if job_id == job.pk and status != ProposalStatus.WITHDRAWN:
            raise AlreadyApplied
    most = rulebook.value("proposal.open_per_freelancer", at=now)
    sent = sum(status in states.ACTIVE for _pk, _job, status, _key in rows)
    if sent * 2 >= most:
        # Near the limit two jobs at once could both find the last place free: they queue behind the person.
        _queue_behind(freelancer)
        sent = Proposal.objects.filter(freelancer=freelancer, status__in=states.ACTIVE).count()
    if sent >= most:
        raise TooManyOpenProposals(most=most)
    return None


def _queue_behind(freelancer: "Person") -> None:
    """Let one proposal of a person at a time pass. Not the person's row: notices lock it before jobs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('proposals'), %s)", [freelancer.pk % 2**31])


def _invitation(job: "Job", freelancer: "Person", *, now: dt.datetime) -> Invitation | None:
    if not job.invited_count:
        return None
    waiting = Invitation.objects.select_for_update(no_key=True)
    waiting = waiting.filter(job=job, freelancer=freelancer, expires_at__gt=now)
    return waiting.filter(status__in=[InvitationStatus.SENT, InvitationStatus.SEEN]).first()


def _demand_place(job: "Job", freelancer: "Person", *, now: dt.datetime) -> None:
    if not job.is_open or (job.expires_at and job.expires_at <= now):
        raise JobTakesNoProposals(state=job.get_status_display())
    if accounts.is_member(freelancer, job.company_id):
        raise OwnJob
    if not profiles.is_ready(freelancer):
        raise ProfileIsNotReady
    most = rulebook.value("proposal.per_job_lifted" if job.proposals_lifted else "proposal.per_job", at=now)
    # The job counts everything that came; only where that is too much are those counted that are open still.
    if job.proposals_count >= most and Proposal.objects.filter(job=job, status__in=states.ACTIVE).count() >= most:
        raise JobIsFull(most=most)


def _demand_fair(job: "Job", bid: int, plan: Plan, *, now: dt.datetime) -> None:
    floors = {name: rulebook.amount(f"floor.{name}", job.currency, at=now) for name in ("hourly", "milestone")}
    rules.demand_fair_terms(kind=job.kind, bid=bid, currency=job.currency, plan=plan, floors=floors)


def _answered(job: "Job", answers: Sequence[str]) -> list[tuple[str, str]]:
    questions = [row.text for row in job.questions.all()]
    given = [clean_text(text) for text in answers]
    if len(given) < len(questions) or not all(given[: len(questions)]):
        raise AnswersAreMissing
    return list(zip(questions, given, strict=False))


def _cost(job: "Job", invitation: Invitation | None, *, now: dt.datetime) -> int:
    return costs.cost_of(
        budget=rules.budget_of(job.kind, job.budget_max),
        currency=job.currency,
        proposals_count=job.proposals_count,
        invited=invitation is not None,
        now=now,
    )


def _write_parts(
    proposal: Proposal,
    asked: list[tuple[str, str]],
    plan: Plan,
    uploads: Sequence[Upload],
    *,
    now: dt.datetime,
) -> None:
    if asked:
        Answer.objects.bulk_create(
            Answer(proposal=proposal, order=n, question=question, text=text) for n, (question, text) in enumerate(asked)
        )
    _write_plan(proposal, plan)
    if uploads:
        proposal.files.set(files.store_many(owner=proposal.freelancer, uploads=uploads, purpose="proposal", now=now))


def _write_plan(proposal: Proposal, plan: Plan) -> None:
    if plan:
        ProposalMilestone.objects.bulk_create(
            ProposalMilestone(
                proposal=proposal, order=n, title=row["title"][:120], amount=row["amount"], days=row.get("days")
            )
            for n, row in enumerate(plan[: rules.MOST_STEPS])
        )

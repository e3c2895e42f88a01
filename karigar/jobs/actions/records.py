"""Counters and deadlines of a job, who may read it, and making it findable."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import F

from karigar.events import actions as events
from karigar.jobs import rules, states, vectors
from karigar.jobs.models import Job, SavedJob
from karigar.jobs.states import JobStatus
from karigar.kit import languages
from karigar.kit.errors import StateHasMoved
from karigar.kit.state import action, lock, move
from karigar.profiles import actions as profiles
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def count_proposal(*, job_id: int, by: int, person_id: int | None = None) -> None:
    """Count a proposal that came (+1) or was withdrawn (-1); its writer may read the job from now on."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE jobs_job SET proposals_count = proposals_count + %s WHERE id = %s", [by, job_id])
    if person_id and by > 0:
        let_in(job_id=job_id, person_id=person_id)


@action
def count_invitation(*, job_id: int, person_id: int) -> None:
    """Count an invitation and let its receiver read the job."""
    Job.objects.filter(pk=job_id).update(invited_count=F("invited_count") + 1)
    let_in(job_id=job_id, person_id=person_id)


@action
def let_in(*, job_id: int, person_id: int) -> None:
    """Let somebody read a job that strangers may not."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_guest (job_id, person_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", [job_id, person_id]
        )


@action
def note_client_act(job_id: int, *, now: dt.datetime) -> None:
    """Give an open job its whole life again, because its client did something for the applicants."""
    job = lock(Job.objects.get(pk=job_id))
    if job.is_open or job.status == JobStatus.PAUSED:
        job.expires_at, job.warned_at = rules.expires(now, rulebook.days("job.life_days", at=now)), None
        job.save(update_fields=["expires_at", "warned_at"])


@action
def note_hire(job_id: int, *, now: dt.datetime) -> None:
    """Count a hire; when all positions are taken the job is filled. Raises StateHasMoved (409) for a job under check or removed."""
    job = lock(Job.objects.get(pk=job_id))
    if job.status in {JobStatus.FLAGGED, JobStatus.REMOVED}:
        raise StateHasMoved(state=job.get_status_display())
    job.hired_count += 1
    job.save(update_fields=["hired_count"])
    if job.hired_count == 1:
        profiles.count_for_company(company_id=job.company_id, jobs_hired=1)
    if job.hired_count >= job.positions and (job.is_open or job.status == JobStatus.PAUSED):
        move(job, to=JobStatus.FILLED, moves=states.MOVES, closed_at=now, updated_at=now)
        journal("job.filled", job, None, now=now)


@action
def expire_job(job: Job, *, now: dt.datetime) -> bool:
    """End a job whose client did nothing for its applicants in time; say whether it was so."""
    lock(job)
    if job.expires_at is None or job.expires_at > now or not (job.is_open or job.status == JobStatus.PAUSED):
        return False
    move(job, to=JobStatus.EXPIRED, moves=states.MOVES, closed_at=now, updated_at=now)
    journal("job.expired", job, None, now=now)
    return True


@action
def warn_of_expiry(job: Job, *, now: dt.datetime) -> bool:
    """Tell the client once that a job is about to end; say whether it was so."""
    lock(job)
    if job.warned_at is not None or job.expires_at is None or job.expires_at <= now or not job.is_open:
        return False
    job.warned_at = now
    job.save(update_fields=["warned_at"])
    journal("job.expiring", job, None, now=now, until=job.expires_at.isoformat())
    return True


@action
def remember_job(job: Job, *, person: "Person", now: dt.datetime) -> None:
    """Keep a job on a person's list of saved ones."""
    SavedJob.objects.bulk_create([SavedJob(person=person, job=job, saved_at=now)], ignore_conflicts=True)


@action
def forget_job(job: Job, *, person: "Person", now: dt.datetime) -> None:
    """Take a job off a person's list of saved ones."""
    SavedJob.objects.filter(person=person, job=job).delete()


@action
def index_jobs(*, ids: Sequence[int]) -> None:
    """Write the search vectors of jobs anew, after a change of the taxonomy or of how search works."""
    make_findable(list(Job.objects.filter(pk__in=ids)))


def make_findable(jobs: Sequence[Job]) -> None:
    """Write the search vectors of jobs; the caller stands in the transaction of an action."""
    trees = {code: skills.category_tree(code) for code in languages.CODES}
    known = skills.skills_by_ids({pk for job in jobs for pk in job.skill_ids})
    rows = [
        vectors.texts(
            job.title,
            job.description,
            vectors.labels(
                (known[pk] for pk in job.skill_ids if pk in known), vectors.by_language(trees, job.category_id)
            ),
        )
        for job in jobs
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE jobs_job SET search = {vectors.VECTOR} FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"  # noqa: S608
            " AS t (id, title, labels, body, keys) WHERE jobs_job.id = t.id",
            [[job.pk for job in jobs], *(list(column) for column in zip(*rows, strict=True))],
        )


def journal(
    name: str,
    job: Job,
    by: "Person | None",
    *,
    now: dt.datetime,
    said: str = "",
    by_staff: bool = False,
    **data: object,
) -> None:
    """Record an event about a job with the facts that every follower needs."""
    events.record(
        name,
        subject=("job", job.pk),
        actor_id=by.pk if by else None,
        data={"job": job.pk, "company": job.company_id, "title": job.title, **data},
        reason=said,
        by_staff=by_staff,
        now=now,
    )

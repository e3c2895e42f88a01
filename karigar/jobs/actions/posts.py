"""A client's acts on a job, from the draft to its end."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from karigar.accounts import actions as accounts
from karigar.accounts import queries as people
from karigar.files import actions as files
from karigar.jobs import rules, states
from karigar.jobs.actions.records import journal, make_findable
from karigar.jobs.models import Job, JobFile, Question
from karigar.jobs.refusals import CompanyIsSuspended, JobIsNoDraft, JobIsNotOpen, SameJobIsOpen, TooManyFiles
from karigar.jobs.states import CloseReason, JobStatus
from karigar.kit.state import action, lock, move
from karigar.kit.uploads import Upload
from karigar.profiles import actions as profiles
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person

# What a client may say about a job; everything else is the house's business.
FIELDS = (
    "title",
    "description",
    "category_id",
    "kind",
    "budget_min",
    "budget_max",
    "currency",
    "level",
    "duration",
    "workload",
    "audience",
    "positions",
    "language",
    "skill_ids",
)


@action
def save_draft(
    job: Job | None,
    *,
    company: "Company | None" = None,
    by: "Person",
    now: dt.datetime,
    questions: Sequence[str] | None = None,
    uploads: Sequence[Upload] = (),
    drop_files: Sequence[int] = (),
    **fields: object,
) -> Job:
    """Keep a job as a draft, complete or not; without a company, for the person's own first one.

    Raises JobIsNoDraft (409), TooManyQuestions, TooManyFiles (422) and what files.store_many raises.
    """
    people.demand_unlimited(by)
    if job is None:
        company = company or accounts.ensure_company(by, now=now)
        job = Job(
            company=company,
            posted_by=by,
            currency=company.currency,
            language=by.language,
            created_at=now,
            updated_at=now,
        )
    else:
        lock(job)
        if job.status != JobStatus.DRAFT:
            raise JobIsNoDraft
    _write(job, fields, now=now)
    _ask(job, questions, now=now)
    _attach(job, uploads, drop_files, by=by, now=now)
    return job


@action
def publish_job(job: Job, *, by: "Person", now: dt.datetime) -> Job:
    """Open a draft for proposals, to the audience that it names.

    Raises JobIsIncomplete, BudgetBelowFloor, CurrencyIsNotTaken (422), SameJobIsOpen, StateHasMoved (409) and
    CompanyIsSuspended (403).
    """
    lock(job, "company")
    people.demand_unlimited(by)
    if job.company.is_suspended:
        raise CompanyIsSuspended
    if job.status != JobStatus.DRAFT:
        raise JobIsNoDraft
    _demand_publishable(job, now=now)
    _demand_new(job, now=now)
    life = rulebook.days("job.life_days", at=now)
    move(
        job,
        to=job.audience,
        moves=states.MOVES,
        published_at=now,
        updated_at=now,
        expires_at=rules.expires(now, life),
        country=job.company.country or by.country,
    )
    make_findable([job])
    profiles.count_for_company(company_id=job.company_id, jobs_posted=1)
    journal("job.published", job, by, now=now, audience=job.audience)
    return job


@action
def edit_job(
    job: Job,
    *,
    by: "Person",
    now: dt.datetime,
    questions: Sequence[str] | None = None,
    uploads: Sequence[Upload] = (),
    drop_files: Sequence[int] = (),
    **fields: object,
) -> Job:
    """Change a published job and write down which parts changed; its life is not longer for it.

    Raises JobIsNotOpen (409) and what publishing raises.
    """
    lock(job)
    people.demand_unlimited(by)
    if not (job.is_open or job.status == JobStatus.PAUSED):
        raise JobIsNotOpen(state=job.get_status_display())
    before = {name: getattr(job, name) for name in fields if name in FIELDS}
    changed = rules.changed(before, {name: fields[name] for name in before})
    _write(job, fields, now=now)
    if _ask(job, questions, now=now):
        changed.append("questions")
    if _attach(job, uploads, drop_files, by=by, now=now):
        changed.append("files")
    _demand_publishable(job, now=now)
    if job.is_open and job.status != job.audience:
        move(job, to=job.audience, moves=states.MOVES)
    make_findable([job])
    if changed:
        journal("job.edited", job, by, now=now, changed=changed)
    return job


@action
def pause_job(job: Job, *, by: "Person", now: dt.datetime) -> None:
    """Take a job out of the search for a while; proposals that came stay. Raises StateHasMoved (409)."""
    lock(job)
    people.demand_unlimited(by)
    move(job, to=JobStatus.PAUSED, moves=states.MOVES, updated_at=now)
    journal("job.paused", job, by, now=now)


@action
def reopen_job(job: Job, *, by: "Person", now: dt.datetime) -> None:
    """Put a paused job back to its audience; its life goes on where it was. Raises JobIsNotOpen (409)."""
    lock(job, "company")
    people.demand_unlimited(by)
    if job.company.is_suspended:
        raise CompanyIsSuspended
    if job.status != JobStatus.PAUSED:
        raise JobIsNotOpen(state=job.get_status_display())
    move(job, to=job.audience, moves=states.MOVES, updated_at=now)
    journal("job.reopened", job, by, now=now)


@action
def close_job(job: Job, *, by: "Person", reason: str, note: str = "", now: dt.datetime) -> None:
    """End a job for one of five reasons, which every waiting applicant is told. Raises StateHasMoved (409)."""
    lock(job)
    reason = CloseReason(reason).value
    move(
        job,
        to=JobStatus.CLOSED,
        moves=states.MOVES,
        closed_at=now,
        updated_at=now,
        close_reason=reason,
        close_note=note[:300],
    )
    journal("job.closed", job, by, now=now, reason=reason, note=job.close_note)


@action
def repost_job(job: Job, *, by: "Person", now: dt.datetime) -> Job:
    """Copy a job, whatever its state, into a new draft with the same words, terms and questions."""
    lock(job, "company")
    people.demand_unlimited(by)
    copy = Job(company=job.company, posted_by=by, created_at=now, updated_at=now, skill_names=job.skill_names)
    for name in FIELDS:
        setattr(copy, name, getattr(job, name))
    copy.save(force_insert=True)
    Question.objects.bulk_create(Question(job=copy, order=row.order, text=row.text) for row in job.questions.all())
    JobFile.objects.bulk_create(JobFile(job=copy, file_id=row.file_id) for row in job.job_files.all())
    return copy


@action
def discard_draft(job: Job, *, by: "Person", now: dt.datetime) -> None:
    """Throw a draft away. Raises JobIsNoDraft (409)."""
    lock(job)
    if job.status != JobStatus.DRAFT:
        raise JobIsNoDraft
    job.delete()


@action
def lift_proposals(job: Job, *, by: "Person", now: dt.datetime) -> None:
    """Let more proposals come to a job than the ordinary limit. Raises JobIsNotOpen (409)."""
    lock(job)
    if not job.is_open:
        raise JobIsNotOpen(state=job.get_status_display())
    if not job.proposals_lifted:
        job.proposals_lifted = True
        job.save(update_fields=["proposals_lifted"])
        journal("job.limit_lifted", job, by, now=now)


def _write(job: Job, fields: dict[str, object], *, now: dt.datetime) -> None:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a job that a client may set: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(job, name, value)
    if "skill_ids" in fields:
        found = skills.skills_by_ids(list(dict.fromkeys(job.skill_ids))[: rules.SKILLS_MOST])
        job.skill_ids, job.skill_names = list(found), [row.name_en for row in found.values()]
    job.updated_at = now
    if job.pk is None:
        job.save(force_insert=True)
    else:
        job.save(update_fields=[*fields, "skill_ids", "skill_names", "updated_at"])


def _ask(job: Job, questions: Sequence[str] | None, *, now: dt.datetime) -> bool:
    """Replace the screening questions when they differ; say whether they did."""
    if questions is None:
        return False
    asked = [text.strip()[:250] for text in questions if text.strip()]
    rules.demand_few_questions(asked, rulebook.value("job.questions", at=now))
    if asked == [row.text for row in job.questions.all()]:
        return False
    job.questions.all().delete()
    Question.objects.bulk_create(Question(job=job, order=n, text=text) for n, text in enumerate(asked))
    return True


def _attach(job: Job, uploads: Sequence[Upload], drop: Sequence[int], *, by: "Person", now: dt.datetime) -> bool:
    """Add and drop files; say whether anything changed."""
    dropped = job.job_files.filter(file_id__in=drop).delete()[0] if drop else 0
    if not uploads:
        return bool(dropped)
    if job.job_files.count() + len(uploads) > rules.FILES_MOST:
        raise TooManyFiles(most=rules.FILES_MOST)
    stored = files.store_many(owner=by, uploads=uploads, purpose="job", now=now)
    JobFile.objects.bulk_create(JobFile(job=job, file=file) for file in stored)
    return True


def _demand_publishable(job: Job, *, now: dt.datetime) -> None:
    rules.demand_complete(
        title=job.title,
        description=job.description,
        category_id=job.category_id,
        skills=job.skill_ids,
        budget_max=job.budget_max,
    )
    floor = "floor.hourly" if job.kind == Job.Kind.HOURLY else "floor.milestone"
    rules.demand_fair(
        lowest=job.budget_min,
        highest=job.budget_max,
        currency=job.currency,
        floor=rulebook.amount(floor, job.currency, at=now),
        currencies=rulebook.value("currencies", at=now),
    )


def _demand_new(job: Job, *, now: dt.datetime) -> None:
    """Refuse a title that the company has open already. Raises SameJobIsOpen (409)."""
    same = Job.objects.filter(
        company_id=job.company_id,
        title__iexact=job.title,
        status__in=[*states.OPEN, JobStatus.PAUSED, JobStatus.FLAGGED],
        published_at__gt=now - dt.timedelta(days=rules.DUPLICATE_DAYS),
    ).first()
    if same is not None:
        raise SameJobIsOpen(job=same.pk, days=rules.DUPLICATE_DAYS)

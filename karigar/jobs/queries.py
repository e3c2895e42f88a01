"""What others may know of jobs. Permission is in the name: for a reader, for a client, any."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Q
from django.http import Http404
from django.utils.safestring import SafeString

from karigar.accounts import queries as people
from karigar.jobs import cards, rules, works
from karigar.jobs import search as finding
from karigar.jobs.models import Guest, Job, SavedJob
from karigar.jobs.search import Found
from karigar.jobs.states import OPEN, JobStatus
from karigar.jobs.terms import SearchTerms, in_words, terms_from
from karigar.jobs.vectors import VECTOR, by_language, labels, texts
from karigar.jobs.works import Work
from karigar.kit.digits import latin_digits, row_number
from karigar.kit.paging import Page, newest_first

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from karigar.accounts.models import Person

__all__ = [
    "VECTOR",
    "Found",
    "SearchTerms",
    "Work",
    "by_language",
    "in_words",
    "labels",
    "search",
    "terms_from",
    "texts",
]
# A stranger may still read what was open to him once.
READABLE = OPEN | {"paused", "filled", "closed", "expired"}
PER_PAGE = 20


class LogInFirst(Exception):
    """The job is for members, and the reader is not logged in."""


def search(terms: SearchTerms, *, cursor: str | None = None, person: "Person | None" = None, now: dt.datetime) -> Found:
    """Find open jobs by the published formula (see `search.py`); members' jobs only for the signed in."""
    if terms.sort == "match":
        return finding.best(
            terms, after=cursor, member=person is not None, viewer_id=person.pk if person else None, now=now
        )
    return finding.newest(terms, after=cursor, member=person is not None, now=now)


class Shape(NamedTuple):
    """What of an open job saved searches are held against; amounts in minor units of `currency`."""

    vector: str  # a tsvector, as text
    company_id: int
    category_id: int | None
    kind: str
    level: str
    skill_ids: list[int]
    currency: str
    budget_min: int | None
    budget_max: int | None


def shape_any(pk: int) -> Shape | None:
    """Return what saved searches look at in a job; None when it is not open to all members (any more)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(search, '')::text, company_id, category_id, kind, level, skill_ids, currency, budget_min, budget_max"
            " FROM jobs_job WHERE id = %s AND status IN ('public', 'members')",
            [pk],
        )
        row = cursor.fetchone()
    return Shape._make(row) if row else None


def tsquery_of(words: str) -> str:
    """Return what the search box makes of words, as the text of a tsquery: the words themselves and those of the same sound."""
    tidy = finding.tidy(words)
    if not tidy:
        return ""
    sql, params = finding.by_sound(tidy) or finding.exact(tidy)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({sql})::text", params)
        return str(cursor.fetchone()[0])


def open_titles_any(pks: Sequence[int]) -> dict[int, str]:
    """Return the titles of those of these jobs that are open to all members, by id."""
    rows = Job.objects.filter(pk__in=pks, status__in=["public", "members"])
    return dict(rows.values_list("id", "title"))


def cards_any(pks: Sequence[int], *, now: dt.datetime) -> list[SafeString]:
    """Return jobs as drawn cards, in the order given, for lists whose rows were permitted already."""
    return cards.list_of(finding.by_ids(pks), now=now)


def open_works_any(*, skill_ids: Sequence[int], category_ids: Sequence[int], most: int, seed: int) -> list[Work]:
    """Return the newest jobs open to all members that ask for a skill or lie in a category, as ranking sees them."""
    return works.open_works(skill_ids=skill_ids, category_ids=category_ids, most=most, seed=seed)


def work_any(pk: int) -> Work:
    """Return a job that the reader was permitted, as ranking sees it."""
    return works.work(pk)


TEXT_OF_FEED = 4_000
PER_MAP = 5_000  # ids; a map may hold 50,000 addresses


def newest_with_text(terms: SearchTerms, *, now: dt.datetime) -> list[tuple[finding.Hit, str, list[int]]]:
    """Return the newest public jobs of a search with the beginning of their text and the ids of their skills."""
    found = finding.newest(terms, after=None, member=False, now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, left(description, %s), skill_ids FROM jobs_job WHERE id = ANY(%s)",
            [TEXT_OF_FEED, [hit.id for hit, _match in found.hits]],
        )
        more = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
    return [(hit, *more[hit.id]) for hit, _match in found.hits if hit.id in more]


def sitemap_parts() -> list[int]:
    """Return the numbers of the parts of the site map that hold public jobs, by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT id / %s FROM jobs_job WHERE status = 'public' ORDER BY 1", [PER_MAP])
        return [row[0] for row in cursor.fetchall()]


def sitemap_jobs(part: int) -> list[tuple[int, str, dt.datetime]]:
    """Return id, slug and last change of the public jobs of one part of the site map."""
    if part > 2**62 // PER_MAP:
        return []
    rows = Job.objects.filter(status=JobStatus.PUBLIC, pk__gte=part * PER_MAP, pk__lt=(part + 1) * PER_MAP)
    found = rows.order_by("pk").values_list("pk", "title", "updated_at")
    return [(pk, rules.slug_of(title), moment) for pk, title, moment in found]


def newest_cards(limit: int = 6, *, now: dt.datetime | None = None) -> list[SafeString]:
    """Return the newest public jobs as drawn cards, for the front page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, statement_timestamp() FROM jobs_job WHERE status = 'public' ORDER BY published_at DESC, id DESC LIMIT %s",
            [limit],
        )
        rows = cursor.fetchall()
    return cards.list_of(finding.by_ids([row[0] for row in rows]), now=now or rows[0][1]) if rows else []


def _may_read(person: "Person | None", job: Job) -> bool:
    if job.status in READABLE and job.audience == Job.Audience.PUBLIC:
        return True
    if person is None:
        return False
    if job.status in READABLE and job.audience == Job.Audience.MEMBERS:
        return True
    if job.status not in {JobStatus.DRAFT, JobStatus.REVIEW} and Guest.objects.filter(job=job, person=person).exists():
        return True
    return people.is_member(person, job.company_id)


def job_for_reader(person: "Person | None", pk: int) -> Job:
    """Return a job that this reader may read; its client's company is not named there. Raises Http404."""
    job = Job.objects.filter(pk=pk).first()
    if job is None or not _may_read(person, job):
        raise Http404
    return job


def job_for_client(person: "Person", pk: int, may: str = "read") -> Job:
    """Return a job of a company that the person belongs to, whose role permits something.

    Raises Http404 to strangers and RoleMayNot (403) to a member who may not.
    """
    job = Job.objects.select_related("company").filter(pk=pk).first()
    if job is None:
        raise Http404
    people.member_of(person, job.company_id, may)
    return job


def job_any(pk: int) -> Job:
    """Return a job by id, whoever asks; for staff and tasks. Raises Http404."""
    job = Job.objects.select_related("company", "posted_by").filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


def jobs_any(pks: Sequence[int]) -> dict[int, Job]:
    """Return jobs by id in one query, for lists whose rows were permitted already."""
    return Job.objects.in_bulk(pks)


TABS: dict[str, tuple[str, ...]] = {
    "open": ("public", "members", "invited"),
    "draft": ("draft", "review"),
    "paused": ("paused", "flagged"),
    "ended": ("filled", "closed", "expired", "removed"),
}


def jobs_of_company(person: "Person", company_id: int, *, tab: str = "", before: str | None = None) -> Page[Job]:
    """Return a company's jobs, newest first, for a member of it. Raises Http404."""
    people.member_of(person, company_id)
    rows = Job.objects.filter(company_id=company_id).defer("description", "search")
    if tab in TABS:
        rows = rows.filter(status__in=TABS[tab])
    return newest_first(rows, before, PER_PAGE)


def counts_of_company(person: "Person", company_id: int) -> dict[str, int]:
    """Count a company's jobs by tab, for a member of it. Raises Http404."""
    people.member_of(person, company_id)
    return Job.objects.filter(company_id=company_id).aggregate(
        **{tab: Count("id", filter=Q(status__in=states)) for tab, states in TABS.items()}
    )


def jobs_for_staff_any(*, words: str = "", status: str = "", before: str | None = None) -> Page[Job]:
    """Return jobs, newest first, for staff: by id, by words of the title or by state."""
    rows = Job.objects.select_related("company").defer("description", "search")
    typed = latin_digits(words.strip())
    if number := row_number(typed):
        rows = rows.filter(pk=number)
    elif typed:
        rows = rows.filter(Q(title__icontains=typed) | Q(company__name__icontains=typed))
    if status:
        rows = rows.filter(status=status)
    return newest_first(rows, before, PER_PAGE)


def saved_cards(person: "Person", *, before: str | None = None, now: dt.datetime) -> Page[SafeString]:
    """Return the jobs that a person saved, last saved first, as drawn cards."""
    rows = SavedJob.objects.filter(person=person, job__status__in=READABLE)
    page = newest_first(rows, before, PER_PAGE)
    return Page(cards.list_of(finding.by_ids([row.job_id for row in page.rows]), now=now), page.next)


def due_any(now: dt.datetime, *, warn: dt.timedelta | None = None, limit: int = 500) -> list[int]:
    """Return ids of jobs whose time is over, or over within `warn` and not yet told, first to end first."""
    rows = Job.objects.filter(status__in=[*OPEN, JobStatus.PAUSED])
    if warn is None:
        rows = rows.filter(expires_at__lte=now)
    else:
        rows = rows.filter(status__in=OPEN, warned_at=None, expires_at__gt=now, expires_at__lte=now + warn)
    return list(rows.order_by("expires_at", "id").values_list("id", flat=True)[:limit])


def demand_open(job: Job) -> None:
    """Refuse a job that takes no proposals now. Raises JobIsNotOpen (409)."""
    from karigar.jobs.refusals import JobIsNotOpen

    if not job.is_open:
        raise JobIsNotOpen(state=job.get_status_display())


# --- the job page ---------------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """Everything that a job's page shows to any reader; the row is the key of its drawing."""

    id: int
    title: str
    description: str
    category_id: int | None
    kind: str
    budget_min: int | None
    budget_max: int | None
    currency: str
    level: str
    duration: str
    workload: str
    audience: str
    positions: int
    country: str
    skills: str
    status: str
    published_at: dt.datetime | None
    expires_at: dt.datetime | None
    first_posted_on: dt.date | None
    proposals: int
    invited: int
    hired: int
    company_id: int
    source: str
    close_reason: str
    member_since: dt.datetime
    posted: int
    hires: int
    received: int
    answered: int
    paid: int
    spent: str
    rating_sum: int
    rating_count: int
    questions: tuple[str, ...]
    files: tuple[int, ...]


@dataclass(frozen=True)
class JobPage:
    """A job's page for one reader."""

    sheet: Sheet
    role: str
    is_guest: bool
    is_saved: bool


SHEET = """
    SELECT j.id, j.title, left(j.description, 50001), j.category_id, j.kind, j.budget_min, j.budget_max, j.currency, j.level,
      j.duration, j.workload, j.audience, j.positions, j.country, array_to_string(j.skill_ids, ','), j.status, j.published_at,
      j.expires_at, j.first_posted_on, j.proposals_count, j.invited_count, j.hired_count, j.company_id, j.source, j.close_reason,
      c.created_at, coalesce(r.jobs_posted, 0), coalesce(r.jobs_hired, 0), coalesce(r.proposals_received, 0),
      coalesce(r.proposals_answered, 0), coalesce(r.contracts_paid, 0), coalesce(r.spent::text, '{}'),
      coalesce(r.rating_sum, 0), coalesce(r.rating_count, 0),
      ARRAY(SELECT q.text::text FROM jobs_question q WHERE q.job_id = j.id ORDER BY q."order"),
      ARRAY(SELECT f.file_id FROM jobs_jobfile f WHERE f.job_id = j.id ORDER BY f.id)
"""
READER = """,
      (SELECT m.role FROM accounts_membership m WHERE m.company_id = j.company_id AND m.person_id = %s::bigint),
      EXISTS (SELECT FROM jobs_guest g WHERE g.job_id = j.id AND g.person_id = %s::bigint),
      EXISTS (SELECT FROM jobs_savedjob s WHERE s.job_id = j.id AND s.person_id = %s::bigint)
"""
SHEET_FROM = """
    FROM jobs_job j JOIN accounts_company c ON c.id = j.company_id
    LEFT JOIN profiles_companyrecord r ON r.company_id = j.company_id WHERE j.id = %s::bigint
"""


def job_page(person: "Person | None", pk: int) -> JobPage:
    """Return everything a job's page shows, in one statement, for a reader who may see it.

    Raises Http404, and LogInFirst for a members' job when nobody is logged in.
    """
    if pk >= 2**63:
        raise Http404
    me = person.pk if person else None
    sql = SHEET + (READER if me else "") + SHEET_FROM
    with connection.cursor() as cursor:
        cursor.execute(sql, [me, me, me, pk] if me else [pk])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    sheet = Sheet._make((*row[:34], tuple(row[34]), tuple(row[35])))
    role, guest, saved = (row[36] or "", row[37], row[38]) if me else ("", False, False)
    if not role and not (guest and sheet.status not in {"draft", "review"}):
        if sheet.status not in READABLE or sheet.audience == Job.Audience.INVITED:
            raise Http404
        if sheet.audience == Job.Audience.MEMBERS and person is None:
            raise LogInFirst
    return JobPage(sheet, role, guest, saved)


def jobs_left_alone_any(person_id: int) -> list[int]:
    """Return open and paused jobs of the companies in which nobody but this person may post."""
    alone = [
        company.company_id
        for company in people.companies_of(people.person_any(person_id))
        if not [one for one in people.members_any(company.company_id, "post") if one.pk != person_id and one.is_active]
    ]
    rows = Job.objects.filter(company_id__in=alone, status__in=[*OPEN, JobStatus.PAUSED])
    return list(rows.order_by("id").values_list("id", flat=True))


def jobs_of_company_any(company_id: int) -> list[int]:
    """Return the jobs of a company that are not over, for the end of them all."""
    alive = [*OPEN, JobStatus.PAUSED, JobStatus.REVIEW, JobStatus.FLAGGED]
    return list(Job.objects.filter(company_id=company_id, status__in=alive).order_by("id").values_list("id", flat=True))


def removals() -> "dict[str, str | Promise]":
    """Return in words why a job can have been removed."""
    return rules.REMOVALS


def person_with_address_any(email: str) -> "Person | None":
    """Return the house's own person that imported posts belong to."""
    found: Person | None = get_user_model().objects.filter(email=email).first()
    return found

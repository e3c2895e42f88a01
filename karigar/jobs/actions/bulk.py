"""Many jobs at once: imported posts, and a whole market for a demonstration."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from karigar.events import actions as events
from karigar.jobs import vectors
from karigar.kit import languages
from karigar.kit.state import action
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


class NewJob(NamedTuple):
    """A job to be published as it is; texts are clean, amounts minor units."""

    title: str
    description: str
    category_id: int | None
    skill_ids: tuple[int, ...]
    kind: str = "fixed"
    budget_min: int | None = None
    budget_max: int | None = None
    currency: str = "USD"
    level: str = "intermediate"
    duration: str = ""
    workload: str = ""
    country: str = ""
    language: str = "en"
    source: str = ""
    source_id: str = ""
    first_posted_on: dt.date | None = None
    published_at: dt.datetime | None = None  # now when not given
    company_id: int | None = None  # with posted_by_id: for bulk_publish
    posted_by_id: int | None = None
    proposals_count: int = 0


BATCH = 500


@action
def import_jobs(rows: Sequence[NewJob], *, company: "Company", by: "Person", now: dt.datetime) -> list[int]:
    """Publish imported posts of one company, each source and source_id once for ever; return the ids of the new ones.

    They count as posted now and live as long as any job; the day of the first posting is kept and shown. The house's
    company is no client, so they do not stand in its record.
    """
    mine = [row._replace(company_id=company.pk, posted_by_id=by.pk, published_at=now) for row in rows]
    ids = _insert(mine, now=now)
    if ids:
        events.record(
            "jobs.imported", subject=("company", company.pk), actor_id=by.pk, data={"jobs": len(ids)}, now=now
        )
    return ids


@action
def bulk_publish(rows: Sequence[NewJob], *, now: dt.datetime) -> list[int]:
    """Publish jobs of many companies at their own moments, without events or records, for a demonstration market."""
    return _insert(rows, now=now)


COLUMNS = {
    "company_id": "bigint",
    "posted_by_id": "bigint",
    "title": "text",
    "description": "text",
    "category_id": "bigint",
    "kind": "text",
    "budget_min": "bigint",
    "budget_max": "bigint",
    "currency": "text",
    "level": "text",
    "duration": "text",
    "workload": "text",
    "country": "text",
    "language": "text",
    "source": "text",
    "source_id": "text",
    "first_posted_on": "date",
    "published_at": "timestamptz",
    "proposals_count": "int",
}


def _insert(rows: Sequence[NewJob], *, now: dt.datetime) -> list[int]:
    if not rows:
        return []
    trees = {code: skills.category_tree(code) for code in languages.CODES}
    known = skills.skills_by_ids({pk for row in rows for pk in row.skill_ids})
    names = {row.category_id: vectors.by_language(trees, row.category_id) for row in rows}
    texts: list[tuple[str, str, str, str]] = []
    for row in rows:
        found = [known[pk] for pk in row.skill_ids if pk in known]
        texts.append(vectors.texts(row.title, row.description, vectors.labels(found, names[row.category_id])))
    # Arrays of arrays must be rectangular, so the lists of skills travel as text.
    ids = ["{" + ",".join(str(pk) for pk in row.skill_ids if pk in known) + "}" for row in rows]
    english = [[known[pk].name_en.replace("\x1f", " ") for pk in row.skill_ids if pk in known] for row in rows]
    given = [[getattr(row, name) for row in rows] for name in COLUMNS]
    given[list(COLUMNS).index("published_at")] = [row.published_at or now for row in rows]
    own = ", ".join(COLUMNS)
    places = ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
    params: list[Any] = [
        now,
        rulebook.days("job.life_days", at=now),
        now + rulebook.days("job.warn_days", at=now) * 2,
        *given,
        ids,
        ["\x1f".join(row) for row in english],
        *(list(column) for column in zip(*texts, strict=True)),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO jobs_job ({own}, skill_ids, skill_names, search, status, audience, positions, proposals_lifted,
                  created_at, updated_at, expires_at, close_reason, close_note, removed_rule, invited_count, hired_count)
                SELECT {", ".join("t." + name + "_" if name == "title" else "t." + name for name in COLUMNS)},
                  t.skills::bigint[], string_to_array(t.names, chr(31))::varchar[], {vectors.VECTOR}, 'public', 'public', 1, false,
                  t.published_at, %s::timestamptz, greatest(t.published_at + %s::interval, %s::timestamptz), '', '', '', 0, 0
                FROM unnest({places}, %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                  AS t ({own.replace("title", "title_")}, skills, names, title, labels, body, keys)
                ON CONFLICT (source, source_id) WHERE NOT (source = '') DO NOTHING RETURNING id""",  # noqa: S608
            params,
        )
        return [int(row[0]) for row in cursor.fetchall()]

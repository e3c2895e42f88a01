"""Jobs as ranking sees them: bare facts, many in one statement."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection


class Work(NamedTuple):
    """What of a job, and of its client's record, is held against freelancers; amounts in minor units of `currency`."""

    id: int
    company_id: int
    category_id: int | None
    kind: str
    budget_max: int | None
    currency: str
    language: str
    workload: str
    skill_ids: list[int]
    published_at: dt.datetime | None
    proposals: int
    is_lifted: bool  # whether more proposals may come than usual
    received: int
    answered: int
    rating_sum: int
    rating_count: int


_FACTS = """
    j.id, j.company_id, j.category_id, j.kind, j.budget_max, j.currency, j.language, j.workload, j.skill_ids, j.published_at,
    j.proposals_count, j.proposals_lifted, coalesce(r.proposals_received, 0), coalesce(r.proposals_answered, 0),
    coalesce(r.rating_sum, 0), coalesce(r.rating_count, 0)
"""
_RECORD = "LEFT JOIN profiles_companyrecord r ON r.company_id = j.company_id"
# Literals for the status: the partial indexes must recognise it. Jobs of the same moment are cut off by a hash.
_NEWEST = """(SELECT j.id FROM jobs_job j WHERE j.status IN ('public', 'members') AND {}
    ORDER BY j.published_at DESC, hashint8extended(j.id, %s) LIMIT %s)"""


def open_works(*, skill_ids: Sequence[int], category_ids: Sequence[int], most: int, seed: int) -> list[Work]:
    """Return the newest open jobs that ask for one of these skills, and the newest of these categories."""
    found = (
        f"{_NEWEST.format('j.skill_ids && %s::bigint[]')} UNION {_NEWEST.format('j.category_id = ANY(%s::bigint[])')}"
    )
    return _rows(
        f"WITH f AS MATERIALIZED ({found}) SELECT {_FACTS} FROM f JOIN jobs_job j ON j.id = f.id {_RECORD}",  # noqa: S608
        [list(skill_ids), seed, most, list(category_ids), seed, most],
    )


def work(pk: int) -> Work:
    """Return one job, whatever its state."""
    return _rows(f"SELECT {_FACTS} FROM jobs_job j {_RECORD} WHERE j.id = %s", [pk])[0]  # noqa: S608


def _rows(sql: str, params: list[Any]) -> list[Work]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Work._make(row) for row in cursor.fetchall()]

"""How open jobs are found: the terms, the SQL, the rank.

**Newest**: by the moment of publication. Hits by sound come only when fewer than a page of jobs hold the words.

**Best match** (0 to 1000, among the 400 newest hits):

    600 x words    how strongly the words stand in the title (1), in skills and category (0.5), in the text (0.15)
    250 x skills   the share of the job's skills that stand on the reader's profile
    150 x fresh    1 when just published, half of it after 7 days, a quarter after 14, and so on

Without words in the box, or without a profile, that part is 0 for every job. Money changes nothing here.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from karigar.jobs.terms import SearchTerms
from karigar.kit import phonetic
from karigar.kit.digits import clean_text, search_text
from karigar.kit.paging import decode_cursor, encode_cursor
from karigar.skills import queries as skills

PAGE = 20
MOST_COUNTED = 1000
MOST_RANKED = 400
WORDS_MOST = 12


class Hit(NamedTuple):
    """One job as its card shows it: exactly what is drawn, so the row itself is the key of the drawn card."""

    id: int
    title: str
    kind: str
    budget_min: int | None
    budget_max: int | None
    currency: str
    level: str
    duration: str
    skills: str  # ids of the first three, joined by commas
    skill_count: int
    country: str
    proposals: int
    paid: int
    hire_rate: int | None
    rating: int | None  # tenths
    audience: str
    published_at: dt.datetime


class Match(NamedTuple):
    """The parts of a job's rank, each 0 to 100."""

    words: int = 0
    skills: int = 0
    fresh: int = 0


@dataclass(frozen=True)
class Found:
    """A page of hits; `total` is counted on the first page only, up to MOST_COUNTED + 1."""

    hits: Sequence[tuple[Hit, Match | None]]
    next: str | None = None
    total: int | None = None


CARD = """
    j.id, j.title, j.kind, j.budget_min, j.budget_max, j.currency, j.level, j.duration,
    array_to_string(j.skill_ids[1:3], ','), cardinality(j.skill_ids), j.country, j.proposals_count,
    coalesce(r.contracts_paid, 0), CASE WHEN r.jobs_posted > 0 THEN round(100.0 * r.jobs_hired / r.jobs_posted)::int END,
    CASE WHEN r.rating_count > 0 THEN round(1.0 * r.rating_sum / r.rating_count)::int END, j.audience, j.published_at
"""
FROM_CARD = "jobs_job j JOIN f ON j.id = f.id LEFT JOIN profiles_companyrecord r ON r.company_id = j.company_id"
Params = list[Any]


def tidy(words: str) -> str:
    """Fold what was typed and keep at most a dozen words of it."""
    return " ".join(search_text(clean_text(words)).split()[:WORDS_MOST])[:200]


def _where(terms: SearchTerms, *, member: bool, now: dt.datetime) -> tuple[str, Params]:
    """The filters, without the words. Literals for the status: the partial indexes must recognise it."""
    sql = ["j.status IN ('public', 'members')" if member else "j.status = 'public'"]
    params: Params = []
    if terms.kind:
        sql.append("j.kind = %s::varchar")
        params.append(terms.kind)
    if terms.level:
        sql.append("j.level = %s::varchar")
        params.append(terms.level)
    if terms.category is not None:
        sql.append("j.category_id = ANY(%s::bigint[])")
        params.append(skills.with_specialities(terms.category))
    if terms.skill is not None:
        sql.append("j.skill_ids @> ARRAY[%s::bigint]")
        params.append(terms.skill)
    if terms.age_days:
        sql.append("j.published_at > %s::timestamptz")
        params.append(now - dt.timedelta(days=terms.age_days))
    if terms.currency and (terms.budget_min is not None or terms.budget_max is not None):
        sql.append(
            "j.currency = %s::varchar AND j.budget_max >= %s::bigint AND coalesce(j.budget_min, j.budget_max) <= %s::bigint"
        )
        params += [terms.currency, terms.budget_min or 0, terms.budget_max or 2**62]
    return " AND ".join(sql), params


def exact(words: str) -> tuple[str, Params]:
    """A tsquery for the words themselves: stemmed, or exactly as typed."""
    return "(websearch_to_tsquery('hindi', %s::text) || websearch_to_tsquery('simple', %s::text))", [words, words]


def by_sound(words: str) -> tuple[str, Params] | None:
    """A tsquery that also takes words of the same sound; None when no word of it can be heard."""
    parts: list[str] = []
    params: Params = []
    heard = False
    for word in re.findall(r"\S+", words):
        key = phonetic.key(word)
        part = "plainto_tsquery('hindi', %s::text) || plainto_tsquery('simple', %s::text)"
        params += [word, word]
        if len(key) >= phonetic.SHORTEST:
            part += " || %s::text::tsquery"
            params.append(f"'~{key}'")
            heard = True
        parts.append(f"({part})")
    return (" && ".join(parts), params) if heard else None


def newest(terms: SearchTerms, *, after: str | None, member: bool, now: dt.datetime) -> Found:
    """Return a page of jobs, newest first; words that are hardly found are looked for by sound, after the exact hits."""
    cursor = decode_cursor(after, 3) if after else None
    words = tidy(terms.words)
    heard = bool(cursor and cursor[2])
    found = (
        _newest(terms, exact(words) if words else None, cursor=None if heard else cursor, member=member, now=now)
        if not heard
        else Found([])
    )
    if words and (heard or (found.next is None and len(found.hits) < PAGE)):
        return _with_sounds(terms, words, found, cursor=cursor if heard else None, member=member, now=now)
    return found


def _with_sounds(
    terms: SearchTerms, words: str, found: Found, *, cursor: list[object] | None, member: bool, now: dt.datetime
) -> Found:
    sounds = by_sound(words)
    if sounds is None:
        return found
    query, params = exact(words)
    # Those that hold the words themselves were shown before these.
    more = _newest(terms, sounds, but=(query, params), cursor=cursor, member=member, now=now, heard=True)
    room = PAGE - len(found.hits)
    hits = [*found.hits, *more.hits[:room]]
    following = more.next if len(more.hits) <= room else _cursor(hits[-1][0], heard=True)
    total = None if found.total is None or more.total is None else found.total + more.total
    return Found(hits, following, total)


def _cursor(hit: Hit, *, heard: bool) -> str:
    return encode_cursor(hit.published_at.isoformat(), hit.id, int(heard))


def _newest(
    terms: SearchTerms,
    query: tuple[str, Params] | None,
    *,
    but: tuple[str, Params] | None = None,
    cursor: list[object] | None,
    member: bool,
    now: dt.datetime,
    heard: bool = False,
) -> Found:
    """One statement: ids of the hits first, then the cards of one page; the count falls off by the way."""
    where, params = _where(terms, member=member, now=now)
    if query:
        where, params = f"{where} AND j.search @@ ({query[0]})", [*params, *query[1]]
    if but:
        where, params = f"{where} AND NOT j.search @@ ({but[0]})", [*params, *but[1]]
    if cursor:
        where += " AND (j.published_at, j.id) < (%s::timestamptz, %s::bigint)"
        params += _moment_and_id(cursor)
    rows = _rows(
        f"WITH h AS MATERIALIZED (SELECT j.id, j.published_at FROM jobs_job j WHERE {where}"  # noqa: S608
        " ORDER BY j.published_at DESC, j.id DESC LIMIT %s),"
        " f AS (SELECT id, published_at FROM h ORDER BY published_at DESC, id DESC LIMIT %s)"
        f" SELECT (SELECT count(*) FROM h), {CARD} FROM {FROM_CARD} ORDER BY j.published_at DESC, j.id DESC",
        [*params, PAGE + 1 if cursor else MOST_COUNTED + 1, PAGE + 1],
    )
    hits: list[tuple[Hit, Match | None]] = [(Hit._make(row[1:]), None) for row in rows[:PAGE]]
    following = _cursor(hits[-1][0], heard=heard) if len(rows) > PAGE else None
    return Found(hits, following, None if cursor else (int(str(rows[0][0])) if rows else 0))


def _moment_and_id(cursor: list[object]) -> Params:
    """The cursor's values, or the end of time when somebody has tampered with it."""
    moment, last = _moment(cursor[0]), _whole(cursor[1], 2**63)
    return [dt.datetime(9999, 1, 1, tzinfo=dt.UTC), 0] if moment is None or last is None else [moment, last]


def best(terms: SearchTerms, *, after: str | None, member: bool, viewer_id: int | None, now: dt.datetime) -> Found:
    """Return a page of jobs by the rank in this module's docstring; the cursor holds the moment of the first page."""
    cursor = decode_cursor(after, 3) if after else None
    place, last = _place(cursor)
    moment = (_moment(cursor[2]) if cursor else None) or now
    where, params = _where(terms, member=member, now=now)
    words = tidy(terms.words)
    rank: tuple[str, Params] = ("0::float8", [])
    if words:
        query, given = by_sound(words) or exact(words)
        where, params = f"{where} AND j.search @@ ({query})", [*params, *given]
        told, given = exact(words)
        # 32 turns the rank r into r / (r + 1); a word in the title alone gives 0.38, twice that is full marks of one word.
        rank = (f"least(1, 2.6 * ts_rank('{{0.02, 0.15, 0.5, 1}}', j.search, {told} , 32))", given)
    rows = _rows(
        f"""WITH h AS MATERIALIZED (
              SELECT j.id FROM jobs_job j WHERE {where} AND j.published_at <= %s::timestamptz
              ORDER BY j.published_at DESC, j.id DESC LIMIT {MOST_RANKED}),
            mine AS (SELECT coalesce(array_agg(skill_id), '{{}}') AS ids FROM profiles_profileskill WHERE profile_id = %s::bigint),
            parts AS MATERIALIZED (
              SELECT j.id, {rank[0]} AS words,
                CASE WHEN cardinality(j.skill_ids) > 0 THEN cardinality(ARRAY(
                  SELECT unnest(j.skill_ids) INTERSECT SELECT unnest(mine.ids)))::float8 / cardinality(j.skill_ids) ELSE 0 END AS skills,
                power(0.5, greatest(0, extract(epoch FROM %s::timestamptz - j.published_at)) / 604800.0)::float8 AS fresh
              FROM jobs_job j JOIN h ON h.id = j.id CROSS JOIN mine),
            f AS (SELECT id, round(600 * words + 250 * skills + 150 * fresh)::int AS score, words, skills, fresh FROM parts)
            SELECT (SELECT count(*) FROM h), f.score, round(100 * f.words)::int, round(100 * f.skills)::int, round(100 * f.fresh)::int,
              {CARD} FROM {FROM_CARD} WHERE (f.score, f.id) < (%s::int, %s::bigint) ORDER BY f.score DESC, f.id DESC LIMIT %s""",  # noqa: S608
        [*params, moment, viewer_id or 0, *rank[1], moment, place, last, PAGE + 1],
    )
    hits: list[tuple[Hit, Match | None]] = [(Hit._make(row[5:]), Match._make(row[2:5])) for row in rows[:PAGE]]
    following = encode_cursor(rows[PAGE - 1][1], hits[-1][0].id, moment.isoformat()) if len(rows) > PAGE else None
    return Found(hits, following, None if cursor else (int(str(rows[0][0])) if rows else 0))


def _place(cursor: list[object] | None) -> tuple[int, int]:
    place = _whole(cursor[0], 2**31) if cursor else None
    last = _whole(cursor[1], 2**63) if cursor else None
    return (2**31 - 1, 0) if place is None or last is None else (place, last)


def _whole(value: object, below: int) -> int | None:
    return value if type(value) is int and 0 <= value < below else None


def _moment(value: object) -> dt.datetime | None:
    """A moment that every database and every zone can hold, or None."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo and 2000 <= moment.year < 9000 else None


def by_ids(ids: Sequence[int]) -> list[Hit]:
    """Return the cards of known jobs, in the order given."""
    rows = _rows(
        f"WITH f AS (SELECT * FROM unnest(%s::bigint[]) WITH ORDINALITY AS t (id, place)) SELECT {CARD} FROM {FROM_CARD} ORDER BY f.place",  # noqa: S608
        [list(ids)],
    )
    return [Hit._make(row) for row in rows]


def _rows(sql: str, params: Params) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())

"""What others may ask: which jobs fit a person, which people fit a job, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from karigar.accounts import queries as accounts
from karigar.exchange import queries as exchange
from karigar.jobs import queries as jobs
from karigar.kit.paging import Page, decode_cursor, encode_cursor
from karigar.matching import explaining, gathering, rules
from karigar.matching.explaining import Why
from karigar.matching.models import Talent
from karigar.matching.rules import Numbers, Placed
from karigar.proposals import queries as proposals
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from karigar.accounts.models import Person

PAGE = 20
GATHERED_AT_ONCE = 500


@dataclass(frozen=True)
class Suggestion:
    """A job that fits somebody, as a drawn card, and why it stands where it stands."""

    card: "SafeString"
    why: Why


def talent_of(person: "Person") -> Talent | None:
    """Return how ranking sees a person himself; None as long as there is no profile."""
    return Talent.objects.defer("search").filter(pk=person.pk).first()


def recommended_jobs(
    person: "Person", *, after: str | None = None, size: int = PAGE, now: dt.datetime
) -> Page[Suggestion]:
    """Return open jobs that fit a freelancer, best first, by the published formula; those applied to are left out."""
    me = talent_of(person)
    if me is None or not (me.skill_ids or me.category_ids):
        return Page([])
    numbers, seed = gathering.numbers_at(now), _seed(after, person.pk, now)
    most = int(rulebook.value("matching.ranked_most", at=now))
    found = jobs.open_works_any(skill_ids=me.skill_ids, category_ids=me.category_ids, most=most, seed=seed)
    own = {row.company_id for row in accounts.companies_of(person)}
    done = proposals.jobs_applied_to(person)
    fitting = [row for row in found if row.company_id not in own and row.id not in done]
    page = _cut(rank_jobs(me, fitting, numbers=numbers, seed=seed, now=now), after, size, seed)
    cards = jobs.cards_any([one.key.id for one in page.rows], now=now) if page.rows else []
    had = frozenset(me.skill_ids)
    return Page(
        [Suggestion(card, _why_job(one, had, numbers)) for one, card in zip(page.rows, cards, strict=True)],
        page.next,
    )


def rank_jobs(
    me: Talent, found: Sequence[jobs.Work], *, numbers: Numbers, seed: int, now: dt.datetime
) -> list[Placed[jobs.Work]]:
    """Put jobs in their order for a freelancer whom the reader was permitted."""
    unit = me.currency or "USD"
    worth = exchange.worth_in(unit, now)
    who = gathering.freelancer_of(me, worth=worth, unit=unit)
    usual = int(rulebook.value("proposal.per_job", at=now))
    lifted = int(rulebook.value("proposal.per_job_lifted", at=now))
    half_life = gathering.half_hours("job", now)
    pairs = []
    for row in found:
        most = lifted if row.is_lifted else usual
        record = gathering.record_of_client(row, most=most, half_life=half_life, now=now)
        work = gathering.work_of(row, worth=worth, unit=unit)
        pairs.append((row, row.id, rules.parts_of(who, work, record, numbers)))
    return rules.placed(pairs, numbers.weights, seed)


def _why_job(one: Placed[jobs.Work], had: frozenset[int], numbers: Numbers) -> Why:
    asked = one.key.skill_ids
    return explaining.why(
        one.parts,
        numbers.weights,
        labels=explaining.FOR_JOBS,
        shared=sum(pk in had for pk in asked),
        asked=len(asked),
    )


def formula(now: dt.datetime) -> dict[str, object]:
    """Return the formula as its page shows it: every part with its weight and its words, and the other numbers in force."""
    numbers = gathering.numbers_at(now)

    def rule(name: str) -> int:
        return int(rulebook.value(f"matching.{name}", at=now))

    return {
        "numbers": numbers,
        "parts": explaining.described(
            numbers,
            job_days=rule("job_half_days"),
            person_days=rule("person_half_days"),
            load_most=rule("load_most"),
        ),
        "most": sum(numbers.weights),
        "newcomer_percent": rule("newcomer_percent"),
        "newcomer_outcomes": rule("newcomer_outcomes"),
    }


def _seed(after: str | None, number: int, now: dt.datetime) -> int:
    """The seed of the day for one reader or job; a later page keeps that of the first."""
    cursor = decode_cursor(after, 3) if after else None
    if cursor and type(cursor[2]) is int and 0 <= cursor[2] < 2**62:
        return cursor[2]
    return rules.hashed(now.astimezone(dt.UTC).date().toordinal(), number) >> 2


def _cut[Key](ranked: Sequence[Placed[Key]], after: str | None, size: int, seed: int) -> Page[Placed[Key]]:
    """Cut a page out of a ranking, behind the place that the cursor names."""
    cursor = decode_cursor(after, 3) if after else None
    if cursor and type(cursor[0]) is int and type(cursor[1]) is int:
        place = (-cursor[0], cursor[1])
        ranked = [one for one in ranked if (-one.points, one.tie) > place]
    rows = ranked[:size]
    following = encode_cursor(rows[-1].points, rows[-1].tie, seed) if len(ranked) > size else None
    return Page(rows, following)


def stale_any(now: dt.datetime) -> list[int]:
    """Return freelancers who are missing here or whose facts are old; for the timer."""
    old = now - dt.timedelta(hours=int(rulebook.value("matching.gather_hours", at=now)))
    with connection.cursor() as cursor:
        cursor.execute(
            "(SELECT person_id FROM matching_talent WHERE made_at < %s ORDER BY made_at LIMIT %s) UNION ALL"
            " (SELECT p.person_id FROM profiles_profile p WHERE p.published_at IS NOT NULL"
            " AND NOT EXISTS (SELECT FROM matching_talent t WHERE t.person_id = p.person_id) LIMIT %s)",
            [old, GATHERED_AT_ONCE, GATHERED_AT_ONCE],
        )
        return [row[0] for row in cursor.fetchall()]

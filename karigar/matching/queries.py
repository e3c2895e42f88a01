"""What others may ask: which jobs fit a person, which people fit a job, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.exchange import queries as exchange
from karigar.jobs import queries as jobs
from karigar.kit.paging import Page, newest_first
from karigar.matching import cutting, drawing, explaining, gathering, people, rules
from karigar.matching.drawing import Entrant, Picked
from karigar.matching.explaining import Why
from karigar.matching.models import Drawing, Pick, Talent
from karigar.matching.people import Candidate, Ranking
from karigar.matching.rules import Numbers, Placed
from karigar.proposals import queries as proposals
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from karigar.accounts.models import Person
    from karigar.jobs.models import Job

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
    numbers, seed = gathering.numbers_at(now), cutting.seed_of(after, person.pk, now)
    most = int(rulebook.value("matching.ranked_most", at=now))
    found = jobs.open_works_any(skill_ids=me.skill_ids, category_ids=me.category_ids, most=most, seed=seed)
    own = {row.company_id for row in accounts.companies_of(person)}
    done = proposals.jobs_applied_to(person)
    fitting = [row for row in found if row.company_id not in own and row.id not in done]
    page = cutting.cut(rank_jobs(me, fitting, numbers=numbers, seed=seed, now=now), after, size, seed)
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


# --- people for a job -------------------------------------------------------------------------------------------------


def people_for_job(job: "Job", *, after: str | None = None, now: dt.datetime) -> Ranking:
    """Rank freelancers for a job that the reader was permitted; the team, the invited and the applicants are left out."""
    seed, row = cutting.seed_of(after, job.pk, now), jobs.work_any(job.pk)
    but = proposals.people_on_job_any(job.pk) | {one.pk for one in accounts.members_any(job.company_id)}
    found = people.fitting(row, seed=seed, now=now)
    return people.rank(found, row, seed=seed, size=PAGE, now=now, but=but)


def seat_people(
    ranking: Ranking, drawn: Drawing | None, *, after: str | None = None, now: dt.datetime
) -> Page[Candidate]:
    """Return a page of ranked people, with the drawn newcomers at their places on the first one."""
    return people.seat(ranking, drawn, after=after, size=PAGE, now=now)


def drawing_of(job: "Job", *, now: dt.datetime) -> Drawing | None:
    """Return today's draw of newcomers for a job that the reader was permitted."""
    return Drawing.objects.filter(job=job, on=now.astimezone(dt.UTC).date()).first()


def drawings_any(before: str | None = None) -> Page[Drawing]:
    """Return draws, newest first, each with `picked`: how many were drawn; for staff."""
    return newest_first(Drawing.objects.select_related("job").annotate(picked=Count("picks")), before, PAGE)


def drawing_any(pk: int) -> Drawing:
    """Return a draw with its picks and the people in them, for staff. Raises Http404."""
    rows = Drawing.objects.select_related("job").prefetch_related("picks__person")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Replay:
    """A draw made once more out of what was noted, and whether it gives the same."""

    picks: list[Picked]
    agrees: bool


def replay(drawn: Drawing) -> Replay:
    """Repeat a draw from its seed and its pool, and hold it against what was noted."""
    pool = [Entrant(person, weight) for person, weight in drawn.pool]
    again = drawing.draw(pool, drawing.places_of(drawn.size, drawn.percent), drawn.seed)
    noted = [Picked(row.place, row.person_id, row.weight, row.total) for row in drawn.picks.all()]
    return Replay(again, again == noted)


def draws_of(person: "Person") -> list[tuple[dt.date, int, int, int]]:
    """Return when somebody was drawn, for which place and with which weight of how much, for his own data."""
    rows = Pick.objects.filter(person=person).order_by("-id")
    return list(rows.values_list("drawing__on", "place", "weight", "total"))


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

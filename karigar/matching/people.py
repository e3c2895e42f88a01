"""People for a job: who is ranked, in which order, who stands at the newcomers' places, and why."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from karigar.exchange import queries as exchange
from karigar.jobs import queries as jobs
from karigar.kit.paging import Page
from karigar.matching import cutting, drawing, explaining, gathering, rules
from karigar.matching.drawing import Entrant
from karigar.matching.explaining import Why
from karigar.matching.models import Drawing, Talent
from karigar.matching.rules import Chance, Freelancer, Numbers, Placed, Work
from karigar.profiles import queries as profiles
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.profiles.queries import PersonCard

COLUMNS = [field.column for field in Talent._meta.concrete_fields if field.name != "search"]
# What is shown is asked of the profile and the account themselves: what was gathered a moment ago may be old.
LIVE = """
    JOIN accounts_person a ON a.id = t.person_id AND a.status NOT IN ('limited', 'suspended', 'closed')
    JOIN profiles_profile p ON p.person_id = t.person_id AND p.published_at IS NOT NULL AND p.visibility = ANY(%s)
"""
VISIBLE = {True: ["public", "members"], False: ["public"]}  # to a member, to everybody
# The best known first, then, besides them, newcomers by the hash of the day: neither can crowd the other out.
FOUND = """
    (SELECT t.person_id FROM matching_talent t WHERE t.is_shown AND {where}
     ORDER BY t.standing DESC, hashint8extended(t.person_id, %s) LIMIT %s)
    UNION
    (SELECT t.person_id FROM matching_talent t WHERE t.is_shown AND {where}
     AND greatest(t.contracts_done, t.rating_count) < %s ORDER BY hashint8extended(t.person_id, %s) LIMIT %s)
"""


@dataclass(frozen=True)
class Ranking:
    """Freelancers in their order for a job (or for what a search asks), and what their reasons need."""

    ranked: Sequence[Placed[Talent]]
    pool: Sequence[Entrant]  # the newcomers who may be drawn
    work: Work
    asked: Sequence[int]  # skills
    features: Mapping[int, Freelancer]
    numbers: Numbers
    seed: int
    newcomer_outcomes: int


@dataclass(frozen=True)
class Candidate:
    """Somebody who fits, as a card shows him."""

    card: "PersonCard"
    talent: Talent
    why: Why
    chance: Chance
    chance_lines: list[tuple[str, int]]
    proof: list[str]
    is_verified: bool
    is_drawn: bool

    @property
    def chance_about(self) -> int:
        """The chance, to the nearest ten: more would pretend to know."""
        return max((self.chance.percent + 5) // 10 * 10, 5)


def fitting(row: jobs.Work, *, seed: int, now: dt.datetime) -> list[Talent]:
    """Read the freelancers who share a skill or the field with a job."""
    around = skills.with_specialities(row.category_id) if row.category_id else []
    home = skills.category_any(row.category_id) if row.category_id else None
    fields = [*around, *([home.parent_id] if home and home.parent_id else [])]
    where = "(t.skill_ids && %s::bigint[] OR t.category_ids && %s::bigint[])"
    return read(where, [row.skill_ids, fields], is_member=True, seed=seed, now=now)


def read(where: str, params: list[Any], *, is_member: bool, seed: int, now: dt.datetime) -> list[Talent]:
    """Read who is ranked among those for whom a condition holds: the best known, and newcomers besides."""
    most, besides, outcomes = (
        int(rulebook.value(f"matching.{name}", at=now))
        for name in ("ranked_most", "newcomers_ranked_most", "newcomer_outcomes")
    )
    columns = ", ".join(f"t.{name}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH f AS MATERIALIZED ({FOUND.format(where=where)})"  # noqa: S608
            f" SELECT {columns} FROM f JOIN matching_talent t ON t.person_id = f.person_id {LIVE}",
            [*params, seed, most, *params, outcomes, seed, besides, VISIBLE[is_member]],
        )
        names = [field.attname for field in Talent._meta.concrete_fields if field.name != "search"]
        return [Talent.from_db("default", names, row) for row in cursor.fetchall()]


def rank(found: Iterable[Talent], row: jobs.Work, *, seed: int, size: int, now: dt.datetime, but: set[int]) -> Ranking:
    """Put freelancers in their order for a job; `but` names those who are left out."""
    numbers, unit = gathering.numbers_at(now), row.currency
    worth = exchange.worth_in(unit, now)
    work = gathering.work_of(row, worth=worth, unit=unit)
    most, half_life = int(rulebook.value("matching.load_most", at=now)), gathering.half_hours("person", now)
    features, pairs = {}, []
    for one in found:
        if one.person_id in but:
            continue
        who = gathering.freelancer_of(one, worth=worth, unit=unit)
        record = gathering.record_of_freelancer(one, most=most, half_life=half_life, now=now)
        features[one.person_id] = who
        pairs.append((one, one.person_id, rules.parts_of(who, work, record, numbers)))
    ranked = rules.placed(pairs, numbers.weights, seed)
    outcomes = int(rulebook.value("matching.newcomer_outcomes", at=now))
    percent = int(rulebook.value("matching.newcomer_percent", at=now))
    pool = _pool(ranked, numbers, outcomes=outcomes, best=size - len(drawing.places_of(size, percent)), now=now)
    return Ranking(ranked, pool, work, row.skill_ids, features, numbers, seed, outcomes)


def _pool(
    ranked: Sequence[Placed[Talent]], numbers: Numbers, *, outcomes: int, best: int, now: dt.datetime
) -> list[Entrant]:
    """Gather those who may be drawn: newcomers with a proved identity and time, who do not stand among the best anyway."""
    pool = []
    for one in ranked[best:]:
        who = one.key
        is_new = max(who.contracts_done, who.rating_count) < outcomes
        if is_new and who.hours and is_verified(who, now):
            spread = rules.estimate(who.rating_sum, who.rating_count, numbers).spread
            fit = rules.percent_of(one.points, numbers.weights)
            pool.append(Entrant(who.person_id, drawing.weight_of(fit, spread)))
    return pool


def is_verified(who: Talent, now: dt.datetime) -> bool:
    """Say whether somebody's identity is proved and not out of date."""
    return who.verified_until is not None and who.verified_until > now


def seat(ranking: Ranking, drawn: Drawing | None, *, after: str | None, size: int, now: dt.datetime) -> Page[Candidate]:
    """Return a page of people: on the first one the drawn newcomers have their places among the best."""
    by_person = {one.key.person_id: one for one in ranking.ranked}
    picks = [(pick.place, pick.person_id) for pick in drawn.picks.all()] if drawn else []
    lucky = {person for _place, person in picks} & set(by_person)
    others = [one for one in ranking.ranked if one.key.person_id not in lucky]
    if after:
        page = cutting.cut(others, after, size, ranking.seed)
        return Page(candidates(ranking, page.rows, drawn=set(), now=now), page.next)
    seats = drawing.seated(list(by_person), picks, size)
    ordinary = [by_person[person] for person in seats if person not in lucky]
    following = cutting.cursor(ordinary[-1], ranking.seed) if len(others) > len(ordinary) > 0 else None
    return Page(candidates(ranking, [by_person[person] for person in seats], drawn=lucky, now=now), following)


def candidates(
    ranking: Ranking, rows: Sequence[Placed[Talent]], *, drawn: set[int], now: dt.datetime
) -> list[Candidate]:
    """Put cards and reasons beside ranked people, in one statement."""
    cards = profiles.person_cards([one.key.person_id for one in rows])
    return [
        _candidate(ranking, one, cards[one.key.person_id], drawn, now) for one in rows if one.key.person_id in cards
    ]


def _candidate(
    ranking: Ranking, one: Placed[Talent], card: "PersonCard", drawn: set[int], now: dt.datetime
) -> Candidate:
    who, numbers = one.key, ranking.numbers
    chance = rules.chance_of(
        asked=who.asked,
        accepted=who.accepted,
        load=who.load,
        hours=who.hours,
        price=one.parts.rate,
        numbers=numbers,
    )
    estimate = rules.estimate(who.rating_sum, who.rating_count, numbers)
    return Candidate(
        card=card,
        talent=who,
        why=explaining.why(
            one.parts,
            numbers.weights,
            labels=explaining.FOR_PEOPLE,
            shared=rules.shared(ranking.features[who.person_id], ranking.work),
            asked=len(ranking.asked),
        ),
        chance=chance,
        chance_lines=explaining.chance_lines(chance),
        proof=explaining.proof(who, estimate, least=ranking.newcomer_outcomes),
        is_verified=is_verified(who, now),
        is_drawn=who.person_id in drawn,
    )

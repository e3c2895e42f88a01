"""Facts out of rows: what the modules below know becomes what the formula reads. It writes nothing."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from karigar.accounts import queries as accounts
from karigar.contracts import queries as contracts
from karigar.jobs import queries as jobs
from karigar.kit import languages
from karigar.matching import rules
from karigar.matching.models import Talent
from karigar.matching.rules import Freelancer, Numbers, Parts, Record, Work
from karigar.profiles import queries as profiles
from karigar.proposals import queries as proposals
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.skills.models import Skill

HOURS = {"none": 0, "few": 1, "part": 2, "full": 3}
FLUENCY = {"basic": 300, "conversational": 700, "fluent": 1000, "native": 1000}
# Nobody of these is shown; on vacation one is, without time.
AWAY = {"limited", "suspended", "closed"}
Worth = Mapping[str, Fraction]


def numbers_at(now: dt.datetime) -> Numbers:
    """Read the formula's numbers out of the rulebook."""
    weights = Parts(*(int(rulebook.value(f"matching.weight_{name}", at=now)) for name in Parts._fields))
    rest = (int(rulebook.value(f"matching.{name}", at=now)) for name in Numbers._fields[1:])
    return Numbers(weights, *rest)


def half_hours(side: str, now: dt.datetime) -> int:
    """Return after how many hours a job, or a freelancer's visit, counts half as fresh."""
    return 24 * int(rulebook.value(f"matching.{side}_half_days", at=now))


def gathered(
    pks: Sequence[int], *, numbers: Numbers, now: dt.datetime
) -> list[tuple[Talent, tuple[str, str, str, str]]]:
    """Put together what is known of people with a profile, each with the texts by which he is found, in four statements."""
    traits = profiles.traits_any(pks)
    accounts_of = accounts.standings_any(list(traits))
    answers, loads = proposals.answers_any(list(traits)), contracts.loads_any(list(traits))
    trees = {code: skills.category_tree(code) for code in languages.CODES}
    known = skills.skills_by_ids({pk for row in traits.values() for pk in row.skill_ids})
    found = []
    for pk, row in traits.items():
        account, said = accounts_of[pk], answers.get(pk)
        is_shown = row.is_published and row.visibility != "private" and account.status not in AWAY
        talent = Talent(
            person_id=pk,
            is_shown=is_shown,
            is_public=is_shown and row.visibility == "public",
            country=account.country,
            rate=row.rate,
            currency=row.currency,
            hours=0 if account.status == "vacation" else HOURS[row.availability],
            skill_ids=row.skill_ids,
            category_ids=row.category_ids,
            languages=row.languages,
            fluency=[FLUENCY[level] for level in row.levels],
            verified_until=account.verified_until,
            contracts_done=row.contracts_done,
            rating_sum=row.rating_sum,
            rating_count=row.rating_count,
            asked=said.asked if said else 0,
            answered=said.answered if said else 0,
            accepted=said.accepted if said else 0,
            load=loads.get(pk, 0),
            seen_at=max(account.seen_at, row.updated_at),
            standing=rules.estimate(row.rating_sum, row.rating_count, numbers).mean,
            made_at=now,
        )
        found.append((talent, _texts(row, known, trees)))
    return found


def _texts(row: profiles.Traits, known: "Mapping[int, Skill]", trees: Any) -> tuple[str, str, str, str]:
    categories = [name for pk in row.category_ids for name in jobs.by_language(trees, pk)]
    labels = jobs.labels((known[pk] for pk in row.skill_ids if pk in known), categories)
    return jobs.texts(row.title, f"{row.overview} {row.city}", labels)


def _home_of(category: int) -> int:
    row = skills.category_any(category)
    return (row.parent_id or row.pk) if row else category


def _kin(skill_ids: Iterable[int]) -> dict[int, int | None]:
    return {pk: row.category_id for pk, row in skills.skills_by_ids(list(skill_ids)).items()}


def _amount(amount: int | None, currency: str, worth: Worth, unit: str) -> tuple[int | None, str]:
    """Bring an amount into the unit of comparison where a rate is known; otherwise it stays in its own."""
    if amount is None or currency not in worth:
        return amount, currency
    exact = amount * worth[currency]
    return exact.numerator // exact.denominator, unit


def freelancer_of(row: Talent, *, worth: Worth, unit: str) -> Freelancer:
    """Return a freelancer as the formula reads him; his rate in the unit of comparison."""
    rate, currency = _amount(row.rate, row.currency, worth, unit)
    return Freelancer(
        skills=frozenset(row.skill_ids),
        kin=frozenset(category for category in _kin(row.skill_ids).values() if category),
        categories=frozenset(row.category_ids),
        fields=frozenset(_home_of(pk) for pk in row.category_ids),
        rate=rate,
        unit=currency,
        languages=dict(zip(row.languages, row.fluency, strict=True)),
        hours=row.hours,
    )


def work_of(row: jobs.Work, *, worth: Worth, unit: str) -> Work:
    """Return a job as the formula reads it; what it pays for an hour in the unit of comparison."""
    hourly = row.budget_max if row.kind == "hourly" else None
    rate, currency = _amount(hourly, row.currency, worth, unit)
    return Work(
        skills=tuple(_kin(row.skill_ids).items()),
        category=row.category_id,
        field=_home_of(row.category_id) if row.category_id else None,
        rate=rate,
        unit=currency,
        language=row.language[:2],
        hours=HOURS.get(row.workload, 0),
    )


def record_of_client(row: jobs.Work, *, most: int, half_life: int, now: dt.datetime) -> Record:
    """Return what a job's client did so far, for the ranking of jobs."""
    return Record(
        asked=row.received,
        answered=min(row.answered, row.received),
        rating_sum=row.rating_sum,
        rating_count=row.rating_count,
        age_hours=_hours(row.published_at or now, now),
        half_life_hours=half_life,
        crowd=row.proposals,
        crowd_most=most,
    )


def record_of_freelancer(row: Talent, *, most: int, half_life: int, now: dt.datetime) -> Record:
    """Return what a freelancer did so far, for the ranking of people."""
    return Record(
        asked=row.asked,
        answered=row.answered,
        rating_sum=row.rating_sum,
        rating_count=row.rating_count,
        age_hours=_hours(row.seen_at, now),
        half_life_hours=half_life,
        crowd=row.load,
        crowd_most=most,
    )


def _hours(moment: dt.datetime, now: dt.datetime) -> int:
    return max(0, int((now - moment).total_seconds()) // 3600)

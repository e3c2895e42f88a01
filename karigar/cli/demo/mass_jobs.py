"""Job posts of the large market."""

import datetime as dt
import functools
import random
from typing import TYPE_CHECKING

from django.db import connection, transaction

from karigar.cli.demo import proportions as real
from karigar.cli.demo import texts_bn, texts_en, texts_hi, texts_hi_latn
from karigar.cli.demo.wording import Template, Words, job_text
from karigar.jobs import actions as jobs
from karigar.jobs.actions.bulk import NewJob
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.cli.demo.mass import Lot

WORDS = {"en": texts_en.WORDS, "bn": texts_bn.WORDS, "hi": texts_hi.WORDS, "hi-latn": texts_hi_latn.WORDS}
# Paragraphs of a post: real ones are shorter than one likes; this gives their middle half.
LENGTHS = ((1, 30), (2, 30), (3, 15), (9, 25))
DAYS = 28


def post(work: "tuple[Lot, dt.datetime]") -> int:
    """Publish one batch and its mark together; runs in a process of its own."""
    lot, now = work
    dice = lot.dice()
    companies = _companies(connection.settings_dict["NAME"])
    rows = [_job(dice, companies[int(len(companies) * dice.random() ** 2)], now) for _n in range(lot.rows)]
    # New posts come in the order of time, as they would: ids then follow the moments.
    rows.sort(key=lambda row: row.published_at or now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        jobs.bulk_publish(rows, now=now)
        cursor.execute(
            "INSERT INTO karigar_setup.demo_batch VALUES (%s, 'jobs', %s, %s, %s)",
            [lot.seed, lot.number, lot.rows, now],
        )
    return lot.rows


@functools.cache
def _companies(database: str) -> list[tuple[int, int, str, str, str]]:
    """All clients with the language they write in; the first of the list post most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.created_by_id, c.country, c.currency, p.language FROM accounts_company c"
            " JOIN accounts_person p ON p.id = c.created_by_id WHERE p.email LIKE '%%@demo.example.org' ORDER BY c.id"
        )
        return list(cursor.fetchall())


def _job(dice: random.Random, company: tuple[int, int, str, str, str], now: dt.datetime) -> NewJob:
    pk, owner, country, currency, language = company
    words = WORDS[language]
    template = _template(words, dice)
    title, text = job_text(
        words, template, dice, paragraphs=dice.choices([n for n, _w in LENGTHS], [w for _n, w in LENGTHS])[0]
    )
    _posts, hourly_share, rates, prices = real.FIELDS[template.category.partition("/")[0]]
    hourly = dice.random() < hourly_share
    floors = {"USD": (300, 500), "BDT": (30_000, 50_000), "INR": (25_000, 40_000)}[currency]
    most = real.in_currency(
        real.from_quantiles(rates if hourly else prices, dice), currency, floors[0 if hourly else 1]
    )
    least = max(most * 2 // 3 // 100 * 100, floors[0]) if hourly else None
    return NewJob(
        title=title,
        description=text,
        category_id=_category(template.category),
        skill_ids=_skills(template, dice),
        kind="hourly" if hourly else "fixed",
        budget_min=least,
        budget_max=most,
        currency=currency,
        level=real.pick(real.LEVELS, dice),
        duration=real.pick(real.DURATIONS, dice),
        workload=real.pick(real.WORKLOADS, dice) if hourly else "",
        country=country,
        language=language,
        published_at=_moment(now, dice),
        company_id=pk,
        posted_by_id=owner,
    )


def _template(words: Words, dice: random.Random) -> Template:
    weights = [real.FIELDS[row.category.partition("/")[0]][0] for row in words.jobs]
    return dice.choices(words.jobs, weights)[0]


def _skills(template: Template, dice: random.Random) -> tuple[int, ...]:
    slugs = list(template.skills)
    beside = [slug for own in template.skills for slug in real.TOGETHER.get(own, ()) if slug not in slugs]
    slugs += dice.sample(beside, min(len(beside), dice.choice((0, 1, 1, 2, 3))))
    return tuple(dict.fromkeys(pk for slug in slugs if (pk := _skill(slug))))


@functools.cache
def _skill(slug: str) -> int | None:
    return getattr(skills.skill_by_slug(slug), "pk", None)


@functools.cache
def _category(slug: str) -> int | None:
    return getattr(skills.category_by_slug(slug), "pk", None)


def _moment(now: dt.datetime, dice: random.Random) -> dt.datetime:
    """Choose a moment of the last weeks, more in the busy hours of the day, never in the future."""
    hour = dice.choices(range(24), real.HOURS)[0]
    moment = now - dt.timedelta(days=dice.randrange(DAYS))
    moment = moment.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
    return moment if moment < now else moment - dt.timedelta(days=1)

"""People, profiles, companies and their records of the large market."""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from karigar.accounts import handles
from karigar.cli.demo import names
from karigar.cli.demo import proportions as real
from karigar.cli.demo.mass_jobs import WORDS
from karigar.ledger import movements
from karigar.ledger.actions import POST, _arguments
from karigar.ledger.movements import Movement
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.cli.demo.mass import Lot, Owner

CLIENT_SHARE = 0.3
ADDRESS = "demo.example.org"


def copy(owner: "Owner", table: str, columns: str, rows: Iterable[Sequence[object]]) -> None:
    """Load rows into a table."""
    with owner.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row)


def new_ids(owner: "Owner", table: str, count: int) -> list[int]:
    """Take ids for rows that will be written."""
    found = owner.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
    ).fetchall()
    return [int(str(pk)) for (pk,) in found]


def post_all(owner: "Owner", posts: Sequence[tuple[Movement, dt.datetime]]) -> None:
    """Post movements to the books in the order of time, through the only door they have."""
    given = [[*_arguments(movement, at), None] for movement, at in sorted(posts, key=lambda row: row[1])]
    with owner.cursor() as cursor:
        cursor.executemany(POST, given)


def people(owner: "Owner", lot: "Lot", now: dt.datetime) -> None:
    """Write a batch of people: of ten, three are clients with a company and seven freelancers with a profile."""
    dice = lot.dice()
    ids = new_ids(owner, "accounts_person", lot.rows)
    clients = int(lot.rows * CLIENT_SHARE)
    rows = [_person(dice, pk, is_client=n < clients, now=now) for n, pk in enumerate(ids)]
    copy(
        owner,
        "accounts_person",
        "id, email, name, handle, language, timezone, country, status, status_reason, joined_at, verified_at, last_hat,"
        " unread_notices, unread_messages, password",
        [(*row, "", 0, 0, "!demo") for row in rows],
    )
    copy(
        owner,
        "account_emailaddress",
        'user_id, email, verified, "primary"',
        [(row[0], row[1], True, True) for row in rows],
    )
    _identities(owner, rows)
    _companies(owner, dice, rows[:clients])
    _profiles(owner, dice, rows[clients:])
    _joining(owner, rows[clients:], now)


def _person(dice: random.Random, pk: int, *, is_client: bool, now: dt.datetime) -> tuple[Any, ...]:
    country = real.pick(real.CLIENT_COUNTRIES if is_client else real.COUNTRIES, dice)
    language = real.pick(real.LANGUAGES.get(country, real.LANGUAGES[""]), dice)
    name = names.person_name(country, language, dice)
    handle = f"{'-'.join(handles.latin(name).lower().split())[:20].strip('-')}-{pk}"
    joined = now - dt.timedelta(days=60 + dice.randrange(500), seconds=dice.randrange(86400))
    zone = {"BD": "Asia/Dhaka", "IN": "Asia/Kolkata"}.get(country, "UTC")
    return (pk, f"p{pk}@{ADDRESS}", name, handle, language, zone, country, "active", "", joined, joined)


def _identities(owner: "Owner", rows: Sequence[tuple[Any, ...]]) -> None:
    two_years = dt.timedelta(days=730)
    copy(
        owner,
        "accounts_identity",
        "person_id, status, legal_name, country, note, submitted_at, decided_at, reason, expires_at",
        [
            (
                row[0],
                "approved",
                row[2],
                row[6],
                "",
                row[9],
                row[9] + dt.timedelta(hours=3),
                "Demonstration",
                row[9] + two_years,
            )
            for row in rows
            if row[0] % 4
        ],
    )


def _companies(owner: "Owner", dice: random.Random, rows: Sequence[tuple[Any, ...]]) -> None:
    ids = new_ids(owner, "accounts_company", len(rows))
    copy(
        owner,
        "accounts_company",
        "id, name, about, website, country, currency, created_by_id, created_at, is_suspended",
        [
            (
                pk,
                names.company_name(row[4], dice),
                "",
                "",
                row[6],
                real.CURRENCY.get(row[6], "USD"),
                row[0],
                row[9],
                False,
            )
            for pk, row in zip(ids, rows, strict=True)
        ],
    )
    copy(
        owner,
        "accounts_membership",
        "company_id, person_id, role, since",
        [(pk, row[0], "owner", row[9]) for pk, row in zip(ids, rows, strict=True)],
    )


def _profiles(owner: "Owner", dice: random.Random, rows: Sequence[tuple[Any, ...]]) -> None:
    profiles, chosen, fields, spoken = [], [], [], []
    for row in rows:
        pk, language, country = row[0], row[4], row[6]
        words = WORDS[language]
        template = dice.choice(words.jobs)
        currency = real.CURRENCY.get(country, "USD")
        rate = real.in_currency(real.from_quantiles(real.RATES.get(country, real.RATES[""]), dice), currency, 300)
        availability = dice.choice(("full", "full", "part", "few"))
        profiles.append(
            (pk, dice.choice(words.profile_titles), dice.choice(words.overviews), rate, currency, availability, "public",
             dice.choice(words.slots["city"]), 75, row[9] + dt.timedelta(hours=1), row[9], 0, 0, 0)
        )  # fmt: skip
        slugs = dict.fromkeys([*template.skills, *dice.choice(words.jobs).skills])
        ids = [skill.pk for slug in slugs if (skill := skills.skill_by_slug(slug))]
        chosen += [(pk, skill, place) for place, skill in enumerate(ids)]
        if category := skills.category_by_slug(template.category):
            fields.append((pk, category.pk))
        native = {"BD": "bn", "IN": "hi"}.get(country, "en")
        spoken += [(pk, native, "native")] + ([(pk, "en", "fluent")] if native != "en" else [])
    copy(
        owner,
        "profiles_profile",
        "person_id, title, overview, rate, currency, availability, visibility, city, completeness, published_at,"
        " updated_at, contracts_done, rating_sum, rating_count",
        profiles,
    )
    copy(owner, "profiles_profileskill", 'profile_id, skill_id, "order"', chosen)
    copy(owner, "profiles_profile_categories", "profile_id, category_id", fields)
    copy(owner, "profiles_profilelanguage", "profile_id, language, level", spoken)


def _joining(owner: "Owner", rows: Sequence[tuple[Any, ...]], now: dt.datetime) -> None:
    """Give the Connects of joining, through the books."""
    connects: int = rulebook.value("connects.joining", at=now)
    monday = now.date() - dt.timedelta(days=now.weekday())
    copy(
        owner,
        "connects_allowance",
        "person_id, has_good_conduct, filled_to, topped_up_for",
        [(row[0], False, connects, monday) for row in rows],
    )
    post_all(
        owner,
        [
            (movements.connects_grant(person=row[0], connects=connects, lot="granted", key=f"joining:{row[0]}"), row[9])
            for row in rows
        ],
    )


def records(owner: "Owner") -> None:
    """Write what every company of the large market did, counted from what is there."""
    owner.execute(
        """INSERT INTO profiles_companyrecord (company_id, jobs_posted, jobs_hired, proposals_received, proposals_answered,
             contracts_paid, spent, rating_sum, rating_count)
           SELECT c.id, coalesce(j.posted, 0), coalesce(j.hired, 0), coalesce(a.received, 0), coalesce(a.answered, 0),
             coalesce(k.paid, 0), coalesce(k.spent, '{}'), coalesce(r.total, 0), coalesce(r.number, 0)
           FROM accounts_company c JOIN accounts_person p ON p.id = c.created_by_id
           LEFT JOIN (SELECT company_id, count(*) AS posted, count(*) FILTER (WHERE hired_count > 0) AS hired
                      FROM jobs_job GROUP BY 1) j ON j.company_id = c.id
           LEFT JOIN (SELECT j.company_id, count(*) AS received, count(p.seen_at) AS answered
                      FROM proposals_proposal p JOIN jobs_job j ON j.id = p.job_id GROUP BY 1) a ON a.company_id = c.id
           LEFT JOIN (SELECT company_id, count(*) AS paid, jsonb_build_object(min(currency), sum(paid_gross)) AS spent
                      FROM contracts_contract WHERE paid_gross > 0 GROUP BY 1) k ON k.company_id = c.id
           LEFT JOIN (SELECT about_company_id, sum(score) AS total, count(*) AS number FROM reviews_review
                      WHERE published_at IS NOT NULL GROUP BY 1) r ON r.about_company_id = c.id
           WHERE p.email LIKE %s ON CONFLICT (company_id) DO NOTHING""",
        [f"%@{ADDRESS}"],
    )
    owner.execute(
        """UPDATE profiles_profile p SET contracts_done = k.done, rating_sum = coalesce(r.total, 0), rating_count = coalesce(r.number, 0)
           FROM (SELECT freelancer_id, count(*) AS done FROM contracts_contract WHERE status = 'ended' AND paid_gross > 0 GROUP BY 1) k
           LEFT JOIN (SELECT about_person_id, sum(score) AS total, count(*) AS number FROM reviews_review
                      WHERE published_at IS NOT NULL GROUP BY 1) r ON r.about_person_id = k.freelancer_id
           JOIN accounts_person a ON a.id = k.freelancer_id
           WHERE p.person_id = k.freelancer_id AND a.email LIKE %s""",
        [f"%@{ADDRESS}"],
    )
    owner.execute(
        "UPDATE jobs_job j SET proposals_count = t.number FROM (SELECT job_id, count(*) AS number FROM proposals_proposal"
        " WHERE status <> 'withdrawn' GROUP BY 1) t WHERE t.job_id = j.id AND j.proposals_count <> t.number"
    )

"""Many freelancers at once, straight into the tables, where a test needs a market and not its story."""

from django.db import connection

from karigar.matching import actions
from karigar.skills import queries as skills

ONES = "generate_series(%(first)s, %(last)s) g"
TABLES = [
    (
        "INSERT INTO accounts_person (id, password, email, name, handle, language, timezone, country, status, status_reason,"
        " joined_at, last_hat, unread_notices, unread_messages) SELECT g, '', 'c' || g || '@example.org', 'Crowd Member', 'c' || g,"
        f" 'en', 'UTC', 'BD', 'active', '', %(now)s, '', 0, 0 FROM {ONES}"
    ),
    (
        "INSERT INTO profiles_profile (person_id, title, overview, rate, currency, availability, visibility, city, completeness,"
        " published_at, updated_at, contracts_done, rating_sum, rating_count) SELECT g, 'Designer', 'Signs and posters.',"
        " 30000 + g %% 90000, 'BDT', 'full', 'public', '', 60, %(now)s, %(now)s, g %% %(outcomes)s,"
        f" (g %% %(outcomes)s) * (30 + g %% 20), g %% %(outcomes)s FROM {ONES}"
    ),
    (
        'INSERT INTO profiles_profileskill (profile_id, skill_id, "order") SELECT g, s.id, s.n'
        f" FROM {ONES} CROSS JOIN LATERAL (SELECT id, n FROM unnest(%(able)s::bigint[]) WITH ORDINALITY AS u (id, n)"
        " WHERE n = 1 OR (g + n) %% 4 = 0) s"
    ),
    f"INSERT INTO profiles_profile_categories (profile_id, category_id) SELECT g, %(field)s FROM {ONES}",
    (
        "INSERT INTO accounts_identity (person_id, status, legal_name, country, note, submitted_at, reason, expires_at)"
        f" SELECT g, 'approved', 'x', 'BD', '', %(now)s, '', %(now)s + interval '1 year' FROM {ONES}"
    ),
]


def crowd(world, count, *, first=1_000_000, outcomes=5):
    """Make freelancers who can draw logos; other skills, rates and ratings differ from one to the next."""
    logo = skills.skills_from_text("Logo design")[0][0].pk
    others = [skill.pk for skill in skills.all_skills()[:40] if skill.pk != logo]
    facts = {"now": world.now, "first": first, "last": first + count - 1, "outcomes": outcomes}
    facts |= {"able": [logo, *others], "field": skills.category_tree("en")[0][0]}
    people = range(first, first + count)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table, facts)
        for start in range(0, count, 500):
            actions.gather(person_ids=list(people[start : start + 500]), now=world.now)
        for table in ("matching_talent", "accounts_person", "profiles_profile"):
            cursor.execute(f"ANALYZE {table}")
    return people

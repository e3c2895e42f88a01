"""Search in four languages and three scripts, its pages, its cost."""

import datetime as dt

import pytest
from django.db import connection

from karigar.jobs import actions, queries
from karigar.jobs.actions.bulk import NewJob
from karigar.jobs.queries import SearchTerms
from karigar.skills import queries as skills


@pytest.fixture
def market(world):
    """Six posts in four languages and three scripts."""
    logo, _ = skills.skills_from_text("Logo design")
    python, _ = skills.skills_from_text("Python")
    company = world.company

    def job(title, hours, description="", found=(), **more):
        return NewJob(
            title=title,
            description=description,
            category_id=skills.category_by_slug("design/logo").pk,
            skill_ids=tuple(skill.pk for skill in found),
            budget_max=more.pop("budget_max", 500_000),
            currency=more.pop("currency", "BDT"),
            company_id=company.pk,
            posted_by_id=world.client.pk,
            published_at=world.now - dt.timedelta(hours=hours),
            **more,
        )

    rows = [
        job("A logo for a tea stall", 1, found=logo),
        job("ফেসবুক পেজের জন্য পোস্টার", 2, "একটি ব্যানার লাগবে"),
        job("लोगों के लिए अनुवाद", 3, "हिंदी में"),
        job("Wordpress website theek karna hai", 4, "jaldi"),
        job(
            "Scrape prices", 5, "a small python script, running nightly", found=python, kind="hourly", budget_min=50_000
        ),
        job("Members read this logo", 6, budget_max=900_000),
    ]
    ids = actions.bulk_publish(rows, now=world.now)
    return dict(zip(["tea", "poster", "translation", "wordpress", "scrape", "members"], ids, strict=True))


def found(world, words="", **terms):
    page = queries.search(SearchTerms(words=words, **terms), now=world.now)
    return [hit.id for hit, _match in page.hits]


def test_words_are_found_in_every_script(world, market):
    for words in ("logo", "LOGO design", "লোগো ডিজাইন", "लोगो डिज़ाइन", "logo dizain", "लोगो डिजाइन"):
        assert found(world, words)[0] == market["tea"], words


def test_stems_meet_and_stop_words_do_not_matter(world, market):
    assert found(world, "nightly scripts") == [market["scrape"]]
    assert found(world, "the prices") == [market["scrape"]]


def test_sounds_come_after_the_words_themselves(world, market):
    assert found(world, "websait") == [market["wordpress"]]
    assert found(world, "facebook")[0] == market["poster"]
    assert found(world, "वेबसाइट") == [market["wordpress"]]


def test_filters_narrow(world, market):
    assert found(world, kind="hourly") == [market["scrape"]]
    assert found(world, currency="BDT", budget_min=600_000) == [market["members"]]
    assert found(world, "logo", age_days=1, currency="BDT", budget_max=500_000)[:1] == [market["tea"]]
    python, _ = skills.skills_from_text("Python")
    assert found(world, skill=python[0].pk) == [market["scrape"]]
    assert found(world, category=skills.category_by_slug("design").pk)[0] == market["tea"]
    assert found(world, category=skills.category_by_slug("legal").pk) == []
    assert found(world, level="expert") == []


def test_best_match_puts_the_readers_skills_first(world, market):
    me = world.freelancer  # logo design, Python, data entry
    page = queries.search(SearchTerms(sort="match"), person=me, now=world.now)
    assert {hit.id for hit, _match in page.hits[:2]} == {market["tea"], market["scrape"]}
    assert page.hits[0][1].skills == 100
    page = queries.search(SearchTerms(words="logo", sort="match"), person=me, now=world.now)
    assert page.hits[0][0].id == market["tea"]
    assert page.hits[0][1].words > 50


def test_only_the_signed_in_find_members_jobs(world, market):
    job = queries.job_any(market["members"])
    actions.edit_job(
        job, by=world.client, audience="members", description="x" * 50,
        skill_ids=[skills.skills_from_text("Python")[0][0].pk], now=world.now,
    )  # fmt: skip
    assert market["members"] not in found(world, "logo")
    page = queries.search(SearchTerms(words="logo"), person=world.stranger, now=world.now)
    assert market["members"] in [hit.id for hit, _match in page.hits]


@pytest.mark.parametrize(
    "words",
    ["'", "a & | !", "((((", "<>:*", "c++ c#", "\\", "%s %d", "-", '"open', "🙂", "ab" * 200, "' || pg_sleep(9) --"],
)
def test_no_words_break_the_search(world, market, words):
    found(world, words)
    found(world, words, sort="match")


@pytest.mark.parametrize("cursor", ["", "x", "WzFd", "W251bGwsbnVsbCxudWxsXQ", "WyJhIiwiYiIsImMiXQ", "🙂"])
def test_a_broken_cursor_is_harmless(world, market, cursor):
    queries.search(SearchTerms(words="logo"), cursor=cursor, now=world.now)
    queries.search(SearchTerms(words="logo", sort="match"), cursor=cursor, now=world.now)


def many(world, count):
    """Fill the table by SQL, so that plans are those of a market."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO jobs_job (company_id, posted_by_id, title, description, kind, budget_max, currency, level, duration, workload,
                 audience, positions, country, language, skill_ids, skill_names, proposals_lifted, status, created_at, updated_at,
                 published_at, close_reason, close_note, removed_rule, proposals_count, invited_count, hired_count, source, source_id, search)
               SELECT %s, %s, 'Job number ' || n, '', CASE WHEN n %% 3 = 0 THEN 'hourly' ELSE 'fixed' END, 10000 + n, 'BDT', 'entry', '', '',
                 'public', 1, 'BD', 'en', ARRAY[n %% 50]::bigint[], '{}', false, 'public', %s, %s, %s::timestamptz - n * interval '1 minute',
                 '', '', '', 0, 0, 0, '', '', to_tsvector('simple', 'word' || n %% 7 || ' common rare' || n / 10)
               FROM generate_series(1, %s) n""",
            [world.company.pk, world.client.pk, world.now, world.now, world.now, count],
        )
        cursor.execute("SET ROLE NONE")  # only the owner may
        cursor.execute("ANALYZE jobs_job")
        cursor.execute(
            "SELECT gin_clean_pending_list(oid) FROM pg_class WHERE relname IN ('jobs_found', 'jobs_asking')"
        )
        cursor.execute("SET ROLE karigar_app")


def test_pages_follow_each_other_without_gap_or_repeat(world):
    many(world, 65)
    for sort in ("newest", "match"):
        seen, cursor = [], None
        for _page in range(4):
            page = queries.search(SearchTerms(words="common", sort=sort), cursor=cursor, now=world.now)
            seen += [hit.id for hit, _match in page.hits]
            cursor = page.next
        assert cursor is None
        assert len(seen) == len(set(seen)) == 65, sort


def test_the_count_stops_at_a_thousand(world):
    many(world, 1500)
    assert queries.search(SearchTerms(), now=world.now).total == 1001
    assert queries.search(SearchTerms(words="word3"), now=world.now).total == 214


def test_a_search_is_one_statement_and_two_when_little_is_found(world, django_assert_num_queries):
    many(world, 200)
    me = world.stranger
    queries.search(SearchTerms(), now=world.now)
    with django_assert_num_queries(1):
        queries.search(SearchTerms(words="common"), now=world.now)
    with django_assert_num_queries(2):
        queries.search(SearchTerms(words="seldom"), now=world.now)
    with django_assert_num_queries(1):
        queries.search(SearchTerms(words="common", sort="match"), person=me, now=world.now)


def plan(world, terms):
    from karigar.jobs import search

    statements = []
    rows = search._rows

    def spy(sql, params):
        statements.append((sql, params))
        return rows(sql, params)

    search._rows = spy
    try:
        queries.search(terms, now=world.now)
    finally:
        search._rows = rows
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + statements[0][0], statements[0][1])
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_indexes_of_open_jobs_are_used(world):
    many(world, 6000)
    assert "jobs_found" in plan(world, SearchTerms(words="rare77", kind="fixed"))
    assert "jobs_open" in plan(world, SearchTerms())
    assert "jobs_asking" in plan(world, SearchTerms(skill=7, words="rare3")) or "jobs_found" in plan(
        world, SearchTerms(skill=7, words="rare3")
    )
    assert "Seq Scan on jobs_job" not in plan(world, SearchTerms(category=skills.category_by_slug("design").pk))


def test_loading_with_the_index_built_afterwards_leaves_it_as_it_was(world, market):
    from karigar.jobs import loading

    with loading.index_built_afterwards(), connection.cursor() as cursor:
        many(world, 50)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a loader commits; a test does not
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = ANY(%s)", [list(loading.INDEXES)])
        assert cursor.fetchone() == (2,)
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("karigar_app",)

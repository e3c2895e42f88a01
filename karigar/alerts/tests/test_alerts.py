"""Saved searches: what fits is noted at once, told at its pace, and only to whom it belongs."""

import datetime as dt
import time

import pytest
from django.db import connection

from karigar.alerts import actions, queries, tasks
from karigar.alerts.models import Hit, SavedSearch
from karigar.alerts.refusals import NothingToLookFor, TooManySearches
from karigar.jobs.queries import SearchTerms
from karigar.notifications.models import Mail, Notice
from karigar.skills import queries as skills

pytestmark = pytest.mark.django_db


def save(world, pace="now", person=None, company=None, **terms):
    return actions.save_search(
        person or world.freelancer, terms=SearchTerms(**terms), name="Mine", pace=pace, company=company, now=world.now
    )


def told(person):
    return Notice.objects.filter(person=person, kind__startswith="search.")


def test_a_new_job_that_fits_is_told_at_once_by_notice_and_letter(world):
    search = save(world, words="logo dizain")
    job = world.job(title="বইয়ের দোকানের লোগো ডিজাইন")
    (python, *_), _unknown = skills.skills_from_text("Python")
    world.job(
        title="Type four hundred rows",
        description="Four hundred rows of prices, from paper into a table.",
        skill_ids=[python.pk],
        category_id=skills.category_tree("en")[-1][0],
    )
    world.deliver()
    assert [hit.job_id for hit in Hit.objects.filter(search=search)] == [job.pk]
    assert tasks.tell_due(world.now) == 1
    notice = told(world.freelancer).get()
    assert notice.facts["titles"] == [f"“{job.title}”"]
    assert notice.url == f"/searches/{search.pk}/"
    letter = Mail.objects.get(kind="search.found")
    assert letter.to == world.freelancer.email
    assert job.title in letter.body
    assert tasks.tell_due(world.now) == 0, "told once"


@pytest.mark.parametrize(
    ("terms", "fits"),
    [
        ({"kind": "fixed"}, True),
        ({"kind": "hourly"}, False),
        ({"level": "expert"}, False),
        ({"currency": "BDT", "budget_min": 100_000}, True),
        ({"currency": "BDT", "budget_min": 99_000_000}, False),
        ({"currency": "BDT", "budget_max": 1}, False),
        ({"currency": "USD", "budget_min": 1}, False),
        ({"words": "zeppelin"}, False),
    ],
)
def test_every_filter_counts(world, terms, fits):
    search = save(world, **terms)
    world.job()
    world.deliver()
    assert Hit.objects.filter(search=search).exists() == fits


def test_a_category_takes_its_specialities_and_a_skill_only_itself(world):
    job_category = skills.category_by_slug("design/logo").pk
    parent = skills.category_by_slug("design").pk
    (logo, *_), _unknown = skills.skills_from_text("Logo design")
    searches = [save(world, category=parent), save(world, skill=logo.pk), save(world, skill=logo.pk, kind="hourly")]
    world.job(category_id=job_category, skill_ids=[logo.pk])
    world.deliver()
    assert [Hit.objects.filter(search=search).count() for search in searches] == [1, 1, 0]


def test_a_digest_gathers_and_is_silent_in_between(world):
    search = save(world, pace="daily", words="logo")
    for n in range(7):
        world.job(title=f"A logo for school {n}")
    world.deliver()
    assert tasks.tell_due(world.now) == 0, "its first word comes after a day"
    world.pass_time(days=1)
    assert told(world.freelancer).get().facts["count"] == 7
    assert len(told(world.freelancer).get().facts["titles"]) == 5
    world.job(title="A logo for a mill")
    world.deliver()
    tasks.tell_due(world.now)
    assert told(world.freelancer).count() == 1
    world.pass_time(days=1)
    assert told(world.freelancer).count() == 2
    search.refresh_from_db()
    assert search.next_at > world.now


def test_a_job_that_closed_meanwhile_is_not_named(world):
    from karigar.jobs import actions as jobs

    save(world, pace="daily", words="logo")
    job = world.job(title="A logo for a school")
    world.deliver()
    jobs.close_job(job, by=world.client, reason="no_need", now=world.now)
    world.pass_time(days=1)
    assert not told(world.freelancer).exists()


def test_jobs_for_the_invited_are_found_by_nobody(world):
    save(world, words="logo")
    world.job(title="A logo for a school", audience="invited")
    world.deliver()
    assert not Hit.objects.exists()


def test_a_followed_client_is_told_of_whatever_he_looks_for(world):
    search = save(world, company=world.company)
    job = world.job(title="Something quite different")
    world.deliver()
    assert Hit.objects.get(search=search).job_id == job.pk


def test_the_same_search_is_kept_once_and_an_empty_one_not_at_all(world):
    first = save(world, words="logo", sort="match", age_days=7)
    again = save(world, words="logo", pace="weekly")
    assert first.pk == again.pk
    assert again.pace == "weekly"
    with pytest.raises(NothingToLookFor):
        save(world, sort="match", age_days=3)
    with pytest.raises(NothingToLookFor):
        save(world, words='"!?')
    assert SavedSearch.objects.count() == 1


def test_there_is_an_end_to_searches(world):
    for n in range(30):
        save(world, words=f"logo {n}")
    with pytest.raises(TooManySearches):
        save(world, words="one more")
    save(world, words="logo 3", pace="off")  # an old one may still be changed
    assert SavedSearch.objects.filter(person=world.freelancer).count() == 30


def test_who_has_left_is_told_nothing(world):
    from karigar.accounts import actions as accounts

    person = world.person("Lina Leaving")
    save(world, person=person, words="logo")
    world.job(title="A logo for a school")
    world.deliver()
    accounts.close_account(person, now=world.now)
    world.deliver()
    assert tasks.tell_due(world.now) == 0
    assert not SavedSearch.objects.filter(person=person).exists()


def test_pages_save_change_show_and_delete(world):
    browser = world.browser(world.freelancer)
    page = browser.get("/jobs/?q=logo&kind=fixed").content.decode()
    assert "/searches/new/?q=logo&amp;kind=fixed" in page
    answer = browser.post("/searches/new/?q=logo&kind=fixed", {"name": "লোগো", "pace": "now"})
    assert answer.status_code == 303
    search = SavedSearch.objects.get()
    assert answer.url == f"/searches/{search.pk}/"
    world.job(title="A logo for a school")
    world.deliver()
    assert "A logo for a school" in browser.get(answer.url).content.decode()
    assert "লোগো" in browser.get("/searches/").content.decode()
    assert browser.post(answer.url, {"name": "", "pace": "now"}).status_code == 422
    assert browser.post(answer.url, {"name": "Marks", "pace": "hourly"}).status_code == 422
    assert browser.post(answer.url, {"name": "Marks", "pace": "off"}).status_code == 303
    search.refresh_from_db()
    assert (search.name, search.pace) == ("Marks", "off")
    assert browser.post("/searches/new/", {"name": "All", "pace": "now"}).status_code == 422
    stranger = world.browser(world.rival)
    assert stranger.get(answer.url).status_code == 404
    assert stranger.post(f"{answer.url}delete/").status_code == 404
    assert browser.post(f"{answer.url}delete/").status_code == 303
    assert browser.post(f"{answer.url}delete/").status_code == 404
    assert not SavedSearch.objects.exists()


def test_the_cost_of_the_pages_does_not_grow(world, django_assert_max_num_queries):
    browser = world.browser(world.freelancer)
    search = save(world, words="logo")
    for n in range(12):
        save(world, words=f"logo {n}")
        world.job(title=f"A logo for school {n}")
    world.deliver()
    for url, most in (("/searches/", 4), (f"/searches/{search.pk}/", 6)):
        browser.get(url)
        with django_assert_max_num_queries(most):
            assert browser.get(url).status_code == 200


def test_ten_thousand_searches_are_held_against_a_job_in_one_pass(world, django_assert_num_queries):
    """The goal is two seconds; that it is one pass is sure on any machine, the time is printed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO alerts_savedsearch (person_id, name, address, words, kind, level, currency, pace, saved_at, next_at)"
            " SELECT %s, 'n', 'q=' || n, (CASE WHEN n %% 10 = 0 THEN 'logo' ELSE 'word' || n END)::tsquery, '', '', '', 'now', %s, %s"
            " FROM generate_series(1, 10000) n",
            [world.freelancer.pk, world.now, world.now],
        )
    job = world.job(title="A logo for a school")
    Hit.objects.all().delete()
    began = time.perf_counter()
    with django_assert_num_queries(4):  # two, and the pair of savepoints that the test adds
        assert actions.match_job(job_id=job.pk, now=world.now) == 1000
    print(f"10,000 searches against a job: {time.perf_counter() - began:.3f} s")


def test_old_hits_go(world):
    save(world, words="logo")
    world.job(title="A logo for a school")
    world.deliver()
    actions.forget_hits(now=world.now + dt.timedelta(days=59))
    assert Hit.objects.count() == 1
    actions.forget_hits(now=world.now + dt.timedelta(days=61))
    assert not Hit.objects.exists()
    assert queries.due_any(world.now) == []

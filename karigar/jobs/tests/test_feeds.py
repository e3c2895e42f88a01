"""Feeds, the map of the site and what search engines read of a job; judged by readers nobody here wrote."""

import json

import extruct
import feedparser
import pytest

from karigar.jobs import actions as jobs

pytestmark = pytest.mark.django_db
NASTY = "Logo & <b>sign</b> ]]> </script><script>alert(1)</script> 😀"


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_reader_of_feeds_takes_it_without_a_warning(world, form):
    world.job(title=NASTY, description="Draw it. Call 01712345678 or boss@example.org. " * 3)
    world.job(title="Type four hundred rows", audience="members")
    answer = world.browser().get(f"/jobs/feed.{form}?q=logo")
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    assert len(found.entries) == 1
    entry = found.entries[0]
    assert "Logo &" in entry.title
    assert entry.link.startswith("http://localhost:8000/jobs/")
    assert "(Budget: ৳" in entry.summary
    assert ", Jobs: " in entry.summary
    assert "boss@example.org" not in entry.summary
    assert "01712345678" not in entry.summary
    assert entry.published_parsed or entry.updated_parsed


def test_the_json_feed_says_the_same(world):
    job = world.job(title=NASTY)
    feed = json.loads(world.browser().get("/jobs/feed.json").content)
    assert feed["version"].endswith("/1.1")
    (item,) = feed["items"]
    assert item["title"] == job.title
    assert item["_karigar"]["budget_max"] == job.budget_max


def test_an_unchanged_feed_costs_no_bytes_and_a_greedy_reader_is_slowed_down(world):
    world.job()
    browser = world.browser()
    answer = browser.get("/jobs/feed.atom")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert browser.get("/jobs/feed.atom", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    statuses = {browser.get("/jobs/feed.rss").status_code for _ in range(130)}
    assert statuses == {200, 429}


def test_other_forms_and_broken_terms(world):
    browser = world.browser()
    assert browser.get("/jobs/feed.exe").status_code == 404
    for query in ("q=%00", "q=" + "a" * 5000, "category=x&min=-1&max=1e9", "q=((((&sort=match&after=zzz"):
        assert browser.get(f"/jobs/feed.json?{query}").status_code == 200, query


def test_search_engines_read_the_posting_and_a_closed_job_drops_out(world):
    job = world.job(title=NASTY, budget_min=100_000)
    browser = world.browser()
    url = browser.get(f"/jobs/{job.pk}/").url
    page = browser.get(url).content.decode()
    assert "<script>alert" not in page
    found = extruct.extract(page, syntaxes=["json-ld", "opengraph"])
    (posting,) = found["json-ld"]
    assert posting["@type"] == "JobPosting"
    assert posting["title"] == job.title
    assert posting["baseSalary"]["currency"] == "BDT"
    assert posting["baseSalary"]["value"]["minValue"] == "1000.00"
    assert posting["validThrough"]
    assert dict(found["opengraph"][0]["properties"])["og:title"] == job.title
    jobs.close_job(job, by=world.client, reason="no_need", now=world.now)
    page = browser.get(url).content.decode()
    assert not extruct.extract(page, syntaxes=["json-ld"])["json-ld"]


def test_the_map_of_the_site_lists_public_jobs_only(world):
    job, members = world.job(), world.job(title="For members only", audience="members")
    browser = world.browser()
    index = browser.get("/sitemap.xml").content.decode()
    part = job.pk // 5000
    assert f"/sitemap-jobs-{part}.xml" in index
    text = browser.get(f"/sitemap-jobs-{part}.xml").content.decode()
    assert f"/jobs/{job.pk}/" in text
    assert f"/jobs/{members.pk}/" not in text
    assert browser.get("/sitemap-jobs-999999.xml").status_code == 404
    assert "/sitemap.xml" in browser.get("/robots.txt").content.decode()

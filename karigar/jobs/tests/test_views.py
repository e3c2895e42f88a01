"""Pages of jobs: for the owner, his team, a stranger and nobody; what they cost; with bad input."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from karigar.events.models import Event
from karigar.jobs import actions, queries, rules
from karigar.jobs.models import Job, SavedJob
from karigar.kit import clock
from karigar.skills import queries as skills


@pytest.fixture(autouse=True)
def _at(now):
    with clock.moved_to(now):
        yield


def page(client, job, **kwargs):
    return client.get(reverse("job", args=[job.pk, rules.slug_of(job.title)]), **kwargs)


def typed(**changes):
    return {
        "title": "A poster for a fair",
        "description": "A2, two colours, by Friday. We print it ourselves and need a PDF.",
        "category": str(skills.category_by_slug("design/graphic").pk),
        "skills": "Logo design, পাইথন",
        "kind": "fixed",
        "currency": "BDT",
        "budget_min": "",
        "budget_max": "২,৫০০",
        "level": "entry",
        "audience": "public",
        "positions": "১",
        "language": "en",
        "questions": "When can you start?\nWhy you?",
    } | changes


def test_a_stranger_finds_and_reads_a_job_without_a_cookie(world):
    job = world.job()
    found = world.browser().get("/jobs/?q=logo")
    assert found.status_code == 200
    assert job.title in found.text
    assert "1 job" in found.text
    shown = page(world.browser(), job)
    assert shown.status_code == 200
    assert not shown.cookies
    assert not found.cookies
    assert "Padma Books" not in shown.text + found.text
    assert "noindex" not in shown.text


def test_the_first_cards_show_what_decides(world):
    world.job()
    text = re.sub(r"\s+", " ", world.browser().get("/jobs/").text)
    for words in ("৳5,000", "Fixed price", "Logo design", "No paid job yet", "Bangladesh", "0 applied", "just now"):
        assert words in text, words


def test_a_wrong_slug_is_put_right(world):
    job = world.job()
    for address in (f"/jobs/{job.pk}/", f"/jobs/{job.pk}/old-title/"):
        answer = world.browser().get(address)
        assert answer.status_code == 301
        assert answer.url == f"/jobs/{job.pk}/a-logo-for-a-book-shop/"


def test_a_slug_keeps_its_own_script():
    assert rules.slug_of("লোগো ডিজাইন: দোকান!") == "লোগো-ডিজাইন-দোকান"
    assert rules.slug_of("???") == "job"


@pytest.mark.parametrize("audience", ["members", "invited"])
def test_who_may_read_a_job_that_is_not_for_everybody(world, audience):
    job = world.job(audience=audience)
    stranger = page(world.browser(world.stranger), job)
    nobody = page(world.browser(), job)
    if audience == "members":
        assert stranger.status_code == 200
        assert "noindex" in stranger.text
        assert nobody.status_code == 302
    else:
        assert stranger.status_code == nobody.status_code == 404
        actions.let_in(job_id=job.pk, person_id=world.stranger.pk)
        assert page(world.browser(world.stranger), job).status_code == 200
    assert page(world.browser(world.viewer), job).status_code == 200


def test_drafts_and_removed_jobs_do_not_exist_for_strangers(world):
    job = world.job()
    draft = actions.repost_job(job, by=world.client, now=world.now)
    actions.remove_job(job, by=world.moderator, rule="spam", reason="spam", now=world.now)
    for one in (job, draft):
        assert page(world.browser(world.stranger), one).status_code == 404
        assert page(world.browser(), one).status_code == 404
        assert page(world.browser(world.client), one).status_code == 200


def test_pages_cost_a_constant_number_of_statements(world, django_assert_max_num_queries):
    for n in range(25):
        world.job(title=f"A logo for shop number {n}")
    job = Job.objects.first()
    browser = world.browser(world.freelancer)
    for address in ("/jobs/", "/jobs/?q=logo&kind=fixed", "/jobs/?q=logo&sort=match", "/jobs/?q=shap"):
        browser.get(address)
        with django_assert_max_num_queries(6):
            assert browser.get(address).status_code == 200
    page(browser, job)
    with django_assert_max_num_queries(8):
        page(browser, job)


def test_a_description_is_drawn_harmless_and_masked(world):
    job = world.job(
        description="<script>alert(1)</script>\n\n**Bold** [x](javascript:alert(1)) <img src=x onerror=alert(1)> Write to me: boss@example.org now please"
    )
    text = page(world.browser(), job).text
    assert "<script>alert" not in text
    assert "onerror" not in text
    assert 'href="javascript' not in text
    assert "<strong>Bold</strong>" in text
    assert "boss@example.org" not in text


def test_saving_a_job_and_letting_it_go(world):
    job, browser = world.job(), world.browser(world.stranger)
    assert browser.post(f"/jobs/{job.pk}/save/").status_code == 303
    assert browser.post(f"/jobs/{job.pk}/save/").status_code == 303
    assert SavedJob.objects.count() == 1
    assert job.title in browser.get("/jobs/saved/").text
    browser.post(f"/jobs/{job.pk}/unsave/")
    assert not SavedJob.objects.exists()
    assert world.browser().post(f"/jobs/{job.pk}/save/").status_code == 302
    assert not SavedJob.objects.exists()


@pytest.mark.parametrize("query", ["category=x", "category=99999999999999999999", "min=-5&currency=BDT", "min=1e99&currency=BDT", "kind=zzz", "age=0", "skill=১২", "max=10&min=5&currency=XXX", "sort=best", "after=zzz", "q=%00%F0", "level=%27"])  # fmt: skip
def test_no_address_breaks_the_search_page(world, query):
    assert world.browser().get(f"/jobs/?{query}").status_code == 200


def test_a_chosen_filter_can_be_taken_away(world):
    world.job()
    text = world.browser().get("/jobs/?q=logo&kind=fixed&min=100&currency=BDT").text
    assert 'href="?q=logo&amp;currency=BDT&amp;min=100"' in text
    assert 'href="?q=logo&amp;kind=fixed"' in text


def test_a_client_writes_looks_and_publishes(world):
    browser = world.browser(world.client, hat="client")
    assert "2&nbsp;%" in browser.get("/hire/new/").text or "2\u00a0%" in browser.get("/hire/new/").text
    answer = browser.post("/hire/new/", typed(do="preview"))
    job = Job.objects.get()
    assert answer.status_code == 303
    assert answer.url == f"/hire/{job.pk}/preview/"
    assert (job.status, job.budget_max, len(job.skill_ids), job.questions.count()) == ("draft", 250_000, 2, 2)
    assert "Nothing is published yet" in browser.get(answer.url).text
    assert browser.post(f"/hire/{job.pk}/publish/").status_code == 303
    assert browser.post(f"/hire/{job.pk}/publish/").status_code == 409
    assert Event.objects.filter(name="job.published").count() == 1
    assert job.title in browser.get("/hire/").text
    assert browser.get(f"/hire/{job.pk}/").status_code == 200


def test_a_newcomer_gets_his_company_with_the_first_draft(world):
    browser = world.browser(world.stranger)
    assert browser.get("/hire/").status_code == 200
    answer = browser.post(
        "/hire/new/", typed(title="", description="", skills="", category="", budget_max="", do="draft")
    )
    job = Job.objects.get()
    assert answer.url == f"/hire/{job.pk}/edit/"
    assert job.company.created_by == world.stranger
    assert browser.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": " \u202e\u200b "},
        {"description": "x" * 20_001},
        {"budget_max": "0"},
        {"budget_max": "-5"},
        {"budget_max": "9" * 18},
        {"budget_max": "10.123"},
        {"currency": "JPY"},
        {"skills": "quantum basket weaving"},
        {"skills": ""},
        {"category": "999999"},
        {"questions": "a?\n" * 6},
        {"questions": "a" * 251},
        {"positions": "0"},
        {"audience": "nobody"},
    ],
)
def test_a_form_that_is_wrong_keeps_nothing(world, changes):
    browser = world.browser(world.client, hat="client")
    answer = browser.post("/hire/new/", typed(**changes, do="preview"))
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_published_job_is_changed_in_its_form(world):
    job, browser = world.job(), world.browser(world.client, hat="client")
    assert browser.get(f"/hire/{job.pk}/edit/").status_code == 200
    assert browser.post(f"/hire/{job.pk}/edit/", typed(budget_max="100")).status_code == 422
    assert browser.post(f"/hire/{job.pk}/edit/", typed()).status_code == 303
    job.refresh_from_db()
    assert job.title == "A poster for a fair"


def test_files_come_with_a_job_and_go(world):
    browser = world.browser(world.client, hat="client")
    browser.post("/hire/new/", typed(do="draft") | {"attachments": [SimpleUploadedFile("brief.txt", b"Two colours.")]})
    job = Job.objects.get()
    file = job.job_files.get().file_id
    assert "brief.txt" in browser.get(f"/hire/{job.pk}/preview/").text
    browser.post(f"/hire/{job.pk}/edit/", typed(do="draft", drop=str(file)))
    assert not job.job_files.exists()


ACTS = ["publish", "pause", "reopen", "repost", "lift", "discard", "close"]


@pytest.mark.parametrize("act", ACTS)
def test_only_the_team_acts_on_a_job(world, act):
    job = world.job()
    data = {"reason": "budget", "note": ""}
    assert world.browser(world.stranger).post(f"/hire/{job.pk}/{act}/", data).status_code == 404
    assert world.browser(world.viewer).post(f"/hire/{job.pk}/{act}/", data).status_code == 403
    assert world.browser().post(f"/hire/{job.pk}/{act}/", data).status_code == 302
    job.refresh_from_db()
    assert job.status == "public"
    assert list(Event.objects.filter(name__startswith="job.").values_list("name", flat=True)) == ["job.published"]
    assert Job.objects.count() == 1


def test_the_team_pauses_reopens_and_closes_by_buttons(world):
    job, browser = world.job(), world.browser(world.recruiter)
    for act, status in (("pause", "paused"), ("reopen", "public"), ("lift", "public")):
        assert browser.post(f"/hire/{job.pk}/{act}/").status_code == 303
        job.refresh_from_db()
        assert job.status == status
    assert job.proposals_lifted
    assert browser.post(f"/hire/{job.pk}/close/", {"reason": "no reason"}).status_code == 422
    assert browser.post(f"/hire/{job.pk}/close/", {"reason": "budget", "note": "Sorry"}).status_code == 303
    assert browser.post(f"/hire/{job.pk}/close/", {"reason": "budget"}).status_code == 409
    assert Event.objects.filter(name="job.closed").count() == 1
    assert page(world.browser(), job).status_code == 200


def test_staff_find_hide_and_remove(world):
    job, browser = world.job(), world.browser(world.moderator, hat="staff")
    assert job.title in browser.get("/staff/jobs/?q=book").text
    assert job.title in browser.get(f"/staff/jobs/?q={job.pk}").text
    assert job.title not in browser.get("/staff/jobs/?status=draft").text
    assert browser.get(f"/staff/jobs/{job.pk}/").status_code == 200
    assert (
        browser.post(f"/staff/jobs/{job.pk}/remove/", {"remove-rule": "spam", "remove-reason": ""}).status_code == 422
    )
    job.refresh_from_db()
    assert job.status == "public"
    assert browser.post(f"/staff/jobs/{job.pk}/flag/", {"flag-reason": "Reported"}).status_code == 303
    assert browser.post(f"/staff/jobs/{job.pk}/restore/", {"restore-reason": "Fine"}).status_code == 303
    assert (
        browser.post(f"/staff/jobs/{job.pk}/remove/", {"remove-rule": "spam", "remove-reason": "Advert"}).status_code
        == 303
    )
    assert (
        browser.post(f"/staff/jobs/{job.pk}/remove/", {"remove-rule": "spam", "remove-reason": "Advert"}).status_code
        == 409
    )
    world.deliver()


def test_staff_pages_do_not_exist_for_others(world):
    job = world.job()
    for who in (world.stranger, world.client):
        assert world.browser(who).get("/staff/jobs/").status_code == 404
        assert (
            world.browser(who)
            .post(f"/staff/jobs/{job.pk}/remove/", {"remove-rule": "spam", "remove-reason": "x y z"})
            .status_code
            == 404
        )
    assert world.browser(world.auditor).get(f"/staff/jobs/{job.pk}/").status_code == 200
    assert world.browser(world.auditor).post(f"/staff/jobs/{job.pk}/flag/", {"flag-reason": "x y z"}).status_code == 403
    job.refresh_from_db()
    assert job.status == "public"


@pytest.mark.parametrize("language", ["bn", "hi", "hi-latn"])
def test_pages_stand_in_every_language(world, language):
    job, browser = world.job(), world.browser(world.client, hat="client")
    browser.cookies["lang"] = language
    for address in (
        "/jobs/",
        "/hire/",
        "/hire/new/",
        f"/hire/{job.pk}/",
        f"/hire/{job.pk}/edit/",
        f"/hire/{job.pk}/close/",
        "/jobs/saved/",
    ):
        assert browser.get(address).status_code == 200
    assert page(browser, job).status_code == 200


def test_the_front_page_gets_newest_cards(world):
    job = world.job()
    assert job.title in queries.newest_cards(limit=3)[0]

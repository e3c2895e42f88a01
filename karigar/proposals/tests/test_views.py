import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from karigar.connects import queries as connects
from karigar.events.models import Event
from karigar.jobs.models import Job
from karigar.kit import clock
from karigar.proposals import actions, queries
from karigar.proposals.models import Invitation, Proposal

pytestmark = pytest.mark.django_db

FORM = {"letter": "I would draw three sketches first.", "bid": "5,000", "days": "৭", "key": "form-1"}


@pytest.fixture
def job(world):
    job = world.job()
    Job.objects.filter(pk=job.pk).update(proposals_count=3)
    job.refresh_from_db()
    return job


def test_the_cost_and_what_is_left_stand_before_the_form(world, job):
    page = world.browser(world.freelancer).get(f"/jobs/{job.pk}/apply/").content.decode()
    assert "Costs <strong>2</strong> Connects. You have 40, then 38." in page
    assert 'data-fee-bp="500"' in page
    assert f'data-draft="apply-{job.pk}"' in page


def test_a_proposal_is_sent_and_a_second_click_shows_the_same(world, job):
    browser = world.browser(world.freelancer)
    one = browser.post(f"/jobs/{job.pk}/apply/", FORM)
    two = browser.post(f"/jobs/{job.pk}/apply/", FORM)
    proposal = Proposal.objects.get()
    assert (one.status_code, one["Location"], two["Location"]) == (303, f"/proposals/{proposal.pk}/", one["Location"])
    assert (proposal.bid, proposal.days, connects.balance_of(world.freelancer)) == (500_000, 7, 38)
    assert browser.get(f"/jobs/{job.pk}/apply/").status_code == 303


def test_the_preview_sends_nothing(world, job):
    answer = world.browser(world.freelancer).post(f"/jobs/{job.pk}/apply/", FORM | {"preview": "1"})
    assert "This is what the client will see" in answer.content.decode()
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("bid", ["0", "-5", "1000000000000000000", "10.555", "USD 5", "abc", "", "1"])
def test_a_bad_price_is_told_in_the_form_and_nothing_is_sent(world, job, bid):
    browser = world.browser(world.freelancer)
    before = Event.objects.count()
    answer = browser.post(f"/jobs/{job.pk}/apply/", FORM | {"bid": bid})
    assert answer.status_code == 422
    assert FORM["letter"] in answer.content.decode()
    assert (Proposal.objects.count(), Event.objects.count()) == (0, before)


def test_bangla_digits_are_a_price(world, job):
    world.browser(world.freelancer).post(f"/jobs/{job.pk}/apply/", FORM | {"bid": "৫০০০"})
    assert Proposal.objects.get().bid == 500_000


def test_rows_of_the_plan_and_files_arrive(world, job):
    rows = {"step_1_title": "Sketch", "step_1_amount": "2000", "step_3_title": "Final", "step_3_amount": "3000"}
    upload = SimpleUploadedFile("cv.txt", b"Ten years of logos.", content_type="text/plain")
    world.browser(world.freelancer).post(f"/jobs/{job.pk}/apply/", FORM | rows | {"files": upload})
    proposal = Proposal.objects.get()
    assert [row.amount for row in proposal.milestones.all()] == [200_000, 300_000]
    assert proposal.files.get().name == "cv.txt"


def test_half_a_row_of_the_plan_is_told_beside_it(world, job):
    answer = world.browser(world.freelancer).post(f"/jobs/{job.pk}/apply/", FORM | {"step_1_amount": "5000"})
    assert answer.status_code == 422
    assert "Please write what is done in this step." in answer.content.decode()


def test_without_a_profile_the_page_says_what_to_do(world, job):
    browser = world.browser(world.stranger)
    assert "Finish your profile" in browser.get(f"/jobs/{job.pk}/apply/").content.decode()
    assert browser.post(f"/jobs/{job.pk}/apply/", FORM).status_code == 409
    assert not Proposal.objects.exists()


def test_nobody_signed_out_applies(world, job):
    answer = world.browser().post(f"/jobs/{job.pk}/apply/", FORM)
    assert answer.status_code == 302
    assert not Proposal.objects.exists()


def test_the_bar_says_cost_then_that_one_applied(world, job):
    browser = world.browser(world.freelancer)
    url = f"/jobs/{job.pk}/apply/bar/"
    assert "2 Connects of your 40" in browser.get(url).content.decode()
    browser.post(f"/jobs/{job.pk}/apply/", FORM)
    assert "You applied to this job." in browser.get(url).content.decode()
    assert "Look at the proposals" in world.browser(world.client).get(url).content.decode()
    assert "Log in to apply" in world.browser().get(url).content.decode()


def test_opening_marks_as_seen_for_a_recruiter_and_not_for_a_viewer(world, job):
    proposal = world.proposal(job)
    url = f"/hire/proposals/{proposal.pk}/"
    assert world.browser(world.viewer, hat="client").get(url).status_code == 200
    assert Proposal.objects.get().status == "submitted"
    assert world.browser(world.recruiter, hat="client").get(url).status_code == 200
    assert Proposal.objects.get().status == "seen"
    assert world.browser(world.stranger).get(url).status_code == 404


@pytest.mark.parametrize("act", ["shortlist", "unshortlist", "decline", "write"])
def test_a_viewer_may_not_answer_and_a_stranger_finds_nothing(world, job, act):
    proposal = world.proposal(job)
    body = {"reason": "price", "text": "Hello", "key": "k"}
    url = f"/hire/proposals/{proposal.pk}/{act}/"
    assert world.browser(world.viewer, hat="client").post(url, body).status_code == 403
    assert world.browser(world.stranger).post(url, body).status_code == 404
    assert world.browser(world.client, hat="client").get(url).status_code == 405
    assert Proposal.objects.get().status == "submitted"


def test_a_freelancer_sees_only_his_own_proposal(world, job):
    proposal = world.proposal(job)
    for name in ("", "edit/", "withdraw/"):
        assert world.browser(world.freelancer).get(f"/proposals/{proposal.pk}/{name}").status_code == 200
        assert world.browser(world.rival).get(f"/proposals/{proposal.pk}/{name}").status_code == 404
    sent_on = world.browser(world.client, hat="client").get(f"/proposals/{proposal.pk}/")
    assert sent_on["Location"] == f"/hire/proposals/{proposal.pk}/"


def test_the_surname_is_hidden_until_the_client_writes(world, job):
    proposal = world.proposal(job)
    browser = world.browser(world.client, hat="client")
    pages = (f"/hire/{job.pk}/proposals/", f"/hire/proposals/{proposal.pk}/")
    for url in pages:
        page = browser.get(url).content.decode()
        assert "Rahima F." in page
        assert "Rahima Freelancer" not in page
    answer = browser.post(f"/hire/proposals/{proposal.pk}/write/", {"text": "Hello, can we talk?", "key": "k"})
    assert answer.status_code == 303
    assert "Rahima Freelancer" in browser.get(pages[1]).content.decode()
    assert "Hello, can we talk?" in world.browser(world.freelancer).get(answer["Location"]).content.decode()


def test_contact_data_in_a_letter_is_hidden_from_the_client(world, job):
    proposal = world.proposal(job, letter="Write to me: rahima@example.org, I answer fast.")
    page = world.browser(world.client, hat="client").get(f"/hire/proposals/{proposal.pk}/").content.decode()
    assert "rahima@example.org" not in page
    assert "hidden until there is a contract" in page


def test_a_stale_tab_gets_the_state_and_nothing_happens(world, job):
    proposal = world.proposal(job)
    actions.withdraw_proposal(proposal, by=world.freelancer, now=world.now)
    browser = world.browser(world.client, hat="client")
    answer = browser.post(f"/hire/proposals/{proposal.pk}/decline/", {"reason": "price"})
    assert answer.status_code == 409
    assert Proposal.objects.get().status == "withdrawn"
    assert browser.post(f"/hire/proposals/{proposal.pk}/shortlist/").status_code == 409


def test_bulk_decline_in_the_browser(world, job):
    one, two = world.proposal(job), world.proposal(job, world.rival)
    browser = world.browser(world.client, hat="client")
    url = f"/hire/{job.pk}/proposals/decline/"
    assert browser.post(url, {"reason": "skills"}).status_code == 422
    answer = browser.post(url, {"reason": "skills", "note": "", "proposal": [one.pk, two.pk, "x"]})
    assert answer.status_code == 303
    assert set(Proposal.objects.values_list("status", flat=True)) == {"declined"}
    assert world.browser(world.stranger).post(url, {"reason": "skills", "proposal": [one.pk]}).status_code == 404


@pytest.mark.parametrize("sort", ["best", "newest", "price", "nonsense"])
def test_proposals_are_compared_and_sorted(world, job, sort):
    world.proposal(job)
    world.proposal(job, world.rival, bid=300_000)
    page = world.browser(world.client, hat="client").get(f"/hire/{job.pk}/proposals/?sort={sort}").content.decode()
    assert "New here: no finished contract yet" in page
    assert "Why is this here?" in page
    if sort == "price":
        assert page.index("Sumit") < page.index("Rahima")


def test_editing_and_withdrawing_in_the_browser(world, job):
    proposal = world.proposal(job)
    browser = world.browser(world.freelancer)
    changed = browser.post(f"/proposals/{proposal.pk}/edit/", {"letter": "Shorter.", "bid": "4500", "days": "5"})
    assert changed.status_code in {303, 409, 422}
    browser.post(f"/proposals/{proposal.pk}/withdraw/")
    assert Proposal.objects.get().status == "withdrawn"
    assert "You took it back." in browser.get("/proposals/?tab=ended").content.decode()


def test_inviting_and_answering_in_the_browser(world, job):
    browser = world.browser(world.client, hat="client")
    handle = world.freelancer.handle
    assert browser.get(f"/hire/invite/{handle}/").status_code == 200
    answer = browser.post(f"/hire/invite/{handle}/", {"job": job.pk, "message": "We like your logos."})
    assert answer["Location"] == f"/hire/{job.pk}/proposals/"
    row = Invitation.objects.get()
    guest = world.browser(world.freelancer)
    assert job.title in guest.get("/invitations/").content.decode()
    assert "We like your logos." in guest.get(f"/invitations/{row.pk}/").content.decode()
    assert "You are invited" in guest.get(f"/jobs/{job.pk}/apply/").content.decode()
    assert world.browser(world.rival).get(f"/invitations/{row.pk}/").status_code == 404
    guest.post(f"/invitations/{row.pk}/", {"reason": "No time"})
    assert Invitation.objects.get().status == "declined"
    assert "No time" in browser.get(f"/hire/{job.pk}/proposals/").content.decode()


def test_staff_list_the_proposals_on_a_job(world, job):
    world.proposal(job)
    url = f"/staff/jobs/{job.pk}/proposals/"
    assert world.browser(world.stranger).get(url).status_code == 404
    assert "Rahima Freelancer" in world.browser(world.moderator, hat="staff").get(url).content.decode()


def count(world, django_assert_max_num_queries, call):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def test_lists_cost_the_same_with_one_and_with_twenty_rows(world, job, django_assert_max_num_queries):
    world.proposal(job)
    mine, theirs = world.browser(world.freelancer), world.browser(world.client, hat="client")

    def calls():
        return [
            count(world, None, lambda: mine.get("/proposals/")),
            count(world, None, lambda: theirs.get(f"/hire/{job.pk}/proposals/")),
            count(world, None, lambda: mine.get("/invitations/")),
        ]

    calls()
    few = calls()
    row = Proposal.objects.get()
    for n in range(20):
        person = world.person(f"Extra Person{n}", identified=False)
        Proposal.objects.create(**_copy(row) | {"freelancer": person})
        other = Job.objects.create(**_job_copy(job, n))
        Proposal.objects.create(**_copy(row) | {"job": other})
        Invitation.objects.create(
            job=other, freelancer=world.freelancer, invited_by=world.client, sent_at=world.now, expires_at=world.now
        )
    assert calls() == few
    assert len(queries.proposals_on_job(job).rows) == 20
    rest = queries.proposals_on_job(job, after=int(queries.proposals_on_job(job).next))
    assert len(rest.rows) == 1


def _copy(row):
    names = ("job", "freelancer", "letter", "bid", "currency", "submitted_at", "edit_until", "expires_at")
    return {name: getattr(row, name) for name in names}


def _job_copy(job, n):
    names = ("company", "posted_by", "category", "status", "currency", "created_at", "updated_at", "published_at")
    return {name: getattr(job, name) for name in names} | {"title": f"Another job {n}"}


def test_the_funnel_counts_how_far_proposals_came(world, now):
    browser = world.browser(world.freelancer)
    assert queries.funnel_of(world.freelancer, now=now) == []
    assert "How far your proposals came" not in browser.get("/proposals/").text
    proposal = world.proposal()
    assert [step.count for step in queries.funnel_of(world.freelancer, now=now)] == [1, 0, 0, 0, 0]
    actions.see_proposal(proposal, by=world.client, now=now)
    steps = queries.funnel_of(world.freelancer, now=now)
    assert [(step.count, step.length) for step in steps] == [(1, 1000), (1, 1000), (0, 0), (0, 0), (0, 0)]
    with clock.moved_to(now):
        assert "How far your proposals came in 90 days" in browser.get("/proposals/").text
    assert queries.funnel_of(world.freelancer, now=now + dt.timedelta(days=91)) == []
    assert queries.funnel_of(world.rival, now=now) == []

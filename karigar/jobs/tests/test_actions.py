"""What happens to a job from its draft to its end."""

import datetime as dt

import pytest

from karigar.events.models import Event
from karigar.jobs import actions, queries, refusals
from karigar.jobs.models import Job
from karigar.kit.errors import StateHasMoved
from karigar.skills import queries as skills


def events(job):
    return list(
        Event.objects.filter(subject_type="job", subject_id=job.pk).order_by("id").values_list("name", flat=True)
    )


def fields(**changes):
    found, _unknown = skills.skills_from_text("Logo design")
    return {
        "title": "A poster for a fair",
        "description": "A2, two colours, by Friday. We print it ourselves and need a PDF.",
        "category_id": skills.category_tree("en")[0][0],
        "kind": "fixed",
        "budget_max": 200_000,
        "currency": "BDT",
        "skill_ids": [skill.pk for skill in found],
    } | changes


def draft(world, **changes):
    return actions.save_draft(None, company=world.company, by=world.client, now=world.now, **fields(**changes))


def test_a_draft_may_be_empty_and_is_nobodys_business(world):
    job = actions.save_draft(None, by=world.client, now=world.now)
    assert job.status == "draft"
    assert events(job) == []
    assert job.company_id == world.company.pk or job.company.created_by_id == world.client.pk


def test_publishing_opens_counts_and_tells(world):
    job = actions.publish_job(draft(world), by=world.client, now=world.now)
    job.refresh_from_db()
    assert (job.status, job.published_at, job.country) == ("public", world.now, "BD")
    assert job.expires_at == world.now + dt.timedelta(days=30)
    assert events(job) == ["job.published"]
    assert Event.objects.get(name="job.published").data == {
        "job": job.pk,
        "company": job.company_id,
        "title": job.title,
        "audience": "public",
    }
    assert queries.job_page(None, job.pk).sheet.posted == 1


def test_a_second_click_publishes_nothing(world):
    job = actions.publish_job(draft(world), by=world.client, now=world.now)
    with pytest.raises(refusals.JobIsNoDraft):
        actions.publish_job(job, by=world.client, now=world.now)
    assert events(job) == ["job.published"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"title": "short"}, refusals.JobIsIncomplete),
        ({"description": "short"}, refusals.JobIsIncomplete),
        ({"skill_ids": []}, refusals.JobIsIncomplete),
        ({"category_id": None}, refusals.JobIsIncomplete),
        ({"budget_max": None}, refusals.JobIsIncomplete),
        ({"budget_max": 49_999}, refusals.BudgetBelowFloor),
        ({"budget_max": 29_999, "kind": "hourly"}, refusals.BudgetBelowFloor),
        ({"budget_max": 90_000, "budget_min": 40_000}, refusals.BudgetBelowFloor),
        ({"currency": "JPY"}, refusals.CurrencyIsNotTaken),
    ],
)
def test_what_is_not_right_is_not_published(world, changes, refusal):
    job = draft(world, **changes)
    with pytest.raises(refusal):
        actions.publish_job(job, by=world.client, now=world.now)
    job.refresh_from_db()
    assert job.status == "draft"
    assert events(job) == []


def test_six_questions_are_too_many(world):
    with pytest.raises(refusals.TooManyQuestions):
        actions.save_draft(None, company=world.company, by=world.client, now=world.now, questions=["?"] * 6, **fields())
    assert not Job.objects.exists()


def test_the_same_job_is_not_posted_twice(world):
    first = actions.publish_job(draft(world), by=world.client, now=world.now)
    with pytest.raises(refusals.SameJobIsOpen) as refused:
        actions.publish_job(draft(world, title="a POSTER for a fair"), by=world.client, now=world.now)
    assert refused.value.facts == {"job": first.pk, "days": 30}
    actions.close_job(first, by=world.client, reason="no_need", now=world.now)
    actions.publish_job(draft(world), by=world.client, now=world.now)


def test_an_edit_says_what_changed_and_gives_no_more_time(world):
    job = actions.publish_job(draft(world), by=world.client, now=world.now)
    until = job.expires_at
    later = world.now + dt.timedelta(days=3)
    actions.edit_job(job, by=world.client, now=later, questions=["When can you start?"], **fields(budget_max=300_000))
    job.refresh_from_db()
    assert job.expires_at == until
    assert Event.objects.get(name="job.edited").data["changed"] == ["budget_max", "questions"]
    actions.edit_job(job, by=world.client, now=later, **fields(budget_max=300_000))
    assert events(job) == ["job.published", "job.edited"]
    actions.edit_job(job, by=world.client, now=later, audience="members")
    assert job.status == "members"


def test_an_edit_that_breaks_a_rule_changes_nothing(world):
    job = actions.publish_job(draft(world), by=world.client, now=world.now)
    with pytest.raises(refusals.BudgetBelowFloor):
        actions.edit_job(job, by=world.client, now=world.now, budget_max=1)
    assert Job.objects.get(pk=job.pk).budget_max == 200_000


def test_pause_reopen_and_close(world):
    job = actions.publish_job(draft(world), by=world.client, now=world.now)
    actions.pause_job(job, by=world.client, now=world.now)
    with pytest.raises(StateHasMoved):
        actions.pause_job(job, by=world.client, now=world.now)
    actions.reopen_job(job, by=world.client, now=world.now)
    with pytest.raises(refusals.JobIsNotOpen):
        actions.reopen_job(job, by=world.client, now=world.now)
    actions.close_job(job, by=world.client, reason="hired", note="Thank you all.", now=world.now)
    with pytest.raises(StateHasMoved):
        actions.close_job(job, by=world.client, reason="hired", now=world.now)
    assert events(job) == ["job.published", "job.paused", "job.reopened", "job.closed"]
    data = Event.objects.get(name="job.closed").data
    assert (data["reason"], data["note"]) == ("hired", "Thank you all.")


def test_a_copy_is_a_draft_with_the_same_words(world):
    job = actions.save_draft(
        None, company=world.company, by=world.client, now=world.now, questions=["Why you?"], **fields()
    )
    actions.publish_job(job, by=world.client, now=world.now)
    copy = actions.repost_job(job, by=world.client, now=world.now)
    assert (copy.status, copy.title, copy.published_at) == ("draft", job.title, None)
    assert [row.text for row in copy.questions.all()] == ["Why you?"]


def test_a_silent_client_is_warned_then_the_job_ends(world):
    job = world.job()
    world.pass_time(days=24, hours=23)
    assert events(job) == ["job.published"]
    world.pass_time(hours=2)
    assert events(job) == ["job.published", "job.expiring"]
    world.pass_time(days=5)
    job.refresh_from_db()
    assert job.status == "expired"
    assert events(job) == ["job.published", "job.expiring", "job.expired"]
    world.pass_time(days=1)
    assert events(job)[-1] == "job.expired"


def test_an_act_for_the_applicants_gives_the_job_its_life_again(world):
    job = world.job()
    world.pass_time(days=26)
    actions.note_client_act(job.pk, now=world.now)
    world.pass_time(days=10)
    job.refresh_from_db()
    assert job.status == "public"


def test_the_last_place_fills_the_job(world):
    job = world.job(positions=2)
    actions.note_hire(job.pk, now=world.now)
    job.refresh_from_db()
    assert job.status == "public"
    actions.note_hire(job.pk, now=world.now)
    job.refresh_from_db()
    assert (job.status, job.hired_count) == ("filled", 2)
    assert events(job)[-1] == "job.filled"


def test_staff_remove_with_a_rule_and_a_reason(world):
    job = world.job()
    with pytest.raises(refusals.UnknownRule):
        actions.remove_job(job, by=world.moderator, rule="ugly", reason="I do not like it", now=world.now)
    with pytest.raises(refusals.ReasonIsMissing):
        actions.remove_job(job, by=world.moderator, rule="spam", reason=" ", now=world.now)
    assert events(job) == ["job.published"]
    actions.remove_job(job, by=world.moderator, rule="spam", reason="An advertisement", now=world.now)
    event = Event.objects.get(name="job.removed")
    assert (event.by_staff, event.reason, event.data["rule"]) == (True, "An advertisement", "spam")


def test_a_flagged_job_is_hidden_and_comes_back(world):
    job = world.job()
    actions.flag_job(job, by=world.moderator, reason="Somebody reported it", now=world.now)
    assert newest(world) == []
    actions.restore_job(job, by=world.moderator, reason="Nothing wrong", now=world.now)
    assert newest(world) == [job.pk]


def newest(world):
    return [hit.id for hit, _match in queries.search(queries.SearchTerms(), now=world.now).hits]


def test_a_closed_account_leaves_no_open_job_behind(world):
    from karigar.accounts import actions as accounts

    mine = world.job()
    accounts.close_account(world.client, now=world.now)
    world.deliver()
    mine.refresh_from_db()
    assert mine.status == "closed"


def test_a_job_of_a_team_stays_when_one_leaves(world):
    from karigar.accounts import actions as accounts

    job, _recruiter = world.job(), world.recruiter
    accounts.close_account(world.client, now=world.now)
    world.deliver()
    job.refresh_from_db()
    assert job.status == "public"

import datetime as dt

import pytest

from karigar.accounts import actions as accounts
from karigar.accounts.refusals import AccountIsLimited
from karigar.connects import queries as connects
from karigar.connects.models import Spend
from karigar.connects.refusals import NotEnoughConnects
from karigar.events.models import Event
from karigar.jobs import actions as jobs
from karigar.jobs import queries as job_queries
from karigar.jobs.models import Job
from karigar.kit.errors import StateHasMoved
from karigar.ledger.models import Journal
from karigar.notifications.models import Notice
from karigar.profiles.models import CompanyRecord
from karigar.proposals import actions, queries, refusals
from karigar.proposals.models import Invitation, Proposal, Revision
from karigar.rulebook import actions as rulebook

pytestmark = pytest.mark.django_db


def paid_job(world, **changes):
    """A job on which a proposal costs 2 Connects, because three others stand there already."""
    job = world.job(**changes)
    Job.objects.filter(pk=job.pk).update(proposals_count=3)
    job.refresh_from_db()
    return job


def traces():
    return (
        Proposal.objects.count(),
        Spend.objects.count(),
        Journal.objects.count(),
        Event.objects.count(),
        Notice.objects.count(),
    )


def rule(key, value, world):
    rulebook.override(key=key, value=value, since=world.now, reason="test", by_id=None, now=world.now)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_applying_spends_connects_and_tells_the_client(world):
    proposal = world.proposal(paid_job(world))
    assert (proposal.status, proposal.connects) == ("submitted", 2)
    assert connects.balance_of(world.freelancer) == 38
    assert fresh(proposal.job).proposals_count == 4
    assert Notice.objects.filter(person=world.client, kind="proposal.submitted").count() == 1
    assert CompanyRecord.objects.get(company=world.company).proposals_received == 1
    assert proposal.edit_until == world.now + dt.timedelta(hours=6)
    assert proposal.expires_at == world.now + dt.timedelta(days=30)


def test_the_first_three_proposals_on_a_job_cost_nothing(world):
    proposal = world.proposal()
    assert (proposal.connects, connects.balance_of(world.freelancer)) == (0, 40)
    assert proposal.connects_return_at is None


def test_a_second_click_shows_the_same_proposal(world):
    job = paid_job(world)
    one = world.proposal(job, key="form-1")
    before = traces()
    assert world.proposal(job, key="form-1").pk == one.pk
    assert traces() == before


def refused(world, job, error, freelancer=None, **changes):
    freelancer = freelancer or world.freelancer
    before = traces()
    with pytest.raises(error):
        world.proposal(job, freelancer, **changes)
    assert traces() == before
    return error


def test_a_second_proposal_on_a_job_is_refused(world):
    job = paid_job(world)
    world.proposal(job, key="a")
    refused(world, job, refusals.AlreadyApplied, key="b")


@pytest.mark.parametrize("status", ["paused", "closed", "expired", "filled", "removed", "flagged", "draft"])
def test_a_job_that_is_not_open_takes_no_proposal(world, status):
    job = paid_job(world)
    Job.objects.filter(pk=job.pk).update(status=status)
    refused(world, job, refusals.JobTakesNoProposals)


def test_a_member_of_the_client_company_may_not_apply(world):
    job = paid_job(world)
    refused(world, job, refusals.OwnJob, freelancer=world.with_profile(world.viewer))


def test_without_a_published_profile_nobody_applies(world):
    refused(world, paid_job(world), refusals.ProfileIsNotReady, freelancer=world.stranger)


def test_a_limited_account_may_not_apply(world):
    world.freelancer.status = "limited"
    refused(world, paid_job(world), AccountIsLimited)


def test_too_few_connects_leave_nothing_behind(world):
    job = paid_job(world)
    rule("connects.cost_small", 41, world)
    refused(world, job, NotEnoughConnects)
    assert fresh(job).proposals_count == 3


def test_the_forty_first_open_proposal_is_refused(world):
    job = paid_job(world)
    rule("proposal.open_per_freelancer", 1, world)
    world.proposal(job)
    refused(world, paid_job(world, title="Another logo, please"), refusals.TooManyOpenProposals)


def test_a_full_job_is_refused_until_its_client_lifts_the_limit(world):
    job = paid_job(world)
    rule("proposal.per_job", 1, world)
    world.proposal(job, freelancer=world.rival)
    job.refresh_from_db()
    refused(world, job, refusals.JobIsFull)
    jobs.lift_proposals(job, by=world.client, now=world.now)
    assert world.proposal(job).status == "submitted"


def test_every_question_wants_an_answer(world):
    job = paid_job(world, questions=["Which fonts?", "How fast?"])
    refused(world, job, refusals.AnswersAreMissing, answers=["Noto"])
    refused(world, job, refusals.AnswersAreMissing, answers=["Noto", " \u200b "])
    proposal = world.proposal(job, answers=["Noto", "A week"])
    assert [(row.question, row.text) for row in proposal.answers.all()] == [
        ("Which fonts?", "Noto"),
        ("How fast?", "A week"),
    ]


def test_a_plan_must_add_up_to_the_price(world):
    job = paid_job(world)
    step = {"title": "Sketch", "amount": 200_000, "days": 2}
    refused(world, job, refusals.PlanDoesNotAddUp, plan=[step])
    refused(world, job, refusals.MilestoneIsBelowFloor, plan=[step | {"amount": 100}, step | {"amount": 499_900}])
    refused(world, job, refusals.BidIsBelowFloor, bid=100)
    proposal = world.proposal(job, plan=[step, {"title": "Final", "amount": 300_000, "days": None}])
    assert [row.amount for row in proposal.milestones.all()] == [200_000, 300_000]


def test_only_the_invited_apply_to_an_invited_job_and_pay_nothing(world):
    job = paid_job(world, audience="invited")
    refused(world, job, refusals.OnlyInvited)
    row = actions.invite(job, freelancer=world.freelancer, by=world.client, message="Please", now=world.now)
    proposal = world.proposal(job)
    assert (proposal.connects, proposal.was_invited, fresh(row).status) == (0, True, "accepted")


def test_submitting_takes_a_constant_small_number_of_statements(world, django_assert_max_num_queries):
    job, freelancer = paid_job(world), world.freelancer
    with django_assert_max_num_queries(26):
        actions.submit_proposal(job, freelancer=freelancer, letter="Hello", bid=500_000, days=3, now=world.now)


# --- edit and withdraw --------------------------------------------------------------------------------------------


def edit(proposal, world, by=None, now=None, **changes):
    fields = {"letter": proposal.letter, "bid": proposal.bid, "days": proposal.days, "plan": []} | changes
    return actions.edit_proposal(proposal, by=by or world.freelancer, now=now or world.now, **fields)


def test_an_edit_keeps_the_old_words_for_both_sides(world):
    proposal = world.proposal()
    old = proposal.letter
    edit(proposal, world, letter="Better words", bid=450_000)
    assert fresh(proposal).letter == "Better words"
    assert Revision.objects.get(proposal=proposal).letter == old


def test_an_edit_without_a_change_writes_nothing(world):
    proposal = world.proposal()
    before = traces()
    edit(proposal, world)
    assert (traces(), Revision.objects.count()) == (before, 0)


def test_text_is_fixed_after_six_hours_and_terms_are_not(world):
    proposal = world.proposal()
    later = world.now + dt.timedelta(hours=6)
    edit(proposal, world, now=later - dt.timedelta(microseconds=1), letter="Last moment")
    with pytest.raises(refusals.TextIsFixed):
        edit(proposal, world, now=later, letter="Too late")
    edit(proposal, world, now=later, bid=400_000)
    assert (fresh(proposal).letter, fresh(proposal).bid) == ("Last moment", 400_000)


def test_text_is_fixed_once_seen(world):
    proposal = world.proposal()
    actions.see_proposal(proposal, by=world.client, now=world.now)
    with pytest.raises(refusals.TextIsFixed):
        edit(proposal, world, letter="Too late")


def test_terms_are_fixed_once_offered(world):
    proposal = world.proposal()
    actions.mark_offered(proposal, now=world.now)
    with pytest.raises(refusals.TermsAreFixed):
        edit(proposal, world, bid=400_000)


def test_nobody_else_edits_or_withdraws(world):
    proposal = world.proposal()
    with pytest.raises(refusals.NotYours):
        edit(proposal, world, by=world.rival, bid=400_000)
    with pytest.raises(refusals.NotYours):
        actions.withdraw_proposal(proposal, by=world.rival, now=world.now)
    assert fresh(proposal).status == "submitted"


def test_withdrawing_unseen_gives_connects_back_and_one_may_apply_again(world):
    job = paid_job(world)
    proposal = world.proposal(job)
    actions.withdraw_proposal(proposal, by=world.freelancer, now=world.now)
    assert connects.balance_of(world.freelancer) == 40
    assert fresh(job).proposals_count == 3
    with pytest.raises(StateHasMoved):
        actions.withdraw_proposal(proposal, by=world.freelancer, now=world.now)
    assert world.proposal(job).pk != proposal.pk


def test_withdrawing_after_seen_gives_nothing_back(world):
    proposal = world.proposal(paid_job(world))
    actions.see_proposal(proposal, by=world.client, now=world.now)
    actions.withdraw_proposal(proposal, by=world.freelancer, now=world.now)
    assert connects.balance_of(world.freelancer) == 38


def test_an_offer_must_be_answered_before_withdrawing(world):
    proposal = world.proposal()
    actions.mark_offered(proposal, now=world.now)
    with pytest.raises(refusals.OfferIsWaiting):
        actions.withdraw_proposal(proposal, by=world.freelancer, now=world.now)


# --- the client ---------------------------------------------------------------------------------------------------


def test_seeing_marks_the_time_once_and_counts_as_an_answer(world):
    proposal = world.proposal(paid_job(world))
    actions.see_proposal(proposal, by=world.recruiter, now=world.now)
    actions.see_proposal(proposal, by=world.client, now=world.now + dt.timedelta(hours=1))
    world.deliver()
    proposal = fresh(proposal)
    assert (proposal.status, proposal.seen_at, proposal.connects_return_at) == ("seen", world.now, None)
    assert CompanyRecord.objects.get(company=world.company).proposals_answered == 1
    assert Notice.objects.filter(person=world.freelancer, kind="proposal.seen").count() == 1


def test_an_act_of_the_client_gives_the_job_its_life_again(world):
    proposal = world.proposal()
    later = world.now + dt.timedelta(days=10)
    actions.shortlist_proposal(proposal, by=world.client, now=later)
    assert fresh(proposal.job).expires_at > later + dt.timedelta(days=29)


def test_the_shortlist_goes_on_and_off(world):
    proposal = world.proposal()
    actions.shortlist_proposal(proposal, by=world.client, now=world.now)
    actions.shortlist_proposal(proposal, by=world.client, now=world.now)
    assert fresh(proposal).status == "shortlisted"
    actions.unshortlist_proposal(proposal, by=world.client, now=world.now)
    assert fresh(proposal).status == "seen"


def test_declining_says_why(world):
    proposal = world.proposal()
    with pytest.raises(refusals.ReasonIsMissing):
        actions.decline_proposal(proposal, by=world.client, reason="", now=world.now)
    actions.decline_proposal(proposal, by=world.client, reason="price", note="Sorry", now=world.now)
    world.deliver()
    assert (fresh(proposal).status, fresh(proposal).decline_note) == ("declined", "Sorry")
    assert Notice.objects.filter(person=world.freelancer, kind="proposal.declined.price").exists()
    with pytest.raises(StateHasMoved):
        actions.shortlist_proposal(proposal, by=world.client, now=world.now)


def test_declining_many_leaves_other_jobs_and_closed_ones_alone(world):
    job = world.job()
    one, two = world.proposal(job), world.proposal(job, world.rival)
    other = world.proposal(world.job(title="Another job"), world.rival)
    ids = [one.pk, two.pk, other.pk, 999_999]
    done = {"job": job, "proposal_ids": ids, "by": world.client, "reason": "skills", "now": world.now}
    assert actions.decline_many(**done) == 2
    assert actions.decline_many(**done) == 0
    assert fresh(other).status == "submitted"


def test_an_interview_opens_the_room_and_the_names(world):
    proposal = world.proposal()
    assert not proposal.is_known
    room = actions.start_interview(proposal, by=world.client, text="Hello Rahima", key="k", now=world.now)
    again = actions.start_interview(proposal, by=world.client, text="Hello Rahima", key="k", now=world.now)
    assert (room.pk, room.messages.count(), fresh(proposal).status) == (again.pk, 1, "interviewing")
    assert fresh(proposal).is_known
    sides = sorted(room.seats.values_list("side", flat=True))
    assert sides == ["client", "freelancer"]


def test_offers_move_a_proposal_there_and_back(world):
    proposal = world.proposal()
    actions.mark_offered(proposal, now=world.now)
    actions.return_to_interview(proposal, now=world.now)
    actions.return_to_interview(proposal, now=world.now)
    assert fresh(proposal).status == "interviewing"
    actions.mark_offered(proposal, now=world.now)
    actions.mark_hired(proposal, now=world.now)
    assert fresh(proposal).status == "hired"
    with pytest.raises(StateHasMoved):
        actions.mark_offered(proposal, now=world.now)


# --- the job ends -------------------------------------------------------------------------------------------------


def test_closing_a_job_tells_all_who_wait_and_gives_connects_back(world):
    job = paid_job(world)
    one, two = world.proposal(job), world.proposal(job, world.rival)
    actions.see_proposal(two, by=world.client, now=world.now)
    jobs.close_job(job, by=world.client, reason="budget", note="Next year", now=world.now)
    world.deliver()
    assert {fresh(one).status, fresh(two).status} == {"job_closed"}
    assert fresh(one).get_job_end_display() == "The client's budget changed."
    assert [connects.balance_of(person) for person in (world.freelancer, world.rival)] == [40, 40]
    assert Notice.objects.filter(kind="proposal.job_closed.budget").count() == 2


def test_a_filled_job_ends_the_others_without_connects(world):
    job = paid_job(world)
    hired, other = world.proposal(job), world.proposal(job, world.rival)
    actions.mark_offered(hired, now=world.now)
    actions.mark_hired(hired, now=world.now)
    jobs.note_hire(job.pk, now=world.now)
    world.deliver()
    assert (fresh(hired).status, fresh(other).status, fresh(other).job_end) == ("hired", "job_closed", "filled")
    assert connects.balance_of(world.rival) == 38


def test_a_removed_job_gives_connects_back(world):
    job = paid_job(world)
    proposal = world.proposal(job)
    jobs.remove_job(
        job, by=world.moderator, rule=next(iter(job_rules())), reason="It asks for free work.", now=world.now
    )
    world.deliver()
    assert (fresh(proposal).status, connects.balance_of(world.freelancer)) == ("job_closed", 40)
    assert Spend.objects.get(proposal_id=proposal.pk).cause == "job_removed"


def job_rules():
    from karigar.jobs import rules

    return rules.BREACHES


def test_an_offer_survives_its_job_and_its_end_closes_the_proposal(world):
    job = paid_job(world)
    proposal = world.proposal(job)
    actions.mark_offered(proposal, now=world.now)
    jobs.close_job(job, by=world.client, reason="other", now=world.now)
    world.deliver()
    assert fresh(proposal).status == "offered"
    actions.return_to_interview(proposal, now=world.now)
    assert fresh(proposal).status == "job_closed"
    assert connects.balance_of(world.freelancer) == 40


def test_a_closed_account_withdraws_its_proposals(world):
    proposal = world.proposal(paid_job(world))
    accounts.close_account(world.freelancer, now=world.now)
    world.deliver()
    assert fresh(proposal).status == "withdrawn"


# --- time ---------------------------------------------------------------------------------------------------------


def test_unopened_for_ten_days_gives_connects_back_and_stays_open(world):
    proposal = world.proposal(paid_job(world))
    world.pass_time(days=9, hours=23, minutes=59, seconds=59)
    assert Spend.objects.get(proposal_id=proposal.pk).returned_at is None
    world.pass_time(seconds=1)
    world.pass_time(seconds=1)
    assert (fresh(proposal).status, fresh(proposal).connects_return_at) == ("submitted", None)
    assert Spend.objects.get(proposal_id=proposal.pk).cause == "not_opened"
    assert Notice.objects.filter(person=world.freelancer, kind="connects.returned.not_opened").count() == 1


def test_reminders_go_on_day_20_and_27_and_the_end_comes_on_day_30(world):
    proposal = world.proposal()
    keep_open(proposal)
    world.pass_time(days=20)
    world.pass_time(minutes=1)
    assert Notice.objects.filter(kind="proposal.reminded").count() == 1
    keep_open(proposal)
    world.pass_time(days=7)
    assert Notice.objects.filter(kind="proposal.reminded").count() == 2
    assert Notice.objects.filter(kind="proposal.ending", person=world.freelancer).count() == 1
    world.pass_time(days=3)
    assert fresh(proposal).status == "expired"
    assert Notice.objects.filter(kind="proposal.expired").count() == 1


def keep_open(proposal):
    Job.objects.filter(pk=proposal.job_id).update(expires_at=proposal.expires_at + dt.timedelta(days=60))


def test_a_late_worker_reminds_once_and_not_after_the_end(world):
    proposal = world.proposal()
    keep_open(proposal)
    world.pass_time(days=28)
    assert Notice.objects.filter(kind="proposal.reminded").count() == 1
    world.pass_time(days=40)
    assert (fresh(proposal).status, Notice.objects.filter(kind="proposal.reminded").count()) == ("expired", 1)


def test_a_life_over_the_leap_day_is_thirty_days(world):
    world.now = dt.datetime(2028, 1, 30, 12, tzinfo=dt.UTC)
    assert world.proposal().expires_at == dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC)


# --- invitations --------------------------------------------------------------------------------------------------


def test_an_invitation_is_sent_once_seen_and_declined_with_a_reason(world):
    job = world.job()
    row = actions.invite(job, freelancer=world.freelancer, by=world.client, message="Please", now=world.now)
    with pytest.raises(refusals.InvitedAlready):
        actions.invite(job, freelancer=world.freelancer, by=world.client, now=world.now)
    actions.see_invitation(row, by=world.freelancer, now=world.now)
    actions.decline_invitation(row, by=world.freelancer, reason="No time", now=world.now)
    world.deliver()
    assert (fresh(row).status, fresh(row).reason, Invitation.objects.count()) == ("declined", "No time", 1)
    assert Notice.objects.filter(person=world.client, kind="invitation.declined").exists()
    with pytest.raises(refusals.InvitationIsOver):
        actions.withdraw_invitation(row, by=world.client, now=world.now)


def test_an_invitation_ends_after_fourteen_days(world):
    row = actions.invite(world.job(), freelancer=world.freelancer, by=world.client, now=world.now)
    world.pass_time(days=14)
    assert fresh(row).status == "expired"
    assert job_queries.job_any(row.job_id).invited_count == 1


@pytest.mark.parametrize("who", ["client", "stranger"])
def test_nobody_is_invited_who_cannot_apply(world, who):
    with pytest.raises((refusals.OwnJob, refusals.CannotBeInvited)):
        actions.invite(world.job(), freelancer=getattr(world, who), by=world.client, now=world.now)
    assert not Invitation.objects.exists()


def test_counts_under_the_tabs_add_up(world):
    job = world.job()
    world.proposal(job)
    actions.shortlist_proposal(world.proposal(job, world.rival), by=world.client, now=world.now)
    assert queries.tab_counts(job) == {"open": 2, "unseen": 1, "shortlist": 1, "interview": 0, "ended": 0}

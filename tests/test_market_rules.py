"""Rules of the market that cross modules: what a suspension, a removal, a late worker and two clicks at once do."""

import datetime as dt

import pytest

from karigar.accounts import actions as accounts
from karigar.connects import queries as connects
from karigar.connects import tasks as mondays
from karigar.connects.models import Spend
from karigar.contracts import actions as contracts
from karigar.contracts import tasks
from karigar.contracts.models import Contract, Milestone, Offer
from karigar.contracts.refusals import NotPermittedNow
from karigar.jobs import actions as jobs
from karigar.jobs.models import Job
from karigar.kit import timers
from karigar.kit.errors import Refusal, StateHasMoved
from karigar.ledger import queries as books
from karigar.notifications.models import Notice
from karigar.payouts import actions as payouts
from karigar.payouts.models import Method
from karigar.proposals import actions as proposals
from karigar.proposals.models import Proposal
from karigar.proposals.refusals import JobIsFull, TooManyOpenProposals
from karigar.rulebook import actions as rulebook


def costly_proposal(world, job):
    """A fourth proposal, which is the first that costs something, by the freelancer."""
    Job.objects.filter(pk=job.pk).update(proposals_count=3)
    job.refresh_from_db()
    return world.proposal(job=job)


def rule(key, value, now):
    rulebook.override(key=key, value=value, since=now, reason="test", by_id=None, now=now)


def test_a_suspended_company_loses_its_jobs_and_the_applicants_get_their_connects_back(world):
    job = world.job()
    proposal = costly_proposal(world, job)
    before = connects.balance_of(world.freelancer)
    accounts.suspend_account(world.client, by=world.operator, rule="fraud", reason="Stolen card.", now=world.now)
    world.deliver()
    job.refresh_from_db()
    proposal.refresh_from_db()
    assert (job.status, proposal.status) == ("removed", "job_closed")
    assert connects.balance_of(world.freelancer) == before + proposal.connects > before
    assert Notice.objects.filter(person=world.freelancer, kind="proposal.job_closed.removed.suspended").count() == 1


def test_a_removed_job_tells_the_rule_and_takes_its_offer_off_the_table(world):
    job = world.job()
    offer = world.offer(costly_proposal(world, job))
    jobs.remove_job(job, by=world.moderator, rule="outside_pay", reason="It names a wallet.", now=world.now)
    with pytest.raises(StateHasMoved):  # in the moment before the followers have come by
        contracts.accept_offer(Offer.objects.get(pk=offer.pk), by=world.freelancer, now=world.now)
    world.deliver()
    offer.refresh_from_db()
    assert offer.status == "withdrawn"
    assert Spend.objects.get(proposal_id=offer.proposal_id).cause == "job_removed"
    assert Notice.objects.filter(person=world.freelancer, kind="proposal.job_closed.removed.outside_pay").exists()


def test_a_first_paid_contract_is_good_conduct_and_a_limit_ends_it(world):
    world.ended()
    world.deliver()
    person = world.freelancer
    mondays.top_up_due(world.now + dt.timedelta(days=7))
    assert connects.balance_of(person) == 80
    accounts.limit_account(person, by=world.operator, rule="spam", reason="Copied letters.", now=world.now)
    world.deliver()
    assert connects.next_top_up(person, world.now).weekly == 40


def test_declined_proposals_make_room_on_a_full_job(world):
    rule("proposal.per_job", 1, world.now)
    job = world.job()
    first = world.proposal(job=job, freelancer=world.rival)
    with pytest.raises(JobIsFull):
        world.proposal(job=Job.objects.get(pk=job.pk))
    proposals.decline_proposal(first, by=world.client, reason="price", now=world.now)
    assert world.proposal(job=Job.objects.get(pk=job.pk)).status == "submitted"


@pytest.mark.race
def test_many_proposals_at_once_stay_within_the_limit_of_a_person(committed_db, world):
    rule("proposal.open_per_freelancer", 3, world.now)
    posts = [world.job(title=f"Poster number {n} for a fair") for n in range(8)]
    freelancer = world.freelancer
    for n in (8, 9):
        world.proposal(job=world.job(title=f"Poster number {n} for a fair"))
    answers = committed_db.race(8, lambda n: world.proposal(job=Job.objects.get(pk=posts[n].pk), freelancer=freelancer))
    assert Proposal.objects.filter(freelancer=freelancer, status="submitted").count() == 3
    assert sum(isinstance(answer, TooManyOpenProposals) for answer in answers) == 7, answers


def test_a_late_worker_gives_the_client_no_more_days(world):
    milestone = world.submitted()
    late = milestone.review_until + dt.timedelta(hours=5)
    for act in (
        lambda: contracts.ask_changes(milestone, by=world.client, note="Bluer.", now=late),
        lambda: contracts.extend_review(milestone, by=world.client, reason="Ill.", now=late),
        lambda: contracts.ask_refund(milestone, by=world.client, reason="Regret.", now=late),
    ):
        with pytest.raises(NotPermittedNow):
            act()
    assert contracts.approve_by_time(Milestone.objects.get(pk=milestone.pk), now=late)


def test_a_late_worker_gives_the_freelancer_no_more_days_to_refuse_a_refund(world):
    milestone = world.submitted()
    refund = contracts.ask_refund(milestone, by=world.client, reason="Regret.", now=world.now)
    late = refund.answer_until + dt.timedelta(hours=5)
    with pytest.raises(StateHasMoved):
        contracts.answer_refund(refund, by=world.freelancer, give=False, now=late)
    assert contracts.give_silent_refund(refund, now=late)
    milestone.refresh_from_db()
    assert milestone.status == "refunded"


def test_what_was_under_way_on_sunday_night_is_topped_up_a_week_later(world):
    """A spend written by a slow transaction after Monday's top-up has a moment before it."""
    from karigar.connects import actions

    monday = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    person = world.freelancer
    mondays.top_up_due(monday)
    actions.spend_connects(person=person, proposal_id=77, connects=6, now=monday - dt.timedelta(seconds=1))
    mondays.top_up_due(monday + dt.timedelta(days=7))
    assert connects.balance_of(person) == 40


def test_one_row_that_fails_holds_up_none_of_those_behind_it():
    done: list[int] = []

    def act(row: int) -> None:
        if row == 1:
            raise ValueError("broken on purpose")
        done.append(row)

    with pytest.raises(ValueError, match="on purpose"):
        timers.each([1, 2, 3], act)
    assert done == [2, 3]


def test_a_broken_milestone_holds_up_no_other_approval(world, now, monkeypatch):
    first, second = (world.submitted() for _ in range(2))
    real = contracts.approve_by_time

    def act(row, *, now):
        if row.pk == first.pk:
            raise RuntimeError("this one is broken")
        return real(row, now=now)

    monkeypatch.setattr(contracts, "approve_by_time", act)
    with pytest.raises(RuntimeError):
        tasks.approve_due(second.review_until + dt.timedelta(hours=1))
    second.refresh_from_db()
    assert second.status in {"held", "available"}


@pytest.mark.race
def test_closing_a_job_and_accepting_its_offer_at_once_leaves_one_story(committed_db, world):
    for n in range(4):
        offer = world.offer(world.proposal(job=world.job(title=f"Sign number {n} for a shop")))

        def press(number, offer=offer):
            if number % 2:
                return contracts.accept_offer(Offer.objects.get(pk=offer.pk), by=world.freelancer, now=world.now)
            job = Job.objects.get(pk=offer.job_id)
            return jobs.remove_job(job, by=world.moderator, rule="spam", reason="A copy.", now=world.now)

        world.moderator, world.freelancer  # noqa: B018  (made before the threads)
        answers = committed_db.race(4, press)
        assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
        world.deliver()
        offer.refresh_from_db()
        proposal = Proposal.objects.get(pk=offer.proposal_id)
        assert (offer.status, proposal.status) in {("accepted", "hired"), ("withdrawn", "job_closed")}


def test_somebody_on_vacation_is_shown_to_be_away(world):
    accounts.take_vacation(world.freelancer, now=world.now)
    assert "On vacation" in world.browser().get(f"/@{world.freelancer.handle}").text


def test_a_suspended_member_of_staff_has_no_power_left(world):
    browser = world.browser(world.moderator, hat="staff")
    assert browser.get("/staff/jobs/").status_code == 200
    accounts.suspend_account(world.moderator, by=world.operator, rule="fraud", reason="Sold data.", now=world.now)
    assert browser.get("/staff/jobs/").status_code == 404


def test_nobody_is_hired_on_a_job_that_staff_are_checking(world):
    job = world.job(positions=2)
    offer, waiting = world.offer(world.proposal(job=job)), world.proposal(job=job, freelancer=world.rival)
    jobs.flag_job(job, by=world.moderator, reason="Looks like a trap.", now=world.now)
    with pytest.raises(StateHasMoved):
        world.offer(waiting)
    with pytest.raises(StateHasMoved):
        contracts.accept_offer(offer, by=world.freelancer, now=world.now)
    jobs.restore_job(job, by=world.moderator, reason="It is fine.", now=world.now)
    assert contracts.accept_offer(offer, by=world.freelancer, now=world.now).status == "pending"


@pytest.mark.race
def test_giving_back_and_withdrawing_the_same_money_at_once_moves_it_once(committed_db, world):
    milestone = world.paid()
    number = "01712345678"
    payouts.add_method(world.freelancer, rail="bkash", holder="Rahima Freelancer", number=number, now=world.now)
    world.pass_time(days=4)
    owner, contract, now = world.freelancer, milestone.contract, world.now
    have = books.balance_of(f"person:{owner.pk}", "wallet", "BDT")

    def press(n):
        if n % 2:
            return payouts.request_payout(
                owner, method=Method.objects.get(), amount=have, currency="BDT", key=f"k{n}", now=now
            )
        row = Contract.objects.get(pk=contract.pk)
        return contracts.give_back(row, by=owner, amount=milestone.amount, key=f"g{n}", now=now)

    answers = committed_db.race(8, press)
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    assert len([a for a in answers if not isinstance(a, Exception)]) == 1
    assert books.balance_of(f"person:{owner.pk}", "wallet", "BDT") == 0


@pytest.mark.race
def test_an_offer_gets_one_answer_of_four_at_once(committed_db, world):
    offer = world.offer()
    client, freelancer, now = world.client, world.freelancer, world.now
    steps = [{"title": "All of it", "description": "", "amount": 300_000, "due_on": None}]

    def press(n):
        row = Offer.objects.get(pk=offer.pk)
        if n % 4 == 0:
            return contracts.counter_offer(row, by=freelancer, title="t", terms="x", milestones=steps, now=now)
        if n % 4 == 1:
            return contracts.accept_offer(row, by=freelancer, now=now)
        if n % 4 == 2:
            return contracts.decline_offer(row, by=freelancer, note="", now=now)
        return contracts.withdraw_offer(row, by=client, now=now)

    answers = committed_db.race(8, press)
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    assert len([a for a in answers if not isinstance(a, Exception)]) == 1

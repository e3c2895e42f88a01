"""What waits for somebody stands on the first page, and only for who must answer it."""

import datetime as dt

import pytest

from karigar.contracts import actions as contracts
from karigar.contracts.models import Milestone
from karigar.kit import clock
from karigar.proposals import actions as proposals
from karigar.web.waiting import CONTRACTS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at(now):
    with clock.moved_to(now):
        yield


def asks(world, person, hat="") -> str:
    return world.browser(person, hat=hat).get("/").text


def test_an_offer_waits_for_the_freelancer_and_a_counter_for_the_client(world):
    offer = world.offer()
    assert "Answer the offer" in asks(world, world.freelancer)
    assert f'href="/offers/{offer.pk}/"' in asks(world, world.freelancer)
    assert "Answer the offer" not in asks(world, world.client, "client")
    step = {"title": "All", "description": "", "amount": 400_000, "due_on": None}
    contracts.counter_offer(offer, by=world.freelancer, title="T", terms="t", milestones=[step], now=world.now)
    assert "Answer the offer" not in asks(world, world.freelancer)
    assert "Answer the offer" in asks(world, world.client, "client")


def test_work_waits_for_who_must_act(world):
    world.submitted()
    assert "Look at the work that was handed in" in asks(world, world.client, "client")
    assert "14 days left" in asks(world, world.client, "client")
    assert "Look at the work" not in asks(world, world.freelancer)
    milestone = Milestone.objects.get(status="submitted")
    contracts.ask_changes(milestone, by=world.client, note="Blue", now=world.now)
    assert "Look at the work" not in asks(world, world.client, "client")
    assert "Change what the client asked for" in asks(world, world.freelancer)


def test_a_contract_without_money_waits_for_the_client(world):
    world.contract()
    assert "Put money into escrow" in asks(world, world.client, "client")
    assert "Do the work" not in asks(world, world.freelancer)


def test_proposals_that_nobody_opened_wait_for_the_client_until_they_are(world):
    proposal = world.proposal()
    assert "Read 1 new proposal" in asks(world, world.client, "client")
    proposals.see_proposal(proposal, by=world.client, now=world.now)
    assert "new proposal" not in asks(world, world.client, "client")


def test_feedback_waits_for_both_until_it_is_given(world):
    world.ended()
    world.deliver()
    assert "Say how it was" in asks(world, world.freelancer)
    assert "Say how it was" in asks(world, world.client, "client")
    with clock.moved_to(world.now + dt.timedelta(days=15)):
        assert "Say how it was" not in asks(world, world.freelancer)


def test_a_stranger_has_nothing_that_waits(world):
    world.submitted()
    assert "What waits for you" not in asks(world, world.stranger)
    assert "What waits for you" not in asks(world, world.rival)


def test_every_kind_of_wait_has_its_words_and_its_page():
    from karigar.contracts import waits

    named = set(CONTRACTS)
    assert all(f"'{kind}'" in waits.OF_FREELANCER + waits.OF_COMPANY for kind in named)


def test_the_home_costs_a_constant_number_of_statements(world, django_assert_max_num_queries):
    world.submitted()
    browser = world.browser(world.client, hat="client")
    with django_assert_max_num_queries(8):
        browser.get("/")


def test_staff_sees_how_many_wait(world):
    from karigar.trust import actions as trust

    trust.report(subject_type="job", subject_id=7, reporter=world.stranger, rule="scam", text="x", now=world.now)
    page = world.browser(world.moderator, hat="staff").get("/staff/").text
    assert page.index("Reports") < page.index("1 not read") < page.index("What people reported.")

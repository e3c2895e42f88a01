import pytest

from karigar.connects import queries as connects
from karigar.proposals import actions
from karigar.proposals.models import Proposal

pytestmark = pytest.mark.race


def test_eight_clicks_at_once_send_one_proposal(committed_db, world):
    from karigar.jobs.models import Job

    job, freelancer = world.job(), world.freelancer
    Job.objects.filter(pk=job.pk).update(proposals_count=3)

    def click(_number):
        return actions.submit_proposal(
            Job.objects.get(pk=job.pk),
            freelancer=freelancer,
            letter="Three sketches first.",
            bid=500_000,
            days=5,
            key="one form",
            now=world.now,
        ).pk

    answers = committed_db.race(8, click)
    assert len(set(answers)) == 1, answers
    assert Proposal.objects.count() == 1
    assert connects.balance_of(freelancer) == 38
    assert Job.objects.get(pk=job.pk).proposals_count == 4


def test_eight_returns_at_once_give_back_once(committed_db, world):
    from karigar.connects import actions as spending

    person = world.stranger
    spending.spend_connects(person=person, proposal_id=1, connects=6, title="x", now=world.now)
    answers = committed_db.race(
        8, lambda _number: spending.return_connects(proposal_id=1, cause="not_opened", now=world.now)
    )
    assert sorted(answers) == [0] * 7 + [6]
    assert connects.balance_of(person) == 40

"""Death before and after every SQL statement of the deeds that move money: nothing half done, and the second try ends alike."""

import contextlib

import pytest
from django.db import connection, transaction

from karigar.connects.models import Spend
from karigar.contracts import actions as contracts
from karigar.contracts.models import Contract, Milestone
from karigar.events.models import Event
from karigar.ledger import queries as ledger
from karigar.payins import actions as payins
from karigar.payouts import actions as payouts
from karigar.payouts.models import Method, Payout
from karigar.proposals import actions as proposals

pytestmark = pytest.mark.django_db


class Death(BaseException):
    """The process is gone, whatever anybody would catch."""


class Points:
    """Counts statements and dies at one of them."""

    def __init__(self, at=None, *, after=False):
        self.seen, self.at, self.after = 0, at, after

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at and not self.after:
            raise Death
        answer = execute(sql, params, many, context)
        if self.seen == self.at:
            raise Death
        return answer


def state():
    """All that a deed may leave behind: what accounts hold, and what the journal tells."""
    return ledger.trial_balance_any(), Event.objects.count(), Spend.objects.count()


def method_of(world):
    payouts.add_method(
        world.freelancer, rail="bkash", holder=world.freelancer.name, number="01712345678", now=world.now
    )
    world.pass_time(days=9)
    return Method.objects.get()


def asked(world):
    world.paid()
    method = method_of(world)
    row = payouts.request_payout(
        world.freelancer, method=method, amount=60_000, currency="BDT", key="before", now=world.now
    )
    payouts.check_payout(row, by=world.maker, reason="fits", now=world.now)
    payouts.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    row.refresh_from_db()
    payouts.send_payout(row, by=world.checker, reference="B1", reason="sent", now=world.now)
    return row.pk


def fund(world):
    pk = world.contract().milestones.get(number=1).pk
    world.money(1_000_000)
    return lambda: contracts.fund_milestone(Milestone.objects.get(pk=pk), by=world.client, now=world.now)


def approve(world):
    pk = world.submitted().pk
    return lambda: contracts.approve_milestone(Milestone.objects.get(pk=pk), by=world.client, now=world.now)


def refund(world):
    pk = world.funded().pk
    return lambda: contracts.refund_now(Milestone.objects.get(pk=pk), by=world.freelancer, now=world.now)


def bonus(world):
    pk = world.paid().contract_id
    world.money(1_000_000)
    return lambda: contracts.give_bonus(
        Contract.objects.get(pk=pk), by=world.client, amount=5_000, key="b1", now=world.now
    )


def give_back(world):
    pk = world.paid().contract_id
    world.pass_time(days=9)
    return lambda: contracts.give_back(
        Contract.objects.get(pk=pk), by=world.freelancer, amount=5_000, key="g1", now=world.now
    )


def deposit(world):
    company, client = world.company, world.client
    return lambda: payins.start_deposit(
        company, by=client, provider="play", amount=90_000, currency="BDT", key="d1", now=world.now
    )


def withdraw(world):
    world.paid()
    method = method_of(world)
    return lambda: payouts.request_payout(
        world.freelancer, method=method, amount=60_000, currency="BDT", key="p1", now=world.now
    )


def arrive(world):
    pk = asked(world)
    return lambda: payouts.confirm_payout(Payout.objects.get(pk=pk), by=world.checker, reason="seen", now=world.now)


def come_back(world):
    pk = asked(world)
    return lambda: payouts.fail_payout(
        Payout.objects.get(pk=pk), by=world.checker, failure="No such number.", reason="back", now=world.now
    )


def apply(world):
    job = world.job(title="A sign for a fourth shop")
    person = world.with_profile(world.person("Mina Maker"))
    return lambda: proposals.submit_proposal(
        job, freelancer=person, letter="I draw signs.", bid=250_000, days=5, plan=[], answers=[], uploads=[],
        key="a1", now=world.now,
    )  # fmt: skip


@pytest.mark.parametrize(
    "deed",
    [deposit, fund, approve, refund, bonus, give_back, withdraw, arrive, come_back, apply],
    ids=lambda d: d.__name__,
)
def test_death_at_any_statement_leaves_nothing_half_done(world, deed):
    act = deed(world)
    before = state()
    with in_savepoint():
        counter = Points()
        with connection.execute_wrapper(counter):
            act()
        end = state()
    assert end != before
    for at in range(1, counter.seen + 1):
        for after in (False, True):
            with in_savepoint():
                try:
                    with transaction.atomic(), connection.execute_wrapper(Points(at, after=after)):
                        act()
                except Death:
                    pass
                else:
                    pytest.fail("nobody died")
                assert state() == before, (at, after)
                act()
                assert state() == end, (at, after)
    print(f"{deed.__name__}: {2 * counter.seen} points")


@contextlib.contextmanager
def in_savepoint():
    """Do something and take it back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

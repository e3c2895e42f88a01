"""Every money action, many threads, a real database: exactly one wins, and the books hold."""

import pytest
from django.db import connection, transaction

from karigar.ledger import actions, movements, queries
from karigar.ledger.refusals import AlreadyEnded, NotEnoughMoney
from tests.threads import press_from_threads

pytestmark = pytest.mark.race
THREADS = 8
FEES = {"client_fee": 20, "currency": "BDT", "step": 1}


def post(movement, now):
    with transaction.atomic():
        return actions.post(movement, now=now)


@pytest.fixture
def rich(committed_db, now):
    """A company with 10.00 BDT."""
    post(movements.deposit(deposit=1, company=1, provider="play", amount=1_000, currency="BDT"), now)


def test_the_same_key_from_eight_threads_pays_once(rich, now):
    fund = movements.fund(milestone=1, company=1, amount=100, **FEES)
    presses = press_from_threads(THREADS, lambda _n: post(fund, now))
    assert len(set(presses.answers)) == 1
    assert len(presses.answers) == THREADS
    assert queries.balance_of("company:1", "wallet", "BDT") == 880
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(replays) FROM ledger_replay")
        assert cursor.fetchone() == (THREADS - 1,)


def test_eight_threads_cannot_spend_more_than_there_is(rich, now):
    presses = press_from_threads(
        THREADS, lambda n: post(movements.fund(milestone=n, company=1, amount=280, **FEES), now)
    )
    assert len(presses.answers) == 3
    assert [type(refusal) for refusal in presses.refusals] == [NotEnoughMoney] * 5
    assert queries.balance_of("company:1", "wallet", "BDT") == 100


def test_a_payout_cannot_be_both_paid_and_failed(rich, now):
    person = {"person": 2, "amount": 100, "currency": "BDT"}
    post(movements.bonus(bonus=1, company=1, freelancer=2, gross=200, fee=0, client_fee=0, currency="BDT"), now)
    post(movements.clear_earnings(hold=1, freelancer=2, amount=200, currency="BDT"), now)
    post(movements.withdraw_request(payout=1, fee=0, **person), now)
    post(movements.withdraw_request(payout=2, fee=0, **person), now)
    ends = [movements.withdraw_paid(payout=1, **person), movements.withdraw_failed(payout=1, fee=0, **person)]
    presses = press_from_threads(THREADS, lambda n: post(ends[n % 2], now))
    assert len(set(presses.answers)) == 1
    assert len(presses.refusals) == THREADS // 2
    assert queries.balance_of("person:2", "withdrawing", "BDT") == 100


def test_a_hold_ends_once(rich, now):
    with transaction.atomic():
        hold = actions.reserve(movements.fund(milestone=1, company=1, amount=480, **FEES), now=now)

    def end(n):
        with transaction.atomic():
            return actions.resolve(hold, key=f"end:{n}", amounts=[-500, 500] if n % 2 else None, now=now)

    presses = press_from_threads(THREADS, end)
    assert len(presses.answers) == 1
    assert {type(refusal) for refusal in presses.refusals} == {AlreadyEnded}
    assert queries.audit() == []


def test_a_journal_is_reversed_once(rich, now):
    journal = post(movements.fund(milestone=1, company=1, amount=480, **FEES), now)
    mirror = movements.reversal(journal=journal, legs=queries.journal_any(journal).legs, reason="test")
    presses = press_from_threads(THREADS, lambda _n: post(mirror, now))
    assert len(set(presses.answers)) == 1
    assert queries.balance_of("company:1", "wallet", "BDT") == 1_000


def test_crosswise_movements_and_roll_ups_never_lock_each_other_out(rich, now):
    """Each thread pays through the same new and old accounts, half of them in the other direction."""
    post(movements.deposit(deposit=2, company=2, provider="play", amount=10_000, currency="BDT"), now)
    post(movements.bonus(bonus=99, company=2, freelancer=2, gross=8_000, fee=0, client_fee=0, currency="BDT"), now)
    post(movements.clear_earnings(hold=9, freelancer=2, amount=8_000, currency="BDT"), now)

    def work(n):
        for i in range(12):
            serial = 100 * n + i
            share = {"freelancer": 2, "company": 2, "gross": 10, "fee": 1, "client_fee": 1, "currency": "BDT"}
            kind = movements.bonus(bonus=serial, **share) if n % 2 else movements.give_back(refund=serial, **share)
            post(kind, now)
            post(movements.connects_grant(person=i, connects=1, lot="2026-11", key=f"{n}-{i}"), now)
            if i % 4 == 0:
                actions.roll_up(now=now)

    press_from_threads(THREADS, work)
    actions.roll_up(now=now)
    assert queries.audit() == []
    assert queries.balances_of("person:0") == {("connects@2026-11", "CONNECT"): THREADS}

"""Random histories of every kind of movement, refusals and repetitions included; then the ledger proves itself."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karigar.kit.errors import Refusal
from karigar.ledger import actions, movements, queries
from karigar.ledger.tests.strategies import KINDS

# A reversal needs a journal that exists; test_promises has it.
ANY = st.one_of(*(strategy for kind, strategy in KINDS.items() if kind != "reversal"))


@pytest.fixture
def endowed(db, now):
    """Three companies and people with money, so that random movements often succeed."""
    with transaction.atomic():
        for n in range(1, 5):
            same = {"amount": 10**13, "currency": "BDT"}
            actions.post(movements.deposit(deposit=-2 * n, company=n, provider="play", **same), now=now)
            actions.post(movements.deposit(deposit=-2 * n - 1, company=n, provider="play", **same), now=now)
            fees = {"fee": 0, "client_fee": 0, "currency": "BDT"}
            actions.post(movements.bonus(bonus=-n, company=n, freelancer=n, gross=10**13, **fees), now=now)
            actions.post(movements.clear_earnings(hold=-n, freelancer=n, amount=10**12, currency="BDT"), now=now)
            actions.post(movements.connects_grant(person=n, connects=80, lot="2026-11", key=f"{n}"), now=now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(ANY, max_size=30), roll_up_at=st.integers(0, 30))
def test_a_random_history_leaves_the_books_right(endowed, now, history, roll_up_at):
    with transaction.atomic():
        for number, movement in enumerate(history):
            before = {leg: balance(leg) for leg in movement.legs}
            try:
                with transaction.atomic():
                    journal = actions.post(movement, now=now)
            except Refusal:
                assert {leg: balance(leg) for leg in movement.legs} == before
                continue
            with transaction.atomic():
                assert actions.post(movement, now=now) == journal
            if number == roll_up_at:
                actions.roll_up(now=now)
        assert queries.audit() == []
        for unit in ("BDT", "INR", "USD", "CONNECT"):
            assert sum(amount for _class, _role, of, amount in queries.trial_balance_any() if of == unit) == 0
        transaction.set_rollback(True)


def balance(leg):
    owner, _slash, role = leg.account.partition("/")
    return queries.balance_of(owner, role, leg.unit)

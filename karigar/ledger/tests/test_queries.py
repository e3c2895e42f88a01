"""What the books say."""

import pytest
from django.db import transaction

from karigar.ledger import actions, movements, queries, tasks


@pytest.fixture
def history(db, now):
    """Five releases of 100.00 BDT, fee 5.00 and client fee 2.00 each."""
    with transaction.atomic():
        actions.post(movements.deposit(deposit=1, company=1, provider="play", amount=60_000, currency="BDT"), now=now)
        for n in range(1, 6):
            fees = {"client_fee": 200, "currency": "BDT", "step": 1}
            actions.post(movements.fund(milestone=n, company=1, amount=10_000, **fees), now=now)
            actions.post(movements.release(milestone=n, freelancer=2, gross=10_000, fee=500, **fees), now=now)
        actions.post(movements.connects_grant(person=2, connects=40, lot="2026-11", key="2"), now=now)


def test_balances_of_an_owner_take_one_statement(history, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.balances_of("person:2") == {("earnings", "BDT"): 47_500, ("connects@2026-11", "CONNECT"): 40}
    assert queries.balances_of("person:99") == {}


def test_a_lazy_account_is_exact_before_and_after_the_roll_up(history, now):
    assert queries.balance_of("platform", "fee", "BDT") == 2_500
    tasks.roll_up_due(now)
    assert queries.balance_of("platform", "fee", "BDT") == 2_500
    assert actions.roll_up(now=now) == 0


def test_a_statement_is_paged_without_a_gap(history):
    whole = queries.entries_for("person:2")
    first = queries.entries_for("person:2", limit=2)
    rest = queries.entries_for("person:2", before=first[-1].journal)
    assert first + rest == whole
    assert [line.balance_after for line in whole] == [40, 47_500, 38_000, 28_500, 19_000, 9_500]


def test_a_statement_of_a_role_names_all_its_lots(history):
    assert [line.role for line in queries.entries_for("person:2", "connects")] == ["connects@2026-11"]
    assert {line.role for line in queries.entries_for("person:2", "earnings")} == {"earnings"}


def test_a_journal_shows_its_legs(history):
    line = queries.entries_for("milestone:1")[0]
    journal = queries.journal_any(line.journal)
    assert journal.kind == "release"
    assert sum(leg.amount for leg in journal.legs) == 0
    assert queries.journal_any(10**12) is None


def test_the_trial_balance_sums_to_zero(history):
    rows = queries.trial_balance_any()
    for unit in ("BDT", "CONNECT"):
        assert sum(amount for _class, _role, of, amount in rows if of == unit) == 0


def test_peoples_money_is_there(history):
    safe = queries.safeguarding_any("BDT")
    assert (safe.owed_to_users, safe.held, safe.covered) == (56_500, 60_000, True)


def test_every_proof_has_its_name(history):
    assert dict(queries.proofs()) == dict.fromkeys(queries.PROOFS, 0)

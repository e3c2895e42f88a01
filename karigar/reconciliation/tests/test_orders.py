"""The platform's own money and the end of a month: one asks, a colleague decides, the books have the last word."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from karigar.events.models import Event
from karigar.kit.errors import StateHasMoved
from karigar.kit.state import action
from karigar.ledger import actions as books
from karigar.ledger import movements
from karigar.ledger import queries as ledger
from karigar.ledger import tasks as worker
from karigar.reconciliation import actions, queries, refusals
from karigar.reconciliation.actions.closes import hash_of
from karigar.reconciliation.models import Close, Line, Order
from karigar.reconciliation.tests.bank import TRUST, camt, entry, report, take

pytestmark = pytest.mark.django_db
GATE = "provider:gate/clearing"
post = action(books.post)


def earn(world, amount=10_000, provider="manual"):
    """A client pays in, and a release earns a fee of the platform."""
    post(
        movements.deposit(deposit=900, company=world.company.pk, provider=provider, amount=100_000, currency="BDT"),
        now=world.now,
    )
    post(
        movements.bonus(
            bonus=900,
            company=world.company.pk,
            freelancer=world.freelancer.pk,
            gross=50_000,
            fee=amount,
            client_fee=0,
            currency="BDT",
        ),
        now=world.now,
    )


def sweep(world, amount, key="k1"):
    return actions.ask_sweep(by=world.maker, currency="BDT", amount=amount, key=key, reason="month", now=world.now)


def test_a_charge_of_the_bank_is_borne_by_what_was_earned(world):
    earn(world)
    ask = {"by": world.maker, "currency": "BDT", "reason": "Charge of May.", "now": world.now}
    with pytest.raises(refusals.SweepAboveEarned):
        actions.ask_charge(amount=10_001, key="c0", **ask)
    order = actions.ask_charge(amount=1_500, key="c1", **ask)
    with pytest.raises(refusals.OwnOrder):
        actions.book_order(order, by=world.maker, reason="mine", now=world.now)
    actions.book_order(order, by=world.checker, reason="on the statement", now=world.now)
    assert queries.sweepable_any("BDT") == 8_500
    with pytest.raises(refusals.OrderIsThere):
        actions.ask_charge(amount=1_500, key="c1", **ask)


def test_a_sweep_needs_two_people_and_is_matched_by_its_mark(world):
    earn(world)
    assert queries.sweepable_any("BDT") == 10_000
    order = sweep(world, 4_000)
    with pytest.raises(refusals.OwnOrder):
        actions.book_order(order, by=world.maker, reason="mine", now=world.now)
    assert ledger.balance_of("bank:operating", "operating", "BDT") == 0
    actions.book_order(order, by=world.checker, reason="fine", now=world.now)
    assert ledger.balance_of("bank:operating", "operating", "BDT") == -4_000
    assert queries.sweepable_any("BDT") == 6_000
    take(world, camt(entry(-4_000, text=f"transfer sw-{order.pk}"), closing=-4_000))
    assert Line.objects.get().match.rule == "mark"
    with pytest.raises(StateHasMoved):
        actions.book_order(order, by=world.checker, reason="again", now=world.now)


def test_no_more_is_swept_than_was_earned_and_not_yet_swept(world):
    earn(world)
    with pytest.raises(refusals.SweepAboveEarned):
        sweep(world, 10_001)
    first, second = sweep(world, 6_000), sweep(world, 6_000, key="k2")
    with pytest.raises(refusals.OrderIsThere):
        sweep(world, 6_000)
    actions.book_order(first, by=world.checker, reason="fine", now=world.now)
    with pytest.raises(refusals.SweepAboveEarned):
        actions.book_order(second, by=world.checker, reason="fine", now=world.now)
    assert ledger.balance_of("bank:operating", "operating", "BDT") == -6_000
    actions.refuse_order(second, by=world.checker, reason="too much", now=world.now)
    assert Order.objects.get(pk=second.pk).status == "refused"


def test_fees_that_still_lie_with_a_provider_cannot_be_swept(world):
    earn(world, provider="gate")
    assert queries.sweepable_any("BDT") == 0


def test_a_settlement_brings_the_clearing_to_zero_and_meets_both_statements(world):
    post(
        movements.deposit(deposit=900, company=world.company.pk, provider="gate", amount=100_000, currency="BDT"),
        now=world.now,
    )
    content = b"Date,Ref,Gross,Fee,Net\n2026-11-20,p1,1000.00,25.00,975.00\n"
    take(world, content, name=GATE, profile=report(world), number="S-77")
    total = Line.objects.get(is_total=True)
    assert queries.deed_for(total).kind == "ask_settlement"
    settlement = {
        "provider": "gate",
        "currency": "BDT",
        "line": total,
        "by": world.maker,
        "reason": "S",
        "now": world.now,
    }
    with pytest.raises(refusals.SettlementAboveClearing):
        actions.ask_settlement(**settlement, key="S-77", amount=100_001, cost=0)
    with pytest.raises(refusals.CostAboveAmount):
        actions.ask_settlement(**settlement, key="S-77", amount=1, cost=2)
    order = actions.ask_settlement(**settlement, key="S-77", amount=-total.amount, cost=total.fee)
    actions.book_order(order, by=world.checker, reason="fine", now=world.now)
    assert ledger.balance_of("provider:gate", "clearing", "BDT") == 0
    assert ledger.balance_of("bank:trust", "trust", "BDT") == -97_500
    assert Line.objects.get(pk=total.pk).match is not None
    take(world, camt(entry(97_500, text="GATE payout S-77"), closing=97_500))
    assert Line.objects.get(account__name=TRUST).match.rule == "reference"


def test_no_more_tax_is_paid_than_is_owed(world):
    with pytest.raises(refusals.TaxAboveOwed):
        actions.ask_tax(by=world.maker, tax="vat", currency="BDT", amount=1, key="k", reason="q3", now=world.now)
    legs = (movements.Leg("bank:operating/operating", "BDT", -500), movements.Leg("platform/vat", "BDT", 500))
    post(movements.Movement("test-vat", "test-vat", "test", legs), now=world.now)
    order = actions.ask_tax(by=world.maker, tax="vat", currency="BDT", amount=500, key="k", reason="q3", now=world.now)
    actions.book_order(order, by=world.checker, reason="fine", now=world.now)
    assert (queries.tax_owed_any("vat", "BDT"), order.journal > 0) == (0, True)


def month(world):
    """The month of what the world did, its books sealed."""
    first = world.now.date().replace(day=1)
    worker.seal_due(world.now)
    world.set_time(dt.datetime.combine(queries.next_month(first), dt.time(1), dt.UTC) + dt.timedelta(days=9))
    return first


def test_a_month_is_closed_by_two_and_its_trial_balance_is_frozen(world):
    earn(world)
    first = world.now.date().replace(day=1)
    with pytest.raises(refusals.MonthIsNotOver):
        actions.ask_close(by=world.maker, month=first, reason="end", now=world.now)
    assert month(world) == first
    with pytest.raises(refusals.OldLinesAreOpen):
        actions.ask_close(by=world.maker, month=first, reason="end", now=world.now)
    close = actions.ask_close(by=world.maker, month=first, reason="end", despite="the bank is late", now=world.now)
    with pytest.raises(refusals.MonthIsClosed):
        actions.ask_close(by=world.checker, month=first, reason="end", despite="x", now=world.now)
    with pytest.raises(refusals.OwnOrder):
        actions.check_close(close, by=world.maker, reason="mine", now=world.now)
    actions.check_close(close, by=world.checker, reason="fine", now=world.now)
    kept = Close.objects.get()
    assert ["I", "fee", "BDT", 10_000] in kept.trial
    assert sum(row[3] for row in kept.trial if row[2] == "BDT") == 0
    assert kept.block_height == ledger.last_block_any().height
    assert kept.hash == hash_of(first, kept.trial, kept.last_journal, kept.block_height, kept.block_hash)
    assert kept.open_moved == 1
    world.money(50_000)
    assert Close.objects.get().trial == kept.trial
    with pytest.raises(DatabaseError), transaction.atomic():
        Close.objects.update(hash="")


def test_a_month_whose_last_movements_are_not_sealed_is_not_closed(world):
    first = month(world)
    world.set_time(dt.datetime.combine(first + dt.timedelta(days=20), dt.time(), dt.UTC))
    earn(world)
    world.set_time(dt.datetime.combine(queries.next_month(first), dt.time(1), dt.UTC))
    with pytest.raises(refusals.BooksAreNotSealed):
        actions.ask_close(by=world.maker, month=first, reason="end", despite="x", now=world.now)
    assert not Close.objects.exists()


def test_an_account_that_does_not_come_to_rest_rings_once_a_day_and_play_money_never(world):
    from karigar.notifications.models import Notice

    assert world.maker
    post(
        movements.deposit(deposit=900, company=world.company.pk, provider="gate", amount=100_000, currency="BDT"),
        now=world.now,
    )
    world.money(50_000)
    world.pass_time(days=3)
    assert not Event.objects.filter(name="reconciliation.stuck").exists()
    world.pass_time(days=1)
    world.pass_time(seconds=10)
    assert Event.objects.get(name="reconciliation.stuck").data["account"] == GATE
    assert Notice.objects.filter(kind="reconciliation.stuck", person=world.maker).count() == 1


@pytest.mark.parametrize("count", [1, 4])
def test_the_overview_costs_the_same_however_many_accounts(world, django_assert_num_queries, count):
    for n in range(count):
        post(
            movements.deposit(deposit=n, company=world.company.pk, provider=f"p{n}", amount=10, currency="BDT"),
            now=world.now,
        )
    actions.gather_movements(now=world.now)
    queries.standing_any(now=world.now)
    with django_assert_num_queries(5):
        assert len(queries.standing_any(now=world.now)) == count

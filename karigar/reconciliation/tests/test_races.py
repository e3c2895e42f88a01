"""Eight staff press at one moment: a line meets its movement once, and no fee is swept twice."""

import pytest

from karigar.kit.errors import Refusal
from karigar.ledger import queries as ledger
from karigar.reconciliation import actions
from karigar.reconciliation.models import Line, Match, Moved, Order
from karigar.reconciliation.tests.bank import camt, entry, take
from karigar.reconciliation.tests.test_matching import deposit
from karigar.reconciliation.tests.test_orders import earn, sweep

pytestmark = pytest.mark.race


def won(answers):
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    return [a for a in answers if not isinstance(a, Exception)]


def test_eight_staff_match_one_line_once(committed_db, world):
    deposit(world)
    take(world, camt(entry(200_000, text="a"), entry(200_000, text="b"), closing=400_000))
    lines = list(Line.objects.order_by("pk").values_list("pk", flat=True))
    moved, by, now = Moved.objects.get(kind="deposit").pk, world.maker, world.now

    def press(n):
        line = Line.objects.get(pk=lines[n % 2])
        return actions.match_by_hand(line, by=by, moved=[moved], reason="same sum", now=now)

    assert len(won(committed_db.race(8, press))) == 1
    assert (Match.objects.count(), Line.objects.filter(match=None).count()) == (1, 1)


def test_eight_imports_of_one_file_keep_each_line_once(committed_db, world):
    content, by, now = camt(entry(5, text="a"), entry(6, text="b"), closing=11), world.maker, world.now
    assert now
    assert len(won(committed_db.race(8, lambda _n: take(world, content, by=by)))) == 8
    assert sorted(Line.objects.values_list("amount", flat=True)) == [5, 6]


def test_two_sweeps_at_once_cannot_take_more_than_was_earned(committed_db, world):
    earn(world)
    orders = [sweep(world, 6_000, key=f"k{n}").pk for n in range(4)]
    by, now = world.checker, world.now
    answers = committed_db.race(
        4, lambda n: actions.book_order(Order.objects.get(pk=orders[n]), by=by, reason="fine", now=now)
    )
    assert len(won(answers)) == 1
    assert ledger.balance_of("bank:operating", "operating", "BDT") == -6_000

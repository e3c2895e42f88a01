"""Buying, spending and giving back at one moment."""

import pytest

from karigar.connects import actions, queries
from karigar.connects.models import Pack
from karigar.connects.tests.test_packs import buy, platform, rich, rule, spend, wallet
from karigar.kit.errors import Refusal

pytestmark = pytest.mark.race


def won(answers):
    """Return the answers that are no refusals; anything else than a refusal is a fault."""
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    return [a for a in answers if not isinstance(a, Exception)]


def ready(world, amount):
    rule("connects.packs_on_sale", True, world.now)
    return rich(world.stranger, world.now, amount)


def test_eight_clicks_buy_one_pack(committed_db, world):
    person = ready(world, 100_000)
    packs = won(committed_db.race(8, lambda _n: buy(person, world.now)))
    assert len({pack.pk for pack in packs}) == 1
    assert len(packs) == 8
    assert (wallet(person), platform("deferred")) == (82_000, 18_000)


def test_a_wallet_for_one_pack_buys_one(committed_db, world):
    person = ready(world, 18_000)
    assert len(won(committed_db.race(4, lambda n: buy(person, world.now, key=f"k{n}")))) == 1
    assert (wallet(person), Pack.objects.count()) == (0, 1)


def test_a_pack_is_either_used_or_given_back(committed_db, world):
    person = ready(world, 18_000)
    pack = buy(person, world.now)

    def press(n):
        if n % 2:
            return actions.refund_pack(Pack.objects.get(pk=pack.pk), now=world.now)
        return spend(person, 4, world.now, proposal=n)

    won(committed_db.race(6, press))
    pack.refresh_from_db()
    paid = 0 if pack.refunded_at else 18_000
    assert platform("deferred") + platform("revenue") == paid
    assert wallet(person) == 18_000 - paid
    assert queries.balance_of(person) == (40 if pack.refunded_at else 50) - 12

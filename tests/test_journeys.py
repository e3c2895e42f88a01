"""Whole stories, from the first click to the money in the bank."""

import pytest

from karigar.ledger import queries as ledger

pytestmark = pytest.mark.django_db


def test_the_cast_can_play_the_whole_main_job(world):
    contract = world.ended()
    assert contract.status in {"ended", "ending"}
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == 285_000
    assert ledger.balance_of("platform", "fee", "BDT") == 15_000
    assert ledger.balance_of("platform", "client-fee", "BDT") == 6_000

"""Every way money can move, over random amounts, without a database."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karigar.ledger import movements
from karigar.ledger.tests.strategies import KINDS

FUNCTIONS = {
    name.replace("_", "-"): function
    for name, function in inspect.getmembers(movements, inspect.isfunction)
    if function.__module__ == movements.__name__ and not name.startswith("_")
}


def test_every_movement_has_a_random_one_here():
    assert set(KINDS) == set(FUNCTIONS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_sums_to_zero_in_every_unit(kind):
    @given(KINDS[kind])
    def check(movement):
        assert movement.kind == kind
        assert movement.key
        assert movement.legs
        assert all(leg.amount for leg in movement.legs)
        assert len({(leg.account, leg.unit) for leg in movement.legs}) == len(movement.legs)
        for unit in {leg.unit for leg in movement.legs}:
            assert sum(leg.amount for leg in movement.legs if leg.unit == unit) == 0

    check()


@given(KINDS["release"])
def test_a_release_empties_escrow_by_what_it_pays(movement):
    paid = {leg.account.partition("/")[2]: leg.amount for leg in movement.legs}
    assert -paid["escrow"] == sum(amount for role, amount in paid.items() if role != "escrow")


@given(st.integers(1, 10**12), st.integers(0, 500))
def test_a_refund_mirrors_its_funding(amount, client_fee):
    same = {"milestone": 7, "company": 3, "amount": amount, "client_fee": client_fee, "currency": "BDT", "step": 1}
    there, back = movements.fund(**same), movements.refund(**same)
    assert {(leg.account, leg.amount) for leg in there.legs} == {(leg.account, -leg.amount) for leg in back.legs}


def test_a_fee_that_rounds_to_nothing_leaves_no_leg():
    movement = movements.release(milestone=1, freelancer=2, gross=9, fee=0, client_fee=0, currency="BDT", step=1)
    assert [leg.account for leg in movement.legs] == ["milestone:1/escrow", "person:2/earnings"]


@pytest.mark.parametrize("amount", [0, -1, 1.5, True])
def test_an_amount_that_is_none_is_refused(amount):
    with pytest.raises(movements.NotBalanced):
        movements.deposit(deposit=1, company=1, provider="play", amount=amount, currency="BDT")


def test_a_fee_above_the_price_is_refused():
    with pytest.raises(movements.NotBalanced):
        movements.release(milestone=1, freelancer=2, gross=9, fee=10, client_fee=0, currency="BDT", step=1)


def test_a_payout_has_one_end():
    paid = movements.withdraw_paid(payout=5, person=2, amount=100, currency="BDT")
    failed = movements.withdraw_failed(payout=5, person=2, amount=100, fee=0, currency="BDT")
    assert paid.key == failed.key


def test_a_lot_with_a_strange_name_is_refused():
    with pytest.raises(movements.NotBalanced):
        movements.connects_grant(person=1, connects=1, lot="a/wallet", key="x")

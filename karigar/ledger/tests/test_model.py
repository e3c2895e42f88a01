"""The books beside a model of them: hypothesis drives both, and they must agree on every answer and every balance."""

import itertools

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from karigar.kit.errors import Refusal
from karigar.ledger import actions, queries
from karigar.ledger.movements import Leg, Movement
from karigar.ledger.refusals import AlreadyEnded, KeyWasUsed

# An account of the world, a hot one, and three with a floor.
ACCOUNTS = ["bank:trust/trust", "platform/fee", "person:1/wallet", "person:2/wallet", "company:1/wallet"]
FLOORED = ACCOUNTS[2:]
legs_of = st.lists(
    st.tuples(st.sampled_from(ACCOUNTS), st.integers(-60, 60)), min_size=1, max_size=5, unique_by=lambda leg: leg[0]
)


class Books(RuleBasedStateMachine):
    keys, holds = Bundle("keys"), Bundle("holds")
    now = None

    @initialize()
    def begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.serial = itertools.count()
        self.balance = dict.fromkeys(ACCOUNTS, 0)
        self.held = dict.fromkeys(ACCOUNTS, 0)
        self.seen = {}
        for account in FLOORED:
            self.post([(account, 100), (ACCOUNTS[0], -100)])

    def teardown(self):
        if hasattr(self, "atomic"):
            problems = queries.audit()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)
            assert problems == []

    def movement(self, key, legs):
        return Movement("test", key, "test", tuple(Leg(account, "BDT", amount) for account, amount in legs))

    def fits(self, legs, *, hold=False):
        """Say what the database must answer."""
        if sum(amount for _account, amount in legs) or not all(amount for _account, amount in legs):
            return False
        if hold and {"platform/fee", "bank:trust/trust"} & dict(legs).keys():
            return False
        change = {account: min(amount, 0) if hold else amount for account, amount in legs}
        return all(self.balance[a] - self.held[a] + n >= 0 for a, n in change.items() if a in FLOORED)

    def answer(self, call):
        """Call the books in a savepoint; None is a refusal or an error."""
        try:
            with transaction.atomic():
                return call()
        except (Refusal, Error):
            return None

    def post(self, legs):
        key = f"post:{next(self.serial)}"
        fits = self.fits(legs)
        journal = self.answer(lambda: actions.post(self.movement(key, legs), now=self.now))
        assert (journal is not None) == fits, legs
        if journal is None:
            return multiple()
        for account, amount in legs:
            self.balance[account] += amount
        self.seen[key] = journal, legs
        return key

    @rule(target=keys, legs=legs_of, balanced=st.sampled_from([True, True, True, False]))
    def post_any(self, legs, balanced):
        if balanced:  # give what is missing to the first account
            rest = sum(amount for _account, amount in legs[1:])
            legs = [(legs[0][0], -rest), *legs[1:]]
        return self.post(legs)

    @rule(key=keys)
    def post_again(self, key):
        journal, legs = self.seen[key]
        assert actions.post(self.movement(key, legs), now=self.now) == journal

    @rule(key=keys)
    def post_other_under_the_key(self, key):
        _journal, legs = self.seen[key]
        with pytest.raises(KeyWasUsed), transaction.atomic():
            actions.post(self.movement(key, [(account, -amount) for account, amount in legs]), now=self.now)

    @rule(target=holds, source=st.sampled_from(FLOORED), to=st.sampled_from(ACCOUNTS), amount=st.integers(1, 60))
    def reserve(self, source, to, amount):
        if source == to:
            return multiple()
        legs = [(source, -amount), (to, amount)]
        key = f"hold:{next(self.serial)}"
        fits = self.fits(legs, hold=True)
        hold = self.answer(lambda: actions.reserve(self.movement(key, legs), now=self.now))
        assert (hold is not None) == fits, legs
        if hold is None:
            return multiple()
        self.held[source] += amount
        return hold, source, to, amount

    @rule(hold=consumes(holds), part=st.integers(0, 60))
    def resolve(self, hold, part):
        journal, source, to, amount = hold
        part = min(part, amount)
        in_order = [part if account == to else -part for account in sorted([source, to])]
        amounts = in_order if part else None
        actions.resolve(journal, key=f"end:{journal}", amounts=amounts, now=self.now)
        self.held[source] -= amount
        self.balance[source] -= part
        self.balance[to] += part
        with pytest.raises(AlreadyEnded), transaction.atomic():
            actions.resolve(journal, key=f"end:{journal}:again", amounts=None, now=self.now)

    @rule()
    def roll_up(self):
        actions.roll_up(now=self.now)

    @invariant()
    def agree(self):
        if not hasattr(self, "balance"):
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT owner || '/' || role, ledger_balance_of(id), pending_out FROM ledger_account"
                " JOIN ledger_balance ON account_id = id"
            )
            rows = cursor.fetchall()
        assert {name: posted for name, posted, _held in rows} == {
            name: amount for name, amount in self.balance.items() if name in {row[0] for row in rows}
        }
        assert all(held == self.held[name] for name, _posted, held in rows)


def test_the_books_agree_with_their_model(db, now):
    machine = type("BooksNow", (Books,), {"now": now})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

"""Eight threads press the same button of a deposit at one moment: the money comes in once."""

import pytest

from karigar.kit.errors import Refusal
from karigar.ledger import queries as ledger
from karigar.payins import actions
from karigar.payins.models import Deposit

pytestmark = pytest.mark.race


def won(answers):
    """Return the answers that are no refusals; anything else than a refusal is a fault."""
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    return [a for a in answers if not isinstance(a, Exception)]


def start(world, provider, key):
    company, client, now = world.company, world.client, world.now
    return lambda _n=0: actions.start_deposit(
        company, by=client, provider=provider, amount=90_000, currency="BDT", key=key, now=now
    )


def test_eight_clicks_on_one_form_add_the_money_once(committed_db, world):
    answers = committed_db.race(8, start(world, "play", "one"))
    assert {deposit.pk for deposit in won(answers)} == {Deposit.objects.get().pk}
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 90_000


def test_eight_second_looks_book_once_and_one_transfer_counts_once(committed_db, world):
    deposits = []
    for key in ("a", "b"):
        deposit = start(world, "manual", key)()
        actions.state_transfer(deposit, by=world.client, sent_from="bKash", reference="TX", upload=None, now=world.now)
        actions.make_deposit(deposit, by=world.maker, amount_seen=90_000, reason="seen", now=world.now)
        deposits.append(deposit.pk)
    checker, now = world.checker, world.now
    answers = committed_db.race(
        8,
        lambda n: actions.check_deposit(Deposit.objects.get(pk=deposits[n % 2]), by=checker, reason="seen", now=now),
    )
    assert len(won(answers)) == 1
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 90_000


def test_the_message_and_the_way_back_meet_and_the_money_comes_in_once(committed_db, world):
    """A payer comes back at the moment when the provider tells; the worker asks by itself as well."""
    from karigar.payins import calls, queries
    from karigar.payins.models import InboundEvent
    from karigar.payins.providers.dummy import Server

    server = Server()
    server.forget()
    deposit = start(world, "dummy", "one")()
    calls.make(queries.call_of_any(deposit), now=world.now)
    deposit.refresh_from_db()
    server.tell(deposit.provider_ref, "paid")
    now, facts = world.now, {"provider": "dummy", "kind": "payment", "external_id": deposit.provider_ref, "body": "{}"}
    events = [InboundEvent.objects.create(event_id=f"e{n}", received_at=now, **facts).pk for n in range(4)]

    def press(n):
        if n % 2:
            return calls.handle(InboundEvent.objects.get(pk=events[n // 2]), now=now)
        return calls.ask_about(Deposit.objects.get(pk=deposit.pk), now=now)

    answers = won(committed_db.race(8, press))
    server.forget()
    assert len(answers) == 8
    assert answers.count("booked") <= 1
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 90_000

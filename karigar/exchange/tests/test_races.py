"""Two quotes for the same money at one moment."""

import pytest

from karigar.exchange import actions
from karigar.exchange.models import Quote
from karigar.exchange.tests.test_exchange import ask, held, rich, rule, take
from karigar.kit.errors import Refusal

pytestmark = pytest.mark.race


def test_two_quotes_for_one_balance_exchange_once(committed_db, world):
    now = world.now
    rule("exchange.is_open", True, now)
    take(now, ("USD", "BDT", "122.50"))
    person = rich(world.stranger, now, 10_000, "USD")
    quotes = [ask(person, now).pk for _n in range(2)]

    def press(n):
        return actions.accept_quote(Quote.objects.get(pk=quotes[n % 2]), by=person, now=now)

    answers = committed_db.race(8, press)
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    assert len([a for a in answers if not isinstance(a, Exception)]) == 1
    assert (held(person, "USD"), held(person, "BDT")) == (0, 1_218_875)

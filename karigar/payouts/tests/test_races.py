"""Eight threads press the same button of a withdrawal at one moment: the money moves once."""

import pytest

from karigar.kit.errors import Refusal
from karigar.ledger import queries as ledger
from karigar.payouts import actions
from karigar.payouts.models import Method, Payout

pytestmark = pytest.mark.race
NET = 285_000  # 3,000 taka less 5 %


def won(answers):
    """Return the answers that are no refusals; anything else than a refusal is a fault."""
    assert not [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refusal)], answers
    return [a for a in answers if not isinstance(a, Exception)]


def ready(world):
    """The freelancer, with money and a method that has slept."""
    person = world.freelancer
    method = actions.add_method(person, rail="bkash", holder=person.name, number="01712345678", now=world.now)
    world.paid()
    return person, method.pk


def money(person, role):
    return ledger.balance_of(f"person:{person.pk}", role, "BDT")


def request(person, method, amount, key, now):
    return actions.request_payout(
        person, method=Method.objects.get(pk=method), amount=amount, currency="BDT", key=key, now=now
    )


def test_eight_clicks_on_one_form_take_the_money_once(committed_db, world):
    person, method = ready(world)
    now = world.now
    answers = committed_db.race(8, lambda _n: request(person, method, 100_000, "one", now))
    assert {payout.pk for payout in won(answers)} == {Payout.objects.get().pk}
    assert (money(person, "wallet"), money(person, "withdrawing")) == (NET - 100_000, 100_000)


def test_one_form_sent_to_two_methods_at_once_takes_the_money_once(committed_db, world):
    person, method = ready(world)
    other = actions.add_method(person, rail="nagad", holder=person.name, number="01712345678", now=world.now).pk
    world.pass_time(hours=73)
    now = world.now
    answers = committed_db.race(8, lambda n: request(person, (method, other)[n % 2], 100_000, "one", now))
    assert len(won(answers)) == 8
    assert Payout.objects.count() == 1
    assert money(person, "withdrawing") == 100_000


def test_eight_forms_cannot_take_more_than_there_is(committed_db, world):
    person, method = ready(world)
    now = world.now
    answers = committed_db.race(8, lambda n: request(person, method, 100_000, f"form {n}", now))
    assert len(won(answers)) == 2
    assert (money(person, "wallet"), money(person, "withdrawing")) == (NET - 200_000, 200_000)


def test_a_sent_payout_arrives_or_comes_back_but_not_both(committed_db, world):
    person, method = ready(world)
    maker, checker, now = world.maker, world.checker, world.now
    payout = request(person, method, 100_000, "one", now)
    actions.check_payout(payout, by=maker, reason="fine", now=now)
    actions.export_batch(rail="bkash", currency="BDT", by=maker, now=now)
    actions.send_payout(payout, by=checker, reference="TRX", reason="sent", now=now)

    def press(n):
        row = Payout.objects.get(pk=payout.pk)
        if n % 2:
            return actions.fail_payout(row, by=checker, failure="no such number", reason="bank said", now=now)
        return actions.confirm_payout(row, by=checker, reason="arrived", now=now)

    assert len(won(committed_db.race(8, press))) == 1
    arrived = Payout.objects.get().status == "confirmed"
    assert (money(person, "wallet"), money(person, "withdrawing")) == (NET - 100_000 if arrived else NET, 0)


def test_eight_staff_carry_out_one_answer_once(committed_db, world):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from karigar.payouts.models import ResultDeed

    person, method = ready(world)
    _finance, now = (world.maker, world.checker), world.now
    payout = request(person, method, 100_000, "one", now)
    actions.check_payout(payout, by=world.maker, reason="fine", now=now)
    actions.export_batch(rail="bkash", currency="BDT", by=world.maker, now=now)
    upload = SimpleUploadedFile("a.csv", f"payout,status\nwd-{payout.pk},failed\n".encode())
    file = actions.take_results(upload, by=world.maker, now=now)
    before = ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT")

    def press(_n):
        row = type(file).objects.get(pk=file.pk)
        return actions.apply_results(row, by=world.checker, reason="seen", now=now)

    answers = committed_db.race(8, press)
    assert answers.count(None) == 1
    assert ResultDeed.objects.count() == 1
    assert ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT") == before + payout.amount


def test_one_form_sent_to_two_methods_goes_out_once(committed_db, world):
    """Eight tabs, two methods, one key: one withdrawal in two parts, and the wallet pays for it once."""
    world.paid(20_000_000)
    person, now = world.freelancer, world.now
    methods = [
        actions.add_method(person, rail="bkash", holder=person.name, number=f"0171234567{n}", now=now) for n in range(2)
    ]
    later = world.pass_time(days=4)

    def press(n):
        return actions.request_payout(
            person, method=type(methods[0]).objects.get(pk=methods[n % 2].pk), amount=4_000_000, currency="BDT",
            key="k", now=later,
        ).pk  # fmt: skip

    before = ledger.balance_of(f"person:{person.pk}", "wallet", "BDT")
    answers = committed_db.race(8, press)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    assert len(set(answers)) == 1
    assert sorted(Payout.objects.values_list("amount", flat=True)) == [1_000_000, 3_000_000]
    assert ledger.balance_of(f"person:{person.pk}", "wallet", "BDT") == before - 4_000_000

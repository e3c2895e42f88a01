"""Deposits: play money at once, transfers after two looks, and nothing otherwise."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from karigar.events.models import Event
from karigar.kit.errors import Refusal, StateHasMoved
from karigar.ledger import queries as ledger
from karigar.notifications.models import Mail
from karigar.payins import actions
from karigar.payins.models import Deposit
from karigar.payins.refusals import (
    AmountDiffers,
    DepositTooLarge,
    DepositTooSmall,
    MakerIsNotChecker,
    OwnDeposit,
    ReferenceWasBooked,
    WayIsClosed,
)
from karigar.payins.rules import transfer_mark

pytestmark = pytest.mark.django_db


def wallet(world):
    return ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT")


def transfer(world, reference="TX1", key="k1", amount=100_000):
    deposit = actions.start_deposit(
        world.company, by=world.client, provider="manual", amount=amount, currency="BDT", key=key, now=world.now
    )
    actions.state_transfer(
        deposit, by=world.client, sent_from="bKash 4567", reference=reference, upload=None, now=world.now
    )
    return deposit


def test_play_money_is_in_the_wallet_at_once(world):
    world.money(250_000)
    assert wallet(world) == 250_000


def test_a_second_click_finds_the_first_deposit(world):
    one, two = (
        actions.start_deposit(
            world.company, by=world.client, provider="play", amount=90_000, currency="BDT", key="same", now=world.now
        )
        for _ in range(2)
    )
    assert one.pk == two.pk
    assert wallet(world) == 90_000


def test_a_transfer_is_booked_after_two_looks_by_two_people(world):
    deposit = transfer(world)
    actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="on the statement", now=world.now)
    assert wallet(world) == 0
    actions.check_deposit(deposit, by=world.checker, reason="seen too", now=world.now)
    assert wallet(world) == 100_000
    names = list(
        Event.objects.filter(subject_type="deposit", by_staff=True).order_by("id").values_list("name", "reason")
    )
    assert names == [("deposit.made", "on the statement"), ("deposit.booked", "seen too")]
    world.deliver()
    assert Mail.objects.filter(person=world.client, kind="deposit.booked").count() == 1


def test_one_person_cannot_do_both_looks(world):
    deposit = transfer(world)
    actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="seen", now=world.now)
    events = Event.objects.count()
    with pytest.raises(MakerIsNotChecker):
        actions.check_deposit(deposit, by=world.maker, reason="seen again", now=world.now)
    assert (wallet(world), Event.objects.count()) == (0, events)


def test_staff_who_belong_to_the_company_cannot_confirm_its_money(world):
    from karigar.accounts import actions as accounts

    accounts.add_member(world.company, person=world.maker, role="viewer", now=world.now)
    deposit = transfer(world)
    with pytest.raises(OwnDeposit):
        actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="mine", now=world.now)
    assert Deposit.objects.get(pk=deposit.pk).status == "waiting"


def test_another_sum_than_stated_is_not_confirmed(world):
    deposit = transfer(world)
    with pytest.raises(AmountDiffers):
        actions.make_deposit(deposit, by=world.maker, amount_seen=99_999, reason="less", now=world.now)


def test_one_transfer_counts_once(world):
    for number, key in enumerate(("a", "b")):
        deposit = transfer(world, key=key)
        actions.make_deposit(deposit, by=world.maker, amount_seen=100_000, reason="seen", now=world.now)
        if number:
            with pytest.raises(ReferenceWasBooked):
                actions.check_deposit(deposit, by=world.checker, reason="seen", now=world.now)
        else:
            actions.check_deposit(deposit, by=world.checker, reason="seen", now=world.now)
    assert wallet(world) == 100_000


def test_the_second_look_cannot_come_first(world):
    deposit = transfer(world)
    with pytest.raises(StateHasMoved):
        actions.check_deposit(deposit, by=world.checker, reason="hasty", now=world.now)
    assert wallet(world) == 0


def test_a_refused_transfer_books_nothing_and_says_why(world):
    deposit = transfer(world)
    actions.refuse_deposit(deposit, by=world.maker, reason="No such transfer on our account.", now=world.now)
    world.deliver()
    page = world.browser(world.client, hat="client").get(f"/deposits/{deposit.pk}/")
    assert "No such transfer on our account." in page.text
    assert wallet(world) == 0


@pytest.mark.parametrize(
    ("amount", "provider", "refusal"),
    [(49_999, "play", DepositTooSmall), (10**12, "play", DepositTooLarge), (100_000, "card", WayIsClosed)],
)
def test_a_deposit_outside_the_limits_is_refused(world, amount, provider, refusal):
    with pytest.raises(refusal):
        actions.start_deposit(
            world.company, by=world.client, provider=provider, amount=amount, currency="BDT", key="x", now=world.now
        )
    assert Deposit.objects.count() == 0


@pytest.mark.parametrize("who", ["recruiter", "viewer"])
def test_a_member_without_the_right_to_pay_is_refused(world, who):
    with pytest.raises(Refusal) as refused:
        actions.start_deposit(
            world.company,
            by=getattr(world, who),
            provider="play",
            amount=90_000,
            currency="BDT",
            key="x",
            now=world.now,
        )
    assert refused.value.status == 403


def test_a_stranger_finds_no_deposit(world):
    deposit = transfer(world)
    assert world.browser(world.stranger).get(f"/deposits/{deposit.pk}/").status_code == 404
    assert world.browser(world.stranger).post(f"/deposits/{deposit.pk}/cancel/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "status"), [("0", 422), ("-5", 422), ("1" + "0" * 18, 422), ("10.123", 422), ("abc", 422), ("১,৫০০", 303)]
)
def test_the_amount_is_read_as_people_type_it(world, typed, status):
    _ = world.company
    page = world.browser(world.client, hat="client").post(
        "/deposits/new/", {"currency": "BDT", "amount": typed, "provider": "play", "key": "k"}
    )
    assert page.status_code == status
    assert wallet(world) == (150_000 if status == 303 else 0)
    if status == 422:
        assert f'value="{typed}"' in page.text


def test_the_two_looks_work_in_the_browser(world):
    client = world.browser(world.client, hat="client")
    started = client.post("/deposits/new/", {"currency": "BDT", "amount": "1000", "provider": "manual", "key": "k"})
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    proof = SimpleUploadedFile("receipt.png", picture.getvalue(), "image/png")
    stated = client.post(started.url, {"sent_from": "bKash 4567", "reference": "8n7a", "proof": proof})
    assert stated.status_code == 303
    pk = Deposit.objects.get().pk
    first = world.browser(world.maker, hat="staff").post(
        f"/staff/deposits/{pk}/make/", {"amount": "১০০০", "reason": "seen"}
    )
    second = world.browser(world.checker, hat="staff").post(f"/staff/deposits/{pk}/check/", {"reason": "seen too"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert wallet(world) == 100_000


def test_an_auditor_reads_and_changes_nothing(world):
    deposit = transfer(world)
    auditor = world.browser(world.auditor, hat="staff")
    assert auditor.get(f"/staff/deposits/{deposit.pk}/").status_code == 200
    assert auditor.post(f"/staff/deposits/{deposit.pk}/make/", {"amount": "1000", "reason": "x"}).status_code in {
        403,
        404,
    }
    assert Deposit.objects.get().status == "waiting"


def test_the_mark_on_a_transfer_ends_in_a_check_digit():
    assert transfer_mark(7992739871) == "KG 7992739871-3"  # the textbook example of Luhn's formula


def test_the_wallet_costs_the_same_number_of_statements_with_many_lines(world, django_assert_max_num_queries):
    for number in range(12):
        actions.start_deposit(
            world.company,
            by=world.client,
            provider="play",
            amount=90_000,
            currency="BDT",
            key=f"m{number}",
            now=world.now,
        )
    browser = world.browser(world.client, hat="client")
    with django_assert_max_num_queries(7):
        assert browser.get("/wallet/company/").status_code == 200

"""Lines against the books: sure matches by themselves, guesses by staff, money only by two people."""

import pytest
from django.db import IntegrityError, connection, transaction

from karigar.events.models import Event
from karigar.kit.errors import StateHasMoved
from karigar.ledger import queries as ledger
from karigar.payins import actions as payins
from karigar.payins.refusals import MakerIsNotChecker, OwnDeposit
from karigar.payins.rules import transfer_mark
from karigar.payouts import actions as payouts
from karigar.payouts.models import Method, Payout
from karigar.payouts.refusals import CameBackAlready, NotArrived, OwnPayout
from karigar.reconciliation import actions, queries, refusals
from karigar.reconciliation.models import Account, Finding, Line, Match, Moved
from karigar.reconciliation.tests.bank import TRUST, camt, entry, take

pytestmark = pytest.mark.django_db


def deposit(world, amount=200_000, reference="TX1", *, booked=True):
    row = payins.start_deposit(
        world.company, by=world.client, provider="manual", amount=amount, currency="BDT", key=reference, now=world.now
    )
    payins.state_transfer(row, by=world.client, sent_from="City", reference=reference, upload=None, now=world.now)
    if booked:
        payins.make_deposit(row, by=world.maker, amount_seen=amount, reason="seen", now=world.now)
        payins.check_deposit(row, by=world.checker, reason="seen", now=world.now)
    return row


def sent_payout(world, amount=100_000, key="one"):
    method = Method.objects.filter(person=world.freelancer).first()
    if method is None:
        method = payouts.add_method(
            world.freelancer, rail="bkash", holder=world.freelancer.name, number="01712345678", now=world.now
        )
        world.paid()
    payout = payouts.request_payout(
        world.freelancer, method=method, amount=amount, currency="BDT", key=key, now=world.now
    )
    payouts.check_payout(payout, by=world.maker, reason="fine", now=world.now)
    payouts.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    payouts.send_payout(payout, by=world.checker, reference=f"TRX{payout.pk}", reason="sent", now=world.now)
    return payout


def wallet(world):
    return ledger.balance_of(f"person:{world.freelancer.pk}", "wallet", "BDT")


def matched(rule):
    return Match.objects.filter(rule=rule, undone_at=None).count()


def test_a_transfer_with_its_mark_is_matched_by_itself(world):
    row = deposit(world)
    take(world, camt(entry(200_000, text=f"From Karim {transfer_mark(row.pk)} thanks"), closing=200_000))
    line, moved = Line.objects.get(), Moved.objects.get(ref=f"deposit:{row.pk}")
    assert line.match_id == moved.match_id is not None
    assert (line.match.rule, line.match.made_by) == ("mark", None)


def test_a_mark_with_another_sum_is_not_sure(world):
    row = deposit(world)
    take(world, camt(entry(199_999, text=transfer_mark(row.pk)), closing=199_999))
    assert Line.objects.get().match is None


def test_the_reference_that_the_client_stated_is_enough_with_its_sum(world):
    deposit(world, reference="FT2633")
    take(world, camt(entry(200_000, own="FT2633"), closing=200_000))
    assert Line.objects.get().match.rule == "reference"


def test_one_booking_for_many_payouts_is_matched_when_the_sum_fits(world):
    first, second = sent_payout(world, 100_000, "a"), sent_payout(world, 60_000, "b")
    for row in (first, second):
        payouts.confirm_payout(row, by=world.maker, reason="seen", now=world.now)
    take(world, camt(entry(-160_000, text=f"batch wd-{first.pk} wd-{second.pk}"), closing=-160_000))
    match = Line.objects.get().match
    assert sorted(match.moved.values_list("amount", flat=True)) == [-100_000, -60_000]


def test_what_becomes_sure_later_is_matched_by_the_worker(world):
    row = deposit(world, booked=False)
    take(world, camt(entry(200_000, text=transfer_mark(row.pk)), closing=200_000))
    assert Line.objects.get().match is None
    payins.make_deposit(row, by=world.maker, amount_seen=200_000, reason="seen", now=world.now)
    payins.check_deposit(row, by=world.checker, reason="seen", now=world.now)
    world.pass_time(minutes=1)
    assert Line.objects.get().match.rule == "mark"


def test_a_guess_is_proposed_and_made_by_staff_with_a_reason(world):
    row = deposit(world)
    take(world, camt(entry(200_000, text="no mark"), closing=200_000))
    line = Line.objects.get()
    assert line.match is None
    (candidate,) = queries.candidates_for(line)
    assert [moved.ref for moved in candidate.moved] == [f"deposit:{row.pk}"]
    match = actions.match_by_hand(
        line, by=world.maker, moved=[m.pk for m in candidate.moved], reason="same sum", now=world.now
    )
    assert (match.rule, match.made_by, match.reason) == ("staff", world.maker, "same sum")
    assert Event.objects.get(name="reconciliation.matched").reason == "same sum"


def test_a_line_is_matched_once_and_a_journal_once(world):
    deposit(world)
    take(world, camt(entry(200_000, text="a"), entry(200_000, text="b"), closing=400_000))
    first, second = Line.objects.order_by("place")
    moved = Moved.objects.get(kind="deposit")
    actions.match_by_hand(first, by=world.maker, moved=[moved.pk], reason="this", now=world.now)
    for line in (first, second):
        with pytest.raises(refusals.LineIsMatched):
            actions.match_by_hand(line, by=world.checker, moved=[moved.pk], reason="that", now=world.now)
    assert Match.objects.count() == 1


def test_the_database_refuses_a_second_match_and_sums_that_differ(world):
    deposit(world)
    take(world, camt(entry(200_000), entry(7), closing=200_007))
    line, other = Line.objects.order_by("place")
    moved = Moved.objects.get(kind="deposit")
    match = actions.match_by_hand(line, by=world.maker, moved=[moved.pk], reason="this", now=world.now)
    second = Match.objects.create(account=line.account, rule="staff", made_at=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(match=second)
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012
        Line.objects.filter(pk=other.pk).update(match=match)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reconciliation_moved (account_id, journal, kind, ref, mark, amount, at)"
            " SELECT account_id, journal, kind, ref, mark, amount, at FROM reconciliation_moved LIMIT 1"
        )


def test_sums_must_agree(world):
    deposit(world)
    take(world, camt(entry(200_001), closing=200_001))
    line, moved = Line.objects.get(), Moved.objects.get(kind="deposit")
    with pytest.raises(refusals.SumsDiffer):
        actions.match_by_hand(line, by=world.maker, moved=[moved.pk], reason="near", now=world.now)
    with pytest.raises(refusals.NothingChosen):
        actions.match_by_hand(line, by=world.maker, moved=[], reason="near", now=world.now)
    assert not Match.objects.exists()


def test_a_match_can_be_taken_apart_once_and_made_anew(world):
    row = deposit(world)
    take(world, camt(entry(200_000, text=transfer_mark(row.pk)), closing=200_000))
    line = Line.objects.get()
    match = line.match
    actions.undo_match(match, by=world.maker, reason="wrong", now=world.now)
    assert (Line.objects.get().match, Moved.objects.get(kind="deposit").match) == (None, None)
    with pytest.raises(refusals.LineIsMatched):
        actions.undo_match(match, by=world.maker, reason="wrong", now=world.now)


def test_a_paid_withdrawal_leaves_the_books_by_a_colleague_of_the_importer(world):
    payout = sent_payout(world)
    take(world, camt(entry(-100_000, end_to_end=f"wd-{payout.pk}"), closing=-100_000))
    line = Line.objects.get()
    assert (queries.deed_for(line).kind, line.match) == ("confirm_paid", None)
    with pytest.raises(refusals.OwnStatement):
        actions.confirm_paid(line, by=world.maker, reason="mine", now=world.now)
    assert Payout.objects.get().status == "sent"
    actions.confirm_paid(line, by=world.checker, reason="the bank says so", now=world.now)
    assert Payout.objects.get().status == "confirmed"
    assert Line.objects.get().match.rule == "mark"
    with pytest.raises(refusals.NothingToDoHere):
        actions.confirm_paid(line, by=world.checker, reason="again", now=world.now)


def test_a_withdrawal_found_by_the_banks_reference_is_matched(world):
    payout = sent_payout(world)
    payouts.confirm_payout(payout, by=world.maker, reason="seen", now=world.now)
    take(world, camt(entry(-100_000, own=f"TRX{payout.pk}"), closing=-100_000))
    assert Line.objects.get().match.rule == "reference"


def test_a_returned_withdrawal_comes_back_by_a_colleague_and_both_lines_meet(world):
    payout = sent_payout(world)
    before = wallet(world)
    mark = f"wd-{payout.pk}"
    take(world, camt(entry(-100_000, end_to_end=mark), closing=-100_000))
    take(world, camt(entry(100_000, day="2026-11-21", end_to_end=mark, why="AC04"), opening=-100_000))
    line = Line.objects.get(amount=100_000)
    assert (queries.deed_for(line).kind, line.return_reason) == ("fail_returned", "AC04")
    with pytest.raises(refusals.OwnStatement):
        actions.fail_returned(line, by=world.maker, failure="closed", reason="mine", now=world.now)
    assert wallet(world) == before
    actions.fail_returned(line, by=world.checker, failure="account closed", reason="AC04", now=world.now)
    assert (Payout.objects.get().status, wallet(world)) == ("returned", before + 100_000)
    assert set(Line.objects.values_list("match__rule", flat=True)) == {"return"}


def test_a_return_of_what_we_never_sent_is_refused_recorded_and_moves_nothing(world):
    take(world, camt(entry(100_000, end_to_end="wd-9999", why="AC04"), closing=100_000))
    line = Line.objects.get()
    deed = queries.deed_for(line)
    assert "wd-9999" in deed.refusal.sentence
    with pytest.raises(refusals.ReturnOfNothing):
        actions.fail_returned(line, by=world.checker, failure="x", reason="x", now=world.now)
    assert Finding.objects.get(line=line).code == "ReturnOfNothing"
    world.pass_time(minutes=5)
    assert Event.objects.filter(name="reconciliation.line_refused").count() == 1
    assert not Moved.objects.exists()


def test_a_return_before_it_was_sent_or_of_another_sum_is_refused(world):
    payout = sent_payout(world)
    take(world, camt(entry(99_999, end_to_end=f"wd-{payout.pk}", why="AC04"), closing=99_999))
    with pytest.raises(refusals.SumOfLineDiffers):
        actions.fail_returned(Line.objects.get(), by=world.checker, failure="x", reason="x", now=world.now)


def test_what_comes_back_after_it_arrived_is_given_back_once(world):
    payout = sent_payout(world)
    out = entry(-100_000, end_to_end=f"wd-{payout.pk}")
    take(world, camt(out, closing=-100_000))
    actions.confirm_paid(Line.objects.get(), by=world.checker, reason="paid", now=world.now)
    before = ledger.balance_of(f"person:{payout.person_id}", "wallet", "BDT")
    late = entry(100_000, end_to_end=f"wd-{payout.pk}", why="AC04")
    take(world, camt(late, opening=-100_000, closing=0))
    line = Line.objects.get(amount=100_000)
    with pytest.raises(refusals.OwnStatement):
        actions.return_late(line, by=line.statement.taken_by, failure="x", reason="x", now=world.now)
    actions.return_late(line, by=world.checker, failure="Account closed", reason="on the statement", now=world.now)
    with pytest.raises(refusals.NothingToDoHere):
        actions.return_late(line, by=world.checker, failure="x", reason="x", now=world.now)
    assert ledger.balance_of(f"person:{payout.person_id}", "wallet", "BDT") == before + 100_000
    assert Payout.objects.get().status == "confirmed"
    world.pass_time(minutes=5)
    assert not Line.objects.filter(match=None).exists(), "both lines have their movements"
    world.deliver()
    page = world.browser(payout.person).get(f"/payouts/{payout.pk}/").text
    assert "the bank sent it back" in page
    with pytest.raises(CameBackAlready):
        payouts.return_late(payout, by=world.checker, failure="x", reason="x", now=world.now)


def test_what_never_arrived_cannot_come_back_late(world):
    payout = sent_payout(world)
    with pytest.raises(NotArrived):
        payouts.return_late(payout, by=world.checker, failure="x", reason="x", now=world.now)


def test_nobody_confirms_his_own_withdrawal_by_a_line(world):
    from karigar.accounts import actions as accounts

    payout = sent_payout(world)
    accounts.grant_duty(world.freelancer, duty="finance", reason="test", now=world.now)
    take(world, camt(entry(-100_000, end_to_end=f"wd-{payout.pk}"), closing=-100_000))
    with pytest.raises(OwnPayout):
        actions.confirm_paid(Line.objects.get(), by=world.freelancer, reason="mine", now=world.now)
    assert Payout.objects.get().status == "sent"


def test_an_incoming_transfer_takes_two_looks_and_is_never_booked_by_one(world):
    row = deposit(world, booked=False)
    take(world, camt(entry(200_000, text=transfer_mark(row.pk)), closing=200_000))
    line = Line.objects.get()
    assert queries.deed_for(line).kind == "see_transfer"
    actions.see_transfer(line, by=world.maker, reason="on the statement", now=world.now)
    assert queries.deed_for(line).kind == "book_transfer"
    with pytest.raises(MakerIsNotChecker):
        actions.book_transfer(line, by=world.maker, reason="mine", now=world.now)
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 0
    actions.book_transfer(line, by=world.checker, reason="seen too", now=world.now)
    assert ledger.balance_of(f"company:{world.company.pk}", "wallet", "BDT") == 200_000
    assert Line.objects.get().match.rule == "mark"


def test_staff_who_belong_to_the_company_do_not_look_at_its_transfer(world):
    row = deposit(world, booked=False)
    take(world, camt(entry(200_000, text=transfer_mark(row.pk)), closing=200_000))
    with pytest.raises(OwnDeposit):
        actions.see_transfer(Line.objects.get(), by=world.client, reason="mine", now=world.now)


def test_a_transfer_of_another_sum_is_not_seen(world):
    row = deposit(world, booked=False)
    take(world, camt(entry(100_000, text=transfer_mark(row.pk)), closing=100_000))
    with pytest.raises(refusals.SumOfLineDiffers):
        actions.see_transfer(Line.objects.get(), by=world.maker, reason="less", now=world.now)


def test_a_movement_and_its_reversal_never_reach_the_bank(world):
    from karigar.kit.state import action
    from karigar.ledger import actions as books
    from karigar.ledger import movements

    row = deposit(world)
    take(world, camt(entry(5), closing=5))
    journal = Moved.objects.get(ref=f"deposit:{row.pk}").journal
    legs = ledger.journal_any(journal).legs

    @action
    def reverse():
        books.post(movements.reversal(journal=journal, legs=legs, reason="twice"), now=world.now)

    reverse()
    actions.match_lines(Account.objects.get(name=TRUST), now=world.now)
    assert (matched("reversal"), Moved.objects.filter(match=None).count()) == (1, 0)


def test_gathering_twice_adds_nothing_and_signs_are_the_banks(world):
    deposit(world)
    world.money(70_000)
    actions.gather_movements(now=world.now)
    actions.gather_movements(now=world.now)
    assert sorted(Moved.objects.values_list("account__name", "amount")) == [
        (TRUST, 200_000),
        ("provider:play/clearing", 70_000),
    ]


def test_a_stale_page_is_told_so(world):
    row = deposit(world, booked=False)
    take(world, camt(entry(200_000, text=transfer_mark(row.pk)), closing=200_000))
    payins.refuse_deposit(row, by=world.maker, reason="no", now=world.now)
    with pytest.raises((refusals.NothingToDoHere, StateHasMoved)):
        actions.see_transfer(Line.objects.get(), by=world.maker, reason="seen", now=world.now)

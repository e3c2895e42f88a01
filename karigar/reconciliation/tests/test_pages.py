"""The pages of reconciliation: who gets in, what an upload answers, and the way of a line through two people."""

import pytest

from karigar.payins import actions as payins
from karigar.payins import rules as deposits
from karigar.payins.models import Deposit
from karigar.reconciliation import actions
from karigar.reconciliation.models import Account, Close, Line, Order, Statement
from karigar.reconciliation.tests.bank import TRUST, camt, entry, file, take

pytestmark = pytest.mark.django_db
ROOT = "/staff/reconciliation/"
PAGES = ("", "profiles/", "statements/", "lines/", "orders/", "closes/")


def upload(browser, content, account=f"{TRUST}|BDT", **more):
    return browser.post(f"{ROOT}take/", {"account": account, "file": file(content), "profile": ""} | more)


def test_finance_and_the_auditor_get_in_and_nobody_else(world):
    take(world, camt(entry(500), closing=500))
    line = Line.objects.get()
    for path in (*PAGES, f"lines/{line.pk}/"):
        for person, status in ((world.maker, 200), (world.auditor, 200), (world.moderator, 404), (world.stranger, 404)):
            assert world.browser(person).get(f"{ROOT}{path}").status_code == status, (path, person)
        assert world.browser().get(f"{ROOT}{path}").status_code == 302
    for path in ("take/", f"lines/{line.pk}/match/", "orders/", "closes/"):
        assert world.browser(world.auditor).post(f"{ROOT}{path}").status_code == 403, path


def test_a_file_is_taken_in_by_the_page_and_a_bad_one_is_refused_with_the_form_filled(world):
    browser = world.browser(world.maker)
    answer = upload(browser, camt(entry(500, text="rent"), closing=500))
    assert answer.status_code == 303
    assert Statement.objects.get().added == 1
    page = browser.get(f"{ROOT}lines/").content.decode()
    assert "rent" in page
    wrong = upload(browser, camt(entry(500), opening=1, closing=9), number="R-77")
    assert wrong.status_code == 422
    assert "R-77" in wrong.content.decode()
    assert upload(browser, b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").status_code == 422
    assert upload(browser, b"", opening="x").status_code == 422
    assert upload(browser, b"x" * (26 * 1024 * 1024)).status_code == 413
    assert Statement.objects.count() == 1


def test_a_marked_transfer_is_confirmed_by_two_people_from_its_line(world):
    row = payins.start_deposit(
        world.company, by=world.client, provider="manual", amount=70_000, currency="BDT", key="k1", now=world.now
    )
    payins.state_transfer(row, by=world.client, sent_from="bKash", reference="TX9", upload=None, now=world.now)
    take(world, camt(entry(70_000, text=deposits.transfer_mark(row.pk)), closing=70_000))
    url = f"{ROOT}lines/{Line.objects.get().pk}/"
    maker, checker = world.browser(world.maker), world.browser(world.checker)
    assert "Confirm the deposit as the first" in maker.get(url).content.decode()
    assert maker.post(f"{url}act/", {"reason": ""}).status_code == 422
    assert maker.post(f"{url}act/", {"reason": "On the statement."}).status_code == 303
    assert maker.post(f"{url}act/", {"reason": "Again."}).status_code == 403, "one person does not look twice"
    assert checker.post(f"{url}act/", {"reason": "On the statement."}).status_code == 303
    assert Deposit.objects.get(pk=row.pk).status == "booked"
    actions.gather_movements(now=world.now)
    actions.match_lines(Account.objects.get(name=TRUST, currency="BDT"), now=world.now)
    assert Line.objects.get().match_id
    page = checker.get(url).content.decode()
    assert "Take them apart" in page
    assert checker.post(f"{url}undo/", {"reason": "Wrong."}).status_code == 303
    assert Line.objects.get().match_id is None


def test_a_line_is_matched_by_hand_once(world):
    row = payins.start_deposit(
        world.company, by=world.client, provider="manual", amount=70_000, currency="BDT", key="k1", now=world.now
    )
    payins.state_transfer(row, by=world.client, sent_from="bKash", reference="TX9", upload=None, now=world.now)
    payins.make_deposit(row, by=world.maker, amount_seen=70_000, reason="seen", now=world.now)
    payins.check_deposit(row, by=world.checker, reason="seen", now=world.now)
    actions.gather_movements(now=world.now)
    day = world.now.date().isoformat()
    take(world, camt(entry(70_000, day=day), closing=70_000))
    line = Line.objects.get()
    browser, url = world.browser(world.maker), f"{ROOT}lines/{line.pk}/"
    page = browser.get(url).content.decode()
    assert "The same sum" in page
    from karigar.reconciliation.models import Moved

    form = {"moved": str(Moved.objects.get(amount=70_000).pk), "also": "", "reason": "The only one."}
    assert browser.post(f"{url}match/", form | {"moved": "x,-1,9999999999999999999"}).status_code == 422
    assert browser.post(f"{url}match/", form).status_code == 303
    assert browser.post(f"{url}match/", form).status_code == 409


def test_no_more_of_the_platforms_own_money_moves_than_was_earned(world):
    world.paid()
    maker = world.browser(world.maker)
    form = {"kind": "sweep", "currency": "BDT", "amount": "1", "number": "S1", "reason": "Monthly."}
    too_much = maker.post(f"{ROOT}orders/", form | {"amount": "99999999"})
    assert too_much.status_code == 409
    assert "99999999" in too_much.content.decode()
    assert maker.post(f"{ROOT}orders/", form | {"amount": "-5"}).status_code == 422
    assert not Order.objects.exists()


def test_a_month_is_closed_by_two_and_comes_as_a_table(world):
    from karigar.ledger import tasks as sealing

    world.money(70_000)
    world.pass_time(days=40)
    sealing.seal_due(world.now)
    maker, checker = world.browser(world.maker), world.browser(world.checker)
    assert maker.post(f"{ROOT}closes/", {"month": "x", "reason": "End."}).status_code == 422
    late = world.now.date().isoformat()
    assert maker.post(f"{ROOT}closes/", {"month": late, "reason": "End."}).status_code == 409
    asked = maker.post(f"{ROOT}closes/", {"month": "2026-03-02", "reason": "End.", "despite": "Play money."})
    assert asked.status_code == 303, asked.content.decode()[:3000]
    close = Close.objects.get()
    url = f"{ROOT}closes/{close.pk}/"
    assert maker.post(f"{url}check/", {"reason": "Mine."}).status_code == 403
    assert checker.post(f"{url}check/", {"reason": "Looked."}).status_code == 303
    assert "wallet" in checker.get(f"{url}csv/").content.decode()
    assert Close.objects.get().hash in checker.get(url).content.decode()


def test_pages_cost_the_same_however_many_lines_there_are(world, django_assert_max_num_queries):
    browser = world.browser(world.maker)
    take(world, camt(*(entry(500 + n, text=f"T{n}") for n in range(60)), closing=sum(500 + n for n in range(60))))
    for path in (*PAGES, f"lines/{Line.objects.first().pk}/"):
        browser.get(f"{ROOT}{path}")
        with django_assert_max_num_queries(16):
            assert browser.get(f"{ROOT}{path}").status_code == 200, path

"""What anybody can check: blocks, receipts, what is held; and audits that find what was changed."""

import copy
import json

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from karigar.cli.__main__ import main
from karigar.kit import signing
from karigar.ledger import actions as ledger
from karigar.ledger import merkle, movements
from karigar.ledger import queries as books
from karigar.ledger import tasks as sealing
from karigar.notifications.models import Notice
from karigar.proofs import actions, queries, tasks
from karigar.proofs.models import AuditRun, Safeguard

pytestmark = pytest.mark.django_db


def post(now, *steps, company=1):
    with transaction.atomic():
        found = [
            ledger.post(
                movements.deposit(deposit=step, company=company, provider="play", amount=1000 + step, currency="BDT"),
                now=now,
            )
            for step in steps
        ]
    sealing.seal_due(now)
    return found


def as_owner(statement, *arguments):
    """Do what only a superuser can: switch the guards off, and change the past."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, arguments)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET ROLE karigar_app")


def check(world, paper):
    text = paper if isinstance(paper, str) else json.dumps(paper)
    return world.browser().post("/books/check/", {"text": text})


def test_blocks_are_published_as_a_page_a_list_and_a_feed(world, tmp_path, capsys):
    now = world.now
    (number,) = post(now, 1)
    for step in range(2, 25):
        post(now, step)
    browser = world.browser()
    page = browser.get("/books/").content.decode()
    top = queries.newest_blocks(1)[0]
    assert top.hash.hex() in page
    assert "?after=" in page
    listed = browser.get("/books/blocks.json")
    assert listed["Cache-Control"] == "public, max-age=60"
    assert browser.get("/books/blocks.json", headers={"If-None-Match": listed["ETag"]}).status_code == 304
    rows = json.loads(listed.content)["blocks"]
    assert [row["height"] for row in rows] == list(range(1, top.height + 1))
    assert json.loads(browser.get("/books/blocks.json?since=২০").content)["blocks"][0]["height"] == 20
    feed = feedparser.parse(browser.get("/books/blocks.atom").content)
    assert not feed.bozo
    assert feed.entries[0].summary == top.hash.hex()
    receipt, roots = tmp_path / "receipt.json", tmp_path / "roots.json"
    receipt.write_text(json.dumps(books.receipt_any(number)))
    roots.write_bytes(listed.content)
    assert main(["verify-receipt", str(receipt), "--roots", str(roots)]) == 0
    assert "names the same block" in capsys.readouterr().out


def test_the_cost_of_the_list_does_not_grow(world, django_assert_max_num_queries):
    for step in range(1, 30):
        post(world.now, step)
    browser = world.browser()
    browser.get("/books/")
    for url in ("/books/", "/books/blocks.json", "/books/blocks.atom"):
        with django_assert_max_num_queries(2):
            assert browser.get(url).status_code == 200


def test_a_receipt_is_right_forged_from_elsewhere_or_broken(world):
    (number,) = post(world.now, 7)
    paper = books.receipt_any(number)
    assert "The receipt is genuine" in check(world, paper).content.decode()
    forged = copy.deepcopy(paper)
    forged["journal"]["entries"][0][2] += 1
    assert "was changed after it was made" in check(world, forged).content.decode()
    # Somebody makes a whole block of his own: it holds together and was never published.
    leaf = merkle.leaf_hash(merkle.leaf_text(forged["journal"]))
    head = {"height": 1, "first": number, "last": number, "size": 1, "previous": "00" * 32, "root": leaf.hex()}
    made = merkle.block_hash(**{**head, "root": leaf, "previous": bytes(32)})
    forged |= {"index": 0, "path": [], "block": {**head, "hash": made.hex()}}
    assert "another number for this block" in check(world, forged).content.decode()
    forged["block"] = {**head, "height": 99}
    forged["block"]["hash"] = merkle.block_hash(**{**head, "height": 99, "root": leaf, "previous": bytes(32)}).hex()
    assert "has published no such block" in check(world, forged).content.decode()


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", '"x"', '{"form": "karigar-receipt-1"}', "[" * 100_000])
def test_what_is_no_receipt_gets_a_sentence(world, text):
    answer = check(world, text)
    page = answer.content.decode()
    assert answer.status_code in {200, 422}
    assert "not the file of a receipt" in page or "was changed after it was made" in page


def test_a_receipt_comes_as_a_file_too_and_a_huge_one_is_refused(world):
    (number,) = post(world.now, 7)
    browser = world.browser()
    good = SimpleUploadedFile("receipt.json", json.dumps(books.receipt_any(number)).encode())
    assert "The receipt is genuine" in browser.post("/books/check/", {"file": good}).content.decode()
    huge = SimpleUploadedFile("receipt.json", b"[" * 600_000)
    assert browser.post("/books/check/", {"file": huge}).status_code == 413
    binary = SimpleUploadedFile("receipt.json", bytes(range(256)))
    assert browser.post("/books/check/", {"file": binary}).status_code == 422


def test_checking_too_often_is_slowed_down(world):
    browser = world.browser()
    statuses = {browser.post("/books/check/", {"text": "[]"}).status_code for _ in range(62)}
    assert 429 in statuses


def test_the_owner_of_a_line_downloads_its_receipt_and_nobody_else_does(world):
    (number,) = post(world.now, 7, company=world.company.pk)
    url = f"/wallet/lines/{number}/receipt.json"
    answer = world.browser(world.client, hat="client").get(url)
    assert answer["Content-Disposition"] == f'attachment; filename="receipt-{number}.json"'
    assert "The receipt is genuine" in check(world, answer.content.decode()).content.decode()
    assert world.browser(world.stranger).get(url).status_code == 404
    assert world.browser().get(url).status_code == 302
    page = world.browser(world.client, hat="client").get(f"/wallet/lines/{number}/").content.decode()
    assert url in page


def test_a_movement_that_is_not_sealed_yet_says_so(world):
    world.money(50_000)
    number = books.entries_for(f"company:{world.company.pk}", limit=1)[0].journal
    answer = world.browser(world.client, hat="client").get(f"/wallet/lines/{number}/receipt.json")
    assert answer.status_code == 409
    assert "not sealed yet" in answer.content.decode()


def test_a_days_audit_proves_what_is_new_and_the_old_in_turn(world):
    post(world.now, 1, 2, 3)
    first = actions.audit_books(whole=False, now=world.now)
    assert (first.broken, first.height) == ([], 1)
    post(world.now, 4)
    second = actions.audit_books(whole=False, now=world.now)
    assert (second.broken, second.height, second.swept_to) == ([], 2, 1)


@pytest.mark.parametrize(
    ("edit", "proof"),
    [
        ("UPDATE ledger_entry SET amount = amount + 1 WHERE journal_id = %s AND line = 1", "journal sums to zero"),
        (
            "UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE journal_id = %s AND line = 1",
            "running balance",
        ),
        ("DELETE FROM ledger_entry WHERE journal_id = %s", "journal has its entries"),
        ("UPDATE ledger_balance SET posted = posted + %s", "balance is the sum of its entries"),
    ],
)
def test_an_edit_of_what_is_new_is_found_and_staff_alarmed(world, edit, proof):
    finance = world.maker
    post(world.now, 1)
    actions.audit_books(whole=False, now=world.now)
    (number,) = post(world.now, 2)
    with transaction.atomic():
        as_owner(edit, number)
        run = actions.audit_books(whole=False, now=world.now)
        assert any(name.startswith(proof) for name, _what in run.broken), run.broken
        world.deliver()
        assert Notice.objects.filter(person=finance, kind="books.broken").exists()
        page = world.browser(finance).get("/staff/proofs/")
        assert page.status_code == 200
        transaction.set_rollback(True)


def test_an_edit_of_an_old_entry_is_found_by_the_days_audit_the_page_and_whoever_holds_a_receipt(world):
    (number,) = post(world.now, 1)
    paper = books.receipt_any(number)
    actions.audit_books(whole=False, now=world.now)
    post(world.now, 2)
    with transaction.atomic():
        # A careful thief changes both sides, so that every sum still fits.
        as_owner("UPDATE ledger_entry SET amount = amount * 2 WHERE journal_id = %s", number)
        run = actions.audit_books(whole=False, now=world.now)
        assert [name for name, _what in run.broken] == ["sealed blocks are unchanged"]
        assert "The receipt is genuine" in check(world, paper).content.decode(), (
            "the holder's paper still fits the list"
        )
        assert "was changed after it was made" in check(world, books.receipt_any(number)).content.decode()
        transaction.set_rollback(True)


def test_the_worker_audits_daily_all_of_it_weekly_and_signs_what_is_held(world):
    post(world.now, 1)
    for _day in range(9):
        world.pass_time(days=1)
        tasks.audit_due(world.now)
        tasks.audit_due(world.now)
        tasks.sign_due(world.now)
    runs = list(AuditRun.objects.order_by("id").values_list("is_whole", flat=True))
    assert len(runs) in {9, 10}
    assert sum(runs) == 2
    assert Safeguard.objects.count() in {9, 10}


def test_the_paper_of_what_is_held_is_checked_without_the_site(world, tmp_path, capsys):
    world.money(70_000)
    actions.sign_safeguard(now=world.now)
    finance = world.browser(world.maker)
    assert "৳700" in finance.get("/books/held/").content.decode()
    url = f"/books/held/{world.now.date().isoformat()}.json"
    file = tmp_path / "held.json"
    file.write_bytes(finance.get(url).content)
    assert json.loads(file.read_text())["paper"]["currencies"] == [
        {"currency": "BDT", "people": 70_000, "held": 70_000}
    ]
    assert main(["verify-safeguarding", str(file), "--key", signing.public_key()]) == 0
    assert main(["verify-safeguarding", str(file), "--key", "00" * 32]) == 1
    file.write_text(file.read_text().replace("70000", "70001", 1))
    assert main(["verify-safeguarding", str(file)]) == 1
    assert "WRONG" in capsys.readouterr().out


def test_what_is_held_is_public_only_where_the_operator_shows_it(world):
    from karigar.rulebook import actions as rulebook

    actions.sign_safeguard(now=world.now)
    day = world.now.date().isoformat()
    for url in ("/books/held/", f"/books/held/{day}.json"):
        assert world.browser(world.stranger).get(url).status_code == 404
        assert world.browser().get(url).status_code == 404
    rulebook.override(
        key="switch.safeguarding_public",
        value=True,
        since=world.now,
        reason="test",
        by_id=world.operator.pk,
        now=world.now,
    )
    for url in ("/books/held/", f"/books/held/{day}.json"):
        assert world.browser().get(url).status_code == 200
    for wrong in ("2020-01-01", "x", "9999-99-99"):
        assert world.browser().get(f"/books/held/{wrong}.json").status_code == 404


def test_less_than_people_own_alarms_staff(world):
    finance = world.maker
    world.money(60_000)
    with transaction.atomic():
        as_owner(
            "UPDATE ledger_balance SET posted = posted + 5000 WHERE account_id IN (SELECT id FROM ledger_account WHERE owner LIKE 'company:%%')"
        )
        actions.sign_safeguard(now=world.now)
        world.deliver()
        assert Notice.objects.filter(person=finance, kind="books.short").exists()
        transaction.set_rollback(True)


def test_only_those_who_answer_for_the_money_see_the_audits(world):
    for person, status in (
        (world.maker, 200),
        (world.operator, 200),
        (world.auditor, 200),
        (world.moderator, 404),
        (world.stranger, 404),
    ):
        assert world.browser(person).get("/staff/proofs/").status_code == status, person
    assert world.browser(world.maker).post("/staff/proofs/audit/").status_code == 303
    assert world.browser(world.auditor).post("/staff/proofs/audit/").status_code == 403
    assert AuditRun.objects.count() == 1

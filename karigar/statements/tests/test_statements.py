"""Statements say what the books say: opening, every line, closing; to their owner only; and as files that add up."""

import csv
import dataclasses
import datetime as dt
import io

import pytest
from django.db import connection, transaction

from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.ledger import queries as books
from karigar.statements import exports, queries, rules
from karigar.statements.rules import Period

pytestmark = pytest.mark.django_db
ALL = Period("all", rules.EARLIEST, rules.LATEST)


def text_of(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def deposit(world, step, amount, at=None, currency="BDT"):
    with transaction.atomic():
        return ledger.post(
            movements.deposit(
                deposit=step, company=world.company.pk, provider="play", amount=amount, currency=currency
            ),
            now=at or world.now,
        )


@pytest.mark.parametrize(
    ("given", "since", "until", "note"),
    [
        ({}, "2026-03-01", "2026-04-01", False),
        ({"period": "last"}, "2026-02-01", "2026-03-01", False),
        ({"period": "year"}, "2025-07-01", "2026-07-01", False),
        ({"period": "all"}, "2000-01-01", "2100-01-01", False),
        ({"from": "2026-01-05", "until": "2026-01-07"}, "2026-01-05", "2026-01-08", False),
        ({"from": "২০২৬-০১-০৫", "until": "२०२६-०१-०७"}, "2026-01-05", "2026-01-08", False),
        ({"from": "2026-01-07", "until": "2026-01-05"}, "2026-01-05", "2026-01-08", False),
        ({"from": "2026-02-30", "until": "2026-03-01"}, "2026-03-01", "2026-04-01", True),
        ({"from": "0001-01-01", "until": "9999-12-31"}, "2026-03-01", "2026-04-01", True),
        ({"from": "x"}, "2026-03-01", "2026-04-01", True),
        ({"period": "x"}, "2026-03-01", "2026-04-01", True),
    ],
)
def test_a_period_is_read_or_becomes_this_month_with_a_note(given, since, until, note):
    found = rules.period_from(given, today=dt.date(2026, 3, 31), year_begins=7)
    assert (found.since.isoformat(), found.until.isoformat(), found.note) == (since, until, note)


def test_a_statement_runs_from_opening_to_closing(world):
    company = world.company
    for day, amount in ((1, 100_000), (2, 50_000), (3, 7_000)):
        deposit(world, day, amount, world.now + dt.timedelta(days=day))
    subject = queries.company_subject(world.client, company.pk)
    second = (world.now + dt.timedelta(days=2)).astimezone(queries._zone(world.client.timezone)).date()
    found = queries.statement_for(subject, unit="BDT", period=Period("days", second, second + dt.timedelta(days=1)))
    assert (found.opening, found.closing) == (100_000, 150_000)
    assert [(line.amount, line.balance) for line in found.lines] == [(50_000, 150_000)]
    assert found.totals == [("deposit", 1, 50_000)]


def test_a_day_begins_at_the_readers_midnight(world):
    """20:00 in UTC is already tomorrow in Dhaka."""
    deposit(world, 1, 100_000, dt.datetime(2026, 3, 31, 20, tzinfo=dt.UTC))
    subject = dataclasses.replace(queries.company_subject(world.client, world.company.pk), zone="Asia/Dhaka")
    march = Period("days", dt.date(2026, 3, 1), dt.date(2026, 4, 1))
    april = Period("days", dt.date(2026, 4, 1), dt.date(2026, 5, 1))
    assert queries.statement_for(subject, unit="BDT", period=march).lines == []
    assert len(queries.statement_for(subject, unit="BDT", period=april).lines) == 1


def test_moves_between_ones_own_accounts_change_nothing(world):
    world.paid()
    subject = queries.person_subject(world.freelancer)
    world.pass_time(days=6)
    found = queries.statement_for(subject, unit="BDT", period=ALL)
    cleared = next(line for line in found.lines if line.kind == "clear-earnings")
    assert cleared.amount == 0
    assert {role for role, _amount in cleared.parts} == {"earnings", "wallet"}
    assert found.closing == found.lines[-1].balance == sum(line.amount for line in found.lines)


def test_the_escrow_of_a_contract_comes_to_zero(world):
    contract = world.ended()
    for person in (world.client, world.freelancer):
        subject = queries.contract_subject(person, contract.pk)
        found = queries.statement_for(subject, unit="BDT", period=ALL)
        assert found.lines
        assert found.closing == 0


def test_pages_join_without_gap_or_double(world):
    for step in range(1, 121):
        deposit(world, step, 50_000 + step)
    subject = queries.company_subject(world.client, world.company.pk)
    lines, cursor = [], None
    while True:
        page = queries.statement_for(subject, unit="BDT", period=ALL, cursor=cursor)
        lines += page.lines
        cursor = page.next
        if cursor is None:
            break
    assert len(lines) == 120
    running = 0
    for line in lines:
        running += line.amount
        assert line.balance == running
    _opening, every = queries.all_lines(subject, unit="BDT", period=ALL)
    assert [line.balance for line in every] == [line.balance for line in lines]


def test_one_kind_shows_only_its_lines(world):
    world.paid()
    subject = queries.company_subject(world.client, world.company.pk)
    found = queries.statement_for(subject, unit="BDT", period=ALL, kind="fund")
    assert {line.kind for line in found.lines} == {"fund"}
    assert all(line.balance is None for line in found.lines)


def test_whose_statement_it_is_decides_who_sees_it(world):
    contract = world.paid().contract
    company = world.company
    mine = (f"/contracts/{contract.pk}/statement/", f"/companies/{company.pk}/statement/")
    for url in mine:
        for path in (url, f"{url}csv/"):
            assert world.browser(world.client, hat="client").get(path).status_code == 200
            assert world.browser(world.viewer, hat="client").get(path).status_code == 200
            assert world.browser(world.stranger).get(path).status_code == 404
            assert world.browser().get(path).status_code == 302
    assert world.browser(world.freelancer).get(mine[0]).status_code == 200
    assert world.browser(world.freelancer).get(mine[1]).status_code == 404


def test_pages_answer_whatever_is_asked(world):
    world.paid()
    browser = world.browser(world.freelancer)
    for query in (
        "", "?unit=BDT&period=all", "?unit=XXX", "?from=x&until=y", "?kind=release&period=all", "?kind=%3Cscript%3E",
        "?after=zzz", "?unit=CONNECT&period=all", "?from=2026-05-01&until=2026-01-01",
    ):  # fmt: skip
        answer = browser.get(f"/statements/{query}")
        assert answer.status_code == 200, query
    assert "could not be read" in browser.get("/statements/?from=x&until=y").content.decode()
    assert browser.get("/statements/exe/").status_code == 404
    assert (
        "Nothing moved"
        in world.browser(world.stranger).get("/statements/?from=2020-01-01&until=2020-01-02").content.decode()
    )


def test_a_page_costs_the_same_however_much_happened(world, django_assert_max_num_queries):
    for step in range(1, 80):
        deposit(world, step, 50_000 + step)
    browser = world.browser(world.client, hat="client")
    browser.get("/statements/")
    with django_assert_max_num_queries(17):
        browser.get(f"/companies/{world.company.pk}/statement/?period=all")


def test_no_entry_is_looked_for_by_reading_all_of_them(world):
    for step in range(1, 400):
        deposit(world, step, 50_000 + step)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        from karigar.ledger import periods

        asked = {
            "owners": [f"company:{world.company.pk}"], "unit": "BDT", "roles": ["wallet"], "first": 10, "until": 10**9,
            "kinds": None, "limit": 50,
        }  # fmt: skip
        for sql in (periods._LINES, periods._BEFORE, periods._TOTALS):
            cursor.execute("EXPLAIN " + sql, asked)
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "Seq Scan on ledger_entry" not in plan
            assert "ledger_entry_statement" in plan or "ledger_entry_gapless" in plan, plan
        cursor.execute("EXPLAIN SELECT min(id) FROM ledger_journal WHERE at >= now() AND at < now() + interval '1 day'")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "Seq Scan" not in plan


def test_a_clock_that_jumped_back_moves_no_line_out_of_its_place(world):
    deposit(world, 1, 50_000, world.now)
    deposit(world, 2, 60_000, world.now - dt.timedelta(hours=1))
    deposit(world, 3, 70_000, world.now + dt.timedelta(hours=1))
    subject = queries.company_subject(world.client, world.company.pk)
    found = queries.statement_for(subject, unit="BDT", period=ALL)
    assert [line.amount for line in found.lines] == [50_000, 60_000, 70_000]
    assert found.closing == 180_000


def test_the_csv_holds_every_line_and_no_formula(world):
    for step in range(1, 520):
        deposit(world, step, 50_000 + step)
    browser = world.browser(world.client, hat="client")
    text = text_of(browser.get(f"/companies/{world.company.pk}/statement/csv/?period=all"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 519
    assert rows[-1]["balance"] == exports.decimal(sum(50_000 + n for n in range(1, 520)), "BDT")
    assert exports.safe_cell('=HYPERLINK("x")').startswith("'")
    assert exports.safe_cell("@x") == "'@x"
    assert exports.safe_cell("plain") == "plain"


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [
        (12345, "BDT", "123.45"),
        (-5, "USD", "-0.05"),
        (7, "JPY", "7"),
        (-1230, "KWD", "-1.230"),
        (0, "BDT", "0.00"),
        (9, "CONNECT", "9"),
    ],
)
def test_every_unit_has_its_places(amount, unit, text):
    assert exports.decimal(amount, unit) == text


@pytest.mark.parametrize(
    ("owner", "role", "name"),
    [
        ("person:7", "wallet", "Liabilities:Person:7:Wallet"),
        ("person:7", "connects@2026-11", "Liabilities:Person:7:Connects:2026-11"),
        ("bank:ঢাকা", "trust", "Liabilities:Bank:X----:Trust"),
    ],
)
def test_every_account_has_a_name_that_both_programs_take(owner, role, name):
    assert exports.account_of("L", owner, role) == name


def test_staff_takes_the_whole_books_along_with_a_reason(world):
    from karigar.events.models import Event

    world.paid()
    form = {"form": "csv", "since": "", "until": "", "reason": "Yearly audit."}
    for person, status in ((world.maker, 200), (world.moderator, 404), (world.auditor, 403), (world.stranger, 404)):
        assert world.browser(person).post("/staff/books/", form).status_code == status
    assert Event.objects.filter(name="books.exported", reason="Yearly audit.").count() == 1
    browser = world.browser(world.maker)
    assert browser.post("/staff/books/", form | {"reason": ""}).status_code == 422
    assert browser.post("/staff/books/", form | {"since": "2026-05-01", "until": "2026-04-01"}).status_code == 422
    rows = list(csv.DictReader(io.StringIO(text_of(browser.post("/staff/books/", form)))))
    assert {row["account"] for row in rows} >= {f"Liabilities:Company:{world.company.pk}:Wallet"}
    assert len({row["number"] for row in rows}) == sum(1 for _ in books.whole_books_any())

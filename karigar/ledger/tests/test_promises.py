"""What the database refuses, whoever asks: the owner of the tables and the application's role."""

import pathlib

import psycopg
import pytest
from django.db import connection, transaction

from karigar.kit.money import EXPONENTS
from karigar.ledger import actions, movements, queries, refusals

SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"


def sql(statement, *arguments):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall() if cursor.description else []


def refused(statement, *arguments):
    """Run a statement that must fail, and return PostgreSQL's error."""
    with pytest.raises(Exception) as caught:  # noqa: PT011
        sql(statement, *arguments)
    assert isinstance(caught.value.__cause__, psycopg.Error), caught.value
    return caught.value.__cause__


@pytest.fixture(params=["owner", "karigar_app"])
def role(request, books):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE" if request.param == "owner" else "SET ROLE karigar_app")
    yield request.param
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE karigar_app")


@pytest.fixture
def books(db, now):
    """A company with 1,000.00 BDT, of which 102.00 stand in escrow of milestone 1."""
    with transaction.atomic():
        actions.post(movements.deposit(deposit=1, company=1, provider="play", amount=100_000, currency="BDT"), now=now)
        actions.post(fund(), now=now)


def fund(amount=10_000, step=1):
    return movements.fund(milestone=1, company=1, amount=amount, client_fee=200, currency="BDT", step=step)


def release(gross=10_000, step=1):
    return movements.release(milestone=1, freelancer=2, gross=gross, fee=500, client_fee=200, currency="BDT", step=step)


def journals():
    return sql("SELECT count(*) FROM ledger_journal")[0][0]


@pytest.mark.parametrize("table", ["entry", "journal", "account", "unit"])
@pytest.mark.parametrize(
    "statement", ["DELETE FROM ledger_{0}", "TRUNCATE ledger_{0} CASCADE", "UPDATE ledger_{0} SET {1} = {1}"]
)
def test_history_cannot_be_changed(role, table, statement):
    column = {"entry": "line", "journal": "kind", "account": "class", "unit": "exponent"}[table]
    assert refused(statement.format(table, column)).sqlstate == "42501"


@pytest.mark.parametrize("table", ["balance", "tail", "hold_leg", "chart", "replay"])
def test_the_application_writes_no_table_of_the_books(books, table):
    for statement in ("DELETE FROM ledger_{}", "TRUNCATE ledger_{}", "INSERT INTO ledger_{} DEFAULT VALUES"):
        assert refused(statement.format(table)).sqlstate == "42501"


@pytest.mark.parametrize("function", ["ledger_open('person:1/wallet', 'BDT')", "ledger_replayed('x', '')"])
def test_the_application_cannot_call_the_inner_functions(books, function):
    assert refused(f"SELECT {function}").sqlstate == "42501"


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("j.id, a.n, a.id, 'BDT', n", "23514"),
        ("j.id, a.n, a.id + 1000, 'BDT', 3 - 2 * n", "23503"),
        ("j.id, a.n, a.id, 'USD', 3 - 2 * n", "23503"),
        ("j.id + 1, a.n, a.id, 'BDT', 3 - 2 * n", "23503"),
        ("j.id, a.n, a.id, 'BDT', 0", "23514"),
    ],
    ids=["not balanced", "no such account", "unit of another account", "no such journal", "nothing moves"],
)
def test_an_entry_written_past_the_functions_must_be_whole(books, what, state):
    statement = (
        "WITH j AS (SELECT max(id) AS id FROM ledger_journal),"
        " a AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM ledger_account)"
        " INSERT INTO ledger_entry (journal_id, line, account_id, unit, amount)"
        f" SELECT {what} FROM j, a WHERE n < 3"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(
            "INSERT INTO ledger_journal (kind, key, request, ref, at) VALUES ('by-hand', 'by-hand', '', 'by-hand', now())"
        )
    assert refused(statement).sqlstate == state
    transaction.set_rollback(True)


def test_nobody_spends_what_is_not_there(books, now):
    before = journals()
    with pytest.raises(refusals.NotEnoughMoney), transaction.atomic():
        actions.post(fund(amount=100_000, step=2), now=now)
    assert journals() == before
    assert queries.balance_of("company:1", "wallet", "BDT") == 89_800


def test_the_same_movement_again_moves_nothing_and_is_counted(books, now):
    with transaction.atomic():
        first = actions.post(release(), now=now)
        entries = sql("SELECT count(*) FROM ledger_entry")
        assert [actions.post(release(), now=now) for _ in range(2)] == [first, first]
    assert sql("SELECT count(*) FROM ledger_entry") == entries
    assert sql("SELECT replays FROM ledger_replay WHERE journal_id = %s", first) == [(2,)]
    assert queries.balance_of("person:2", "earnings", "BDT") == 9_500


def test_a_key_is_for_one_request(books, now):
    with transaction.atomic():
        actions.post(release(gross=5_000), now=now)
    with pytest.raises(refusals.KeyWasUsed), transaction.atomic():
        actions.post(release(gross=4_000), now=now)
    assert queries.balance_of("milestone:1", "escrow", "BDT") == 5_000


def test_a_release_whose_fee_rounds_to_nothing_works(books, now):
    with transaction.atomic():
        actions.post(
            movements.release(milestone=1, freelancer=2, gross=3, fee=0, client_fee=0, currency="BDT", step=1), now=now
        )
    assert queries.balances_of("person:2") == {("earnings", "BDT"): 3}


def test_post_needs_the_transaction_of_an_action(now):
    with pytest.raises(RuntimeError):
        actions.post(fund(), now=now)


@pytest.mark.parametrize(
    ("names", "units"),
    [
        (["milestone:1/wallet", "person:1/wallet"], ["BDT", "BDT"]),
        (["person:1/connects@2026-11", "person:2/connects@2026-11"], ["BDT", "BDT"]),
        (["person:1/wallet", "person:2/wallet"], ["CONNECT", "CONNECT"]),
        (["person:1/wallet", "person:2/wallet"], ["XXX", "XXX"]),
        (["person:2/wallet", "person:1/wallet"], ["BDT", "BDT"]),
        (["person:1/wallet", "person:1/wallet"], ["BDT", "BDT"]),
    ],
    ids=["owner has no such role", "Connects are no money", "money is no Connects", "unknown unit", "order", "twice"],
)
def test_what_the_chart_does_not_draw_is_refused(books, now, names, units):
    call = "SELECT ledger_post('x', 'x', 'x', %s, %s::text[], %s::text[], '{0,0}')"
    assert refused(call, now, names, units).sqlstate in {"22023", "23514"}


def test_a_lazy_account_holds_nothing_back(books, now):
    legs = (movements.Leg("platform/fee", "BDT", -1), movements.Leg("company:1/wallet", "BDT", 1))
    with pytest.raises(Exception, match="lazy"), transaction.atomic():
        actions.reserve(movements.Movement("hold", "h", "h", legs), now=now)


def test_a_hold_counts_as_spent_and_ends_once(books, now):
    with transaction.atomic():
        hold = actions.reserve(fund(amount=80_000, step=3), now=now)
    with pytest.raises(refusals.NotEnoughMoney), transaction.atomic():
        actions.post(fund(amount=20_000, step=2), now=now)
    assert queries.balance_of("company:1", "wallet", "BDT") == 89_800
    with transaction.atomic():
        actions.resolve(hold, key="capture", amounts=[-50_000, 50_000], now=now)
    assert queries.balance_of("company:1", "wallet", "BDT") == 39_800
    assert queries.audit() == []
    with pytest.raises(refusals.AlreadyEnded), transaction.atomic():
        actions.resolve(hold, key="void", amounts=None, now=now)


def test_more_than_held_is_refused(books, now):
    with transaction.atomic():
        hold = actions.reserve(fund(step=3), now=now)
    with pytest.raises(Exception, match="more than journal"), transaction.atomic():
        actions.resolve(hold, key="capture", amounts=[-10_201, 10_201], now=now)


def test_a_reversal_mirrors_its_journal_once(books, now):
    with transaction.atomic():
        journal = actions.post(release(), now=now)
        wrong = queries.journal_any(journal)
        mirror = movements.reversal(journal=journal, legs=wrong.legs, reason="Paid to the wrong person.")
        actions.post(mirror, now=now)
    assert queries.balance_of("person:2", "earnings", "BDT") == 0
    assert queries.balance_of("milestone:1", "escrow", "BDT") == 10_200


def test_units_are_those_of_the_product(books):
    units = dict(sql("SELECT code, exponent FROM ledger_unit WHERE is_money"))
    assert units == EXPONENTS


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("guards are on", "ALTER TABLE ledger_entry DISABLE TRIGGER append_only"),
        ("application cannot write", "GRANT UPDATE ON ledger_balance TO karigar_app"),
        ("balance is the sum of its entries", "UPDATE ledger_balance SET posted = posted + 1 WHERE floor = 0"),
        ("unit sums to zero", "UPDATE ledger_balance SET posted = posted + 1 WHERE floor = 0"),
        ("every account has a balance", "UPDATE ledger_balance SET floor = -5 WHERE floor = 0"),
        ("holds are what is pending", "UPDATE ledger_balance SET pending_in = 1"),
        ("journal has its entries", "INSERT INTO ledger_journal (kind, key, request, ref, at) VALUES ('x', 'x', '', 'x', now())"),
    ],
)  # fmt: skip
def test_the_audit_notices_what_its_owner_does_to_the_books(books, name, statement):
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("SET ROLE NONE")
        cursor.execute(statement)
        found = {proof for proof, _what in queries.audit()}
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert name in found
    assert found <= set(queries.PROOFS)


def test_functions_in_the_database_are_those_of_the_files(books):
    bodies = "".join(path.read_text("utf-8") for path in SQL.glob("*.sql"))
    functions = sql(
        "SELECT prosrc FROM pg_proc WHERE proname LIKE 'ledger\\_%%' AND pronamespace = 'public'::regnamespace"
    )
    assert len(functions) == 10
    assert all(body in bodies for (body,) in functions)

"""The promises have teeth: nine deliberate mistakes in the SQL of the books are each caught by a handful of questions."""

import pathlib

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from karigar.ledger import actions, movements, queries, refusals

pytestmark = pytest.mark.django_db
SQL = pathlib.Path(__file__).resolve().parent.parent / "sql"
RAW = "SELECT ledger_post('deposit', %s, 'test', now(), %s, %s, %s::bigint[], '')"


def deposit(step, amount=100_000):
    return movements.deposit(deposit=step, company=1, provider="play", amount=amount, currency="BDT")


def fund(amount, step=1):
    return movements.fund(milestone=1, company=1, amount=amount, client_fee=0, currency="BDT", step=step)


def release(step):
    return movements.release(milestone=1, freelancer=2, gross=900, fee=45, client_fee=0, currency="BDT", step=step)


def refuses(deed, *kinds):
    """Say whether something is refused, in the way that is named, and leave no trace of it."""
    try:
        with transaction.atomic():
            deed()
    except Exception as error:
        return isinstance(error, kinds or (Error,))
    return False


def raw(statement, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def as_owner(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        try:
            with transaction.atomic():
                cursor.execute(statement)
        finally:
            cursor.execute("SET ROLE karigar_app")


def broken_promises(now):
    """Ask the books the questions that matter and name those that they answer wrongly."""
    wrong = []
    with transaction.atomic():
        first = actions.post(deposit(1), now=now)
        again = actions.post(deposit(1), now=now)
        if first != again or queries.balance_of("company:1", "wallet", "BDT") != 100_000:
            wrong.append("the same movement moves once")
        actions.post(fund(5_000), now=now)
        for step in range(1, 4):
            actions.post(release(step), now=now)
        actions.roll_up(now=now)
        names, units = ["company:1/wallet", "provider:play/clearing"], ["BDT", "BDT"]
        questions = {
            "nobody overdraws": refuses(lambda: actions.post(fund(10**9, 2), now=now), refusals.NotEnoughMoney),
            "a key means one thing": refuses(lambda: actions.post(deposit(1, 7), now=now), refusals.KeyWasUsed),
            "legs sum to zero": refuses(lambda: raw(RAW, "m1", names, units, [5, -4])),
            "an entry has the unit of its account": refuses(
                lambda: as_owner(
                    "INSERT INTO ledger_entry (journal_id, line, account_id, unit, amount)"
                    " SELECT (SELECT max(id) FROM ledger_journal), 90 + n, a.id, 'INR', n * 2 - 3"
                    "   FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM ledger_account"
                    "          WHERE owner IN ('company:1', 'provider:play')) a"
                )
            ),
            "the past stands": refuses(lambda: as_owner("UPDATE ledger_entry SET amount = amount")),
            "legs stand in order": refuses(lambda: raw(RAW, "m2", names[::-1], units, [5, -5])),
        }
        wrong += [name for name, held in questions.items() if not held]
        wrong += [proof for proof, _what in queries.audit() if proof != "guards are on"]
        transaction.set_rollback(True)
    return wrong


def changed(file, function, *pairs):
    """Write a function of the books anew with a mistake in it."""
    text = (SQL / file).read_text("utf-8")
    begin = text.index(f"FUNCTION {function}(")
    body = text[begin : text.index("END $$;", begin) + len("END $$;")]
    for right, mistake in pairs:
        assert right in body, right
        body = body.replace(right, mistake)
    as_owner("CREATE OR REPLACE " + body)


MUTANTS = {
    "the floor is gone": lambda: as_owner("ALTER TABLE ledger_balance DROP CONSTRAINT no_overdraw"),
    "the running balance is one off": lambda: changed(
        "0002_post.sql", "ledger_post", ("v_balances[i] := v_balance;", "v_balances[i] := v_balance + 1;")
    ),
    "a key is never the same": lambda: changed(
        "0002_post.sql", "ledger_post", ("VALUES (p_kind, p_key,", "VALUES (p_kind, p_key || clock_timestamp(),")
    ),
    "a key means anything": lambda: changed(
        "0002_post.sql", "ledger_replayed", ("IF v_was <> p_request THEN", "IF false THEN")
    ),
    "units are mixed": lambda: changed("0001_schema.sql", "ledger_check_whole", ("AND a.unit = f.unit", "")),
    "sums are not weighed": lambda: changed(
        "0001_schema.sql",
        "ledger_check_whole",
        ("sum(f.amount) = 0 AND ", ""),
        ("HAVING sum(amount) <> 0", "HAVING false"),
    ),
    "the past may change": lambda: as_owner("ALTER TABLE ledger_entry DISABLE TRIGGER append_only"),
    "locks are taken as they come": lambda: changed("0002_post.sql", "ledger_post", ("IF i > 1 AND", "IF false AND")),
    "the tail is folded without its count": lambda: changed(
        "0002_post.sql", "ledger_roll_up", ("seq = b.seq + t.legs", "seq = b.seq")
    ),
}


def test_the_books_as_they_are_answer_every_question(now):
    assert broken_promises(now) == []


@pytest.mark.parametrize("mistake", MUTANTS)
def test_a_mistake_is_caught(now, mistake):
    with transaction.atomic():
        MUTANTS[mistake]()
        assert broken_promises(now), mistake
        transaction.set_rollback(True)

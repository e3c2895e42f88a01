"""A part of the books: from one journal to another, never from one moment to another, because clocks jump."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

END = 2**63 - 1
_FIRST = dt.timedelta(days=1)
_BATCH = 500

_LINES = """
    WITH mine AS MATERIALIZED (
      SELECT id, role FROM ledger_account
       WHERE owner = ANY (%(owners)s) AND unit = %(unit)s AND split_part(role, '@', 1) = ANY (%(roles)s)), found AS (
      SELECT e.journal_id, e.line, split_part(a.role, '@', 1) AS role, e.amount FROM mine a CROSS JOIN LATERAL (
        SELECT x.journal_id, x.line, x.amount FROM ledger_entry x
         WHERE x.account_id = a.id AND x.journal_id >= %(first)s AND x.journal_id < %(until)s
           AND (%(kinds)s::text[] IS NULL
                OR (SELECT k.kind FROM ledger_journal k WHERE k.id = x.journal_id) = ANY (%(kinds)s))
         ORDER BY x.journal_id LIMIT %(limit)s) e),
    net AS (SELECT journal_id, sum(amount)::bigint AS amount, json_agg(json_build_array(role, amount) ORDER BY line) AS parts
              FROM found GROUP BY journal_id ORDER BY journal_id LIMIT %(limit)s)
    SELECT n.journal_id, j.kind, j.ref, j.note, j.at, n.amount, n.parts
      FROM net n JOIN ledger_journal j ON j.id = n.journal_id ORDER BY n.journal_id
"""
_BEFORE = """
    WITH mine AS MATERIALIZED (
      SELECT id, role FROM ledger_account
       WHERE owner = ANY (%(owners)s) AND unit = %(unit)s AND split_part(role, '@', 1) = ANY (%(roles)s))
    SELECT coalesce(sum(n.balance_after), 0)::bigint FROM mine a CROSS JOIN LATERAL (
      SELECT balance_after FROM ledger_entry
       WHERE account_id = a.id AND journal_id < %(first)s ORDER BY journal_id DESC LIMIT 1) n
"""
_TOTALS = """
    WITH mine AS MATERIALIZED (
      SELECT id, role FROM ledger_account
       WHERE owner = ANY (%(owners)s) AND unit = %(unit)s AND split_part(role, '@', 1) = ANY (%(roles)s))
    SELECT j.kind, count(*), sum(x.amount)::bigint FROM (
      SELECT e.journal_id, sum(e.amount) AS amount FROM mine a CROSS JOIN LATERAL (
        SELECT y.journal_id, y.amount FROM ledger_entry y
         WHERE y.account_id = a.id AND y.journal_id >= %(first)s AND y.journal_id < %(until)s ORDER BY y.journal_id OFFSET 0) e
       GROUP BY e.journal_id) x
      JOIN ledger_journal j ON j.id = x.journal_id GROUP BY j.kind ORDER BY min(x.journal_id)
"""
_BOOKS = """
    SELECT j.id, j.kind, j.ref, j.note, j.at,
           (SELECT json_agg(json_build_array(a.class, a.owner, a.role, e.unit, e.amount) ORDER BY e.line)
              FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE e.journal_id = j.id)
      FROM ledger_journal j
     WHERE j.id >= %s AND j.id < %s AND j.phase IN (0, 2) ORDER BY j.id LIMIT %s
"""


_EARNED = """
    WITH mine AS MATERIALIZED (
      SELECT id FROM ledger_account WHERE owner = %(owner)s AND unit = %(unit)s AND role = ANY (%(roles)s)),
    paid AS MATERIALIZED (
      SELECT e.journal_id, sum(e.amount)::bigint AS net FROM mine a CROSS JOIN LATERAL (
        SELECT x.journal_id, x.amount FROM ledger_entry x
         WHERE x.account_id = a.id AND x.journal_id >= %(first)s AND x.journal_id < %(until)s ORDER BY x.journal_id OFFSET 0) e
       GROUP BY e.journal_id)
    SELECT j.kind, j.ref, sum(p.net)::bigint, sum(coalesce(f.fee, 0))::bigint
      FROM paid p JOIN ledger_journal j ON j.id = p.journal_id
      LEFT JOIN LATERAL (
        SELECT sum(y.amount) AS fee FROM ledger_entry y JOIN ledger_account b ON b.id = y.account_id
         WHERE y.journal_id = p.journal_id AND b.role = 'fee') f ON true
     WHERE j.kind = ANY (%(kinds)s) GROUP BY j.kind, j.ref ORDER BY min(j.id)
"""


class NetLine(NamedTuple):
    """What one journal did to the accounts of a statement together; `parts` are pairs of role and amount."""

    journal: int
    kind: str
    ref: str
    note: str
    at: dt.datetime
    amount: int
    parts: list[tuple[str, int]]


class WholeJournal(NamedTuple):
    """A journal with all its legs: class (A, L, E, I or X), owner, role, unit, amount (above 0 the holder's claim grows)."""

    id: int
    kind: str
    ref: str
    note: str
    at: dt.datetime
    legs: list[tuple[str, str, str, str, int]]


def first_since(moment: dt.datetime) -> int:
    """Return the lowest journal of the first stretch of time that has any, from a moment on; END when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM ledger_journal WHERE id = (SELECT max(id) FROM ledger_journal)")
        newest = cursor.fetchone()[0]
        step, since = _FIRST, moment
        while newest is not None and since <= newest:
            cursor.execute("SELECT min(id) FROM ledger_journal WHERE at >= %s AND at < %s", [since, since + step])
            found: int | None = cursor.fetchone()[0]
            if found is not None:
                return found
            since, step = since + step, step * 4
    return END


def following() -> int:
    """Return a number above that of every journal of now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger_journal")
        return int(cursor.fetchone()[0])


def lines(**asked: Any) -> list[NetLine]:
    """Return lines; asked are owners, unit, roles, first, until, kinds (or None) and limit."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, asked)
        return [NetLine._make(row) for row in cursor.fetchall()]


def earned(owner: str, unit: str, kinds: Sequence[str], first: int, until: int) -> list[tuple[str, str, int, int]]:
    """Return kind, reference, net sum and fee of what an owner was paid, the journals of one reference together."""
    roles = ["wallet", "earnings"]
    asked: dict[str, Any] = {"owner": owner, "unit": unit, "roles": roles, "kinds": list(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(_EARNED, asked | {"first": first, "until": until})
        return list(cursor.fetchall())


def before(owners: Sequence[str], unit: str, roles: Sequence[str], first: int) -> int:
    """Return what the accounts held together before a journal."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"owners": list(owners), "unit": unit, "roles": list(roles), "first": first})
        return int(cursor.fetchone()[0])


def totals(
    owners: Sequence[str], unit: str, roles: Sequence[str], first: int, until: int
) -> list[tuple[str, int, int]]:
    """Return kind, number and sum of the movements of a part of the books."""
    with connection.cursor() as cursor:
        cursor.execute(
            _TOTALS, {"owners": list(owners), "unit": unit, "roles": list(roles), "first": first, "until": until}
        )
        return list(cursor.fetchall())


def whole(first: int, until: int) -> Iterator[WholeJournal]:
    """Return every journal of a part of the books, in order, a batch at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_BOOKS, [first, until, _BATCH])
            rows = cursor.fetchall()
        for row in rows:
            number, kind, ref, note, at, legs = row
            yield WholeJournal(number, kind, ref, note, at, [tuple(leg) for leg in legs or []])
        if len(rows) < _BATCH:
            return
        first = rows[-1][0] + 1


def balances(before_journal: int) -> list[tuple[str, str, str, str, int]]:
    """Return class, owner, role, unit and balance of every account before a journal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.class, a.owner, a.role, a.unit, sum(e.amount)::bigint FROM ledger_entry e"
            " JOIN ledger_account a ON a.id = e.account_id WHERE e.journal_id < %s"
            " GROUP BY 1, 2, 3, 4 HAVING sum(e.amount) <> 0 ORDER BY 1, 2, 3, 4",
            [before_journal],
        )
        return list(cursor.fetchall())


def units_of(owners: Sequence[str]) -> list[str]:
    """Return the units in which owners have accounts, money first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unit, unit = 'CONNECT' FROM ledger_account WHERE owner = ANY (%s) ORDER BY 2, 1",
            [list(owners)],
        )
        return [row[0] for row in cursor.fetchall()]

"""What the books say. Balances are exact at every moment: what is rolled up and its tail in one snapshot."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from karigar.ledger import auditing, merkle, periods, sealing
from karigar.ledger.movements import Leg

# What audit() proves: those of the view ledger_audit in its order, then the seals.
PROOFS = (
    "journal sums to zero",
    "unit sums to zero",
    "balance is the sum of its entries",
    "every account has a balance",
    "entry has its journal and account",
    "sequence has no gap",
    "running balance is right",
    "nothing is below its floor",
    "journal has its entries",
    "holds are what is pending",
    "reversal mirrors its journal",
    "guards are on",
    "application cannot write",
    "sealed blocks are unchanged",
)
# Accounts that are people's money, and accounts where it must be.
USER_ROLES = ["wallet", "earnings", "withdrawing", "escrow", "dispute"]
HOLDING_ROLES = ["clearing", "trust"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement."""

    journal: int
    kind: str
    ref: str
    note: str
    at: dt.datetime
    role: str
    amount: int
    unit: str
    balance_after: int | None


@dataclass(frozen=True, slots=True)
class LotsLine:
    """What one movement did to all lots of a role: by lot, together, and what there was after it."""

    journal: int
    kind: str
    ref: str
    note: str
    at: dt.datetime
    amount: int
    lots: dict[str, int]
    balance_after: int


@dataclass(frozen=True, slots=True)
class JournalView:
    """A journal with its legs."""

    id: int
    kind: str
    key: str
    ref: str
    note: str
    at: dt.datetime
    reverses: int | None
    legs: tuple[Leg, ...]


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """People's money in a currency, and what is held for it."""

    currency: str
    owed_to_users: int
    held: int

    @property
    def covered(self) -> bool:
        """Say whether all of people's money is there."""
        return self.held >= self.owed_to_users


def _rows(sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return list(cursor.fetchall())


def balance_of(owner: str, role: str, currency: str) -> int:
    """Return the balance of one account in minor units; an account that nothing ever touched holds 0."""
    rows = _rows(
        "SELECT ledger_balance_of(id) FROM ledger_account WHERE owner = %s AND role = %s AND unit = %s",
        owner,
        role,
        currency,
    )
    return int(rows[0][0]) if rows else 0


def balances_of(owner: str) -> dict[tuple[str, str], int]:
    """Return all balances of an owner by role and unit."""
    rows = _rows("SELECT role, unit, ledger_balance_of(id) FROM ledger_account WHERE owner = %s ORDER BY id", owner)
    return {(role, unit): int(amount) for role, unit, amount in rows}


def entries_for(owner: str, *roles: str, before: int | None = None, limit: int = 50) -> list[Line]:
    """Return statement lines of an owner, newest first, those before a journal; all roles when none is named.

    A role without a lot ("connects") names all its lots.
    """
    rows = _rows(
        "SELECT j.id, j.kind, j.ref, j.note, j.at, a.role, e.amount, e.unit, e.balance_after"
        "  FROM ledger_account a CROSS JOIN LATERAL ("
        "       SELECT * FROM ledger_entry WHERE account_id = a.id AND (%s::bigint IS NULL OR journal_id < %s::bigint)"
        "        ORDER BY journal_id DESC LIMIT %s) e"
        "  JOIN ledger_journal j ON j.id = e.journal_id"
        " WHERE a.owner = %s AND (%s::text[] = '{}' OR a.role = ANY (%s) OR split_part(a.role, '@', 1) = ANY (%s))"
        " ORDER BY j.id DESC, e.line LIMIT %s",
        before, before, limit, owner, list(roles), list(roles), list(roles), limit,
    )  # fmt: skip
    return [Line(*row) for row in rows]


def lots_statement(
    owner: str, role: str, *, kinds: Sequence[str] = (), before: int | None = None, limit: int = 50
) -> list[LotsLine]:
    """Return what movements did to all lots of a role ("connects") together, newest first, those before a journal.

    Kinds narrow it to some movements. A movement is one line however many lots it touched.
    """
    rows = _rows(
        "WITH lot AS (SELECT id, role FROM ledger_account WHERE owner = %s AND split_part(role, '@', 1) = %s),"
        " line AS (SELECT j.id, j.kind, j.ref, j.note, j.at, sum(e.amount)::bigint AS amount,"
        "         jsonb_object_agg(split_part(lot.role, '@', 2), e.amount) AS lots"
        "    FROM lot CROSS JOIN LATERAL ("
        "         SELECT e.journal_id, e.amount FROM ledger_entry e JOIN ledger_journal k ON k.id = e.journal_id"
        "          WHERE e.account_id = lot.id AND (%s::bigint IS NULL OR e.journal_id < %s::bigint)"
        "            AND (%s::text[] = '{}' OR k.kind = ANY (%s)) ORDER BY e.journal_id DESC LIMIT %s) e"
        "    JOIN ledger_journal j ON j.id = e.journal_id GROUP BY j.id ORDER BY j.id DESC LIMIT %s)"
        " SELECT line.*, (SELECT coalesce(sum((SELECT e.balance_after FROM ledger_entry e WHERE e.account_id = lot.id"
        "         AND e.journal_id <= line.id ORDER BY e.journal_id DESC LIMIT 1)), 0)::bigint FROM lot)"
        "   FROM line ORDER BY line.id DESC",
        owner, role, before, before, list(kinds), list(kinds), limit, limit,
    )  # fmt: skip
    return [
        LotsLine(pk, kind, ref, note, at, amount, json.loads(lots) if isinstance(lots, str) else lots, after)
        for pk, kind, ref, note, at, amount, lots, after in rows
    ]


def sums_by_month(
    owner: str, *, roles: Sequence[str], kinds: Sequence[str], since: dt.datetime, zone: str
) -> list[tuple[dt.date, str, str, int]]:
    """Add up what movements of some kinds did to an owner's accounts, by month of a time zone.

    Return the first day of the month, the unit, the kind and the sum in minor units, oldest month first.
    """
    return _rows(
        "SELECT date_trunc('month', j.at AT TIME ZONE %s)::date AS month, e.unit, j.kind, sum(e.amount)::bigint"
        "  FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id JOIN ledger_journal j ON j.id = e.journal_id"
        " WHERE a.owner = %s AND a.role = ANY (%s) AND j.kind = ANY (%s) AND j.at >= %s"
        " GROUP BY month, e.unit, j.kind ORDER BY month, e.unit, j.kind",
        zone, owner, list(roles), list(kinds), since,
    )  # fmt: skip


def first_journal_since(moment: dt.datetime) -> int:
    """Return the number of the first journal from a moment on; a number beyond all when there is none yet."""
    return periods.first_since(moment)


def net_lines(
    owners: Sequence[str],
    *,
    unit: str,
    roles: Sequence[str],
    first: int,
    until: int,
    kinds: Sequence[str] | None = None,
    limit: int = 50,
) -> list[periods.NetLine]:
    """Return what each journal from `first` to before `until` did to some accounts of owners together, oldest first.

    Amounts are minor units of `unit`; a role without a lot ("connects") names all its lots.
    """
    return periods.lines(
        owners=list(owners),
        unit=unit,
        roles=list(roles),
        first=first,
        until=until,
        kinds=list(kinds) if kinds else None,
        limit=limit,
    )


def held_before(owners: Sequence[str], *, unit: str, roles: Sequence[str], journal: int) -> int:
    """Return what some accounts of owners held together before a journal, in minor units."""
    return periods.before(owners, unit, roles, journal)


def totals_by_kind(
    owners: Sequence[str], *, unit: str, roles: Sequence[str], first: int, until: int
) -> list[tuple[str, int, int]]:
    """Return kind, number and sum (minor units) of the journals from `first` to before `until`."""
    return periods.totals(owners, unit, roles, first, until)


def next_journal() -> int:
    """Return a number above that of every journal of now."""
    return periods.following()


def earned_by(owner: str, *, unit: str, first: int, until: int) -> list[tuple[str, str, int, int]]:
    """Return what an owner earned from `first` to before `until`: kind, reference, net and fee in minor units.

    Kinds are "release", "bonus" and "give-back" (below 0); journals of one reference come as one row.
    """
    return periods.earned(owner, unit, ("release", "bonus", "give-back"), first, until)


def units_of(owners: Sequence[str]) -> list[str]:
    """Return the units in which owners have accounts, money first."""
    return periods.units_of(owners)


def whole_books_any(first: int = 1, until: int = periods.END) -> Iterator[periods.WholeJournal]:
    """Return every journal from `first` to before `until` with all its legs, oldest first, a batch at a time."""
    return periods.whole(first, until)


def balances_before_any(journal: int) -> list[tuple[str, str, str, str, int]]:
    """Return class, owner, role, unit and balance (minor units) of every account that held something before a journal."""
    return periods.balances(journal)


def journal_any(journal: int) -> JournalView | None:
    """Return a journal with its legs, or None."""
    rows = _rows(
        "SELECT j.id, j.kind, j.key, j.ref, j.note, j.at, j.reverses, a.owner || '/' || a.role, e.unit, e.amount"
        "  FROM ledger_journal j LEFT JOIN ledger_entry e ON e.journal_id = j.id"
        "  LEFT JOIN ledger_account a ON a.id = e.account_id WHERE j.id = %s ORDER BY e.line",
        journal,
    )
    if not rows:
        return None
    legs = tuple(Leg(*row[7:]) for row in rows if row[7])
    pk, kind, key, ref, note, at, reverses = rows[0][:7]
    return JournalView(pk, kind, key, ref, note, at, reverses, legs)


def trial_balance_any() -> list[tuple[str, str, str, int]]:
    """Return class, role, unit and amount of all accounts together."""
    return _rows("SELECT class, role, unit, amount FROM ledger_trial_balance ORDER BY class, role, unit")


def trial_balance_until_any(moment: dt.datetime) -> list[tuple[str, str, str, int]]:
    """Return class, role, unit and amount of all accounts together as they stood before a moment."""
    return _rows(
        "SELECT a.class, split_part(a.role, '@', 1) AS role, a.unit, sum(e.amount)::bigint"
        "  FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id JOIN ledger_account a ON a.id = e.account_id"
        " WHERE j.at < %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        moment,
    )


def last_journal_until_any(moment: dt.datetime) -> int:
    """Return the number of the last journal before a moment, or 0."""
    return int(_rows("SELECT coalesce(max(id), 0) FROM ledger_journal WHERE at < %s", moment)[0][0])


def holdings_any(roles: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return name, unit and balance of every account of some roles; an account of the outside world is below zero."""
    return _rows(
        "SELECT owner || '/' || role, unit, ledger_balance_of(id) FROM ledger_account"
        " WHERE role = ANY (%s) ORDER BY 1, 2",
        list(roles),
    )


def moved_any(
    roles: Sequence[str], *, after: int, limit: int
) -> list[tuple[int, str, str, int, str, str, dt.datetime]]:
    """Return what journals after one did to accounts of some roles, oldest first and whole journals only.

    Each row: journal, account, unit, amount, kind, ref, moment.
    """
    rows = _rows(
        "SELECT e.journal_id, a.owner || '/' || a.role, a.unit, e.amount, j.kind, j.ref, j.at"
        "  FROM ledger_account a CROSS JOIN LATERAL ("
        "       SELECT * FROM ledger_entry WHERE account_id = a.id AND journal_id > %s ORDER BY journal_id LIMIT %s) e"
        "  JOIN ledger_journal j ON j.id = e.journal_id"
        " WHERE a.role = ANY (%s) ORDER BY e.journal_id, e.line LIMIT %s",
        after, limit, list(roles), limit,
    )  # fmt: skip
    if len(rows) == limit and rows[0][0] != rows[-1][0]:  # the last journal may go on behind the cut
        rows = [row for row in rows if row[0] != rows[-1][0]]
    return rows


def audit() -> list[tuple[str, str]]:
    """Prove the whole ledger from the first entry: return every broken promise with what broke it; none is the proof."""
    return [*_rows("SELECT proof, what FROM ledger_audit"), *sealing.broken()]


def audit_since(last: int, *, height: int, sweep: tuple[int, int] = (1, 0)) -> list[tuple[str, str]]:
    """Prove what was posted after a journal and sealed after a height, and seal some old blocks anew.

    `sweep` is the first old block and how many: whoever asks every day with the next ones has proved all of them in turn,
    at the same cost each day however long the books are.
    """
    found = [*auditing.broken_after(last), *sealing.broken(height + 1)]
    return [*found, *sealing.broken(*sweep)] if sweep[1] else found


def proofs() -> list[tuple[str, int]]:
    """Return the name of every proof and how often it failed."""
    broken = audit()
    return [(proof, sum(name == proof for name, _what in broken)) for proof in PROOFS]


def safeguarding_any(currency: str) -> Safeguarding:
    """Compare people's money with what providers and the trust bank hold."""
    rows: Sequence[tuple[Any, ...]] = _rows(
        "SELECT coalesce(sum(amount) FILTER (WHERE role = ANY (%s)), 0),"
        "      -coalesce(sum(amount) FILTER (WHERE role = ANY (%s)), 0) FROM ledger_trial_balance WHERE unit = %s",
        USER_ROLES,
        HOLDING_ROLES,
        currency,
    )
    return Safeguarding(currency, int(rows[0][0]), int(rows[0][1]))


def writers_any() -> tuple[int, set[str]]:
    """Return the newest journal that can be seen, and the transactions that may still bring an older one.

    A journal takes its number before its transaction ends, so a higher number can be seen before a lower one. Whoever
    has taken a number holds the lock of a writer on the table, which it took before that and keeps to its end.
    """
    newest: int = _rows("SELECT coalesce(max(id), 0) FROM ledger_journal")[0][0]
    return newest, _writing()


def still_writing_any(writers: set[str]) -> bool:
    """Say whether one of these transactions is still under way."""
    return bool(writers & _writing())


def _writing() -> set[str]:
    rows = _rows(
        "SELECT virtualtransaction FROM pg_locks WHERE relation = 'ledger_journal'::regclass"
        "   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        "   AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()"
    )
    return {row[0] for row in rows}


def receipt_any(journal: int) -> dict[str, Any] | None:
    """Return the receipt of a journal: itself, its path to the root of its block, the block; None before it is sealed."""
    return sealing.receipt(journal)


def receipt_read(paper: object) -> tuple[int, str]:
    """Return the height and hash of the block that a receipt leads to, computed from the receipt alone.

    Raises ValueError with the reason, in English, when it does not hold together.
    """
    head = merkle.verify(paper) if isinstance(paper, dict) else ""
    height = paper["block"]["height"] if isinstance(paper, dict) else None
    if type(height) is not int:
        raise ValueError("this is not a receipt, or its block has no number")
    return height, head


def newest_blocks_any(below: int | None = None, limit: int = 20) -> list[sealing.Block]:
    """Return sealed blocks below a height, the highest first."""
    return sealing.newest(below, limit)


def block_any(height: int) -> sealing.Block | None:
    """Return the sealed block of a height, or None."""
    found = sealing.blocks(height, 1) if 0 < height < 2**63 else []
    return found[0] if found and found[0].height == height else None


def last_block_any() -> sealing.Block | None:
    """Return the newest sealed block, or None."""
    return sealing.last_block()


def blocks_any(since: int = 1, limit: int | None = None) -> list[sealing.Block]:
    """Return sealed blocks from a height on, the lowest first: what the site publishes."""
    return sealing.blocks(since, limit)

"""What the books say. Balances are exact at every moment: what is rolled up and its tail in one snapshot."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from karigar.ledger import sealing
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


def audit() -> list[tuple[str, str]]:
    """Prove the whole ledger from the first entry: return every broken promise with what broke it; none is the proof."""
    return [*_rows("SELECT proof, what FROM ledger_audit"), *sealing.broken()]


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


def blocks_any(since: int = 1, limit: int | None = None) -> list[sealing.Block]:
    """Return sealed blocks from a height on, the lowest first: what the site publishes."""
    return sealing.blocks(since, limit)

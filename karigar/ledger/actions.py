"""The only door to the books. The database keeps the promises (karigar/ledger/sql); this calls its functions."""

import datetime as dt
from typing import Any

from django.db import DatabaseError, connection

from karigar.kit.state import action
from karigar.ledger import merkle, sealing
from karigar.ledger.movements import Movement
from karigar.ledger.refusals import AlreadyEnded, KeyWasUsed, NotEnoughMoney

REFUSALS = {
    "no_overdraw": NotEnoughMoney,
    "key_was_used": KeyWasUsed,
    "ledger_journal_resolves_once": AlreadyEnded,
    "ledger_journal_reverses_once": AlreadyEnded,
}
POST = "SELECT ledger_post(%s, %s, %s, %s, %s::text[], %s::text[], %s::bigint[], %s, %s)"
RESERVE = "SELECT ledger_reserve(%s, %s, %s, %s, %s::text[], %s::text[], %s::bigint[], %s)"
SEAL = "SELECT ledger_seal(%s, %s, %s, %s, %s, %s, %s, %s)"
BLOCK = 4096  # journals in a block: a receipt of it has 12 hashes, and a page of it is read at once
RESOLVE = "SELECT ledger_resolve(%s, %s, %s, %s::bigint[])"


def post(movement: Movement, *, now: dt.datetime) -> int:
    """Post a movement in the caller's transaction and return its journal; the same movement again changes nothing.

    Raises NotEnoughMoney (409), KeyWasUsed (409), AlreadyEnded (409).
    """
    return _call(POST, [*_arguments(movement, now), movement.reverses])


def reserve(movement: Movement, *, now: dt.datetime) -> int:
    """Hold the money of a movement back in the caller's transaction and return the journal that holds it.

    Raises NotEnoughMoney (409), KeyWasUsed (409).
    """
    return _call(RESERVE, _arguments(movement, now))


def resolve(hold: int, *, key: str, amounts: list[int] | None, now: dt.datetime) -> int:
    """End a hold: move what it held (all or part, leg by leg), or with None give everything back.

    Raises AlreadyEnded (409), KeyWasUsed (409).
    """
    return _call(RESOLVE, [hold, key, now, None if amounts is None else _array(amounts)])


@action
def roll_up(*, now: dt.datetime) -> int:
    """Fold what releases left beside the platform's accounts into their balances, and return how many legs."""
    return _call("SELECT ledger_roll_up()", [])


@action
def seal_block(*, until: int, now: dt.datetime) -> int:
    """Seal the next journals up to a number, at most a block of them, and return how many; 0 when all are sealed.

    The caller knows that no journal up to `until` is still being written (queries.writers_any). The tree is RFC 6962's.
    """
    sealing.lock()
    last = sealing.last_block()
    found = sealing.journals(last.last + 1 if last else 1, until, BLOCK)
    if not found:
        return 0
    height, previous = (last.height + 1, last.hash) if last else (1, merkle.NO_BLOCK)
    first, end, size = found[0]["id"], found[-1]["id"], len(found)
    root = merkle.root_of(sealing.leaves(found))
    head = merkle.block_hash(height=height, first=first, last=end, size=size, root=root, previous=previous)
    _call(SEAL, [height, first, end, size, root, previous, head, now])
    return size


def _arguments(movement: Movement, now: dt.datetime) -> list[Any]:
    """Return what ledger_post and ledger_reserve want to know of a movement."""
    # The books want legs in the order of names: that is the order in which all posts take their locks.
    legs = sorted(movement.legs)
    return [
        movement.kind,
        movement.key,
        movement.ref,
        now,
        _texts([leg.account for leg in legs]),
        _texts([leg.unit for leg in legs]),
        _array([leg.amount for leg in legs]),
        movement.note,
    ]


def _array(amounts: list[int]) -> str:
    """Write numbers as the text of an array: as a list their type would change with the largest, and with it the plan."""
    return "{" + ",".join(map(str, amounts)) + "}"


def _texts(words: list[str]) -> str:
    """Write names as the text of an array, which costs a third less than a list."""
    text = '","'.join(words)
    if "\\" in text or text.count('"') != 2 * len(words) - 2:
        raise ValueError(f"a name holds a quote: {words}")
    return '{"' + text + '"}'


def _call(sql: str, arguments: list[Any]) -> int:
    if not connection.in_atomic_block:
        raise RuntimeError("the books are written in the transaction of an action only")
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            row: tuple[int] = cursor.fetchone()
            return row[0]
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refusal = REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
        if refusal is None:
            raise
        raise refusal from error

"""The end of a month: its trial balance is frozen by two of the finance staff. The only writer of closes."""

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from karigar.events import actions as events
from karigar.kit.state import action, lock, move
from karigar.ledger import queries as ledger
from karigar.reconciliation import queries
from karigar.reconciliation.actions.matching import gather_movements
from karigar.reconciliation.models import Close
from karigar.reconciliation.refusals import (
    BooksAreBroken,
    BooksAreNotSealed,
    MonthIsClosed,
    MonthIsNotOver,
    OldLinesAreOpen,
    OwnOrder,
)
from karigar.reconciliation.states import CLOSE_MOVES, CloseStatus
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def ask_close(*, by: "Person", month: dt.date, reason: str, despite: str = "", now: dt.datetime) -> Close:
    """Ask that a month (its first day, UTC) be closed; `despite` says why, when old lines are open.

    Raises MonthIsNotOver, MonthIsClosed, BooksAreBroken, BooksAreNotSealed, OldLinesAreOpen (409).
    """
    month = month.replace(day=1)
    close, is_new = Close.objects.get_or_create(
        month=month, defaults={"made_by": by, "made_at": now, "reason": reason, "despite": despite}
    )
    lock(close)
    if not is_new and close.status != CloseStatus.REFUSED:
        raise MonthIsClosed
    _demand_ready(month, despite, now)
    if not is_new:
        move(
            close,
            to=CloseStatus.MADE,
            moves=CLOSE_MOVES,
            made_by=by,
            made_at=now,
            reason=reason,
            despite=despite,
        )
    _tell(close, "close_made", by, despite or reason, now)
    return close


@action
def check_close(close: Close, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Close a month as the second of two: freeze its trial balance with its hash and the block of its last journal.

    Raises OwnOrder (403), BooksAreBroken, BooksAreNotSealed, OldLinesAreOpen, StateHasMoved (409).
    """
    lock(close)
    if close.made_by_id == by.pk:
        raise OwnOrder
    if close.status == CloseStatus.MADE:
        _demand_ready(close.month, close.despite, now)
    end = queries.next_month(close.month)
    lines, moved, _first = queries.open_until_any(end)
    trial = [list(row) for row in ledger.trial_balance_until_any(queries.midnight(end))]
    last = ledger.last_journal_until_any(queries.midnight(end))
    block = ledger.last_block_any()
    height, block_hash = (block.height, block.hash.hex()) if block else (0, "")
    move(
        close,
        to=CloseStatus.CLOSED,
        moves=CLOSE_MOVES,
        checked_by=by,
        checked_at=now,
        open_lines=lines,
        open_moved=moved,
        trial=trial,
        last_journal=last,
        block_height=height,
        block_hash=block_hash,
        hash=hash_of(close.month, trial, last, height, block_hash),
    )
    _tell(close, "month_closed", by, reason, now)


@action
def refuse_close(close: Close, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Refuse to close a month for now; it may be asked for again. Raises StateHasMoved (409)."""
    lock(close)
    move(close, to=CloseStatus.REFUSED, moves=CLOSE_MOVES)
    _tell(close, "close_refused", by, reason, now)


def hash_of(month: dt.date, trial: list[list[Any]], last: int, height: int, block_hash: str) -> str:
    """Return the SHA-256 of a closed month: anybody who has its CSV can reckon it again (docs/how-to/reconcile.md)."""
    facts = [month.isoformat(), last, height, block_hash, trial]
    return hashlib.sha256(json.dumps(facts, separators=(",", ":")).encode()).hexdigest()


def _demand_ready(month: dt.date, despite: str, now: dt.datetime) -> None:
    end = queries.next_month(month)
    if now < queries.midnight(end):
        raise MonthIsNotOver
    gather_movements(now=now)
    if broken := ledger.audit():
        raise BooksAreBroken(what="; ".join(f"{proof}: {what}" for proof, what in broken[:3]))
    block = ledger.last_block_any()
    if ledger.last_journal_until_any(queries.midnight(end)) > (block.last if block else 0):
        raise BooksAreNotSealed
    days = rulebook.value("reconcile.close_days", at=now)
    old = queries.count_old_any(before=min(end, now.date() - dt.timedelta(days=days)))
    if old and not despite.strip():
        raise OldLinesAreOpen(count=old, days=days)


def _tell(close: Close, name: str, by: "Person", reason: str, now: dt.datetime) -> None:
    events.record(
        f"reconciliation.{name}",
        subject=("month", close.pk),
        actor_id=by.pk,
        data={"month": close.month.isoformat(), "hash": close.hash, "by": by.pk},
        reason=reason,
        by_staff=True,
        now=now,
    )

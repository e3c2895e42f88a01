"""Actions and states: one transaction a deed, rows are locked, then moved along the arrows of `states.py`."""

import functools
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection, models, transaction

from karigar.kit import tables
from karigar.kit.errors import StateHasMoved

Moves = Mapping[str, Iterable[str]]


class _Here(threading.local):
    """Whether this thread is inside an action."""

    acting = False


_here = _Here()


def action[**P, R](deed: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction; called inside another action it belongs to that one's transaction.

    Django's own `transaction.atomic` would write a savepoint for each nested action: two round trips for a way back
    that nobody takes, because a refusal of a part refuses the whole. An action that does catch what a part of it
    raises opens a savepoint there by `with transaction.atomic():`.
    """

    @functools.wraps(deed)
    def act(*args: P.args, **kwargs: P.kwargs) -> R:
        if _here.acting:
            return deed(*args, **kwargs)
        _here.acting = True
        try:
            with transaction.atomic():
                return deed(*args, **kwargs)
        finally:
            _here.acting = False

    return act


def lock[Row: models.Model](row: Row, *also: str) -> Row:
    """Lock a row for this transaction and read it again, in place; `also` names foreign keys to read with it.

    The first line of every action that decides: what the page showed may be old.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock() needs the transaction of an action")
    row.__dict__.update(tables.read_locked(type(row), row.pk, also=also).__dict__)
    return row


def can_move(row: Any, to: str, moves: Moves) -> bool:
    """Say whether the arrow from the row's status to another is drawn."""
    return to in moves.get(str(row.status), ())


def move(row: Any, *, to: str, moves: Moves, **changes: object) -> None:
    """Move a locked row, which has a `status`, to another and write the changed fields; refuse an arrow that is not drawn.

    Raises StateHasMoved (409) with the present state's name.
    """
    if not can_move(row, to, moves):
        raise StateHasMoved(state=row.get_status_display())
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)
    tables.write(row, ["status", *changes])


def demand_no_action() -> None:
    """Refuse to go on inside an action: nobody outside is asked while rows are locked."""
    if _here.acting:
        raise RuntimeError("a provider is never asked inside a transaction")

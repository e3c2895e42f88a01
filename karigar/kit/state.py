"""State machines: rows are locked, then moved along the arrows that a module's `states.py` draws."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.db import connection, models

from karigar.kit.errors import StateHasMoved

Moves = Mapping[str, Iterable[str]]


def lock[Row: models.Model](row: Row, *also: str) -> Row:
    """Lock a row for this transaction and read it again, in place; `also` names foreign keys to read with it.

    The first line of every action that decides: what the page showed may be old.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock() needs the transaction of an action")
    fresh = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    if also:
        fresh = fresh.select_related(*also)
    row.__dict__.update(fresh.get(pk=row.pk).__dict__)
    return row


class HasStatus(Protocol):
    """A row with a state."""

    status: Any

    def get_status_display(self) -> str: ...

    def save(self, *, update_fields: Any) -> None: ...


def can_move(row: HasStatus, to: str, moves: Moves) -> bool:
    """Say whether the arrow from the row's status to another is drawn."""
    return to in moves.get(str(row.status), ())


def move(row: HasStatus, *, to: str, moves: Moves, **changes: object) -> None:
    """Move a locked row to another status and write the changed fields; refuse an arrow that is not drawn.

    Raises StateHasMoved (409) with the present state's name.
    """
    if not can_move(row, to, moves):
        raise StateHasMoved(state=row.get_status_display())
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=["status", *changes])

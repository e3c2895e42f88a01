"""Everything that changes what reconciliation keeps."""

from karigar.reconciliation.actions.alarms import tell_stuck
from karigar.reconciliation.actions.closes import ask_close, check_close, refuse_close
from karigar.reconciliation.actions.deeds import book_transfer, confirm_paid, fail_returned, return_late, see_transfer
from karigar.reconciliation.actions.matching import gather_movements, match_by_hand, match_lines, undo_match
from karigar.reconciliation.actions.orders import (
    ask_charge,
    ask_settlement,
    ask_sweep,
    ask_tax,
    book_order,
    refuse_order,
)
from karigar.reconciliation.actions.taking import save_profile, take_statement

__all__ = [
    "ask_charge",
    "ask_close",
    "ask_settlement",
    "ask_sweep",
    "ask_tax",
    "book_order",
    "book_transfer",
    "check_close",
    "confirm_paid",
    "fail_returned",
    "gather_movements",
    "match_by_hand",
    "match_lines",
    "refuse_close",
    "refuse_order",
    "return_late",
    "save_profile",
    "see_transfer",
    "take_statement",
    "tell_stuck",
    "undo_match",
]

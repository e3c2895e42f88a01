"""How money goes out. The only writer of payout methods, withdrawals, payment files and the terms of rails."""

from karigar.payouts.actions.batches import export_batch
from karigar.payouts.actions.methods import accept_name, add_method, refuse_name, remove_method
from karigar.payouts.actions.rails import check_terms, propose_terms, refuse_terms
from karigar.payouts.actions.results import apply_results, refuse_results, take_results
from karigar.payouts.actions.withdrawals import (
    alarm_payout,
    check_payout,
    confirm_payout,
    fail_payout,
    request_payout,
    return_late,
    send_payout,
)

__all__ = [
    "accept_name",
    "add_method",
    "alarm_payout",
    "apply_results",
    "check_payout",
    "check_terms",
    "confirm_payout",
    "export_batch",
    "fail_payout",
    "propose_terms",
    "refuse_name",
    "refuse_results",
    "refuse_terms",
    "remove_method",
    "request_payout",
    "return_late",
    "send_payout",
    "take_results",
]

"""How money comes in and goes back. The only writer of deposits, refunds, chargebacks and what providers say."""

from karigar.payins.actions.calls import claim_call, note_answer, note_failure, note_unknown
from karigar.payins.actions.chargebacks import check_write_off, make_write_off, note_dispute
from karigar.payins.actions.deposits import (
    cancel_deposit,
    check_deposit,
    make_deposit,
    note_payment,
    refuse_deposit,
    return_to_maker,
    start_deposit,
    state_transfer,
)
from karigar.payins.actions.inbox import close_event, keep_refused, postpone_event, store_events
from karigar.payins.actions.refunds import ask_deposit_refund, check_refund, make_refund, refuse_refund

__all__ = [
    "ask_deposit_refund",
    "cancel_deposit",
    "check_deposit",
    "check_refund",
    "check_write_off",
    "claim_call",
    "close_event",
    "keep_refused",
    "make_deposit",
    "make_refund",
    "make_write_off",
    "note_answer",
    "note_dispute",
    "note_failure",
    "note_payment",
    "note_unknown",
    "postpone_event",
    "refuse_deposit",
    "refuse_refund",
    "return_to_maker",
    "start_deposit",
    "state_transfer",
    "store_events",
]

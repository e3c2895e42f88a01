"""Everything that changes offers, contracts, milestones and their escrow. Split by noun; this is the face."""

from karigar.contracts.actions.amendments import answer_amendment, expire_amendment, propose_amendment
from karigar.contracts.actions.extras import clear_hold, give_back, give_bonus
from karigar.contracts.actions.lifecycle import (
    count_paid_contract,
    end_contract,
    end_if_settled,
    note_contract,
    pause_contract,
    resume_contract,
)
from karigar.contracts.actions.milestones import (
    approve_by_time,
    approve_milestone,
    ask_changes,
    extend_review,
    fund_milestone,
    remind_client,
    submit_milestone,
)
from karigar.contracts.actions.offers import (
    accept_offer,
    counter_offer,
    decline_offer,
    expire_offer,
    lapse_offer,
    send_offer,
    withdraw_offer,
)
from karigar.contracts.actions.refunds import answer_refund, ask_refund, drop_refund, give_silent_refund, refund_now

__all__ = [
    "accept_offer",
    "answer_amendment",
    "answer_refund",
    "approve_by_time",
    "approve_milestone",
    "ask_changes",
    "ask_refund",
    "clear_hold",
    "count_paid_contract",
    "counter_offer",
    "decline_offer",
    "drop_refund",
    "end_contract",
    "end_if_settled",
    "expire_amendment",
    "expire_offer",
    "extend_review",
    "fund_milestone",
    "give_back",
    "give_bonus",
    "give_silent_refund",
    "lapse_offer",
    "note_contract",
    "pause_contract",
    "propose_amendment",
    "refund_now",
    "remind_client",
    "resume_contract",
    "send_offer",
    "submit_milestone",
    "withdraw_offer",
]

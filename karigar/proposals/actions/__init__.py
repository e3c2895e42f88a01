"""Everything that changes proposals and invitations; the only writer of this module's tables."""

from karigar.proposals.actions.answering import (
    decline_many,
    decline_proposal,
    mark_hired,
    mark_offered,
    note_answer,
    return_to_interview,
    see_proposal,
    shortlist_proposal,
    start_interview,
    unshortlist_proposal,
)
from karigar.proposals.actions.applying import edit_proposal, submit_proposal, withdraw_proposal
from karigar.proposals.actions.ending import (
    close_for_job,
    count_received,
    expire_invitation,
    expire_proposal,
    leave_all,
    remind_proposal,
    return_unopened,
)
from karigar.proposals.actions.inviting import (
    decline_invitation,
    invite,
    see_invitation,
    withdraw_invitation,
)

__all__ = [
    "close_for_job",
    "count_received",
    "decline_invitation",
    "decline_many",
    "decline_proposal",
    "edit_proposal",
    "expire_invitation",
    "expire_proposal",
    "invite",
    "leave_all",
    "mark_hired",
    "mark_offered",
    "note_answer",
    "remind_proposal",
    "return_to_interview",
    "return_unopened",
    "see_invitation",
    "see_proposal",
    "shortlist_proposal",
    "start_interview",
    "submit_proposal",
    "unshortlist_proposal",
    "withdraw_invitation",
    "withdraw_proposal",
]

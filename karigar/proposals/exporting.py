"""A person's own data: proposals and invitations."""

from typing import TYPE_CHECKING

from karigar.proposals.models import Invitation, Proposal

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return every proposal a person wrote, with plan and answers, and every invitation received."""
    proposals = (
        Proposal.objects.filter(freelancer=person).select_related("job").prefetch_related("milestones", "answers")
    )
    return {
        "proposals": [
            {
                "job": row.job.title,
                "status": row.status,
                "letter": row.letter,
                "bid": row.bid,
                "currency": row.currency,
                "days": row.days,
                "connects": row.connects,
                "submitted_at": row.submitted_at,
                "seen_at": row.seen_at,
                "ended_at": row.ended_at,
                "plan": [
                    {"title": step.title, "amount": step.amount, "days": step.days} for step in row.milestones.all()
                ],
                "answers": [{"question": answer.question, "text": answer.text} for answer in row.answers.all()],
            }
            for row in proposals.order_by("id")
        ],
        "invitations": list(
            Invitation.objects.filter(freelancer=person)
            .order_by("id")
            .values("job__title", "status", "sent_at", "message")
        ),
    }

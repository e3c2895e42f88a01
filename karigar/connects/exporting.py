"""A person's own data: Connects."""

from typing import TYPE_CHECKING

from karigar.connects import queries
from karigar.connects.models import Pack, Spend

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return a person's balance of Connects, the packs and what they were spent on."""
    spends = Spend.objects.filter(person=person).order_by("id")
    packs = Pack.objects.filter(person=person).order_by("id")
    return {
        "packs": list(
            packs.values("connects", "price", "currency", "bought_at", "expires_at", "ended_at", "refunded_at")
        ),
        "balance": queries.balance_of(person),
        "spent": list(
            spends.values("proposal_id", "title", "connects", "spent_at", "returned_at", "cause"),
        ),
    }

"""A person's own data: Connects."""

from typing import TYPE_CHECKING

from karigar.connects import queries
from karigar.connects.models import Spend

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return a person's balance of Connects and what they were spent on."""
    spends = Spend.objects.filter(person=person).order_by("id")
    return {
        "balance": queries.balance_of(person),
        "spent": list(
            spends.values("proposal_id", "title", "connects", "spent_at", "returned_at", "cause"),
        ),
    }

"""A person's own data: payout methods and withdrawals."""

from typing import TYPE_CHECKING

from karigar.payouts.models import Method, Payout

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's payout methods and withdrawals as plain data."""
    methods = Method.objects.filter(person=person).order_by("id")
    rows = Payout.objects.filter(person=person).order_by("id")
    return {
        "payout_methods": list(methods.values("id", "rail", "holder", "hint", "added_at", "removed_at")),
        "payouts": list(
            rows.values("id", "amount", "fee", "currency", "status", "requested_at", "sent_at", "reference")
        ),
    }

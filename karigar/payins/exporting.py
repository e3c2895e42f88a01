"""A person's own data: the deposits he started."""

from typing import TYPE_CHECKING

from karigar.payins.models import Deposit, DepositRefund

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's deposits as plain data."""
    rows = Deposit.objects.filter(by=person).order_by("id")
    return {
        "deposits": list(
            rows.values("id", "provider", "amount", "currency", "status", "reference", "started_at", "booked_at")
        ),
        "deposit_refunds": list(
            DepositRefund.objects.filter(by=person)
            .order_by("id")
            .values("id", "deposit_id", "amount", "status", "asked_at", "ended_at")
        ),
    }

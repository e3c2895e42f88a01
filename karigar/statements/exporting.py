"""A person's own data: certificates of earnings."""

from typing import TYPE_CHECKING

from karigar.statements.models import Certificate

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's certificates as plain data."""
    rows = Certificate.objects.filter(person=person).order_by("id")
    return {"certificates": list(rows.values("code", "paper", "signature", "issued_at", "revoked_at"))}

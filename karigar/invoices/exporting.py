"""A person's own data: what stands on his invoices, and the invoices."""

from typing import TYPE_CHECKING

from karigar.invoices.models import Details, Document
from karigar.invoices.queries import PERSONS

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's billing details and documents as plain data."""
    details = Details.objects.filter(person=person).values("legal_name", "address", "country", "tax_number")
    rows = Document.objects.filter(person=person, kind__in=PERSONS).order_by("id")
    return {
        "billing_details": list(details),
        "invoices": [
            {"number": row.number, "kind": row.kind, "amount": row.amount, "tax": row.tax, "currency": row.currency,
             "issued_at": row.issued_at}
            for row in rows
        ],
    }  # fmt: skip

"""A person's own rows of this module, for the copy of the own data."""

from karigar.accounts.models import Person
from karigar.accounts.queries import companies_of


def export(person: Person) -> dict[str, object]:
    """Return the account, its companies, identity checks and staff duties as plain data."""
    account = [
        "id",
        "email",
        "name",
        "handle",
        "language",
        "timezone",
        "country",
        "status",
        "status_reason",
        "status_until",
        "joined_at",
        "verified_at",
        "closed_at",
    ]
    return {
        "account": {field: getattr(person, field) for field in account},
        "companies": [
            {"id": row.company_id, "name": row.company.name, "role": row.role, "since": row.since}
            for row in companies_of(person)
        ],
        "identity_checks": list(
            person.identities.values(
                "status", "legal_name", "country", "born_on", "note", "submitted_at", "decided_at", "reason"
            )
        ),
        "staff_duties": list(person.duties.values_list("duty", flat=True)),
    }

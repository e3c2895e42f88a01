"""What a person has reported, for the export of his data."""

from typing import TYPE_CHECKING

from karigar.trust import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's reports as plain facts."""
    return {
        "reports": [
            {"about": row.subject_type, "rule": row.rule, "text": row.text, "at": row.reported_at.isoformat()}
            for row in queries.reports_by(person.pk)
        ]
    }

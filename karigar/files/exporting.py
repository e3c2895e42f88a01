"""What a person has uploaded, for the export of his data."""

from typing import TYPE_CHECKING

from karigar.files import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the person's files as plain facts."""
    return {
        "files": [
            {
                "name": file.name,
                "purpose": file.purpose,
                "bytes": file.size,
                "type": file.mime,
                "at": file.created_at.isoformat(),
            }
            for file in queries.files_of(person.pk)
        ]
    }

"""A person's own copy of feedback."""

from typing import TYPE_CHECKING

from karigar.reviews import queries

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return feedback that a person wrote, and what is published about him, as plain data."""
    return {
        "feedback": [
            {
                "contract": row.window_id,
                "written_by_you": row.author_id == person.pk,
                "aspects": row.aspects,
                "score": row.score / 10,
                "text": row.text,
                "given_at": row.given_at.isoformat(),
                "published_at": row.published_at.isoformat() if row.published_at else None,
                "reply": row.reply,
                "changed_at": row.revised_at.isoformat() if row.revised_at else None,
            }
            for row in queries.export_rows_for(person)
        ]
    }

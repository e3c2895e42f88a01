"""A person's own notices and letters, for the copy of the own data."""

from typing import TYPE_CHECKING

from karigar.notifications.queries import letters_to, mail_groups_of, notices_for

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return notices, letters and preferences as plain data."""
    return {
        "notices": [
            {"kind": n.kind, "facts": n.facts, "at": n.at, "read_at": n.read_at}
            for n in notices_for(person, limit=5000)
        ],
        "letters": [{"subject": m.subject, "body": m.body, "at": m.queued_at} for m in letters_to(person, limit=5000)],
        "letters_about": mail_groups_of(person),
    }

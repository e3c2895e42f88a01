"""A person's own data: what he wrote."""

from typing import TYPE_CHECKING

from karigar.conversations.models import Message, Seat

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def export(person: "Person") -> dict[str, object]:
    """Return the conversations a person takes part in and every message he wrote, as typed."""
    return {
        "rooms": list(Seat.objects.filter(person=person).order_by("id").values("room_id", "room__title", "side")),
        "messages": list(
            Message.objects.filter(author=person).order_by("id").values("room_id", "text", "sent_at", "was_masked")
        ),
    }

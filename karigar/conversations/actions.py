"""Everything that changes rooms, seats and messages."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F

from karigar.accounts import actions as accounts
from karigar.conversations import rules
from karigar.conversations.models import Message, Room, Seat
from karigar.conversations.refusals import MessageIsEmpty, MessageIsTooLong, NoSeat
from karigar.events import actions as events
from karigar.files import actions as files
from karigar.kit import limits
from karigar.kit.digits import clean_text
from karigar.kit.state import action, lock
from karigar.kit.uploads import Upload
from karigar.trust import queries as trust

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def open_room(
    *,
    subject: tuple[str, int],
    title: str,
    seats: Sequence[tuple[int, str]],
    url: str = "",
    now: dt.datetime,
) -> Room:
    """Open the room of a subject, or find it open, and seat these people (id and side) in it."""
    room, is_new = Room.objects.get_or_create(
        subject_type=subject[0],
        subject_id=subject[1],
        defaults={"title": title[:150], "url": url, "opened_at": now},
    )
    rows = [Seat(room=room, person_id=person_id, side=side) for person_id, side in seats]
    Seat.objects.bulk_create(rows, ignore_conflicts=True)
    if is_new:
        events.record("room.opened", subject=("room", room.pk), data={"about": list(subject)}, now=now)
    return room


@action
def add_seat(*, subject: tuple[str, int], person_id: int, side: str, now: dt.datetime) -> None:
    """Seat one more person in the room of a subject; without a room or a second time nothing happens."""
    room = Room.objects.filter(subject_type=subject[0], subject_id=subject[1]).first()
    if room is not None:
        Seat.objects.get_or_create(room=room, person_id=person_id, defaults={"side": side})


@action
def relabel_room(*, subject: tuple[str, int], title: str, url: str, now: dt.datetime) -> None:
    """Give the room of a subject another title and page, when its subject has grown into something else."""
    Room.objects.filter(subject_type=subject[0], subject_id=subject[1]).update(title=title[:150], url=url)


@action
def unmask_room(*, subject: tuple[str, int], now: dt.datetime) -> None:
    """Let contact data through in a room from now on, because a contract stands; earlier messages stay as they are."""
    room = Room.objects.filter(subject_type=subject[0], subject_id=subject[1], is_masked=True).first()
    if room is None:
        return
    lock(room)
    room.is_masked = False
    room.save(update_fields=["is_masked"])
    events.record("room.unmasked", subject=("room", room.pk), now=now)


@action
def post_message(
    room: Room, *, author: "Person", text: str, uploads: Sequence[Upload] = (), key: str, now: dt.datetime
) -> Message:
    """Say something in a room; the same key again sends nothing and returns the message it sent before.

    Raises NoSeat (404), MessageIsEmpty, MessageIsTooLong (422), TooOften (429) and what the files refuse.
    """
    lock(room)
    key = f"{author.pk}:{key}"[:80]
    if sent := Message.objects.filter(key=key).first():
        return sent
    text = clean_text(text)
    if not text and not uploads:
        raise MessageIsEmpty
    if len(text) > rules.LONGEST:
        raise MessageIsTooLong(most=rules.LONGEST)
    seats = list(Seat.objects.select_for_update(no_key=True).filter(room=room).order_by("id"))
    if author.pk not in {seat.person_id for seat in seats}:
        raise NoSeat
    limits.take(f"message:{author.pk}", times=rules.PER_MINUTE, seconds=60, now=now)
    shown, was_masked = _shown(room, text)
    message = Message.objects.create(
        room=room, author=author, text=text, shown=shown, was_masked=was_masked, sent_at=now, key=key
    )
    if uploads:
        message.files.set(files.store_many(owner=author, uploads=uploads, purpose="message", now=now))
    room.last_message_at, room.last_author_id = now, author.pk
    room.last_line = rules.last_line(shown, len(uploads))
    room.save(update_fields=["last_message_at", "last_author_id", "last_line"])
    others = [seat.person_id for seat in seats if seat.person_id != author.pk]
    Seat.objects.filter(room=room, person_id__in=others).update(unread=F("unread") + 1)
    for person_id in others:
        accounts.set_counter(person_id, counter="unread_messages", by=1)
    events.record(
        "message.posted",
        subject=("message", message.pk),
        actor_id=author.pk,
        data={"room": room.pk, "to": others, "about": [room.subject_type, room.subject_id], "title": room.title},
        now=now,
    )
    return message


@action
def mark_read(room: Room, *, person: "Person", up_to: int, now: dt.datetime) -> int:
    """Note how far a person has read in a room, never backwards; return how many messages were new."""
    seat = Seat.objects.select_for_update(no_key=True).filter(room=room, person=person).first()
    if seat is None or up_to <= seat.read_up_to:
        return 0
    unread = Message.objects.filter(room=room, pk__gt=up_to).exclude(author=person).count()
    read = seat.unread - unread
    seat.read_up_to, seat.read_at, seat.unread = up_to, now, unread
    seat.save(update_fields=["read_up_to", "read_at", "unread"])
    if read:
        accounts.set_counter(person.pk, counter="unread_messages", by=-read)
    return read


def _shown(room: Room, text: str) -> tuple[str, bool]:
    """Hide contact data until a contract stands; no strike for it (rules.md part 1)."""
    if not room.is_masked:
        return text, False
    masked = trust.mask_contacts(text)
    return masked.text, masked.was_masked

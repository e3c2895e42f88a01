"""What a person may read of rooms and messages. Without a seat a room does not exist."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.http import Http404

from karigar.conversations.models import Message, Room, Seat
from karigar.kit.paging import Page, decode_cursor, encode_cursor

if TYPE_CHECKING:
    from karigar.accounts.models import Person

PAGE = 30


@dataclass(frozen=True)
class Place:
    """A room as one person sees it: with his own seat and those of the others."""

    room: Room
    seat: Seat
    others: list[Seat]

    @property
    def read_by_others(self) -> int:
        """Up to which message somebody on the other side has read."""
        far = [seat.read_up_to for seat in self.others if seat.side != self.seat.side]
        return max(far, default=0)

    @property
    def read_at(self) -> dt.datetime | None:
        """When the other side read last."""
        moments = [seat.read_at for seat in self.others if seat.side != self.seat.side and seat.read_at]
        return max(moments, default=None)

    @property
    def faces(self) -> list[Seat]:
        """Whom one talks to: the other side."""
        return [seat for seat in self.others if seat.side != self.seat.side] or self.others


def room_for(person: "Person", pk: int) -> Room:
    """Return a room in which the person has a seat. Raises Http404."""
    room = Room.objects.filter(pk=pk, seats__person=person).first()
    if room is None:
        raise Http404
    return room


def place_for(person: "Person", pk: int) -> Place:
    """Return a room with its seats for somebody who has one. Raises Http404."""
    seats = list(Seat.objects.select_related("room", "person").filter(room_id=pk).order_by("id"))
    own = next((seat for seat in seats if seat.person_id == person.pk), None)
    if own is None:
        raise Http404
    return Place(own.room, own, [seat for seat in seats if seat is not own])


def room_id_of(subject: tuple[str, int]) -> int | None:
    """Return the number of a subject's room, or None before it was opened."""
    return Room.objects.filter(subject_type=subject[0], subject_id=subject[1]).values_list("pk", flat=True).first()


def has_seat(person: "Person", room_id: int) -> bool:
    """Say whether a person may enter a room."""
    return Seat.objects.filter(room_id=room_id, person=person).exists()


def messages_in(place: Place, *, before: int | None = None, after: int | None = None) -> Page[Message]:
    """Return a page of a room's messages in the order of time: the newest, those before one, or those after one."""
    rows = Message.objects.filter(room=place.room).select_related("author").prefetch_related("files")
    if after is not None:
        return Page(list(rows.filter(pk__gt=after).order_by("pk")[:100]))
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE][::-1]
    return Page(found, str(found[0].pk) if more else None)


def rooms_of(person: "Person", after: str = "") -> Page[Place]:
    """Return a page of a person's rooms: those with something unread first, then by the last message."""
    rows = (
        Seat.objects.select_related("room")
        .filter(person=person, room__last_message_at__isnull=False)
        .annotate(fresh=Q(unread__gt=0))
        .order_by("-fresh", F("room__last_message_at").desc(), "-room_id")
    )
    if keys := _room_keys(after):
        fresh, at, pk = keys
        older = Q(room__last_message_at__lt=at) | Q(room__last_message_at=at, room_id__lt=pk)
        rows = rows.filter(Q(fresh=fresh) & older | Q(fresh=False) if fresh else Q(fresh=False) & older)
    seats = list(rows[: PAGE + 1])
    more, seats = len(seats) > PAGE, seats[:PAGE]
    others: dict[int, list[Seat]] = {seat.room_id: [] for seat in seats}
    for seat in Seat.objects.select_related("person").filter(room_id__in=others).exclude(person=person).order_by("id"):
        others[seat.room_id].append(seat)
    places = [Place(seat.room, seat, others[seat.room_id]) for seat in seats]
    if not more:
        return Page(places)
    last = seats[-1]
    return Page(places, encode_cursor(last.unread > 0, last.room.last_message_at, last.room_id))


def _room_keys(cursor: str) -> tuple[bool, dt.datetime, int] | None:
    """Read a cursor of rooms; one that was written by hand means the first page."""
    fresh, at, pk = decode_cursor(cursor, 3) or (None, None, None)
    try:
        moment = dt.datetime.fromisoformat(str(at))
    except ValueError:
        return None
    if type(fresh) is not bool or type(pk) is not int or moment.tzinfo is None:
        return None
    return fresh, moment, pk


def first_unread_any(room_id: int, person_id: int) -> int | None:
    """Return the first message in a room that a person has not read, for notices; None when all is read."""
    seat = Seat.objects.filter(room_id=room_id, person_id=person_id, unread__gt=0).first()
    if seat is None:
        return None
    return (
        Message.objects.filter(room_id=room_id, pk__gt=seat.read_up_to)
        .exclude(author_id=person_id)
        .order_by("pk")
        .values_list("pk", flat=True)
        .first()
    )

"""Pages of conversations."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of
from karigar.conversations import actions, queries
from karigar.conversations.forms import MessageForm
from karigar.conversations.models import Message
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.kit.paging import Page

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@login_required
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """List the rooms, unread ones first."""
    person = person_of(request)
    page = queries.rooms_of(person, request.GET.get("after", ""))
    return draw(request, "conversations/rooms.html", {"page": page, "person": person})


@login_required
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a room, or say something in it."""
    person = person_of(request)
    place = queries.place_for(person, pk)
    form = MessageForm(request.POST or None, request.FILES or None, initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.post_message(
                place.room,
                author=person,
                text=form.cleaned_data["text"],
                uploads=form.cleaned_data["files"],
                key=form.cleaned_data["key"],
                now=clock.now(),
            )
            return see(request, f"/messages/{pk}/#newest")
    page = queries.messages_in(place, before=_number(request, "before"))
    return draw(request, "conversations/room.html", _shown(request, person, place, page, form), status=form.status)


@login_required
@require_safe
def new_messages(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw what was said after a message, and whether the own last one was read; nothing new is 204."""
    person = person_of(request)
    place = queries.place_for(person, pk)
    after, read = _number(request, "after") or 0, _number(request, "read") or 0
    page = queries.messages_in(place, after=after)
    if not page.rows and place.read_by_others <= read:
        return HttpResponse(status=204)
    context = _shown(request, person, place, page, None)
    return draw(request, "conversations/room.html#news", context | {"newest": context["newest"] or after})


def _shown(
    request: HttpRequest, person: "Person", place: queries.Place, page: Page[Message], form: MessageForm | None
) -> dict[str, object]:
    """Gather what a room's page shows, and note what was read by showing it."""
    newest = page.rows[-1].pk if page.rows else 0
    if newest > place.seat.read_up_to and request.method == "GET":
        read = actions.mark_read(place.room, person=person, up_to=newest, now=clock.now())
        person.unread_messages = max(person.unread_messages - read, 0)  # as this page's app bar shows it
    own = [message.pk for message in page.rows if message.author_id == person.pk]
    return {
        "place": place,
        "room": place.room,
        "page": page,
        "form": form,
        "person": person,
        "newest": newest,
        "is_live": not request.GET.get("before"),
        "last_own": own[-1] if own else 0,
        "has_masked": any(message.was_masked for message in page.rows),
    }


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None

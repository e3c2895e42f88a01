"""Writing the journal and delivering it to those who follow."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import Q

from karigar.events.models import Event
from karigar.kit import tables
from karigar.kit.state import action

log = logging.getLogger(__name__)
Follower = Callable[..., None]


def record(
    name: str,
    *,
    subject: tuple[str, int],
    now: dt.datetime,
    actor_id: int | None = None,
    data: dict[str, object] | None = None,
    reason: str = "",
    by_staff: bool = False,
) -> Event:
    """Write one event in the transaction of the action that did it.

    `subject` is the kind and id of the thing, such as ("milestone", 7); `data` holds only ids, numbers and short
    texts. Refuses to run outside a transaction: an event without its deed would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() needs the transaction of an action")
    return tables.insert(
        Event(
            name=name,
            subject_type=subject[0],
            subject_id=subject[1],
            actor_id=actor_id,
            at=now,
            data=data or {},
            reason=reason,
            by_staff=by_staff,
        )
    )


@action
def deliver_next(*, followers: Mapping[str, Sequence[Follower]], now: dt.datetime) -> bool:
    """Deliver the oldest waiting event to all its followers, at most once each; say whether there was one.

    Everything that the followers write stands in one transaction with the mark of delivery, so a killed worker
    repeats the whole or nothing. An event whose follower fails is tried again later, and later, up to a day.
    """
    event = (
        Event.objects.select_for_update(skip_locked=True)
        .filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now), delivered_at=None)
        .order_by("id")
        .first()
    )
    if event is None:
        return False
    try:
        with transaction.atomic():
            for follow in (*followers.get(event.name, ()), *followers.get("*", ())):
                follow(event, now=now)
    except Exception:
        log.exception("event %s (%s) was not delivered", event.pk, event.name)
        event.attempts += 1
        event.next_attempt_at = now + dt.timedelta(seconds=min(2**event.attempts * 5, 86400))
        event.save(update_fields=["attempts", "next_attempt_at"])
        return True
    event.delivered_at = now
    event.save(update_fields=["delivered_at"])
    return True

"""What providers tell us is kept raw and once, before any work is done with it."""

import datetime as dt
import hashlib

from karigar.kit.state import action, lock
from karigar.payins.models import InboundEvent
from karigar.payins.providers.interface import Event

LONGEST = 6 * 3600  # seconds between two looks at an event whose object cannot be fetched


@action
def store_events(provider: str, *, told: list[Event], body: str, now: dt.datetime) -> int:
    """Keep what a provider told; an event that came before changes nothing. Return how many were new."""
    before = InboundEvent.objects.filter(provider=provider, event_id__in=[event.id for event in told]).count()
    InboundEvent.objects.bulk_create(
        [
            InboundEvent(
                provider=provider,
                event_id=event.id[:255],
                kind=event.kind,
                external_id=event.external_id[:255],
                body=body,
                received_at=now,
            )
            for event in told
        ],
        ignore_conflicts=True,
    )
    return len(told) - before


@action
def keep_refused(provider: str, *, body: str, why: str, now: dt.datetime) -> None:
    """Keep the beginning of what came with a bad signature, once for each content; no work is done with it."""
    name = "refused:" + hashlib.sha256(body.encode()).hexdigest()
    InboundEvent.objects.get_or_create(
        provider=provider,
        event_id=name,
        defaults={"body": body[:2000], "received_at": now, "handled_at": now, "outcome": f"refused: {why}"[:200]},
    )


@action
def close_event(event: InboundEvent, *, outcome: str, now: dt.datetime) -> None:
    """Note what became of an event; it is not looked at again."""
    lock(event)
    event.handled_at, event.outcome = now, outcome[:200]
    event.save(update_fields=["handled_at", "outcome"])


@action
def postpone_event(event: InboundEvent, *, why: str, now: dt.datetime) -> None:
    """Look at an event again later, and later: its provider did not answer."""
    lock(event)
    event.looks += 1
    event.next_look_at = now + dt.timedelta(seconds=min(60 * 2 ** min(event.looks, 9), LONGEST))
    event.outcome = why[:200]
    event.save(update_fields=["looks", "next_look_at", "outcome"])

"""Identity checks."""

import datetime as dt

from karigar.accounts import queries, refusals
from karigar.accounts.actions.staff import staff_may
from karigar.accounts.models import (
    Identity,
    Person,
)
from karigar.accounts.states import IDENTITY_MOVES, IdentityStatus
from karigar.events import actions as events
from karigar.kit.state import action, lock, move
from karigar.rulebook import queries as rulebook


@action
def submit_identity(
    person: Person,
    *,
    legal_name: str,
    country: str,
    born_on: dt.date | None = None,
    note: str = "",
    now: dt.datetime,
) -> Identity:
    """Ask for the identity check. Raises IdentityIsWaiting (409)."""
    lock(person)
    newest = queries.identity_of(person)
    if newest and newest.status == IdentityStatus.SUBMITTED:
        raise refusals.IdentityIsWaiting
    check = Identity.objects.create(
        person=person,
        status=IdentityStatus.SUBMITTED,
        legal_name=legal_name,
        country=country,
        born_on=born_on,
        note=note,
        submitted_at=now,
    )
    data: dict[str, object] = {"person": person.pk}
    events.record("identity.submitted", subject=("identity", check.pk), actor_id=person.pk, data=data, now=now)
    return check


@action
def decide_identity(identity: Identity, *, by: Person, verdict: str, reason: str, now: dt.datetime) -> None:
    """Answer an identity check: approved, needs_more or rejected. Staff only.

    Raises NotYourOwn (403), ReasonIsMissing (422), StateHasMoved (409).
    """
    lock(identity)
    staff_may(identity.person_id, by, reason)
    months = int(rulebook.value("identity.valid_months", at=now))
    expires = queries.months_later(now, months) if verdict == IdentityStatus.APPROVED else None
    move(
        identity,
        to=verdict,
        moves=IDENTITY_MOVES,
        decided_at=now,
        decided_by=by,
        reason=reason,
        expires_at=expires,
    )
    events.record(
        f"identity.{verdict}",
        subject=("identity", identity.pk),
        actor_id=by.pk,
        data={"person": identity.person_id},
        reason=reason,
        by_staff=True,
        now=now,
    )


@action
def approve_identity(identity: Identity, *, by: Person, reason: str, now: dt.datetime) -> None:
    """Approve an identity check. Raises what decide_identity raises."""
    decide_identity(identity, by=by, verdict=IdentityStatus.APPROVED, reason=reason, now=now)


@action
def expire_identity(identity: Identity, *, now: dt.datetime) -> None:
    """Let an approved identity lapse at the end of its time; early or twice changes nothing."""
    lock(identity)
    if identity.status != IdentityStatus.APPROVED or identity.expires_at is None or identity.expires_at > now:
        return
    move(identity, to=IdentityStatus.EXPIRED, moves=IDENTITY_MOVES)
    data: dict[str, object] = {"person": identity.person_id}
    events.record("identity.expired", subject=("identity", identity.pk), data=data, now=now)

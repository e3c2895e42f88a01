"""How payouts writes what happened."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.payouts.models import Payout
from karigar.payouts.refusals import OwnPayout

if TYPE_CHECKING:
    from karigar.accounts.models import Person


def refuse_own(payout: Payout, by: "Person") -> None:
    """Refuse that staff handles his own money."""
    if payout.person_id == by.pk:
        raise OwnPayout


def tell(
    payout: Payout,
    name: str,
    by: "Person | None",
    now: dt.datetime,
    *,
    reason: str = "",
    by_staff: bool = False,
    **more: object,
) -> None:
    """Record an event of a withdrawal."""
    events.record(
        name,
        subject=("payout", payout.pk),
        actor_id=by.pk if by else None,
        data={
            "person": payout.person_id,
            "amount": payout.amount,
            "currency": payout.currency,
            "failure": payout.failure,
            "due": payout.due_at.isoformat(),
        }
        | more,
        reason=reason,
        by_staff=by_staff,
        now=now,
    )


def note(
    name: str,
    subject: tuple[str, int],
    by: "Person | None",
    now: dt.datetime,
    *,
    reason: str = "",
    by_staff: bool = False,
    **data: object,
) -> None:
    """Record an event of something else than a withdrawal."""
    events.record(
        name, subject=subject, actor_id=by.pk if by else None, data=data, reason=reason, by_staff=by_staff, now=now
    )

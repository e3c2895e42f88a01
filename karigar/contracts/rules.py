"""What is owed: fees of a release and a refund, reminders, shares of a give-back. Pure arithmetic."""

import datetime as dt
from collections.abc import Sequence

from karigar.kit.money import next_share


def fees_of_release(*, released: int, refunded: int, gross: int, freelancer_bp: int, client_bp: int) -> tuple[int, int]:
    """Return the freelancer's fee and the client's fee on a release of `gross`.

    Both are cumulative, so any split of a milestone costs the same in the end; the client's fee counts refunds too,
    because a refund has taken its share of it out of escrow already.
    """
    return next_share(released, gross, freelancer_bp), next_share(released + refunded, gross, client_bp)


def fee_of_refund(*, released: int, refunded: int, amount: int, client_bp: int) -> int:
    """Return the client's fee that leaves escrow together with a refund of `amount`."""
    return next_share(released + refunded, amount, client_bp)


def part_of(whole: int, amount: int, total: int) -> int:
    """Return the part of `whole` that `amount` is of `total`, rounded half up; all of it when nothing would be left."""
    return (2 * whole * amount + total) // (2 * total)


def next_reminder(
    submitted_at: dt.datetime, days: Sequence[int], *, after: int, review_until: dt.datetime
) -> tuple[int, dt.datetime] | None:
    """Return day and moment of the first reminder after day `after`, while it falls before the end of the review."""
    for day in sorted(days):
        moment = submitted_at + dt.timedelta(days=day)
        if day > after and moment < review_until:
            return day, moment
    return None

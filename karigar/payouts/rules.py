"""Decisions about withdrawals. Pure functions of what they are given."""

from typing import TYPE_CHECKING

from karigar.kit.money import Money
from karigar.payouts import results
from karigar.payouts.refusals import (
    AlreadyArrived,
    NeverSent,
    OtherAmount,
    ResultsOfAnotherFile,
    UnknownTransfer,
)

if TYPE_CHECKING:
    from karigar.payouts.models import Payout, ResultLine


def demand_fit(line: "ResultLine", payout: "Payout | None") -> "Payout":
    """Return the withdrawal that a line of a bank's answer speaks of, if the line may be true.

    Raises UnknownTransfer, NeverSent, ResultsOfAnotherFile, OtherAmount, AlreadyArrived.
    """
    if payout is None:
        raise UnknownTransfer
    if payout.batch_id is None or payout.status in {"requested", "checked"}:
        raise NeverSent
    if line.file.batch_id and line.file.batch_id != payout.batch_id:
        raise ResultsOfAnotherFile
    currency = line.currency or payout.currency
    if line.amount is not None and (line.amount, currency) != (payout.amount, payout.currency):
        raise OtherAmount(said=Money(line.amount, currency), ours=Money(payout.amount, payout.currency))
    if line.said == results.FAILED and payout.status == "confirmed":
        raise AlreadyArrived
    return payout

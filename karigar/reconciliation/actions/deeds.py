"""What a line of a bank leads to, by the actions of payouts and payins; never by one person alone."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from karigar.kit.state import action, lock
from karigar.payins import actions as payins
from karigar.payouts import actions as payouts
from karigar.reconciliation import queries
from karigar.reconciliation.actions.matching import match_account
from karigar.reconciliation.models import Line
from karigar.reconciliation.refusals import NothingToDoHere, OwnStatement

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def confirm_paid(line: Line, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Mark the withdrawal that a line shows as paid as arrived; whoever brought the statement in may not.

    Raises OwnStatement, OwnPayout (403), PaidWhatWasNotSent, SumOfLineDiffers, NothingToDoHere, StateHasMoved (409).
    """
    payout = _due(line, "confirm_paid", by)
    payouts.confirm_payout(payout, by=by, reason=reason, now=now)
    match_account(line.account, now=now)


@action
def fail_returned(line: Line, *, by: "Person", failure: str, reason: str, now: dt.datetime) -> None:
    """Give the money of a withdrawal that came back to its person; whoever brought the statement in may not.

    The person reads `failure`. Raises OwnStatement, OwnPayout (403), ReturnOfNothing, SumOfLineDiffers,
    NothingToDoHere, StateHasMoved (409).
    """
    payout = _due(line, "fail_returned", by)
    payouts.fail_payout(payout, by=by, failure=failure, reason=reason, now=now)
    match_account(line.account, now=now)


@action
def return_late(line: Line, *, by: "Person", failure: str, reason: str, now: dt.datetime) -> None:
    """Give the money of a withdrawal that came back after it had arrived to its person.

    Whoever brought the statement in may not. Raises OwnStatement, OwnPayout (403), SumOfLineDiffers, NothingToDoHere
    (409).
    """
    payout = _due(line, "return_late", by)
    payouts.return_late(payout, by=by, failure=failure, reason=reason, now=now)
    match_account(line.account, now=now)


@action
def see_transfer(line: Line, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Confirm as the first of two staff the deposit that a line bears the mark of.

    Raises OwnDeposit (403), SumOfLineDiffers, NothingToDoHere, StateHasMoved (409).
    """
    deposit = _due(line, "see_transfer")
    payins.make_deposit(deposit, by=by, amount_seen=line.amount, reason=reason, now=now)


@action
def book_transfer(line: Line, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Confirm as the second of two staff the deposit that a line bears the mark of, which books it.

    Raises MakerIsNotChecker, OwnDeposit (403), SumOfLineDiffers, NothingToDoHere, ReferenceWasBooked, StateHasMoved (409).
    """
    deposit = _due(line, "book_transfer")
    payins.check_deposit(deposit, by=by, reason=reason, now=now)
    match_account(line.account, now=now)


def _due(line: Line, kind: str, by: "Person | None" = None) -> Any:
    """Lock the account and what the line speaks of; return that, or refuse."""
    lock(line.account)
    line.refresh_from_db(fields=["match"])
    deed = queries.deed_for(line)
    if deed.refusal:
        raise deed.refusal
    if deed.kind != kind:
        raise NothingToDoHere
    if by and line.statement.taken_by_id == by.pk:
        raise OwnStatement
    return deed.thing

"""The terms of rails: one of staff proposes others, another lets them be."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from karigar.kit.state import action, lock
from karigar.payouts.actions.journal import note
from karigar.payouts.models import RailTerms
from karigar.payouts.refusals import MakerIsNotChecker, TermsBeginInPast, TermsDoNotFit
from karigar.payouts.states import demand_waiting
from karigar.payouts.terms import Terms

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def propose_terms(terms: Terms, *, since: dt.datetime, by: "Person", reason: str, now: dt.datetime) -> RailTerms:
    """Propose other terms of a rail from a moment on (UTC, not in the past). Raises TermsBeginInPast, TermsDoNotFit (422)."""
    if since < now:
        raise TermsBeginInPast
    _demand_fit(terms)
    row = RailTerms.objects.create(
        rail=terms.rail, since=since, facts=terms.as_json(), made_by=by, made_at=now, reason=reason
    )
    _note("proposed", row, by, reason, now)
    return row


@action
def check_terms(row: RailTerms, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Let proposed terms be in force from their moment on, as a second of staff.

    Raises MakerIsNotChecker (403), StateHasMoved (409).
    """
    _end(row, RailTerms.Status.CONFIRMED, by, reason, now)


@action
def refuse_terms(row: RailTerms, *, by: "Person", reason: str, now: dt.datetime) -> None:
    """Refuse proposed terms; whoever proposed them may take them back. Raises StateHasMoved (409)."""
    _end(row, RailTerms.Status.REFUSED, by, reason, now)


def _end(row: RailTerms, status: RailTerms.Status, by: "Person", reason: str, now: dt.datetime) -> None:
    lock(row)
    if status == RailTerms.Status.CONFIRMED and row.made_by_id == by.pk:
        raise MakerIsNotChecker
    demand_waiting(row, "proposed")
    # A look that comes late may not reach back: what was promised by the old terms stays.
    row.status, row.checked_by, row.checked_at, row.since = status, by, now, max(row.since, now)
    row.save(update_fields=["status", "checked_by", "checked_at", "since"])
    _note(str(status), row, by, reason, now)


def _note(what: str, row: RailTerms, by: "Person", reason: str, now: dt.datetime) -> None:
    data = {"rail": row.rail, "since": row.since.isoformat()}
    note(f"payout.terms_{what}", ("rail_terms", row.pk), by, now, reason=reason, by_staff=True, **data)


def _demand_fit(terms: Terms) -> None:
    if not terms.workdays:
        raise TermsDoNotFit(why=_("no day of the week is a working day."))
    if terms.most and terms.least > terms.most:
        raise TermsDoNotFit(why=_("the least a transfer is above the most."))
    if terms.most and terms.day_most and terms.most > terms.day_most:
        raise TermsDoNotFit(why=_("one transfer may carry more than a day."))
    if terms.day_most and terms.month_most and terms.day_most > terms.month_most:
        raise TermsDoNotFit(why=_("a day may carry more than a month."))
    if not terms.currency and any((terms.least, terms.most, terms.day_most, terms.month_most, terms.fee)):
        raise TermsDoNotFit(why=_("a rail for any currency has no sums of one."))
    if terms.file.startswith("pain.001") and terms.currency != "EUR":
        raise TermsDoNotFit(why=_("this form of file is for euros."))

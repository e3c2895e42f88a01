"""Taking reports and closing them."""

import datetime as dt
from typing import TYPE_CHECKING

from karigar.events import actions as events
from karigar.kit.errors import Malformed
from karigar.kit.state import action, lock
from karigar.trust import rules
from karigar.trust.models import Report
from karigar.trust.refusals import AlreadyReported, NotAThingToReport, ReportIsClosed

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def report(*, subject_type: str, subject_id: int, reporter: "Person", rule: str, text: str, now: dt.datetime) -> Report:
    """Report that a thing breaks a rule; again only after staff answered the report before.

    Raises AlreadyReported (409), NotAThingToReport (422).
    """
    if subject_type not in rules.SUBJECTS or rule not in rules.RULES or not 0 < subject_id < 2**63:
        raise NotAThingToReport
    row, is_new = Report.objects.get_or_create(
        subject_type=subject_type,
        subject_id=subject_id,
        reporter=reporter,
        closed_at=None,
        defaults={"rule": rule, "text": text, "reported_at": now},
    )
    if not is_new:
        raise AlreadyReported
    events.record(
        "report.made",
        subject=("report", row.pk),
        actor_id=reporter.pk,
        data={"subject_type": subject_type, "subject_id": subject_id, "rule": rule},
        now=now,
    )
    return row


@action
def close_report(row: Report, *, by: "Person", outcome: str, reason: str, now: dt.datetime) -> None:
    """Close a report with an outcome and the reason. Raises ReportIsClosed (409)."""
    lock(row)
    if row.closed_at:
        raise ReportIsClosed
    if outcome not in rules.OUTCOMES:
        raise Malformed
    row.closed_at, row.closed_by, row.outcome = now, by, outcome
    row.save(update_fields=["closed_at", "closed_by", "outcome"])
    events.record(
        "report.closed",
        subject=("report", row.pk),
        actor_id=by.pk,
        data={"outcome": outcome, "reporter": row.reporter_id, "rule": row.rule},
        reason=reason,
        by_staff=True,
        now=now,
    )

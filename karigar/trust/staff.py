"""The back office's queue of reports, the oldest first."""

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from karigar.accounts.guards import person_of, staff_only
from karigar.events import queries as events
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.kit.paging import Page, cut, last_seen
from karigar.trust import actions, queries, rules
from karigar.trust.forms import CloseReportForm
from karigar.trust.models import Report

SIZE = 30


@staff_only("moderator", "support", "mediator")
def staff_reports(request: HttpRequest) -> HttpResponse:
    """Show open reports, or closed ones."""
    is_closed = request.GET.get("show") == "closed"
    last = last_seen(request.GET.get("after"))
    rows = queries.closed_reports_any(last, SIZE + 1) if is_closed else queries.open_reports_any(last or 0, SIZE + 1)
    found = cut(rows, SIZE)
    page = Page([_shown(row) for row in found.rows], found.next)
    return draw(request, "trust/staff_reports.html", {"page": page, "is_closed": is_closed})


@staff_only("moderator", "support", "mediator")
def staff_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report with its history, and close it."""
    report = queries.report_any(pk)
    form = CloseReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.close_report(report, by=person_of(request), **form.cleaned_data, now=clock.now())
            return see(request, "staff_reports", said=_("Report closed."))
    context = {
        **_shown(report),
        "form": form,
        "others": [
            _shown(row) for row in queries.reports_about_any(report.subject_type, report.subject_id) if row.pk != pk
        ],
        "history": events.history_any("report", pk),
        "subject_url": _subject_url(report),
    }
    return draw(request, "trust/staff_report.html", context, status=form.status)


def _shown(report: Report) -> dict[str, object]:
    return {
        "report": report,
        "subject": rules.SUBJECTS.get(report.subject_type, report.subject_type),
        "rule": rules.RULES.get(report.rule, report.rule),
        "outcome": rules.OUTCOMES.get(report.outcome, report.outcome),
    }


def _subject_url(report: Report) -> str:
    """The thing's own page in the back office, else its page on the site, where a module has one."""
    for name in (f"staff_{report.subject_type}", report.subject_type):
        try:
            return reverse(name, args=[report.subject_id])
        except NoReverseMatch:
            continue
    return ""

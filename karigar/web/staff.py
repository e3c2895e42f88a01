"""The front page of the back office: every queue, how many wait in it, one's own first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import may_read, person_of, staff_only
from karigar.kit import clock
from karigar.kit.pages import draw
from karigar.payins import queries as payins
from karigar.payouts import queries as payouts
from karigar.reconciliation import queries as reconciliation
from karigar.trust import queries as trust

# Queues of all modules by URL name: a name is not an import. Each with the duties that work there.
QUEUES: list[tuple[str, Any, Any, set[str]]] = [
    (
        "staff_identities",
        _("Identity checks"),
        _("People who wait for their first withdrawal or offer."),
        {"support", "operator"},
    ),
    ("staff_payouts", _("Withdrawals"), _("The two-hour clock runs."), {"finance"}),
    ("staff_deposits", _("Deposits"), _("Transfers that two people must confirm."), {"finance"}),
    ("staff_reconciliation", _("Banks against the books"), _("Lines of banks that have no partner yet."), {"finance"}),
    ("staff_rails", _("Rails and their terms"), _("Limits, fees and hours of the ways out."), {"finance", "operator"}),
    ("staff_invoices", _("Invoices"), _("Invoices, fee receipts and the tax inside fees."), {"finance"}),
    (
        "operator_details",
        _("What stands on your invoices"),
        _("The operator of this site, as fee receipts name it. Receipts that were issued already stay as they are."),
        {"operator"},
    ),
    ("staff_exchange", _("Exchange pool"), _("Rates, and how far out the pool is."), {"finance"}),
    ("staff_payments", _("Payments"), _("Ways in, refunds, and money that banks took back."), {"finance"}),
    ("staff_reports", _("Reports"), _("What people reported."), {"moderator"}),
    ("staff_jobs", _("Jobs"), _("Look at a job, remove one that breaks a rule."), {"moderator", "support"}),
    ("staff_contracts", _("Contracts"), _("Look at a contract and its money."), {"support", "mediator", "finance"}),
    ("staff_people", _("People"), _("Find a person; limit, suspend, reinstate."), {"support", "moderator", "operator"}),
    ("staff_books", _("The whole books"), _("Take them along as a file."), {"finance", "operator"}),
    ("staff_proofs", _("Proofs of the books"), _("What the audits found."), {"finance", "operator"}),
    (
        "staff_draws",
        _("Draws of newcomers"),
        _("Who was drawn for a place, with which chance. Every draw can be repeated."),
        {"operator"},
    ),
    ("staff_journal", _("Journal"), _("What staff did, and why."), {"auditor", "operator"}),
    ("staff_rules", _("Rules"), _("Every number that is in force now."), {"auditor", "operator"}),
]
# Asked only for the queues that the reader may open.
COUNTS = {
    "staff_reconciliation": reconciliation.count_open_any,
    "staff_identities": accounts.count_waiting_identities_any,
    "staff_payouts": payouts.count_waiting_any,
    "staff_rails": payouts.count_proposed_terms_any,
    "staff_deposits": payins.count_waiting_any,
    "staff_reports": trust.open_report_count_any,
}


def _queues(held: set[str]) -> list[dict[str, Any]]:
    """The queues that are open to these duties, one's own first."""
    found = []
    for name, label, text, duties in QUEUES:
        url = reverse(name)
        if may_read(held, url):
            count = COUNTS[name]() if name in COUNTS else 0
            found.append({"url": url, "label": label, "text": text, "count": count, "mine": bool(held & duties)})
    return sorted(found, key=lambda queue: not queue["mine"])


@staff_only()
@require_safe
def staff_home(request: HttpRequest) -> HttpResponse:
    """Show the queues, those of one's own duties first."""
    member = person_of(request)
    held = accounts.duties_of(member)
    session = accounts.staff_session_of(member, now=clock.now())
    return draw(request, "web/staff_home.html", {"queues": _queues(held), "session": session, "held": sorted(held)})

"""Back-office pages of proposals."""

from django.http import HttpRequest, HttpResponse

from karigar.accounts.guards import staff_only
from karigar.jobs import queries as jobs
from karigar.kit.digits import row_number
from karigar.kit.pages import draw
from karigar.proposals import queries


@staff_only("support", "moderator", "mediator")
def staff_job_proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """List the proposals on a job with their states."""
    job = jobs.job_any(pk)
    after = request.GET.get("after", "")
    tab = request.GET.get("tab", "open")
    page = queries.proposals_on_job(job, tab=tab, sort="newest", after=row_number(after))
    context = {"job": job, "page": page, "tab": tab, "counts": queries.tab_counts(job)}
    return draw(request, "proposals/staff_job_proposals.html", context)

"""Pages for those who look for work: the formula, and the jobs that fit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from karigar.accounts.guards import person_of
from karigar.kit import clock
from karigar.kit.pages import draw
from karigar.matching import queries
from karigar.profiles import queries as profiles


@require_safe
def matching(request: HttpRequest) -> HttpResponse:
    """Publish the formula with the weights that are in force."""
    return draw(request, "matching/formula.html", queries.formula(clock.now()))


@login_required
@require_safe
def recommended_jobs(request: HttpRequest) -> HttpResponse:
    """List the open jobs that fit the reader, best first, each with its reasons."""
    person = person_of(request)
    page = queries.recommended_jobs(person, after=request.GET.get("after"), now=clock.now())
    context = {"page": page, "is_ready": bool(page.rows) or profiles.is_ready(person)}
    return draw(request, "matching/recommended_jobs.html", context)

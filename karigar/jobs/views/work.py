"""Pages for those who look for work."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts.guards import person_of
from karigar.jobs import actions, queries, rules, sheets
from karigar.jobs.cards import drawn
from karigar.kit import clock
from karigar.kit.pages import draw, see


@require_safe
def job_search(request: HttpRequest) -> HttpResponse:
    """Find open jobs."""
    person = person_of(request) if request.user.is_authenticated else None
    terms, now = queries.terms_from(request.GET), clock.now()
    found = queries.search(terms, cursor=request.GET.get("after"), person=person, now=now)
    return draw(
        request,
        "jobs/search.html",
        {
            "terms": terms,
            "chosen": sheets.chosen(terms),
            "panel": sheets.panel(terms),
            "cards": drawn(found.hits, now=now),
            "count": sheets.count_of(found.total),
            "next": found.next,
            "query": terms.query_string(),
            "newest_query": terms.query_string(sort=""),
            "match_query": terms.query_string(sort="match"),
        },
    )


@require_safe
def job(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one job to whoever may read it."""
    person = person_of(request) if request.user.is_authenticated else None
    try:
        page = queries.job_page(person, pk)
    except queries.LogInFirst:
        return redirect_to_login(request.get_full_path())
    right = rules.slug_of(page.sheet.title)
    if slug != right:
        return HttpResponsePermanentRedirect(reverse("job", args=[pk, right]))
    now = clock.now()
    context = sheets.context(page, viewer_id=person.pk if person else None, now=now)
    return draw(request, "jobs/job.html", context)


@require_safe
@login_required
def saved_jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs that a person saved."""
    page = queries.saved_cards(person_of(request), before=request.GET.get("after"), now=clock.now())
    return draw(request, "jobs/saved.html", {"page": page})


@require_POST
@login_required
def remember_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Save a job for later."""
    person = person_of(request)
    found = queries.job_for_reader(person, pk)
    actions.remember_job(found, person=person, now=clock.now())
    return see(request, "job", pk, rules.slug_of(found.title), said=_("Saved. You find it under “Saved jobs”."))


@require_POST
@login_required
def forget_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a job off the saved ones."""
    person = person_of(request)
    found = queries.job_for_reader(person, pk)
    actions.forget_job(found, person=person, now=clock.now())
    return see(request, "job", pk, rules.slug_of(found.title), said=_("It is no longer among your saved jobs."))

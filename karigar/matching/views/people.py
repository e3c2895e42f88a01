"""Pages for clients who look for people for a job."""

import secrets

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karigar.accounts import queries as accounts
from karigar.accounts.guards import person_of
from karigar.jobs import queries as jobs
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.matching import actions, queries
from karigar.proposals import actions as proposing
from karigar.proposals import queries as proposals


@login_required
@require_safe
def people_for_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank people for an open job; the first look of a day draws the newcomers' places."""
    person, now = person_of(request), clock.now()
    job = jobs.job_for_client(person, pk)
    if not job.is_open:
        return draw(request, "matching/people_for_job.html", {"job": job})
    after = request.GET.get("after")
    ranking = queries.people_for_job(job, after=after, now=now)
    # Random is read here, so that whoever audits a draw finds the number in it, and nobody could know it before.
    drawn = queries.drawing_of(job, now=now) or actions.draw_newcomers(
        job, pool=ranking.pool, size=queries.PAGE, seed=secrets.randbits(62), now=now
    )
    context = {
        "job": job,
        "page": queries.seat_people(ranking, drawn, after=after, now=now),
        "is_first": not after,
        "may_recruit": proposals.may_recruit(person, job.company_id),
        "left": proposals.invitations_left(job, now=now),
    }
    return draw(request, "matching/people_for_job.html", context)


@login_required
@require_POST
def invite_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody from the list by one click."""
    person, now = person_of(request), clock.now()
    job = jobs.job_for_client(person, pk, "recruit")
    freelancer = accounts.person_by_handle_any(request.POST.get("handle", ""))
    proposing.invite(job, freelancer=freelancer, by=person, now=now)
    return see(request, "people_for_job", pk, said=_("%(name)s is invited and told.") % {"name": freelancer.short_name})

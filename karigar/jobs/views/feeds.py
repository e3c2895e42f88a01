"""For programs: feeds of new jobs and the map of the site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from karigar.jobs import feeds, queries
from karigar.kit import clock, limits
from karigar.kit.pages import draw


@require_safe
@cache_control(public=True, max_age=60)
@conditional_page
def job_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Write the newest jobs of a search as a feed."""
    if form not in feeds.TYPES:
        raise Http404
    now = clock.now()
    limits.take(f"feed:{limits.address_of(request)}", times=120, seconds=60, now=now)
    terms = queries.terms_from(request.GET).without("sort")
    rows = queries.newest_with_text(terms, now=now)
    entries = [feeds.entry_of(hit, text, skill_ids) for hit, text, skill_ids in rows]
    return HttpResponse(feeds.written(form, entries, query=terms.query_string()), content_type=feeds.TYPES[form])


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the parts of the map of public jobs."""
    parts = queries.sitemap_parts()
    answer = draw(request, "jobs/sitemap_index.xml", {"parts": parts, "site": settings.SITE_URL})
    answer["Content-Type"] = "application/xml; charset=utf-8"
    return answer


@require_safe
@cache_control(public=True, max_age=3600)
def sitemap_jobs(request: HttpRequest, part: int) -> HttpResponse:
    """List the public jobs of one part of the map, for search engines."""
    rows = queries.sitemap_jobs(part)
    if not rows:
        raise Http404
    answer = draw(request, "jobs/sitemap.xml", {"rows": rows, "site": settings.SITE_URL})
    answer["Content-Type"] = "application/xml; charset=utf-8"
    return answer

"""Pages of saved searches."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from karigar.accounts.guards import person_of
from karigar.alerts import actions, queries
from karigar.alerts.forms import SearchForm
from karigar.alerts.models import SavedSearch
from karigar.jobs import queries as jobs
from karigar.kit import clock
from karigar.kit.pages import draw, see
from karigar.profiles import queries as profiles


def _name_of(terms: jobs.SearchTerms) -> str:
    """A first name for a search: what was typed, then its filters."""
    return " · ".join(part for part in (terms.words, *(label for _field, label in jobs.in_words(terms))) if part)[:80]


@login_required
def saved_searches(request: HttpRequest) -> HttpResponse:
    """List one's own saved searches."""
    rows = queries.searches_of(person_of(request))
    shown = [(row, jobs.in_words(jobs.terms_from(QueryDict(row.address)))) for row in rows]
    return draw(request, "alerts/saved_searches.html", {"searches": shown})


@login_required
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep the search whose terms stand in the address."""
    person, now, terms = person_of(request), clock.now(), jobs.terms_from(request.GET)
    form = SearchForm(request.POST if request.method == "POST" else None, initial={"name": _name_of(terms)})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            saved = actions.save_search(person, terms=terms, now=now, **form.cleaned_data)
            return see(request, "saved_search", saved.pk, said=_("Saved. We tell you when a new job fits."))
    context = {"form": form, "terms": terms, "filters": jobs.in_words(terms), "query": terms.query_string()}
    return draw(request, "alerts/save_search.html", context, status=form.status)


@login_required
def follow_company(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told of the new jobs of a company."""
    person, now = person_of(request), clock.now()
    company, _record, _belongs = profiles.company_for(person, pk)
    form = SearchForm(request.POST if request.method == "POST" else None, initial={"name": company.name[:80]})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            saved = actions.save_search(person, terms=jobs.SearchTerms(), company=company, now=now, **form.cleaned_data)
            return see(request, "saved_search", saved.pk, said=_("Saved. We tell you when a new job fits."))
    return draw(request, "alerts/save_search.html", {"form": form, "company": company}, status=form.status)


@login_required
def saved_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a search found, and change it."""
    person, now = person_of(request), clock.now()
    search = queries.search_for(person, pk)
    form = SearchForm(request.POST if request.method == "POST" else None, initial=_initial(search))
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.change_search(search, now=now, **form.cleaned_data)
            return see(request, "saved_search", pk, said=_("Changed."))
    page = queries.hits_of(search, before=request.GET.get("after"))
    context = {
        "search": search,
        "filters": jobs.in_words(jobs.terms_from(QueryDict(search.address))),
        "cards": jobs.cards_any([hit.job_id for hit in page.rows], now=now) if page.rows else [],
        "next": page.next,
        "form": form,
    }
    return draw(request, "alerts/saved_search.html", context, status=form.status)


def _initial(search: SavedSearch) -> dict[str, str]:
    return {"name": search.name, "pace": search.pace}


@require_POST
@login_required
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved search."""
    actions.delete_search(queries.search_for(person_of(request), pk))
    return see(request, "saved_searches", said=_("Deleted. We will not tell you about it any more."))

"""Saving searches, holding new jobs against them, telling what was found."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import connection
from django.urls import reverse

from karigar.alerts import rules
from karigar.alerts.models import Hit, Pace, SavedSearch
from karigar.alerts.refusals import NothingToLookFor, TooManySearches
from karigar.jobs import queries as jobs
from karigar.kit.state import action, lock
from karigar.notifications import actions as notifications
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person


@action
def save_search(
    person: "Person",
    *,
    terms: jobs.SearchTerms,
    name: str,
    pace: str,
    now: dt.datetime,
    company: "Company | None" = None,
) -> SavedSearch:
    """Keep a search, or a company to follow, and tell its owner of new jobs at a pace; the same search is kept once.

    Raises NothingToLookFor (422) and TooManySearches (409).
    """
    lock(person)  # two tabs may not pass the limit together
    terms = terms.without("age_days").without("sort")
    heard = jobs.tsquery_of(terms.words)
    if not heard:  # marks alone say nothing
        terms = terms.without("words")
    address = terms.query_string()
    if not address and company is None:
        raise NothingToLookFor
    mine = SavedSearch.objects.filter(person=person)
    if found := mine.filter(address=address, company=company).first():
        return _set(found, name=name, pace=pace, now=now)
    most = int(rulebook.value("alerts.searches_most", at=now))
    if mine.count() >= most:
        raise TooManySearches(most=most)
    row = SavedSearch(
        person=person,
        name=name,
        address=address,
        words=heard or None,
        company=company,
        categories=list(skills.with_specialities(terms.category)) if terms.category is not None else None,
        kind=terms.kind,
        level=terms.level,
        skill=terms.skill,
        currency=terms.currency,
        budget_min=terms.budget_min,
        budget_max=terms.budget_max,
        pace=pace,
        saved_at=now,
        next_at=rules.next_word(pace, now),
    )
    row.save(force_insert=True)
    return row


def _set(row: SavedSearch, *, name: str, pace: str, now: dt.datetime) -> SavedSearch:
    if pace != row.pace:
        row.pace, row.next_at = pace, rules.next_word(pace, now)
    row.name = name
    row.save(update_fields=["name", "pace", "next_at"])
    return row


@action
def change_search(search: SavedSearch, *, name: str, pace: str, now: dt.datetime) -> SavedSearch:
    """Give a saved search another name or pace."""
    return _set(lock(search), name=name, pace=pace, now=now)


@action
def delete_search(search: SavedSearch) -> None:
    """Forget a saved search and what it found."""
    SavedSearch.objects.filter(pk=search.pk).delete()


@action
def delete_all_of(person_id: int) -> None:
    """Forget all saved searches of somebody who has left."""
    SavedSearch.objects.filter(person_id=person_id).delete()


# One pass over the searches; the job's words come as a parameter, so nothing of jobs is read again for each of them.
_MATCH = """
    INSERT INTO alerts_hit (search_id, job_id, at)
    SELECT s.id, %(job)s, %(now)s FROM alerts_savedsearch s
    WHERE s.pace <> 'off'
      AND (s.words IS NULL OR s.words @@ %(vector)s::tsvector)
      AND (s.company_id IS NULL OR s.company_id = %(company_id)s)
      AND (s.categories IS NULL OR %(category_id)s = ANY(s.categories))
      AND (s.kind = '' OR s.kind = %(kind)s)
      AND (s.level = '' OR s.level = %(level)s)
      AND (s.skill IS NULL OR s.skill = ANY(%(skill_ids)s::bigint[]))
      AND (s.currency = '' OR (s.currency = %(currency)s AND %(budget_max)s::bigint >= coalesce(s.budget_min, 0)
           AND coalesce(%(budget_min)s::bigint, %(budget_max)s::bigint) <= coalesce(s.budget_max, 9223372036854775807)))
    ON CONFLICT DO NOTHING
"""


@action
def match_job(*, job_id: int, now: dt.datetime) -> int:
    """Hold a job that was just published against every saved search and note the hits; return how many there are."""
    shape = jobs.shape_any(job_id)
    if shape is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, {"job": job_id, "now": now, **shape._asdict()})
        return int(cursor.rowcount)


@action
def tell_search(search: SavedSearch, *, now: dt.datetime) -> bool:
    """Tell the owner of a search what it found since it last spoke, in one notice; say whether there was something.

    A job that is not open any more is not named.
    """
    lock(search)
    waiting = list(Hit.objects.filter(search=search, told_at=None).order_by("-id").values_list("id", "job_id"))
    if not waiting or search.next_at > now or search.pace == Pace.OFF:
        return False
    titles = jobs.open_titles_any([job for _pk, job in waiting])
    Hit.objects.filter(pk__in=[pk for pk, _job in waiting]).update(told_at=now)
    search.next_at = now + rules.quiet(search.pace)
    search.save(update_fields=["next_at"])
    if not titles:
        return False
    named = [titles[job] for _pk, job in waiting if job in titles][: rules.NAMED]
    kind = "search.found" if len(titles) <= rules.NAMED else "search.found_many"
    return notifications.notify(
        person_id=search.person_id,
        kind=kind,
        facts={"name": search.name, "titles": [f"“{title}”" for title in named], "count": len(titles)},
        url=reverse("saved_search", args=[search.pk]),
        key=f"search:{search.pk}:{waiting[0][0]}",
        now=now,
    )


@action
def forget_hits(*, now: dt.datetime) -> None:
    """Delete hits that are too old to be looked at."""
    Hit.objects.filter(at__lt=now - rules.KEPT).delete()

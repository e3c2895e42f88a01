"""What others may know of saved searches: only their owner reads them."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef
from django.http import Http404

from karigar.alerts.models import Hit, Pace, SavedSearch
from karigar.kit.paging import Page, newest_first

if TYPE_CHECKING:
    from karigar.accounts.models import Person

PER_PAGE = 20


def searches_of(person: "Person") -> list[SavedSearch]:
    """Return a person's saved searches, newest first, each with `found`: how many jobs it found in the last weeks."""
    rows = SavedSearch.objects.filter(person=person).select_related("company").annotate(found=Count("hits"))
    return list(rows.order_by("-id"))


def search_for(person: "Person", pk: int) -> SavedSearch:
    """Return one's own saved search. Raises Http404."""
    row = SavedSearch.objects.select_related("company").filter(person=person, pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def hits_of(search: SavedSearch, *, before: str | None = None) -> Page[Hit]:
    """Return what a search found, newest first."""
    return newest_first(Hit.objects.filter(search=search), before, PER_PAGE)


def due_any(now: dt.datetime, *, limit: int = 2_000) -> list[SavedSearch]:
    """Return searches that have something to tell and may speak now."""
    untold = Hit.objects.filter(search=OuterRef("pk"), told_at=None)
    rows = SavedSearch.objects.filter(Exists(untold), next_at__lte=now, person__closed_at=None).exclude(pace=Pace.OFF)
    return list(rows.order_by("next_at", "id")[:limit])

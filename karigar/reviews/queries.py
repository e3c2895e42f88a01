"""Reading feedback. What is sealed is shown to nobody but its author."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.kit.paging import Page, newest_first
from karigar.reviews.models import Review, Window

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from karigar.accounts.models import Person

PAGE = 10


def window_of(contract_id: int) -> Window:
    """Return the window of a contract that the reader was permitted to see. Raises Http404."""
    window = Window.objects.filter(pk=contract_id).first()
    if window is None:
        raise Http404
    return window


def windows_waiting_of(person: "Person", *, company_id: int | None, now: dt.datetime, limit: int = 5) -> list[Window]:
    """Return open windows in which one's own side has said nothing yet, what ends first first.

    With a company it is the company's side, for a member of it. Raises Http404.
    """
    rows = Window.objects.select_related("contract").filter(published_at=None, closes_at__gt=now)
    if company_id is None:
        rows = rows.filter(contract__freelancer=person)
    else:
        accounts.member_of(person, company_id)
        rows = rows.filter(contract__company_id=company_id)
    said = Review.objects.filter(window=OuterRef("pk"), by_client=company_id is not None)
    return list(rows.exclude(Exists(said)).order_by("closes_at", "pk")[:limit])


def reviews_shown(window: Window, *, is_client: bool) -> tuple[Review | None, Review | None]:
    """Return one's own feedback and the other side's; the other's only when it is published and not hidden."""
    rows = {row.by_client: row for row in window.reviews.select_related("author")}
    own, other = rows.get(is_client), rows.get(not is_client)
    return own, other if other and other.published_at and not other.hidden_rule else None


def review_for_author(person: "Person", pk: int) -> Review:
    """Return published feedback to the freelancer, or a hiring member of the company, whose side gave it.

    Raises Http404, RoleMayNot (403).
    """
    review = _published().filter(pk=pk).first()
    if review is None or not (review.by_client or review.author_id == person.pk):
        raise Http404
    if review.by_client:
        accounts.member_of(person, review.window.contract.company_id, "hire")
    return review


def review_for_subject(person: "Person", pk: int) -> Review:
    """Return published feedback to the person, or a hiring member of the company, that it is about. Raises Http404."""
    review = _published().filter(pk=pk).first()
    if review is None:
        raise Http404
    if review.about_person_id:
        if review.about_person_id != person.pk:
            raise Http404
    else:
        accounts.member_of(person, int(review.about_company_id or 0), "hire")
    return review


def published_about_person(person_id: int, after: str = "") -> Page[Review]:
    """Return published feedback about a freelancer, newest first; for everybody who may see the profile."""
    return newest_first(_published().filter(about_person_id=person_id), after, PAGE)


def published_about_company(company_id: int, after: str = "") -> Page[Review]:
    """Return published feedback about a company, newest first, for everybody."""
    return newest_first(_published().filter(about_company_id=company_id), after, PAGE)


def _published() -> "QuerySet[Review]":
    return Review.objects.filter(published_at__isnull=False, hidden_rule="").select_related(
        "window__contract__company", "window__contract__freelancer", "author"
    )


def windows_over_any(now: dt.datetime, limit: int = 500) -> list[Window]:
    """Return windows whose time is over and whose feedback is still sealed."""
    return list(Window.objects.filter(published_at=None, closes_at__lte=now).order_by("closes_at")[:limit])


def review_any(pk: int) -> Review:
    """Return feedback by id, whoever asks; for staff. Raises Http404."""
    rows = Review.objects.select_related("window__contract__company", "window__contract__freelancer", "author")
    review = rows.filter(pk=pk).first()
    if review is None:
        raise Http404
    return review


def newest_any(after: str = "") -> Page[Review]:
    """Return published feedback for staff, newest first, hidden ones too."""
    rows = Review.objects.filter(published_at__isnull=False).select_related("window__contract__company", "author")
    return newest_first(rows, after, PAGE)


def export_rows_for(person: "Person") -> list[Review]:
    """Return what a person wrote, and the published feedback about him or his companies."""
    companies = [row.company_id for row in accounts.companies_of(person)]
    written = Review.objects.filter(author=person)
    about = Review.objects.filter(published_at__isnull=False)
    about = about.filter(about_person=person) | about.filter(about_company_id__in=companies)
    return list((written | about).distinct().order_by("id"))

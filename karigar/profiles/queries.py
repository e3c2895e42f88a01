"""What others may read of profiles and company records."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404

from karigar.accounts import queries as accounts
from karigar.files import queries as files
from karigar.profiles import rules
from karigar.profiles.models import (
    Certificate,
    CompanyRecord,
    Education,
    Employment,
    PortfolioItem,
    PortfolioPicture,
    Profile,
    ProfileLanguage,
    ProfileSkill,
)
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person
    from karigar.skills.models import Skill

LISTS: dict[str, type[Model]] = {
    "language": ProfileLanguage,
    "employment": Employment,
    "education": Education,
    "certificate": Certificate,
}


@dataclass(frozen=True)
class PersonCard:
    """A freelancer in a list: what strangers may see before an interview."""

    id: int
    name: str
    handle: str
    title: str
    photo_url: str
    country: str
    rating: float | None
    rating_count: int
    contracts_done: int
    rate: int | None
    currency: str
    skills: "list[Skill]"
    is_newcomer: bool


_CARDS = (
    "SELECT a.id, a.name, a.handle, coalesce(p.title, ''), f.id, f.sha256, a.country, coalesce(p.rating_sum, 0),"
    " coalesce(p.rating_count, 0), coalesce(p.contracts_done, 0), p.rate, coalesce(p.currency, ''),"
    " ARRAY(SELECT s.skill_id FROM profiles_profileskill s WHERE s.profile_id = a.id ORDER BY s.order)"
    " FROM accounts_person a LEFT JOIN profiles_profile p ON p.person_id = a.id"
    " LEFT JOIN files_file f ON f.id = p.photo_id WHERE a.id = ANY(%s)"
)


def person_cards(pks: Sequence[int]) -> dict[int, PersonCard]:
    """Return cards of people by id, in one statement; for lists whose rows were permitted already."""
    if not pks:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [list(pks)])
        rows = cursor.fetchall()
    named = skills.skills_by_ids({pk for row in rows for pk in row[12]})
    return {row[0]: _card(row, named) for row in rows}


def _card(row: tuple[Any, ...], named: "dict[int, Skill]") -> PersonCard:
    pk, name, handle, title, photo, sha256, country, total, count, done, rate, currency, skill_ids = row
    first, _space, rest = name.partition(" ")
    return PersonCard(
        id=pk,
        name=f"{first} {rest[0]}." if rest else first,
        handle=handle,
        title=title,
        photo_url=files.picture_url(photo, sha256, 64) if photo else "",
        country=country,
        rating=total / count / 10 if count else None,
        rating_count=count,
        contracts_done=done,
        rate=rate,
        currency=currency,
        skills=[named[key] for key in skill_ids if key in named],
        is_newcomer=done == 0,
    )


def company_facts(company_id: int) -> CompanyRecord:
    """Return what a company did here; an empty record where it did nothing yet."""
    found = CompanyRecord.objects.filter(company_id=company_id).first()
    return found or CompanyRecord(company_id=company_id)


def companies_facts(company_ids: Sequence[int]) -> dict[int, CompanyRecord]:
    """Return the records of several companies by id, in one statement."""
    found = CompanyRecord.objects.in_bulk(company_ids)
    return {pk: found.get(pk) or CompanyRecord(company_id=pk) for pk in company_ids}


def is_ready(person: "Person") -> bool:
    """Say whether a person has a published profile, which is what applying needs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM profiles_profile WHERE person_id = %s AND published_at IS NOT NULL)",
            [person.pk],
        )
        return bool(cursor.fetchone()[0])


def parts_of(profile: Profile) -> set[str]:
    """Return which parts of the completeness a profile has, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS(SELECT 1 FROM profiles_profileskill WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_profile_categories WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_portfolioitem WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_profilelanguage WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_employment WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_education WHERE profile_id = %(id)s),"
            " EXISTS(SELECT 1 FROM profiles_certificate WHERE profile_id = %(id)s)",
            {"id": profile.pk},
        )
        row = cursor.fetchone() or ()
    keys = ("skills", "category", "portfolio", "language", "employment", "education", "certificate")
    have = {key for key, is_there in zip(keys, row, strict=True) if is_there}
    own = {
        "title": bool(profile.title),
        "overview": len(profile.overview) >= rules.SHORTEST_OVERVIEW,
        "photo": profile.photo_id is not None,
        "rate": profile.rate is not None,
    }
    return have | {key for key, is_there in own.items() if is_there}


def own_profile(person: "Person") -> Profile:
    """Return the person's own profile with all its lists; an empty, unsaved one where none was begun."""
    found = _whole().filter(person_id=person.pk).first()
    return found or Profile(person=person)


def profile_for(viewer: "Person | None", handle: str) -> Profile | None:
    """Return the profile behind /@handle with all its lists, or None when the viewer must log in first.

    Raises Http404 for a profile that is private, not published, or of a suspended or closed account.
    """
    profile = _whole().filter(person__handle=handle.lower()).first()
    if profile is None:
        raise Http404
    if viewer is not None and viewer.pk == profile.person_id:
        return profile
    if (
        profile.published_at is None
        or profile.visibility == Profile.Visibility.PRIVATE
        or profile.person.status in {"closed", "suspended"}
    ):
        raise Http404
    if profile.visibility == Profile.Visibility.MEMBERS and viewer is None:
        return None
    return profile


def _whole() -> "QuerySet[Profile]":
    pictures = PortfolioPicture.objects.select_related("file")
    return Profile.objects.select_related("person", "photo").prefetch_related(
        "categories",
        "languages",
        "employments",
        "educations",
        "certificates",
        "profile_skills",
        Prefetch("portfolio", PortfolioItem.objects.prefetch_related(Prefetch("pictures", pictures))),
    )


def skills_of(profile: Profile) -> "list[Skill]":
    """Return the skills of a profile in the owner's order, without a query when the rows are at hand."""
    if profile._state.adding:
        return []
    return list(skills.skills_by_ids([row.skill_id for row in profile.profile_skills.all()]).values())


def own_row(person: "Person", kind: str, pk: int) -> Model:
    """Return a row of one of the person's own lists. Raises Http404 for anybody else's."""
    found = LISTS[kind]._default_manager.filter(pk=pk, profile_id=person.pk).first()
    if found is None:
        raise Http404
    return found


def own_item(person: "Person", pk: int) -> PortfolioItem:
    """Return a portfolio item of the person's own, with its pictures. Raises Http404 for anybody else's."""
    pictures = PortfolioPicture.objects.select_related("file")
    rows = PortfolioItem.objects.prefetch_related(Prefetch("pictures", pictures))
    found = rows.filter(pk=pk, profile_id=person.pk).first()
    if found is None:
        raise Http404
    return found


def company_for(viewer: "Person | None", pk: int) -> "tuple[Company, CompanyRecord, bool]":
    """Return a company, its record, and whether the viewer belongs to it. Raises Http404 for a suspended one."""
    company = accounts.company_any(pk)
    belongs = viewer is not None and accounts.is_member(viewer, pk)
    if company.is_suspended and not belongs:
        raise Http404
    return company, company_facts(pk), belongs


def published_any(limit: int = 1000, after: int = 0) -> list[Profile]:
    """Return published, public profiles with their people, by id; for site maps and matching."""
    rows = Profile.objects.select_related("person").exclude(published_at=None).filter(visibility="public", pk__gt=after)
    return list(rows.order_by("pk")[:limit])


@dataclass(frozen=True, slots=True)
class Traits:
    """A profile as ranking and search see it; the texts as their owner wrote them, contact data hidden already."""

    title: str
    overview: str
    city: str
    rate: int | None
    currency: str
    availability: str
    visibility: str
    is_published: bool
    updated_at: dt.datetime
    contracts_done: int
    rating_sum: int
    rating_count: int
    skill_ids: list[int]
    category_ids: list[int]
    languages: list[str]
    levels: list[str]  # of each language


_TRAITS = """
    SELECT p.person_id, p.title, p.overview, p.city, p.rate, p.currency, p.availability, p.visibility, p.published_at IS NOT NULL,
      p.updated_at, p.contracts_done, p.rating_sum, p.rating_count,
      ARRAY(SELECT s.skill_id FROM profiles_profileskill s WHERE s.profile_id = p.person_id ORDER BY s.order),
      ARRAY(SELECT c.category_id FROM profiles_profile_categories c WHERE c.profile_id = p.person_id ORDER BY c.category_id),
      ARRAY(SELECT l.language::text FROM profiles_profilelanguage l WHERE l.profile_id = p.person_id ORDER BY l.language),
      ARRAY(SELECT l.level::text FROM profiles_profilelanguage l WHERE l.profile_id = p.person_id ORDER BY l.language)
    FROM profiles_profile p WHERE p.person_id = ANY(%s)
"""


def traits_any(pks: Sequence[int]) -> dict[int, Traits]:
    """Return what ranking and search look at in profiles, by person, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TRAITS, [list(pks)])
        return {row[0]: Traits(*row[1:]) for row in cursor.fetchall()}


def skill_rows_any(person_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the skill ids of people, in their own order."""
    found: dict[int, list[int]] = {pk: [] for pk in person_ids}
    for row in ProfileSkill.objects.filter(profile_id__in=person_ids).order_by("profile_id", "order"):
        found[row.profile_id].append(row.skill_id)
    return found

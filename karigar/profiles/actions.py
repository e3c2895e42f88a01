"""Everything that changes a profile or a record of a company."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from karigar.accounts import actions as accounts
from karigar.events import actions as events
from karigar.files import actions as files
from karigar.kit.money import format_money
from karigar.kit.state import action, lock
from karigar.kit.uploads import Upload
from karigar.profiles import queries, rules
from karigar.profiles.models import CompanyRecord, PortfolioItem, PortfolioPicture, Profile, ProfileSkill
from karigar.profiles.refusals import (
    CurrencyIsNotOffered,
    EndBeforeStart,
    NoSuchCategory,
    NoSuchSkill,
    ProfileIsIncomplete,
    RateIsTooLow,
    TooManyPictures,
    TooManyRows,
    TooManySkills,
)
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills
from karigar.trust import queries as trust

if TYPE_CHECKING:
    from karigar.accounts.models import Person


@action
def ensure_profile(person: "Person", *, now: dt.datetime) -> Profile:
    """Return a person's profile, and begin an empty one where there is none."""
    profile, _is_new = Profile.objects.get_or_create(person=person, defaults={"updated_at": now})
    return profile


@action
def save_basics(
    person: "Person",
    *,
    title: str,
    overview: str,
    city: str,
    now: dt.datetime,
    visibility: str | None = None,
) -> Profile:
    """Write title, overview, city and who may see the profile."""
    profile = _open(person, now)
    # Contact data before a contract is hidden here, where its owner sees it, and not only on the public page.
    profile.title, profile.overview = trust.mask_contacts(title).text[:80], trust.mask_contacts(overview).text
    profile.city = city
    if visibility is not None:
        profile.visibility = visibility
    profile.save(update_fields=["title", "overview", "city", "visibility"])
    return _changed(profile, "basics", now)


@action
def save_rate(person: "Person", *, rate: int | None, currency: str, availability: str, now: dt.datetime) -> Profile:
    """Write the hourly rate and how much time the person has.

    Raises CurrencyIsNotOffered, RateIsTooLow (422).
    """
    profile = _open(person, now)
    if currency not in rulebook.value("currencies", at=now):
        raise CurrencyIsNotOffered
    floor = rulebook.amount("floor.hourly", currency, at=now)
    if rate is not None and rate < floor:
        raise RateIsTooLow(floor=format_money(floor, currency))
    profile.rate, profile.currency, profile.availability = rate, currency, availability
    profile.save(update_fields=["rate", "currency", "availability"])
    return _changed(profile, "rate", now)


@action
def save_skills(
    person: "Person", *, skill_ids: Sequence[int], category_ids: Sequence[int], now: dt.datetime
) -> Profile:
    """Write the skills in the person's own order, and the categories.

    Raises TooManySkills, NoSuchSkill, NoSuchCategory (422).
    """
    profile = _open(person, now)
    wanted = list(dict.fromkeys(skill_ids))
    if len(wanted) > rules.MOST_SKILLS:
        raise TooManySkills(most=rules.MOST_SKILLS)
    if len(skills.skills_by_ids(wanted)) != len(wanted):
        raise NoSuchSkill
    fields = list(dict.fromkeys(category_ids))
    if len(fields) > rules.MOST_CATEGORIES or any(skills.category_any(pk) is None for pk in fields):
        raise NoSuchCategory
    ProfileSkill.objects.filter(profile=profile).delete()
    ProfileSkill.objects.bulk_create(
        [ProfileSkill(profile=profile, skill_id=pk, order=order) for order, pk in enumerate(wanted)]
    )
    profile.categories.set(fields)
    return _changed(profile, "skills", now)


@action
def save_photo(person: "Person", *, upload: Upload, focus: str, now: dt.datetime) -> Profile:
    """Put a photo on the profile, cut square around the focus. Raises what files.store raises (413, 422)."""
    profile = _open(person, now)
    profile.photo = files.store(owner=person, upload=upload, purpose="photo", public=True, focus=focus, now=now)
    profile.save(update_fields=["photo"])
    return _changed(profile, "photo", now)


@action
def remove_photo(person: "Person", *, now: dt.datetime) -> Profile:
    """Take the photo off the profile."""
    profile = _open(person, now)
    profile.photo = None
    profile.save(update_fields=["photo"])
    return _changed(profile, "photo", now)


@action
def publish_profile(person: "Person", *, now: dt.datetime) -> Profile:
    """Publish the profile; publishing again changes nothing. Raises ProfileIsIncomplete (409) naming what misses."""
    profile = _open(person, now)
    missing = rules.missing(queries.parts_of(profile))
    if missing:
        raise ProfileIsIncomplete(missing=", ".join(str(part.label) for part in missing))
    if profile.published_at is None:
        profile.published_at = now
        profile.save(update_fields=["published_at"])
        events.record("profile.published", subject=("profile", person.pk), actor_id=person.pk, now=now)
    accounts.make_active(person, now=now)
    return profile


@action
def save_row(
    person: "Person", *, kind: str, fields: dict[str, Any], now: dt.datetime, pk: int | None = None
) -> Profile:
    """Add a language, employment, education or certificate, or change the one with this id.

    Raises Http404 for somebody else's row, EndBeforeStart, TooManyRows (422).
    """
    profile = _open(person, now)
    for start, end in (("started_on", "ended_on"), ("year_from", "year_to")):
        first, last = fields.get(start), fields.get(end)
        if first and last and last < first:
            raise EndBeforeStart
    table = queries.LISTS[kind]._default_manager
    if pk is not None:
        row = lock(queries.own_row(person, kind, pk))
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
    elif kind == "language":
        table.update_or_create(profile=profile, language=fields["language"], defaults={"level": fields["level"]})
    else:
        table.create(profile=profile, **fields)
    if table.filter(profile=profile).count() > rules.MOST_ROWS:
        raise TooManyRows(most=rules.MOST_ROWS)
    return _changed(profile, kind, now)


@action
def remove_row(person: "Person", *, kind: str, pk: int, now: dt.datetime) -> Profile:
    """Remove a language, employment, education or certificate. Raises Http404 for somebody else's row."""
    profile = _open(person, now)
    queries.own_row(person, kind, pk).delete()
    return _changed(profile, kind, now)


@action
def save_item(
    person: "Person",
    *,
    title: str,
    description: str,
    url: str,
    done_on: dt.date | None,
    uploads: Sequence[Upload],
    now: dt.datetime,
    pk: int | None = None,
) -> PortfolioItem:
    """Add a portfolio item, or change the one with this id; pictures are added to those it has.

    Raises Http404 for somebody else's item, TooManyRows, TooManyPictures and what files.store raises (413, 422).
    """
    profile = _open(person, now)
    fields = {"title": title, "description": trust.mask_contacts(description).text, "url": url, "done_on": done_on}
    if pk is None:
        last = PortfolioItem.objects.filter(profile=profile).count()
        if last >= rules.MOST_ROWS:
            raise TooManyRows(most=rules.MOST_ROWS)
        item = PortfolioItem.objects.create(profile=profile, order=last, **fields)
    else:
        item = lock(queries.own_item(person, pk))
        for name, value in fields.items():
            setattr(item, name, value)
        item.save(update_fields=list(fields))
    have = PortfolioPicture.objects.filter(item=item).count()
    if have + len(uploads) > rules.MOST_PICTURES:
        raise TooManyPictures(most=rules.MOST_PICTURES)
    stored = files.store_many(owner=person, uploads=uploads, purpose="portfolio", public=True, now=now)
    PortfolioPicture.objects.bulk_create(
        [PortfolioPicture(item=item, file=file, order=order) for order, file in enumerate(stored, have)]
    )
    _changed(profile, "portfolio", now)
    return item


@action
def remove_item(person: "Person", *, pk: int, now: dt.datetime) -> Profile:
    """Remove a portfolio item with its pictures. Raises Http404 for somebody else's item."""
    profile = _open(person, now)
    queries.own_item(person, pk).delete()
    return _changed(profile, "portfolio", now)


@action
def remove_picture(person: "Person", *, item_pk: int, pk: int, now: dt.datetime) -> Profile:
    """Take a picture off a portfolio item. Raises Http404 for somebody else's."""
    profile = _open(person, now)
    item = queries.own_item(person, item_pk)
    PortfolioPicture.objects.filter(item=item, pk=pk).delete()
    return _changed(profile, "portfolio", now)


@action
def move_item(person: "Person", *, pk: int, by: int, now: dt.datetime) -> Profile:
    """Move a portfolio item up (-1) or down (+1) in the portfolio. Raises Http404 for somebody else's item."""
    profile = _open(person, now)
    item = queries.own_item(person, pk)
    order = [row.pk for row in PortfolioItem.objects.filter(profile=profile)]
    at = order.index(item.pk)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    for place, row_pk in enumerate(order):
        PortfolioItem.objects.filter(pk=row_pk).exclude(order=place).update(order=place)
    return _changed(profile, "portfolio", now)


def _open(person: "Person", now: dt.datetime) -> Profile:
    return lock(ensure_profile(person, now=now))


def _changed(profile: Profile, part: str, now: dt.datetime) -> Profile:
    """Write the new completeness and the event of a change."""
    profile.completeness, profile.updated_at = rules.percent(queries.parts_of(profile)), now
    profile.save(update_fields=["completeness", "updated_at"])
    events.record(
        "profile.changed",
        subject=("profile", profile.pk),
        actor_id=profile.pk,
        data={"part": part, "completeness": profile.completeness},
        now=now,
    )
    return profile


# --- what other modules push here; their events stand in their own journal rows -----------------------------------
@action
def count_for_company(
    *,
    company_id: int,
    jobs_posted: int = 0,
    jobs_hired: int = 0,
    proposals_received: int = 0,
    proposals_answered: int = 0,
    contracts_paid: int = 0,
) -> None:
    """Add to the counts of a company's record."""
    given = {
        "jobs_posted": jobs_posted,
        "jobs_hired": jobs_hired,
        "proposals_received": proposals_received,
        "proposals_answered": proposals_answered,
        "contracts_paid": contracts_paid,
    }
    changes = {name: F(name) + by for name, by in given.items() if by}
    if changes and not CompanyRecord.objects.filter(company_id=company_id).update(**changes):
        CompanyRecord.objects.get_or_create(company_id=company_id)
        CompanyRecord.objects.filter(company_id=company_id).update(**changes)


@action
def add_spent(*, company_id: int, currency: str, amount: int) -> None:
    """Add released money to what a company has spent in a currency; a refund after release comes as less than zero."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO profiles_companyrecord (company_id, jobs_posted, jobs_hired, proposals_received,"
            " proposals_answered, contracts_paid, spent, rating_sum, rating_count)"
            " VALUES (%s, 0, 0, 0, 0, 0, jsonb_build_object(%s::text, %s::bigint), 0, 0)"
            " ON CONFLICT (company_id) DO UPDATE SET spent = profiles_companyrecord.spent || jsonb_build_object(%s::text,"
            " coalesce((profiles_companyrecord.spent ->> %s::text)::bigint, 0) + %s::bigint)",
            [company_id, currency, amount, currency, currency, amount],
        )


@action
def add_rating(
    *, score_tenths: int, weight: int = 1, person_id: int | None = None, company_id: int | None = None
) -> None:
    """Add a published rating (10 to 50 tenths) to a person's or a company's sum; weight -1 takes it back."""
    changes = {"rating_sum": F("rating_sum") + weight * score_tenths, "rating_count": F("rating_count") + weight}
    if person_id is not None:
        Profile.objects.filter(person_id=person_id).update(**changes)
    if company_id is not None:
        CompanyRecord.objects.get_or_create(company_id=company_id)
        CompanyRecord.objects.filter(company_id=company_id).update(**changes)


@action
def count_contract_done(*, person_id: int, by: int = 1) -> None:
    """Count a contract that ended with a payment on a freelancer's record."""
    Profile.objects.filter(person_id=person_id).update(contracts_done=F("contracts_done") + by)

"""What the pages of jobs show beside the cards: chosen filters, the filter panel, the sheet of one job. All drawn once."""

import datetime as dt
import functools
import json

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karigar.files import queries as files
from karigar.jobs import cards, postings, rules
from karigar.jobs.models import Job
from karigar.jobs.queries import JobPage, Sheet
from karigar.jobs.search import MOST_COUNTED
from karigar.jobs.states import OPEN, CloseReason, JobStatus
from karigar.jobs.terms import SearchTerms, age_choices, in_words
from karigar.kit import languages, markup
from karigar.kit.money import format_money, group
from karigar.skills import queries as skills
from karigar.trust import queries as trust

SENTENCE = 160


def count_of(total: int | None) -> str:
    """Say how many jobs were found, as far as they were counted."""
    if total is None:
        return ""
    if total > MOST_COUNTED:
        return _("More than %(count)s jobs") % {"count": group(str(MOST_COUNTED), lakh=True)}
    return ngettext("%d job", "%d jobs", total) % total


def chosen(terms: SearchTerms) -> list[tuple[str, str]]:
    """Name the chosen filters, each with the address of the search without it."""
    return [(label, "?" + terms.without(name).query_string()) for name, label in in_words(terms)]


def panel(terms: SearchTerms) -> SafeString:
    """Draw the filters; the same for everybody who asks the same."""
    return _panel(terms, languages.current())


@functools.lru_cache(maxsize=500)
def _panel(terms: SearchTerms, language: str) -> SafeString:
    def plain(minor: int | None) -> str:
        return format_money(minor, terms.currency, plain=True).removesuffix(".00") if minor and terms.currency else ""

    return render_to_string(
        "jobs/part/filters.html",
        {
            "terms": terms,
            "categories": skills.category_tree(language),
            "kinds": Job.Kind.choices,
            "levels": Job.Level.choices,
            "ages": age_choices(),
            "currencies": ("BDT", "INR", "USD", "GBP"),
            "min": plain(terms.budget_min),
            "max": plain(terms.budget_max),
        },
    )


def context(page: JobPage, *, viewer_id: int | None, now: dt.datetime) -> dict[str, object]:
    """Everything that the template of a job's page needs."""
    sheet = page.sheet
    is_open = sheet.status in OPEN
    drawn = _sheet(sheet, languages.current())
    posted = cards.age(sheet.published_at, now, languages.current()) if sheet.published_at else ""
    is_public = is_open and sheet.audience == Job.Audience.PUBLIC and sheet.status == JobStatus.PUBLIC
    return {
        "job": sheet,
        "sheet": mark_safe(drawn.replace(cards.AGE, posted)),
        "slug": rules.slug_of(sheet.title),
        "summary": _summary(sheet.description),
        "is_open": is_open,
        "is_ours": bool(page.role),
        "is_saved": page.is_saved,
        "is_public": is_public,
        "posting": postings.posting(sheet, body(sheet.description)[0], languages.current()) if is_public else "",
        "site_url": settings.SITE_URL,
        "files": list(files.files_any(sheet.files).values()) if sheet.files else [],
        "viewer_id": viewer_id,
        "apply_url": address("apply", sheet.id) if is_open and not page.role else "",
        "apply_bar_url": address("apply_bar", sheet.id) if is_open and not page.role and viewer_id else "",
        "report_url": address("report", "job", sheet.id) if viewer_id and not page.role else "",
    }


@functools.lru_cache(maxsize=2_000)
def address(name: str, *args: object) -> str:
    """The address of a page of a module above, or '' where it is not served."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@functools.lru_cache(maxsize=1_000)
def body(description: str) -> tuple[SafeString, bool]:
    """Draw a description harmlessly, contact data masked; say whether something was masked."""
    masked = trust.mask_contacts(description[: markup.LONGEST])
    return markup.render(masked.text), masked.was_masked


@functools.lru_cache(maxsize=2_000)
def _summary(description: str) -> str:
    return markup.plain(trust.mask_contacts(description[:2_000]).text, SENTENCE)


@functools.lru_cache(maxsize=3_000)
def _sheet(sheet: Sheet, language: str) -> str:
    html, was_masked = body(sheet.description)
    return render_to_string("jobs/part/sheet.html", sheet_context(sheet) | {"body": html, "was_masked": was_masked})


def sheet_context(sheet: Sheet) -> dict[str, object]:
    """The facts of a job in words of the reader's language."""
    known = skills.skills_by_ids([int(pk) for pk in sheet.skills.split(",") if pk])
    rating = f"{sheet.rating_sum / sheet.rating_count / 10:.1f}" if sheet.rating_count else ""
    return {
        "job": sheet,
        "age": mark_safe(cards.AGE),
        "category": skills.category_name(sheet.category_id) if sheet.category_id else "",
        "skills": [(row.pk, skills.name_of(row)) for row in known.values()],
        "level": Job.Level(sheet.level).label,
        "duration": Job.Duration(sheet.duration).label if sheet.duration else "",
        "workload": Job.Workload(sheet.workload).label if sheet.workload else "",
        "state": JobStatus(sheet.status).label,
        "is_open": sheet.status in OPEN,
        "close_reason": CloseReason(sheet.close_reason).label if sheet.close_reason else "",
        "is_cut": len(sheet.description) > markup.LONGEST,
        "hire_rate": round(100 * sheet.hires / sheet.posted) if sheet.posted else None,
        "answer_rate": round(100 * sheet.answered / sheet.received) if sheet.received else None,
        "rating": rating,
        "spent": [(amount, currency) for currency, amount in sorted(json.loads(sheet.spent).items()) if amount],
    }


def forget() -> None:
    """Draw everything anew."""
    for drawing in (_panel, body, _summary, _sheet, address, postings.posting):
        drawing.cache_clear()

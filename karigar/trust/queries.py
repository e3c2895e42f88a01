"""Masking contact data, and what staff may read of reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from karigar.trust import masking
from karigar.trust.models import Report


@dataclass(frozen=True)
class Masked:
    """A text in which contact data is hidden, and whether there was some."""

    text: str
    was_masked: bool


def mask_contacts(text: str) -> Masked:
    """Hide mail addresses, telephone numbers and messenger names in a text; everything else stays as it is."""
    spans = masking.contact_spans(text)
    if not spans:
        return Masked(text, was_masked=False)
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], masking.MASK]
        at = end
    return Masked("".join([*parts, text[at:]]), was_masked=True)


def report_any(pk: int) -> Report:
    """Return a report for staff. Raises Http404."""
    found = Report.objects.select_related("reporter", "closed_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def open_reports_any(after: int = 0, limit: int = 30) -> Sequence[Report]:
    """Return open reports, the oldest first; `after` is the id of the last row seen."""
    rows = Report.objects.select_related("reporter").filter(closed_at=None, id__gt=after)
    return list(rows.order_by("id")[:limit])


def closed_reports_any(before: int | None = None, limit: int = 30) -> Sequence[Report]:
    """Return closed reports, the newest first."""
    rows = Report.objects.select_related("reporter", "closed_by").exclude(closed_at=None)
    return list((rows.filter(id__lt=before) if before else rows).order_by("-id")[:limit])


def reports_about_any(subject_type: str, subject_id: int) -> Sequence[Report]:
    """Return all reports about a thing, for staff."""
    rows = Report.objects.select_related("reporter").filter(subject_type=subject_type, subject_id=subject_id)
    return list(rows.order_by("id")[:50])


def open_report_count_any() -> int:
    """Count open reports, for the staff's front page."""
    return Report.objects.filter(closed_at=None).count()


def reports_by(person_id: int) -> Sequence[Report]:
    """Return what a person has reported, for the export of his data."""
    return list(Report.objects.filter(reporter_id=person_id).order_by("id"))

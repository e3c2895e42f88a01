"""A public job as schema.org/JobPosting, for search engines: what the page shows, nothing more."""

import functools
import json

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from karigar.jobs import rules
from karigar.jobs.queries import Sheet
from karigar.kit.money import EXPONENTS, format_money

# What would end the script element, or begin another one, inside the data.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@functools.lru_cache(maxsize=2_000)
def posting(sheet: Sheet, body: str, language: str) -> SafeString:
    """Write a job as JSON-LD, safe inside a script element; `body` is the harmless HTML of its text."""
    url = settings.SITE_URL + reverse("job", args=[sheet.id, rules.slug_of(sheet.title)])
    facts: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": sheet.title,
        "description": body or sheet.title,
        "url": url,
        "identifier": {"@type": "PropertyValue", "name": settings.SITE_NAME, "value": str(sheet.id)},
        "datePosted": sheet.published_at.date().isoformat() if sheet.published_at else None,
        "validThrough": sheet.expires_at.isoformat() if sheet.expires_at else None,
        "employmentType": "CONTRACTOR",
        "jobLocationType": "TELECOMMUTE",
        # The client is named when an interview begins; until then the market stands for him.
        "hiringOrganization": {"@type": "Organization", "name": settings.SITE_NAME, "sameAs": settings.SITE_URL},
        "directApply": True,
        "baseSalary": _pay(sheet),
    }
    text = json.dumps({key: value for key, value in facts.items() if value is not None}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))


def _pay(sheet: Sheet) -> dict[str, object] | None:
    if not sheet.budget_max or sheet.currency not in EXPONENTS:
        return None

    def plain(minor: int) -> str:
        return format_money(minor, sheet.currency, plain=True)

    value: dict[str, object] = {"@type": "QuantitativeValue"}
    if sheet.budget_min and sheet.budget_min != sheet.budget_max:
        value |= {"minValue": plain(sheet.budget_min), "maxValue": plain(sheet.budget_max)}
    else:
        value["value"] = plain(sheet.budget_max)
    if sheet.kind == "hourly":
        value["unitText"] = "HOUR"
    return {"@type": "MonetaryAmount", "currency": sheet.currency, "value": value}

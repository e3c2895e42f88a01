"""Words of the templates: money, times, clocks, names. Built in: no {% load %} needed."""

import datetime as dt
from collections.abc import Callable

from django import template
from django.template.defaultfilters import date as date_filter
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from karigar.kit import clock, languages, money

register = template.Library()


@register.filter
def amount(minor: int | None, currency: str) -> str:
    """{{ milestone.amount|amount:contract.currency }} writes money for the reader."""
    return "" if minor is None else money.format_money(minor, currency)


@register.filter
def country(code: str) -> str:
    """{{ job.country|country }} names a country in the reader's language."""
    return languages.country_name(code) if code else ""


@register.filter
def spoken(code: str) -> str:
    """{{ row.language|spoken }} names a spoken language in the reader's language."""
    return languages.spoken_name(code)


def ago_text(moment: dt.datetime, now: dt.datetime) -> str:
    """Say how long ago a moment was, coarsely."""
    seconds = max(int((now - moment).total_seconds()), 0)
    if seconds < 60:
        return gettext("just now")
    if seconds < 3600:
        return ngettext("%d minute ago", "%d minutes ago", seconds // 60) % (seconds // 60)
    if seconds < 86400:
        return ngettext("%d hour ago", "%d hours ago", seconds // 3600) % (seconds // 3600)
    if seconds < 30 * 86400:
        return ngettext("%d day ago", "%d days ago", seconds // 86400) % (seconds // 86400)
    return date_filter(timezone.localtime(moment), "SHORT_DATE_FORMAT")


def left_text(moment: dt.datetime, now: dt.datetime) -> str:
    """Say how much time is left until a moment, coarsely."""
    seconds = int((moment - now).total_seconds())
    if seconds <= 0:
        return gettext("time is up")
    if seconds < 3600:
        return ngettext("%d minute left", "%d minutes left", max(seconds // 60, 1)) % max(seconds // 60, 1)
    if seconds < 2 * 86400:
        return ngettext("%d hour left", "%d hours left", seconds // 3600) % (seconds // 3600)
    return ngettext("%d day left", "%d days left", seconds // 86400) % (seconds // 86400)


def _in_words(moment: dt.datetime | None, words: Callable[[dt.datetime, dt.datetime], str]) -> SafeString | str:
    if moment is None:
        return ""
    exact = date_filter(timezone.localtime(moment), "DATETIME_FORMAT")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, words(moment, clock.now())
    )


@register.filter
def ago(moment: dt.datetime | None) -> SafeString | str:
    """{{ job.published_at|ago }} draws a <time> that says how long ago, with the exact moment as its title."""
    return _in_words(moment, ago_text)


@register.filter
def left(moment: dt.datetime | None) -> SafeString | str:
    """{{ milestone.review_until|left }} draws a <time> that says how much time is left."""
    return _in_words(moment, left_text)


@register.filter
def when(moment: dt.datetime | None) -> SafeString | str:
    """{{ payout.due_at|when }} draws date and time in the reader's zone, the zone named."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{} {}</time>',
        moment.isoformat(),
        date_filter(local, "SHORT_DATETIME_FORMAT"),
        local.tzname() or "",
    )


@register.filter
def day(moment: dt.datetime | dt.date | None) -> str:
    """{{ contract.started_at|day }} writes a date in the reader's zone."""
    if moment is None:
        return ""
    if isinstance(moment, dt.datetime):
        moment = timezone.localtime(moment)
    return date_filter(moment, "SHORT_DATE_FORMAT")


@register.filter
def percent(basis_points: int) -> str:
    """{{ fee_bp|percent }} writes basis points as a percentage: 500 is 5 %."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "\u00a0%"


@register.filter
def get(mapping: dict[object, object], key: object) -> object:
    """{{ names|get:key }} looks a key up."""
    return mapping.get(key, "")

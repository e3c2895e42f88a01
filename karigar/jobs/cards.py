"""Cards of jobs, drawn once: the row of a hit is the key of its drawing, so nothing shown can be old.

Only the age changes while a job does not: its place in the drawing is filled for every reader.
"""

import datetime as dt
import functools
from collections.abc import Iterable, Sequence

from django.template.loader import get_template, render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from karigar.jobs import rules
from karigar.jobs.search import Hit, Match
from karigar.kit import languages
from karigar.kit.templatetags.karigar import ago_text
from karigar.skills import queries as skills

AGE = "\0age\0"


def drawn(hits: Iterable[tuple[Hit, Match | None]], *, now: dt.datetime) -> list[SafeString]:
    """Draw cards for the reader's language."""
    language = languages.current()
    cards = []
    for hit, match in hits:
        names = tuple(row for pk in hit.skills.split(",") if pk and (row := skills.name_of(int(pk), language)))
        why = _why(match, language) if match else ""
        text = _card(hit, names, language).replace(AGE, age(hit.published_at, now, language)).replace(WHY, why)
        cards.append(mark_safe(text))
    return cards


WHY = "\0why\0"


@functools.lru_cache(maxsize=20_000)
def _card(hit: Hit, names: tuple[str, ...], language: str) -> str:
    more = max(hit.skill_count - len(names), 0)
    context = {
        "job": hit,
        "skills": names,
        "more": more,
        "slug": rules.slug_of(hit.title),
        "age": mark_safe(AGE),
        "why": mark_safe(WHY),
    }
    return render_to_string("jobs/part/card.html", context)


def age(moment: dt.datetime, now: dt.datetime, language: str) -> str:
    """Write a <time> that says how long ago; coarse, so that one drawing serves many readers."""
    seconds = max(int((now - moment).total_seconds()), 0)
    step = 60 if seconds < 3600 else 3600 if seconds < 86400 else 86400
    words = _age_words(seconds // step * step, moment.date() if seconds >= 30 * 86400 else None, language)
    return f'<time datetime="{moment:%Y-%m-%dT%H:%MZ}">{words}</time>'


@functools.lru_cache(maxsize=5_000)
def _age_words(seconds: int, day: dt.date | None, language: str) -> str:
    moment = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    if day:
        moment = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    return str(format_html("{}", ago_text(moment, moment + dt.timedelta(seconds=seconds))))


@functools.lru_cache(maxsize=5_000)
def _why(match: Match, language: str) -> str:
    return get_template("jobs/part/why.html").render({"match": match})


def forget() -> None:
    """Draw everything anew, after a change of words or names."""
    for drawing in (_card, _age_words, _why):
        drawing.cache_clear()


def list_of(hits: Sequence[Hit], *, now: dt.datetime) -> list[SafeString]:
    """Draw cards without a rank."""
    return drawn(((hit, None) for hit in hits), now=now)

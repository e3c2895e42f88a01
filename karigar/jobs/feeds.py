"""New jobs for programs that read feeds: RSS 2.0, Atom and JSON Feed 1.1, the same entries in each.

The last line of an entry names price and skills in the form `(Budget: …, Jobs: …)`, because readers of job feeds look for
it there.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import gettext as _

from karigar.jobs import rules
from karigar.jobs.search import Hit
from karigar.kit import languages
from karigar.kit.markup import plain
from karigar.kit.money import format_money
from karigar.skills import queries as skills
from karigar.trust import queries as trust

SENTENCES = 600
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


class Entry(NamedTuple):
    """A job as it stands in a feed."""

    hit: Hit
    url: str
    summary: str
    skills: tuple[str, ...]


def entry_of(hit: Hit, description: str, skill_ids: Sequence[int]) -> Entry:
    """Write one job as an entry; contact data is masked as on its page."""
    names = tuple(name for pk in skill_ids if (name := skills.name_of(pk, languages.current())))
    text = plain(trust.mask_contacts(description).text, SENTENCES)
    facts = f"(Budget: {budget_of(hit) or '-'}, Jobs: {', '.join(names) or '-'})"
    url = settings.SITE_URL + reverse("job", args=[hit.id, rules.slug_of(hit.title)])
    return Entry(hit, url, f"{text}\n\n{facts}".strip(), names)


def budget_of(hit: Hit) -> str:
    """Write what a job pays: a price, or a range; an hourly one says so."""
    sums = dict.fromkeys(format_money(x, hit.currency) for x in (hit.budget_min, hit.budget_max) if x)
    text = " – ".join(sums)
    return _("%(rate)s an hour") % {"rate": text} if text and hit.kind == "hourly" else text


def written(form: str, entries: Sequence[Entry], *, query: str) -> str:
    """Write a feed of entries; `query` is the search it follows, as it stands in an address."""
    home = settings.SITE_URL + reverse("job_search") + (f"?{query}" if query else "")
    own = settings.SITE_URL + reverse("job_feed", args=[form]) + (f"?{query}" if query else "")
    title = _("New jobs on %(site)s") % {"site": settings.SITE_NAME}
    if form == "json":
        return _json(entries, title=title, home=home, own=own)
    kind = feedgenerator.Atom1Feed if form == "atom" else feedgenerator.Rss201rev2Feed
    feed = kind(
        title=title,
        link=home,
        description=title,
        language=languages.current(),
        feed_url=own,
        author_name=settings.SITE_NAME,
    )
    for entry in entries:
        feed.add_item(
            title=entry.hit.title,
            link=entry.url,
            description=entry.summary,
            unique_id=entry.url,
            unique_id_is_permalink=True,
            pubdate=entry.hit.published_at,
            updateddate=entry.hit.published_at,
            categories=entry.skills,
        )
    return str(feed.writeString("utf-8"))


def _json(entries: Sequence[Entry], *, title: str, home: str, own: str) -> str:
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.hit.title,
            "content_text": entry.summary,
            "date_published": entry.hit.published_at.isoformat(),
            "tags": list(entry.skills),
            "language": languages.current(),
            "_karigar": {
                "kind": entry.hit.kind,
                "budget_min": entry.hit.budget_min,
                "budget_max": entry.hit.budget_max,
                "currency": entry.hit.currency,
                "level": entry.hit.level,
                "proposals": entry.hit.proposals,
            },
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": own,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False)

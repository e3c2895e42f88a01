"""The frame around every page (head, app bar, foot), drawn once for each kind of reader and then filled in.

Nine tenths of the frame are the same for all who wear the same hat, read the same language and stand at the same place.
So it is drawn with marks where one reader differs from the next (his name, his token, this address), cut at the marks,
and kept; a page costs a join instead of some 200 nodes of template.
"""

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from karigar.web.navigation import Place, language_links, places, url_of, worded

# No sentence of ours holds this character; what people write is put in after the cut.
MARK = "\x1a"
CUT = re.compile(f"{MARK}([a-z]+){MARK}")


class Kind(NamedTuple):
    """What frames differ by, beside the marks."""

    language: str
    hat: str
    place: str
    may_post: bool
    unread_messages: int
    unread_notices: int


@functools.cache
def icons() -> str:
    """Return the address of the drawings; the name of a file does not change while the server runs."""
    return static("karigar/icons.svg")


class Frame:
    """The frame of one request; each part is filled in only when the page asks for it."""

    def __init__(self, request: HttpRequest, kind: Kind, *, name: str = "", hat_label: str = "") -> None:
        self.request, self.kind, self.name, self.hat_label = request, kind, name, hat_label
        # Asked for by the first form of the page, masked anew for each page.
        self.token = SimpleLazyObject(lambda: get_token(request))

    @property
    def head(self) -> SafeString:
        return _filled(_head(self.kind.language), {})

    @property
    def bar(self) -> SafeString:
        values: dict[str, str] = {"name": escape(self.name), "hat": escape(self.hat_label)}
        if self.kind.hat:
            # A reader without a session gets none, so that his pages can be kept.
            values["token"] = str(self.token)
        return _filled(_bar(self.kind), values)

    @property
    def foot(self) -> SafeString:
        return _filled(_foot(self.kind), {"here": quote(self.request.get_full_path(), safe="")})


Cut = tuple[str, ...]  # text, name of a mark, text, name of a mark, ... text


def _filled(cut: Cut, values: Mapping[str, str]) -> SafeString:
    parts = list(cut)
    for n in range(1, len(parts), 2):
        parts[n] = values[parts[n]]
    return mark_safe("".join(parts))


def _cut(template: str, context: Mapping[str, object]) -> Cut:
    return tuple(CUT.split(render_to_string(template, dict(context))))


@functools.lru_cache(maxsize=16)
def _head(language: str) -> Cut:
    return _cut("web/part/frame_head.html", {})


@functools.lru_cache(maxsize=2000)
def _bar(kind: Kind) -> Cut:
    menu = worded(kind.hat, kind.language)[1]
    context = {
        "site_name": settings.SITE_NAME,
        "icons": icons(),
        "signed_in": bool(kind.hat),
        "hat_url": url_of("switch_hat"),
        "nav": _places(kind),
        "menu": [place for place in menu if kind.may_post or place.name != "post_job"],
        "unread_notices": kind.unread_notices,
        "csrf_token": f"{MARK}token{MARK}",
        "person_name": f"{MARK}name{MARK}",
        "hat_label": f"{MARK}hat{MARK}",
    }
    return _cut("web/part/frame_bar.html", context)


@functools.lru_cache(maxsize=2000)
def _foot(kind: Kind) -> Cut:
    context = {
        "icons": icons(),
        "nav": _places(kind),
        "languages": language_links(kind.language),
        "here": f"{MARK}here{MARK}",
    }
    return _cut("web/part/frame_foot.html", context)


def _places(kind: Kind) -> list[Place]:
    counts = {"rooms": kind.unread_messages, "notices": kind.unread_notices} if kind.hat else {}
    return places(kind.hat, kind.place, counts)

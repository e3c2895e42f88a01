"""Text of strangers becomes harmless HTML."""

import functools
import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

LONGEST = 50_000  # characters that are drawn; more is kept, and cut on the page
_TAGS = {
    "p",
    "br",
    "strong",
    "em",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "h5",
    "hr",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


@functools.cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"breaks": True, "html": True, "maxNesting": 20}).enable(["table", "strikethrough"])


def render(text: str) -> SafeString:
    """Draw Markdown (and the HTML that imports bring) as safe HTML: no scripts, styles, pictures; links say nofollow."""
    text = text[:LONGEST]
    html = _markdown().render(text)
    html = re.sub(r"<(/?)h[12]\b", r"<\1h3", html)
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return mark_safe(clean)


def plain(text: str, length: int = 0) -> str:
    """Take the words out of Markdown or HTML, for summaries, search and mail."""
    words = nh3.clean(_markdown().render(text[:LONGEST]), tags=set())
    words = re.sub(
        r"\s+", " ", words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&nbsp;", " ")
    ).strip()
    if length and len(words) > length:
        words = words[:length].rsplit(" ", 1)[0] + "…"
    return words

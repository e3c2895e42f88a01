"""Every page as every kind of reader in four languages: nothing breaks, nothing is in another script."""

import html.parser
import re
from collections import deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.urls import get_resolver

from tests.test_architecture import PRODUCT, ROOT

# U+09F3 is the sign of the taka: money, not script. U+0964 and U+0965 end sentences in both scripts.
BENGALI = re.compile("[\u0980-\u09f2\u09f4-\u09ff]")
DEVANAGARI = re.compile("[\u0900-\u0963\u0966-\u097f]")
FOREIGN = {"en": [BENGALI, DEVANAGARI], "bn": [DEVANAGARI], "hi": [BENGALI], "hi-latn": [BENGALI, DEVANAGARI]}
# Addresses that a walk must not follow: they change something by design, or leave the page.
SKIP = re.compile(
    r"^/(language|files|pictures|static|dev|account/(logout|google))|/file/$|\.(css|js|svg|json|zip|csv|ics)$"
)
ROLES = ["nobody", "freelancer", "client", "viewer", "stranger", "finance", "moderator", "auditor", "operator"]
MOST_PAGES = 220


class Reader(html.parser.HTMLParser):
    """Collects links, and the words that stand in the language of the page."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.links: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, bool]] = []

    VOID = {"meta", "link", "input", "br", "img", "hr", "use", "source", "wbr"}

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        other = bool(facts.get("lang")) and facts["lang"].lower() != self.language and tag != "html"
        if tag == "a" and facts.get("href"):
            self.links.append(facts["href"])
        if facts.get("hx-get"):
            self.links.append(facts["hx-get"])
        if facts.get("id"):
            self.ids.append(facts["id"])
        if not other and not any(skip for _tag, skip in self._open):
            self.words += [facts[name] or "" for name in ("title", "aria-label", "placeholder", "alt") if name in facts]
        if tag not in self.VOID:
            self._open.append((tag, other))

    def handle_endtag(self, tag):
        while self._open and self._open[-1][0] != tag and tag in {name for name, _skip in self._open}:
            self._open.pop()
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data):
        if not any(skip or tag in {"script", "style"} for tag, skip in self._open):
            self.words.append(data)


@pytest.fixture
def populated(world):
    """A world in which every kind of page has something to show."""
    world.ended()
    world.proposal(job=world.job(title="Letterheads for a school"), freelancer=world.rival)
    world.offer(world.proposal(job=world.job(title="A poster for a fair"), freelancer=world.rival))
    return world


def browser_of(world, role):
    if role == "nobody":
        return world.browser()
    if role in {"finance", "moderator", "auditor", "operator"}:
        person = {
            "finance": world.maker,
            "moderator": world.moderator,
            "auditor": world.auditor,
            "operator": world.operator,
        }[role]
        from karigar.accounts import actions as accounts
        from karigar.kit import clock

        accounts.start_staff_session(person, reason="walk", now=clock.now())
        return world.browser(person, hat="staff")
    return world.browser(getattr(world, role), hat="client" if role in {"client", "viewer"} else "")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_read_in_every_language(populated, role):
    world = populated
    broken: list[str] = []
    for language in FOREIGN:
        browser = browser_of(world, role)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        broken += walk(browser, language)
    assert not broken, "\n".join(sorted(set(broken))[:60])


def walk(browser, language: str) -> list[str]:
    """Follow every link from the front page; return what is wrong, one line each."""
    seen, waiting, broken = {"/"}, deque([("/", "")]), []
    while waiting and len(seen) < MOST_PAGES:
        url, came_from = waiting.popleft()
        answer = browser.get(url)
        place = f"[{language}] {url} (from {came_from})"
        if answer.status_code in {301, 302, 303, 307}:
            follow(answer.url, url, seen, waiting)
            continue
        if answer.status_code == 204:  # a slot that has nothing to show
            continue
        if answer.status_code != 200:
            broken.append(f"{place}: status {answer.status_code}")
            continue
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        text = answer.text
        reader = Reader(language)
        reader.feed(text)
        words = " ".join(reader.words)
        for own_name in ("বাংলা", "हिन्दी"):  # languages are offered by their own names
            words = words.replace(own_name, "")
        broken += [
            f"{place}: letters of another script: {found.group(0)!r} in …{near(words, found)}…"
            for script in FOREIGN[language]
            if (found := script.search(words))
        ]
        if "&amp;lt;" in text or "&amp;amp;" in text:
            broken.append(f"{place}: escaped twice")
        if found := re.search(r"\{[{%]|%\(\w+\)s|\bNone\b|\bTrue\b(?! )", words):
            broken.append(f"{place}: raw {found.group(0)!r} in …{near(words, found)}…")
        if doubled := {i for i in reader.ids if reader.ids.count(i) > 1}:
            broken.append(f"{place}: ids twice: {sorted(doubled)[:3]}")
        for link in reader.links:
            follow(link, url, seen, waiting)
    return broken


def near(words: str, found: re.Match[str]) -> str:
    return " ".join(words[max(found.start() - 30, 0) : found.end() + 30].split())


def follow(link: str, base: str, seen: set[str], waiting: deque[tuple[str, str]]) -> None:
    url = urldefrag(urljoin(base, link))[0]
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or SKIP.search(parts.path) or not url.startswith("/"):
        return
    # One page of a list is enough: sort orders and filters are tested where they are written.
    shape = re.sub(r"(after|before)=[^&]+", r"\1=…", url)
    if url in seen or (parts.query and shape in seen) or parts.query.count("&") > 1:
        return
    seen.update({url, shape})
    waiting.append((url, base))


_TAGS = re.compile(
    r"\{% block width %\}.*?\{% endblock %\}|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
_ALLOWED = {"RSS", "Atom", "JSON", "CSV", "PDF", "CC", "BY", "SA", "bKash", "Karigar"}


def test_templates_have_no_words_outside_translation():
    broken = []
    for path in sorted(PRODUCT.rglob("*.html")):
        if "design" in path.parts:  # samples of people's own texts
            continue
        text = _TAGS.sub(" ", path.read_text("utf-8"))
        for value in re.findall(r"\s(?:title|aria-label|placeholder|alt|data-confirm)=\"([^\"]*)\"", text):
            if re.search(r"[A-Za-z]{3,}", value):
                broken.append(f"{path.relative_to(ROOT)}: attribute {value!r}")
        text = re.sub(r"<(style|script|code|svg)\b.*?</\1>", " ", text, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text)
        for words in re.findall(r"[A-Za-z][A-Za-z' ]{2,}", re.sub(r"&\w+;", " ", text)):
            if not set(words.split()) <= _ALLOWED:
                broken.append(f"{path.relative_to(ROOT)}: {words.strip()!r}")
    assert not broken, "\n".join(broken)


@pytest.mark.django_db
def test_a_stranger_finds_404_behind_every_address_with_a_number(world):
    """Whatever takes an id answers 404 (or asks to log in) for an id that does not exist."""
    browser = world.browser(world.stranger)
    broken = []
    for name, (possibilities, _p, _d, converters) in get_resolver().reverse_dict.items():
        if not isinstance(name, str) or not possibilities:
            continue
        template, names = possibilities[0]
        if (
            not names
            or set(names) - set(converters)
            or any(type(converters[n]).__name__ != "IntConverter" for n in names)
        ):
            continue
        url = "/" + template % dict.fromkeys(names, 987654321)
        status = browser.get(url).status_code
        if status not in {404, 405, 302, 303}:
            broken.append(f"{name} {url}: {status}")
    assert not broken, "\n".join(broken)

"""Nothing that anybody sends breaks a page: every address and every form takes rubbish, and answers with a sentence."""

import re
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from karigar.kit.paging import encode_cursor
from tests.scene import Scene

HUGE = 10**25
PARAMETERS = [
    *("q", "kind", "category", "skill", "level", "age", "min", "max", "currency", "sort", "status", "show", "tab"),
    *("after", "before", "s", "size", "skills", "amount", "company", "milestone", "next"),
]
RUBBISH = ["99999999999999999999999999", "a\0b", "😀' OR 1=1; --\u202e", "²", "9" * 5_000, "//evil.example/", "-1"]
CURSORS = [
    encode_cursor(HUGE),
    encode_cursor("\0"),
    encode_cursor(HUGE, HUGE),
    encode_cursor("\0", None),
    encode_cursor("2026-01-01T00:00:00+00:00", HUGE, 1),
    encode_cursor(HUGE, HUGE, "0001-01-01T00:00:00+14:00"),
    encode_cursor("9999-12-31T23:59:59-14:00", 1, 0),
    encode_cursor(None, [], {}),
]
TYPED = ["a\0b", "9" * 30, "😀" * 400, "-1", "\u202e =HYPERLINK(1) <b>", "x" * 3_000]
# Read by everybody; somebody who is logged in sees more of these.
OFTEN = {"home", "job_search", "job", "profile", "company"}
METHODS = ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]
HEADERS = [
    {"HTTP_ACCEPT_LANGUAGE": "xx-\0;q=nan,*;q=9" + ",de" * 300},
    {"HTTP_HOST": "evil.example"},
    {"HTTP_COOKIE": "session=\0; lang=\0; csrftoken='"},
    {"HTTP_COOKIE": 'session="' + "\\000" * 32 + '"; lang="\\000"'},
    {"HTTP_COOKIE": "session=" + "x" * 5_000 + "; lang=zz; messages=rubbish"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[::1", "HTTP_HX_TARGET": "\0"},
    {"HTTP_REFERER": "http://[", "HTTP_ORIGIN": "null"},
    {"HTTP_X_FORWARDED_FOR": "\0,,%"},
]


@pytest.fixture
def scene(world):
    cache.clear()
    return Scene(world)


class Forms(HTMLParser):
    """Collects the forms of a page: where each goes and what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, tuple[str, str]]]] = []

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form" and (facts.get("method") or "").lower() == "post":
            self.forms.append((facts.get("action") or "", {}))
        elif tag in {"input", "textarea", "select", "button"} and facts.get("name") and self.forms:
            kind = facts.get("type") or tag
            if kind not in {"radio", "checkbox"} or "checked" in facts or facts["name"] not in self.forms[-1][1]:
                self.forms[-1][1][facts["name"]] = (kind, facts.get("value") or "")


def once_each(scene):
    """One address of each kind of page, each with a browser of somebody who may read it."""
    cookies, seen, browsers = scene.readers(), set(), {}
    for leaf in scene:
        if leaf.name not in seen and (leaf.reader != "nobody" or leaf.name not in OFTEN):
            seen.add(leaf.name)
            if leaf.reader not in browsers:
                browsers[leaf.reader] = Client()
                if leaf.reader in cookies:
                    browsers[leaf.reader].cookies["session"] = cookies[leaf.reader]
            yield leaf, browsers[leaf.reader]


def ask(browser: Client, method: str, url: str, data: object = None, **more: object) -> str:
    """Send something and take it back; return what broke, or nothing."""
    outer = transaction.atomic()
    with outer:
        try:
            with transaction.atomic():
                answer = browser.generic(method, url, **more) if data is None else browser.post(url, data, **more)
                status, problem = answer.status_code, ""
                if status < 300 and "Content-Security-Policy" not in answer.headers:
                    problem = "no Content-Security-Policy"
        except Exception as error:
            status, problem = 500, f"{type(error).__name__}: {str(error)[:120]!r}"
        transaction.set_rollback(True)
    place = f"{method} {url[:90]!r}"
    if status == 501 or status < 500:
        return f"{place}: {problem}" if problem else ""
    return f"{place}: {status} {problem}"


def tell(broken: list[str]) -> None:
    found = sorted({line for line in broken if line})
    assert not found, f"{len(found)} answers broke:\n" + "\n".join(found[:60])


def test_rubbish_in_the_address_breaks_no_page(scene):
    broken = []
    for leaf, browser in once_each(scene):
        path, _mark, query = leaf.url.partition("?")
        known = [name for name in PARAMETERS if name not in query]
        for value in RUBBISH:
            broken.append(ask(browser, "GET", f"{path}?{query}&{urlencode(dict.fromkeys(known, value))}"))
    tell(broken)


def test_rubbish_as_the_place_in_a_list_breaks_no_list(scene):
    """Alone, because a bad word for something else may hide it."""
    broken = []
    for leaf, browser in once_each(scene):
        if leaf.name.endswith("s") or leaf.name in {"job_search", "room", "staff_journal", "apply"}:
            path = urlsplit(leaf.url).path
            for value in (*RUBBISH[:5], *CURSORS):
                broken.append(ask(browser, "GET", f"{path}?{urlencode({'after': value, 'before': value})}"))
    path = reverse("job_search")
    for words in ({"q": "logo", "sort": "match", "after": cursor} for cursor in CURSORS):
        broken.append(ask(Client(), "GET", f"{path}?{urlencode(words)}"))
    for words in (*({"q": value} for value in RUBBISH), {"q": "( | & ! <-> :* ' \\"}, {"q": "y" * 20_000}):
        broken += [ask(Client(), "GET", f"{path}?{urlencode(words | more)}") for more in ({}, {"sort": "match"})]
    broken.append(ask(Client(), "GET", f"{path}?after=%ff%fe&q=%ed%a0%80&=&&;"))
    tell(broken)


def test_rubbish_in_the_place_of_a_number_or_a_name_breaks_nothing(world):
    browsers = [world.browser(), world.browser(world.freelancer), world.browser(world.client, hat="client")]
    broken = []
    for name, (possibilities, _p, _d, converters) in get_resolver().reverse_dict.items():
        if not isinstance(name, str) or not possibilities:
            continue
        for template, names in possibilities:
            for word in ("a\0b", "😀", "x" * 3_000, "..", "%ff", "a/../b"):
                numbers = {n for n in names if type(converters.get(n)).__name__ == "IntConverter"}
                facts = {n: "99999999999999999999999" if n in numbers else quote(word) for n in names}
                url = "/" + template % facts
                for browser in browsers:
                    broken += [ask(browser, method, url) for method in ("GET", "POST")]
                if numbers == set(names):
                    break
    tell(broken)


def test_rubbish_in_any_field_breaks_no_form(scene):
    broken, seen = [], set()
    for leaf, browser in once_each(scene):
        page = browser.get(leaf.url)
        forms = Forms()
        forms.feed(page.text if "html" in page.headers.get("Content-Type", "") else "")
        for action, fields in forms.forms:
            url = action or leaf.url
            shape = (re.sub(r"\d+", "1", url), leaf.reader, tuple(fields))
            if shape in seen or url.startswith("http"):
                continue
            seen.add(shape)
            plain = {name: value for name, (kind, value) in fields.items() if kind not in {"file", "submit", "button"}}
            open_fields = [
                name
                for name, (kind, _value) in fields.items()
                if kind not in {"hidden", "file", "submit", "button", "select", "radio", "checkbox"}
            ]
            for value in TYPED:
                cache.clear()
                broken.append(ask(browser, "POST", url, plain | dict.fromkeys(open_fields, value)))
                broken.append(ask(browser, "POST", url, dict.fromkeys(fields, value)))
            broken.append(ask(browser, "POST", url, {}))
    tell(broken)


def test_other_methods_and_strange_headers_break_no_page(scene):
    broken = []
    for leaf, browser in once_each(scene):
        broken += [ask(browser, method, leaf.url) for method in METHODS]
        broken.append(ask(browser, "POST", leaf.url, content_type="multipart/form-data"))
        broken.append(ask(browser, "POST", leaf.url, data=b"\xff\0=%ff&\0", content_type="application/json"))
    some = {"home", "job_search", "job", "account_login", "wallet", "room", "profile"}
    for leaf, browser in once_each(scene):
        if leaf.name in some:
            broken += [ask(browser, "GET", leaf.url, **headers) for headers in HEADERS]
    tell(broken)

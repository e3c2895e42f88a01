"""In front of Django, in the same process: public pages from memory for readers without a session, and compression.

A page is kept for ten seconds, for one address, language and host. Pages that are drawn for a reader without a session
may not carry a CSRF token: a token makes Django set a cookie, and an answer that sets a cookie is never kept.
Compressing pages that do carry tokens is safe: Django masks the token anew on every page, so its length tells nothing.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import brotli
from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SECONDS = 10.0
MOST = 500
LONGEST_PATH = 2000
LARGEST = 512 * 1024
WORTH_COMPRESSING = 600
PUBLIC = ("/jobs/", "/@")


@dataclass(slots=True)
class Kept:
    """One page in memory, ready to send."""

    headers: Headers
    body: bytes
    etag: str
    born: float
    fresh_until: float


def language_of(cookies: dict[str, str], accept: str) -> str:
    """Find the reader's language as Django would: the cookie, else Accept-Language, else English."""
    asked = [
        cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
        *(code for code, _weight in parse_accept_lang_header(accept.lower()[:500])),
    ]
    for code in asked:
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def cookies_of(environ: Environ) -> dict[str, str]:
    """Read the cookies exactly as Django does."""
    return parse_cookie(environ.get("HTTP_COOKIE", ""))


def takes_brotli(environ: Environ) -> bool:
    """Say whether the reader's browser can unpack brotli."""
    offers = [part.strip().lower() for part in environ.get("HTTP_ACCEPT_ENCODING", "").split(",")]
    return any(offer.split(";")[0].strip() == "br" and not offer.replace(" ", "").endswith(";q=0") for offer in offers)


class FrontCache:
    """Answers what it holds, passes the rest to Django."""

    def __init__(self, application: Application, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.application = application
        self.clock = clock
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = self.key(environ)
        if key and (kept := self.find(key)):
            return self.send(kept, environ, start_response)
        if key:
            environ = self.without_cookies(environ)
        return self.ask(key, environ, start_response)

    def key(self, environ: Environ) -> tuple[str, ...] | None:
        """Name the page, or None for a request that must reach Django itself."""
        path = environ.get("PATH_INFO", "/")
        if environ["REQUEST_METHOD"] != "GET" or not (path == "/" or path.startswith(PUBLIC)):
            return None
        if "HTTP_HX_REQUEST" in environ and "HTTP_HX_BOOSTED" not in environ:
            return None  # a fragment
        if "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return None
        query = environ.get("QUERY_STRING", "")
        cookies = cookies_of(environ)
        if len(path) + len(query) > LONGEST_PATH or settings.SESSION_COOKIE_NAME in cookies or "messages" in cookies:
            return None
        language = language_of(cookies, environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        coding = "br" if takes_brotli(environ) else ""
        scheme = environ.get("wsgi.url_scheme", "http")
        return (environ.get("HTTP_HOST", ""), scheme, path, query, language, coding)

    def without_cookies(self, environ: Environ) -> Environ:
        """Keep only the language, so that nothing of this reader can be in a page that others get."""
        chosen = cookies_of(environ).get(settings.LANGUAGE_COOKIE_NAME)
        environ.pop("HTTP_COOKIE", None)
        if chosen and chosen.replace("-", "").isalpha():
            environ["HTTP_COOKIE"] = f"{settings.LANGUAGE_COOKIE_NAME}={chosen}"
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            if name in environ:
                environ["karigar." + name] = environ.pop(name)
        return environ

    def find(self, key: tuple[str, ...]) -> Kept | None:
        """Return a fresh page. Of many readers of one that has grown old, only the first must wait for a new one."""
        now = self.clock()
        with self.lock:
            kept = self.pages.get(key)
            if kept is None:
                return None
            self.pages.move_to_end(key)
            if now < kept.fresh_until:
                return kept
            if now > kept.born + 6 * SECONDS:
                del self.pages[key]
            else:
                kept.fresh_until = now + 2.0
            return None

    def ask(self, key: tuple[str, ...] | None, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let Django answer; compress HTML, keep what may be kept."""
        begun: list[Any] = []

        def begin(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], None]:
            begun[:] = [status, headers, exc_info]
            return _no_write

        answer = self.application(environ, begin)
        status, headers, exc_info = begun
        if environ["REQUEST_METHOD"] == "HEAD" or not _is_whole_html(headers):
            start_response(status, headers, *([exc_info] if exc_info else []))
            return answer
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()  # Django gives its connections back here
        kept = self.pack(headers, body, takes_brotli(environ), quality=4 if key else 1)
        if key and status.startswith("200") and _may_keep(headers) and len(body) <= LARGEST:
            self.keep(key, kept)
            return self.send(kept, environ, start_response)
        start_response(status, kept.headers)
        return [kept.body]

    def pack(self, headers: Headers, body: bytes, compress: bool, *, quality: int) -> Kept:
        """Make an answer ready to send, compressed where the reader can unpack it."""
        dropped = {"content-length", "vary"}
        varies = [v.strip() for name, value in headers if name.lower() == "vary" for v in value.split(",")]
        if "Accept-Encoding" not in varies:
            varies.append("Accept-Encoding")
        packed = [(name, value) for name, value in headers if name.lower() not in dropped]
        packed.append(("Vary", ", ".join(varies)))
        if compress and len(body) >= WORTH_COMPRESSING:
            body = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
            packed.append(("Content-Encoding", "br"))
        packed.append(("Content-Length", str(len(body))))
        now = self.clock()
        return Kept(packed, body, "", now, now + SECONDS)

    def keep(self, key: tuple[str, ...], kept: Kept) -> None:
        """Remember a page; the one that was asked for least recently makes room."""
        kept.etag = f'"{hashlib.blake2b(kept.body, digest_size=12).hexdigest()}"'
        known = {name.lower() for name, _value in kept.headers}
        kept.headers.append(("ETag", kept.etag))
        if "cache-control" not in known:
            kept.headers.append(("Cache-Control", "no-cache"))
        with self.lock:
            self.pages[key] = kept
            self.pages.move_to_end(key)
            while len(self.pages) > MOST:
                self.pages.popitem(last=False)

    def send(self, kept: Kept, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Send a kept page, or 304 to a reader who has it."""
        asked = environ.get("karigar.HTTP_IF_NONE_MATCH") or environ.get("HTTP_IF_NONE_MATCH", "")
        headers = [*kept.headers, ("Age", str(max(int(self.clock() - kept.born), 0)))]
        if kept.etag and kept.etag in {tag.strip().removeprefix("W/") for tag in asked.split(",")}:
            plain = {"content-length", "content-encoding", "content-type"}
            start_response("304 Not Modified", [(name, value) for name, value in headers if name.lower() not in plain])
            return []
        start_response("200 OK", headers)
        return [kept.body]


def _no_write(_data: bytes) -> None:
    raise NotImplementedError("Django answers with an iterable")


def _is_whole_html(headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    return named.get("content-type", "").startswith("text/html") and "content-encoding" not in named


def _may_keep(headers: Headers) -> bool:
    named = {name.lower(): value for name, value in headers}
    return "set-cookie" not in named and not any(
        word in named.get("cache-control", "") for word in ("no-store", "private")
    )

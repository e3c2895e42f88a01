"""The front cache: what it keeps, for whom, and what it never keeps."""

import brotli
import pytest

from karigar.web.front import MOST, FrontCache

PAGE = "<!doctype html><title>কাজ</title>" + "<p>One job and another job</p>" * 60


class Site:
    """A WSGI application that counts its visits and remembers what it was asked."""

    def __init__(self):
        self.visits = []
        self.closed = 0
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/html; charset=utf-8"), ("Vary", "Cookie")]
        self.body = PAGE

    def __call__(self, environ, start_response):
        self.visits.append(dict(environ))
        start_response(self.status, list(self.headers))
        site = self

        class Answer(list):
            def close(self):
                site.closed += 1

        return Answer([f"{self.body}<!-- {len(self.visits)} -->".encode()])


class Reader:
    """Somebody with a browser in front of the cache."""

    def __init__(self, front):
        self.front = front

    def get(self, path="/jobs/", query="", method="GET", **headers):
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        answer = {}

        def start_response(status, found, exc_info=None):
            answer.update(status=int(status[:3]), headers=dict(found))

        body = b"".join(self.front(environ, start_response))
        if answer["headers"].get("Content-Encoding") == "br":
            body = brotli.decompress(body)
        return answer["status"], answer["headers"], body.decode()


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def time():
    return [1000.0]


@pytest.fixture
def reader(site, time):
    return Reader(FrontCache(site, clock=lambda: time[0]))


@pytest.mark.parametrize("path", ["/", "/jobs/", "/jobs/12-logo/", "/@rahima"])
def test_a_second_stranger_gets_the_kept_page(reader, site, path):
    first, second = reader.get(path), reader.get(path)
    assert len(site.visits) == 1
    assert first[2] == second[2]
    assert "কাজ" in second[2]


def test_the_site_is_always_closed_so_that_connections_go_back(reader, site):
    reader.get()
    reader.get("/wallet/")
    assert site.closed == 2


def test_a_page_is_drawn_anew_after_ten_seconds(reader, site, time):
    reader.get()
    time[0] += 10.1
    assert "<!-- 2 -->" in reader.get()[2]


def test_while_one_reader_waits_for_the_new_page_others_get_the_old_one(reader, site, time):
    front = reader.front
    reader.get()
    time[0] += 10.1
    key = front.key({"REQUEST_METHOD": "GET", "PATH_INFO": "/jobs/", "HTTP_HOST": "localhost"})
    assert front.find(key) is None
    assert front.find(key) is not None


@pytest.mark.parametrize(
    "cookie", ["session=abc", "lang=bn; session=abc", "messages=abc", "odd name=1; session=abc", "session="]
)
def test_a_reader_with_a_session_or_a_message_passes_through(reader, site, cookie):
    reader.get()
    assert "<!-- 2 -->" in reader.get(cookie=cookie)[2]
    assert site.visits[1]["HTTP_COOKIE"] == cookie
    assert "<!-- 1 -->" in reader.get()[2]


def test_nothing_of_one_stranger_reaches_the_kept_page(reader, site):
    reader.get(cookie="csrftoken=secret; lang=bn; tracker=1", if_none_match='"x"')
    assert site.visits[0]["HTTP_COOKIE"] == "lang=bn"
    assert "HTTP_IF_NONE_MATCH" not in site.visits[0]


def test_an_answer_that_sets_a_cookie_is_not_kept(reader, site):
    site.headers.append(("Set-Cookie", "csrftoken=secret"))
    assert "Set-Cookie" in reader.get()[1]
    reader.get()
    assert len(site.visits) == 2


@pytest.mark.parametrize("status", ["302 Found", "404 Not Found", "422 Unprocessable", "500 Oops"])
def test_only_good_answers_are_kept(reader, site, status):
    site.status = status
    assert reader.get()[0] == int(status[:3])
    reader.get()
    assert len(site.visits) == 2


@pytest.mark.parametrize("word", ["private", "no-store"])
def test_a_page_that_forbids_it_is_not_kept(reader, site, word):
    site.headers.append(("Cache-Control", word))
    reader.get()
    reader.get()
    assert len(site.visits) == 2


@pytest.mark.parametrize("path", ["/wallet/", "/account/login/", "/messages/", "/job", "/design/"])
def test_other_pages_are_not_kept(reader, site, path):
    reader.get(path)
    reader.get(path)
    assert len(site.visits) == 2


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT"])
def test_only_get_is_answered_from_memory(reader, site, method):
    reader.get()
    reader.get(method=method)
    assert len(site.visits) == 2


def test_a_fragment_for_htmx_passes_through_and_a_boosted_visit_does_not(reader, site):
    reader.get()
    reader.get(hx_request="true")
    reader.get(hx_request="true", hx_boosted="true")
    assert len(site.visits) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"cookie": "lang=bn"}, {"cookie": "lang=hi"}),
        ({"cookie": "lang=hi"}, {"cookie": "lang=hi-latn"}),
        ({"accept_language": "bn-BD,bn;q=0.9"}, {"accept_language": "en-GB"}),
        ({"query": "q=logo"}, {"query": "q=bakery"}),
        ({"host": "a"}, {"host": "b"}),
    ],
)
def test_readers_who_must_see_different_pages_do(reader, site, one, other):
    reader.get(**one)
    reader.get(**other)
    assert len(site.visits) == 2


@pytest.mark.parametrize("accept", ["bn", "bn-BD,en;q=0.5", "fr,bn;q=0.8"])
def test_browsers_that_mean_the_same_language_share_a_page(reader, site, accept):
    reader.get(cookie="lang=bn")
    reader.get(accept_language=accept)
    assert len(site.visits) == 1


def test_a_reader_who_has_the_page_is_told_so(reader, site):
    headers = reader.get()[1]
    status, _headers, body = reader.get(if_none_match=headers["ETag"])
    assert (status, body) == (304, "")
    assert reader.get(if_none_match='"other"')[0] == 200


def test_a_page_is_compressed_for_those_who_can_unpack_it(reader):
    plain = reader.get(accept_encoding="gzip")[1]
    small = reader.get(accept_encoding="gzip, br")[1]
    assert "Content-Encoding" not in plain
    assert small["Content-Encoding"] == "br"
    assert int(small["Content-Length"]) < int(plain["Content-Length"]) / 3
    assert small["Vary"] == "Cookie, Accept-Encoding"
    assert small["ETag"] != plain["ETag"]


def test_a_refusal_of_brotli_is_heard(reader):
    assert "Content-Encoding" not in reader.get(accept_encoding="br;q=0, gzip")[1]


def test_private_pages_are_compressed_too(reader):
    assert reader.get("/wallet/", accept_encoding="br", cookie="session=1")[1]["Content-Encoding"] == "br"


def test_files_are_left_alone(reader, site):
    site.headers = [("Content-Type", "application/pdf")]
    headers = reader.get("/jobs/x.pdf", accept_encoding="br")[1]
    assert "Content-Encoding" not in headers
    reader.get("/jobs/x.pdf", accept_encoding="br")
    assert len(site.visits) == 2


def test_memory_is_bounded_and_the_oldest_goes(reader, site):
    for i in range(MOST + 5):
        reader.get(query=f"q={i}")
    assert len(reader.front.pages) == MOST
    reader.get(query=f"q={MOST + 4}")
    assert len(site.visits) == MOST + 5
    reader.get(query="q=0")
    assert len(site.visits) == MOST + 6


def test_an_endless_address_is_not_kept(reader, site):
    reader.get(query="q=" + "a" * 3000)
    assert not reader.front.pages

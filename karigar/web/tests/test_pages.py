"""The pages that belong to no module, and the base page around all of them."""

import pathlib
import re

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string

from karigar.kit.errors import NotNow
from karigar.kit.middleware import RefusalMiddleware
from karigar.web import context, navigation, samples, views

PAGES = ["/", "/help/", "/rules/", "/about-fees/", "/design/"]
SIZES = {"karigar.css": 9_000, "karigar.js": 4_000}


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("code", ["en", "bn", "hi", "hi-latn"])
def test_a_stranger_reads_every_page_in_every_language(client, path, code):
    client.cookies["lang"] = code
    answer = client.get(path)
    assert answer.status_code == 200
    tag = "hi-Latn" if code == "hi-latn" else code
    assert f'<html lang="{tag}">' in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_strangers_carries_no_token_and_sets_no_cookie(client, path):
    answer = client.get(path)
    assert "csrfmiddlewaretoken" not in answer.text
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_nothing_that_the_content_policy_stops(client, path):
    text = client.get(path).text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]* src=)", text)
    assert not re.search(r'\son[a-z]+="', text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_every_id_stands_once_and_every_label_has_its_field(client, path):
    text = client.get(path).text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', text)) <= set(ids)


@pytest.mark.django_db
def test_the_base_page_asks_the_database_nothing(django_assert_num_queries, rf):
    request = rf.get("/help/")
    request.user = None
    with django_assert_num_queries(0):
        found = context.page(request)
    assert not found["signed_in"]


@pytest.mark.parametrize("name", SIZES)
def test_what_every_visit_loads_stays_small(name):

    content = pathlib.Path(finders.find(f"karigar/{name}")).read_bytes()
    assert len(brotli.compress(content)) < SIZES[name]


@pytest.mark.parametrize("code", ["en", "bn", "hi", "hi-latn"])
def test_a_chosen_language_is_kept_and_the_reader_returns(client, code):
    answer = client.get(f"/language/{code}/", {"next": "/rules/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/rules/?a=1")
    assert answer.cookies["lang"].value == code


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"])
def test_the_language_link_sends_nobody_to_another_site(client, to):
    assert client.get("/language/bn/", {"next": to})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client):
    assert "lang" not in client.get("/language/xx/").cookies


@pytest.mark.django_db
def test_an_address_that_is_not_there_says_so_with_a_way_on(client):
    answer = client.get("/nothing/at/all/")
    assert answer.status_code == 404
    assert 'href="/help/"' in answer.text


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words(rf):
    answer = views.csrf_failed(_stranger(rf.post("/wallet/")), "missing")
    assert answer.status_code == 403
    assert "nothing was done" in answer.text


@pytest.mark.django_db
def test_a_refusal_that_nobody_caught_becomes_a_page_with_its_status(rf):
    class JobIsClosed(NotNow):
        text = "This job was closed on Monday."

    answer = RefusalMiddleware(lambda _request: None).process_exception(_stranger(rf.get("/jobs/1/")), JobIsClosed())
    assert answer.status_code == 409
    assert "This job was closed on Monday." in answer.text


def test_the_page_for_our_own_mistakes_needs_no_context():
    assert "nothing was half done" in render_to_string("500.html")


@pytest.mark.parametrize(
    ("bar", "drawn"),
    [
        (
            {"funded": 1000, "held": 500, "released": 300, "refunded": 200},
            ['x1="0" x2="300"', 'x1="300" x2="800"', 'x1="800" x2="1000"'],
        ),
        ({"funded": 1000, "held": 1000, "released": 0, "refunded": 0}, ['x1="0" x2="1000"']),
        ({"funded": 1000, "held": None, "released": 1000, "refunded": None}, ['x1="0" x2="1000"']),
        ({"funded": 0, "held": 0, "released": 0, "refunded": 0}, ["Nothing is funded yet"]),
    ],
)
def test_the_escrow_bar_draws_its_parts_edge_to_edge(bar, drawn):
    text = render_to_string("web/part/escrow_bar.html", bar | {"currency": "BDT"})
    assert all(part in text for part in drawn)
    assert text.count("<line") == sum(1 for part in drawn if part.startswith("x1"))


def test_a_wrong_field_says_why_beside_it_and_on_top():
    form = samples.SampleForm({"title": "", "price": "12x"})
    text = form.render()
    assert '<a href="#id_title">' in text
    assert 'id="id_title_error"' in text
    assert re.search(r'<input[^>]*name="title"[^>]*aria-describedby="id_title_helptext id_title_error"', text)
    assert "data-errors" in text


def test_the_place_where_one_stands_is_marked():
    found = navigation.places("", navigation.place_of("", "/help/"), {})
    assert [place.name for place in found if place.active] == ["help"]


@pytest.mark.parametrize("kind", ["", "freelancer", "client", "staff"])
def test_four_places_stand_at_the_thumb(kind):
    assert len([place for place in navigation.PLACES[kind] if place.where != "bar"]) == 4


def test_the_number_of_unread_messages_stands_at_their_place(monkeypatch):
    monkeypatch.setattr(navigation, "url_of", lambda name: f"/{name}/")
    navigation.worded.cache_clear()
    found = {place.name: place.count for place in navigation.places("freelancer", "", {"rooms": 4})}
    assert found == {"job_search": 0, "my_contracts": 0, "rooms": 4, "wallet": 0}
    navigation.worded.cache_clear()


def _stranger(request):
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.cookie import CookieStorage

    request.user = AnonymousUser()
    request._messages = CookieStorage(request)
    return request


@pytest.mark.django_db
def test_strangers_are_told_apart_from_crawlers_only_by_robots(client):
    text = client.get("/robots.txt").text
    assert "Disallow: /wallet/" in text


def test_the_csrf_page_is_the_one_that_settings_name():
    assert settings.CSRF_FAILURE_VIEW == "karigar.web.views.csrf_failed"


@pytest.mark.django_db
def test_the_page_of_rules_shows_what_the_rulebook_says(client, now):
    text = client.get("/rules/").text
    assert "14 days, then it counts as approved" in text
    assert "৳500" in text
    assert "25.0\xa0MB" in text


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (OperationalError("the server closed the connection"), 503, "never done twice"),
        (InterfaceError("the connection is closed"), 503, "never done twice"),
        (ZeroDivisionError(), 500, "nothing was half done"),
    ],
)
def test_a_database_that_is_away_says_again_and_a_fault_of_ours_says_so(world, monkeypatch, fault, status, words):
    from karigar.web import views

    def broken(*args: object, **kwargs: object) -> object:
        raise fault

    monkeypatch.setattr(views.figures, "rules", broken)
    browser = world.browser()
    browser.raise_request_exception = False
    answer = browser.get("/about-fees/")
    assert answer.status_code == status
    assert words in answer.text
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)

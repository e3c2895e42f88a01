"""The frame is drawn once for many readers: nothing of one reader may stand in the frame of the next."""

import re

import pytest

from karigar.web import frame

pytestmark = pytest.mark.django_db


def token_of(page) -> str:
    return re.search(r'action="/account/logout/"[^>]*><input[^>]* value="([^"]+)"', page.text)[1]


@pytest.fixture(autouse=True)
def _nothing_kept():
    for drawn in (frame._head, frame._bar, frame._foot):
        drawn.cache_clear()


def test_two_readers_share_a_drawing_and_nothing_of_each_other(world):
    mine, hers = world.browser(world.freelancer), world.browser(world.rival)
    first, second = mine.get("/help/?for=me"), hers.get("/help/?for=her")
    assert frame._bar.cache_info().hits >= 1
    assert world.freelancer.name in first.text
    assert world.freelancer.name not in second.text
    assert world.rival.name in second.text
    assert "%3Ffor%3Dher" in second.text
    assert "%3Ffor%3Dme" not in second.text
    assert token_of(first) != token_of(second)
    assert token_of(first) != token_of(mine.get("/help/")), "the token is masked anew on each page"


def test_the_token_of_the_frame_is_a_true_one(world):
    browser = world.browser(world.freelancer)
    browser.handler.enforce_csrf_checks = True
    token = token_of(browser.get("/help/"))
    assert browser.post("/account/logout/", {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert browser.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_name_is_escaped_and_cannot_forge_a_mark(world):
    world.freelancer.name = "<b>\x1atoken\x1a & Sons</b>"
    world.freelancer.save(update_fields=["name"])
    page = world.browser(world.freelancer).get("/help/")
    assert "&lt;b&gt;\x1atoken\x1a &amp; Sons&lt;/b&gt;" in page.text


def test_a_stranger_gets_no_token_and_no_cookie(client):
    page = client.get("/help/")
    assert "csrfmiddlewaretoken" not in page.text
    assert not page.cookies


def test_what_is_new_stands_in_the_bar_at_once(world):
    browser = world.browser(world.freelancer)
    assert "7 not read" not in browser.get("/help/").text
    type(world.freelancer).objects.filter(pk=world.freelancer.pk).update(unread_notices=7)
    assert "7 not read" in browser.get("/help/").text


def test_each_language_has_a_frame_of_its_own(world):
    browser = world.browser(world.freelancer)
    drawn = set()
    for code in ("en", "bn", "hi", "hi-latn"):
        browser.cookies["lang"] = code
        drawn.add(re.search(r'class="skip"[^>]*>([^<]+)<', browser.get("/help/").text)[1])
    assert len(drawn) == 4

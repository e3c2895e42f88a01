"""The session and its person come in one statement, and the session alone decides who is logged in."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests.world import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def member(world):
    return world.freelancer


def logged_in(person) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_logged_in(client) -> bool:
    return client.get("/settings/").status_code == 200


def test_a_page_of_a_member_reads_session_and_person_in_one_statement(member, django_assert_num_queries):
    client = logged_in(member)
    assert is_logged_in(client)
    with django_assert_num_queries(1) as asked:
        assert client.get("/help/").status_code == 200
    assert "django_session" in asked.captured_queries[0]["sql"]
    assert "accounts_person" in asked.captured_queries[0]["sql"]


def test_the_session_decides_even_when_the_list_of_sessions_names_somebody_else(world, member):
    client = logged_in(member)
    UserSession.objects.update(user=world.rival)
    page = client.get("/settings/")
    assert page.wsgi_request.user.pk == member.pk


def test_a_session_that_is_on_no_list_still_logs_in(member):
    client = logged_in(member)
    UserSession.objects.all().delete()
    assert client.get("/settings/").wsgi_request.user.pk == member.pk


def test_a_changed_password_ends_the_other_sessions(member):
    client = logged_in(member)
    assert is_logged_in(client)
    member.set_password("another long pass phrase 77")
    member.save(update_fields=["password"])
    assert not is_logged_in(client)
    assert not Session.objects.filter(session_key=client.cookies["session"].value).exists()


def test_a_session_whose_time_is_over_or_that_never_was_logs_nobody_in(member):
    client = logged_in(member)
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert not is_logged_in(client)
    client.cookies["session"] = "'; drop table django_session; --"
    assert not is_logged_in(client)

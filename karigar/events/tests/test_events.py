"""The journal: written with the deed, delivered to each follower, never changed."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from karigar.events import actions, queries
from karigar.events.models import Event

pytestmark = pytest.mark.django_db


@transaction.atomic
def record(now, name="thing.done", **more):
    return actions.record(name, subject=("thing", 7), now=now, **more)


def test_every_follower_hears_of_an_event_once(now):
    heard = []

    def hear(event, *, now):
        heard.append(event.pk)

    followers = {"thing.done": [hear, hear], "*": [hear]}
    event = record(now)
    assert actions.deliver_next(followers=followers, now=now)
    assert not actions.deliver_next(followers=followers, now=now)
    assert heard == [event.pk] * 3


def test_a_follower_that_fails_leaves_nothing_and_is_tried_again_later(now):
    tries = []

    def fail_once(event, *, now):
        record(now, name="half.done")
        tries.append(now)
        if len(tries) == 1:
            raise ValueError("not yet")

    event = record(now)
    followers = {"thing.done": [fail_once]}
    actions.deliver_next(followers=followers, now=now)
    assert not Event.objects.filter(name="half.done").exists()
    event.refresh_from_db()
    assert (event.delivered_at, event.attempts) == (None, 1)
    assert not actions.deliver_next(followers=followers, now=now)
    later = now + dt.timedelta(minutes=1)
    assert actions.deliver_next(followers=followers, now=later)
    assert Event.objects.filter(name="half.done").count() == 1


@pytest.mark.parametrize("change", ["UPDATE events_event SET reason = 'x'", "DELETE FROM events_event"])
def test_what_was_written_is_never_changed(now, change):
    record(now)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Event.objects.get().reason == ""


def test_history_and_acts_of_staff_come_newest_first(now):
    first, second = record(now), record(now, by_staff=True, reason="because")
    assert [row.pk for row in queries.history_any("thing", 7)] == [second.pk, first.pk]
    assert [row.pk for row in queries.staff_acts_any()] == [second.pk]
    assert not queries.staff_acts_any(before=second.pk)

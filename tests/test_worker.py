"""What happens without a click: events are delivered, timers run, and one failure does not stop the rest."""

import datetime as dt

import pytest
from django.db import transaction

from karigar.cli import worker
from karigar.events import actions as events
from karigar.events import queries as journal
from karigar.kit import timers


def record(now: dt.datetime, number: int) -> None:
    with transaction.atomic():
        events.record("test.happened", subject=("test", number), now=now)


def remember(seen: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(event, *, now: dt.datetime) -> None:
        seen.append(event.subject_id)

    monkeypatch.setattr(journal, "followers", lambda: {"test.happened": [follow]})


def test_every_waiting_event_reaches_its_follower_once(db, now, monkeypatch):
    seen: list[int] = []
    remember(seen, monkeypatch)
    for number in (1, 2, 3):
        record(now, number)
    worker.deliver_all(now)
    assert worker.deliver_all(now) == 0
    assert seen == [1, 2, 3]


@pytest.mark.race
def test_many_workers_deliver_every_event_once(committed_db, now, monkeypatch):
    seen: list[int] = []
    remember(seen, monkeypatch)
    for number in range(40):
        record(now, number)
    delivered = committed_db.race(4, lambda _: worker.deliver_all(now))
    assert sum(delivered) == 40
    assert sorted(seen) == list(range(40))


def test_a_timer_that_fails_does_not_stop_the_others(db, now):
    ran: list[str] = []

    def broken_due(now: dt.datetime) -> None:
        raise ValueError("broken on purpose")

    def working_due(now: dt.datetime) -> None:
        ran.append("working")

    assert worker.run_timers(now, [broken_due, working_due]) == 1
    assert ran == ["working"]


def test_every_timer_of_every_module_runs_on_an_empty_market(db, now):
    assert timers.collect()
    assert worker.run_timers(now) == 0

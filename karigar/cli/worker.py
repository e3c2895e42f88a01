"""`karigar worker`: everything that happens without a click. Any number of workers may run at once.

Three loops in one process: events of the journal are delivered to their followers; once a minute every module's
timers keep their deadlines; deferred jobs (mail, files) are done by procrastinate. A loop that fails waits and goes on,
so a restart of the database is survived.
"""

import asyncio
import datetime as dt
import logging
import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import psycopg
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection, connections

from karigar.events import actions as events
from karigar.events import queries as journal
from karigar.kit import clock, timers

if TYPE_CHECKING:
    from procrastinate import App

log = logging.getLogger(__name__)
CHANNEL = "karigar_events"
# Notifications are lost while nobody listens, and a failed event comes back by the clock: so we also look by ourselves.
LOOK_EVERY = 2.0
TIMERS_EVERY = 60.0
LONGEST_WAIT = 30.0
AGAIN_AFTER = 5.0


def run() -> int:
    """Work until SIGTERM or SIGINT, then finish what is in hand and go."""
    stop = threading.Event()
    loops = [
        threading.Thread(target=_go_on, args=(stop, _deliver), name="events"),
        threading.Thread(target=_go_on, args=(stop, _keep_time), name="timers"),
    ]
    jobs = _Jobs(stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: jobs.stop())
    for loop in loops:
        loop.start()
    _go_on(stop, jobs.work)
    for loop in loops:
        loop.join()
    return 0


def run_timers(now: dt.datetime, chosen: Sequence[timers.Timer] | None = None) -> int:
    """Run every timer once; one that fails is logged and does not hold up the others. Return how many failed."""
    failed = 0
    for timer in timers.collect() if chosen is None else chosen:
        try:
            timer(now)
        except Exception:
            failed += 1
            log.exception("the timer %s.%s failed", timer.__module__, getattr(timer, "__name__", timer))
            close_old_connections()
    return failed


def deliver_all(now: dt.datetime | None = None, stop: threading.Event | None = None) -> int:
    """Deliver every waiting event, also those that followers write meanwhile; return how many."""
    followers, delivered = journal.followers(), 0
    while not (stop and stop.is_set()) and events.deliver_next(followers=followers, now=now or clock.now()):
        delivered += 1
    return delivered


def _deliver(stop: threading.Event) -> None:
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            deliver_all(stop=stop)
            connections.close_all()
            until = time.monotonic() + LOOK_EVERY
            while not stop.is_set() and time.monotonic() < until and not list(ear.notifies(timeout=0.2, stop_after=1)):
                pass


def _keep_time(stop: threading.Event) -> None:
    while not stop.is_set():
        began = time.monotonic()
        run_timers(clock.now())
        connections.close_all()
        stop.wait(max(1.0, TIMERS_EVERY - (time.monotonic() - began)))


class _Jobs:
    """Procrastinate's worker, in the main thread because it brings its own event loop."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._asked = False

    def work(self, _: threading.Event) -> None:
        asyncio.run(self._work())

    def stop(self) -> None:
        """Ask all loops to end. Called from a signal handler, between any two instructions of the main thread."""
        self._stop.set()
        if self._loop and self._task and not self._loop.is_closed():
            # Procrastinate takes a cancelled worker as: finish the running jobs and return.
            self._loop.call_soon_threadsafe(self._task.cancel)

    async def _work(self) -> None:
        from procrastinate.contrib.django import app

        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._run(app))
        if self._stop.is_set():
            self._task.cancel()
        task, self._asked = self._task, False
        while not task.done():
            await asyncio.wait({task}, timeout=AGAIN_AFTER)
            if self._asked:  # a request that came while it was starting may have been swallowed
                task.cancel()
            self._asked = self._stop.is_set()
        self._task = None
        if not task.cancelled() and (error := task.exception()):
            raise error

    async def _run(self, app: "App") -> None:
        from procrastinate.contrib.django.django_connector import DjangoConnector

        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        with app.replace_connector(connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                await worker_app.run_worker_async(
                    concurrency=2,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=10,
                    delete_jobs="successful",
                )


def _go_on(stop: threading.Event, loop: Callable[[threading.Event], None]) -> None:
    """Run a loop until asked to stop; after a failure wait a little longer each time, and begin anew."""
    wait = 1.0
    while not stop.is_set():
        began = time.monotonic()
        try:
            loop(stop)
        except Exception as error:
            # A database that restarts is an ordinary event and needs no trace of calls.
            trace = None if isinstance(error, (psycopg.OperationalError, OperationalError)) else error
            log.error("work stopped and begins anew: %s", error, exc_info=trace)  # noqa: TRY400
        if time.monotonic() - began > LONGEST_WAIT:
            wait = 1.0
        _forget_connections()
        stop.wait(wait)
        wait = min(wait * 2, LONGEST_WAIT)


def _forget_connections() -> None:
    """Let go of connections to a database that may be gone; the pool opens new ones."""
    try:
        connections.close_all()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    except Exception:
        log.exception("connections could not be closed")

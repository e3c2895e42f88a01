"""Two promises about the books: a whole release is not far from its bare rows, and a balance is read flat."""

import datetime as dt
import statistics
import time

import psycopg
from django.conf import settings
from django.db import connection

from karigar.cli.bench.operations import HELD
from karigar.contracts import actions
from karigar.contracts.models import Milestone
from karigar.ledger import actions as posting
from karigar.ledger import bench as ledger
from karigar.ledger import queries

ACCOUNTS = 20


def release(*, seconds: float, now: dt.datetime) -> list[ledger.Row]:
    """Measure approving a part of a milestone by the real action, and posting alone, against the floor by psycopg."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as db:
        ledger._prepare(db)
        with connection.cursor() as cursor:
            cursor.execute(HELD, [1])
            held = [Milestone.objects.select_related("contract__hired_by").get(pk=row[0]) for row in cursor.fetchall()]
            cursor.execute("SELECT pg_backend_pid()")
            pids = [db.info.backend_pid, int(cursor.fetchone()[0])]
        turns, run = iter(range(10**9)), f"bench-{time.time_ns()}"

        def floor() -> None:
            n = next(turns)
            account = 2 * (n % ledger.ACCOUNTS) + 1
            db.execute(ledger.FLOOR, {"key": f"{run}-{n}", "ref": f"milestone:{n}", "from": account, "to": account + 1})

        def post() -> None:
            n = next(turns)
            movement = ledger.release_of(n % ledger.ACCOUNTS + 1, f"{run}-{n}")
            db.execute(posting.POST, [*posting._arguments(movement, now), None])

        def whole() -> None:
            milestone = held[next(turns) % len(held)]
            actions.approve_milestone(milestone, by=milestone.contract.hired_by, amount=100, now=now)

        paths = {"bare rows by psycopg": floor, "ledger_post by psycopg": post, "approve_milestone": whole}
        return ledger._compare(paths, pids, seconds)


def balance_reads(*, small: int) -> float:
    """Return how much slower a balance is read when its account has ten times the history; both are read in turn."""
    run = time.time_ns()
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as db:
        _history(db, run, small)
        _history(db, run + ACCOUNTS, 10 * small)
        db.execute("SELECT ledger_roll_up()")
        db.execute("ANALYZE")
    times: tuple[list[float], list[float]] = ([], [])
    for n in range(3000):
        for long in (0, 1):
            began = time.perf_counter()
            queries.balance_of(f"person:{run + long * ACCOUNTS + n % ACCOUNTS}", "wallet", "USD")
            times[long].append(time.perf_counter() - began)
    return statistics.median(times[1][300:]) / statistics.median(times[0][300:])


def _history(db: "psycopg.Connection[tuple[object, ...]]", first: int, posts: int) -> None:
    db.execute(
        "SELECT count(ledger_post('deposit', 'bench:' || clock_timestamp() || g, 'bench', now(),"
        " ARRAY['person:' || (%s::bigint + g %% %s::int) || '/wallet', 'provider:bench/clearing'], ARRAY['USD', 'USD'], ARRAY[1, -1]))"
        " FROM generate_series(1, %s::int) g",
        [first, ACCOUNTS, posts],
    )

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
from karigar.ledger import bench as ledger
from karigar.ledger import queries


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
            db.execute(ledger.POST, [*ledger.actions._arguments(movement, now), None])

        def whole() -> None:
            milestone = held[next(turns) % len(held)]
            actions.approve_milestone(milestone, by=milestone.contract.hired_by, amount=100, now=now)

        paths = {"bare rows by psycopg": floor, "ledger_post by psycopg": post, "approve_milestone": whole}
        return ledger._compare(paths, pids, seconds)


def balance_reads(*, small: int) -> float:
    """Return how much slower a balance is read when its accounts have ten times the history."""
    accounts = 20
    run = time.time_ns()
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as db:
        _history(db, run, accounts, small)
        before = _read(run, accounts)
        _history(db, run, accounts, 9 * small)
        after = _read(run, accounts)
    return after / before


def _history(db: "psycopg.Connection[tuple[object, ...]]", run: int, accounts: int, posts: int) -> None:
    db.execute(
        "SELECT count(ledger_post('deposit', 'bench:' || clock_timestamp() || g, 'bench', now(),"
        " ARRAY['person:' || (%s::bigint + g %% %s::int) || '/wallet', 'provider:bench/clearing'], ARRAY['USD', 'USD'], ARRAY[1, -1]))"
        " FROM generate_series(1, %s::int) g",
        [run, accounts, posts],
    )
    db.execute("SELECT ledger_roll_up()")
    db.execute("ANALYZE")


def _read(run: int, accounts: int) -> float:
    """Return the median seconds of reading one balance."""
    times = []
    for n in range(1500):
        began = time.perf_counter()
        queries.balance_of(f"person:{run + n % accounts}", "wallet", "USD")
        times.append(time.perf_counter() - began)
    return statistics.median(times[300:])

"""What posting costs, against the floor: the rows that any ledger must write, in one statement, with no promise kept.

Rounds of every path are interleaved on the same server; a ratio is the median over rounds of floor ÷ path. CPU is that
of this process and of the server process behind the connection, so that it says the same on a busy machine.
"""

import datetime as dt
import os
import pathlib
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from django.db import connection, transaction

from karigar.ledger import actions
from karigar.ledger.movements import Leg, Movement

ACCOUNTS = 2_000
WHEN = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)

FLOOR_TABLES = """
DROP SCHEMA IF EXISTS floor CASCADE;
CREATE SCHEMA floor;
CREATE TABLE floor.balance (account_id bigint PRIMARY KEY, posted bigint NOT NULL, seq bigint NOT NULL DEFAULT 0)
  WITH (fillfactor = 50);
CREATE TABLE floor.journal (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL,
  idem_key text NOT NULL UNIQUE, ref text NOT NULL, created_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE floor.entry (journal_id bigint NOT NULL, line smallint NOT NULL, account_id bigint NOT NULL,
  amount bigint NOT NULL, PRIMARY KEY (journal_id, line));
CREATE INDEX ON floor.entry (account_id, journal_id);
"""
FLOOR = """
WITH j AS (INSERT INTO floor.journal (kind, idem_key, ref) VALUES ('release', %(key)s, %(ref)s) RETURNING id),
 b1 AS (UPDATE floor.balance SET posted = posted + 88, seq = seq + 1 WHERE account_id = %(to)s::bigint),
 b2 AS (UPDATE floor.balance SET posted = posted - 100, seq = seq + 1 WHERE account_id = %(from)s::bigint)
INSERT INTO floor.entry SELECT j.id, v.line, v.account, v.amount FROM j, (VALUES
 (1::smallint, %(from)s::bigint, -100::bigint), (2, %(to)s::bigint, 88), (3, 90001, 10), (4, 90002, 1), (5, 90003, 1))
 v(line, account, amount)
"""

MONEY = """
SELECT count(ledger_post('deposit', 'bench:' || clock_timestamp() || g, 'bench', now(),
    ARRAY[%(owner)s || ':' || g || '/' || %(role)s, 'provider:bench/clearing'], ARRAY['USD', 'USD'],
    ARRAY[%(amount)s::bigint, -%(amount)s::bigint]))
  FROM generate_series(1, %(accounts)s) g
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured path."""

    name: str
    per_second: float
    cpu_microseconds: float
    wall_ratio: float
    cpu_ratio: float


def release_of(number: int, key: str) -> Movement:
    """Return a release of five legs, three of them accounts that everybody shares."""
    legs = {
        f"milestone:{number}/escrow": -100,
        f"person:{number}/earnings": 88,
        "platform/fee": 10,
        "platform/client-fee": 1,
        "platform/vat": 1,
    }
    return Movement("release", key, f"milestone:{number}", tuple(Leg(name, "USD", n) for name, n in legs.items()))


def measure(connection_url: str, seconds: float = 20.0) -> list[Row]:
    """Measure posting by psycopg and through Django against the floor; the URL is Django's database, as its owner."""
    with psycopg.connect(connection_url, autocommit=True) as db:
        _prepare(db)
        run = f"bench-{time.time_ns()}"
        counter = iter(range(10**9))

        def floor() -> None:
            n = next(counter)
            account = 2 * (n % ACCOUNTS) + 1
            key = {"key": f"{run}-{n}", "ref": f"milestone:{n}", "from": account, "to": account + 1}
            db.execute(FLOOR, key)

        def by_psycopg() -> None:
            n = next(counter)
            movement = release_of(n % ACCOUNTS + 1, f"{run}-{n}")
            db.execute(actions.POST, [*actions._arguments(movement, WHEN), None])

        def by_django() -> None:
            n = next(counter)
            with transaction.atomic():
                actions.post(release_of(n % ACCOUNTS + 1, f"{run}-{n}"), now=WHEN)

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids = [db.info.backend_pid, int(cursor.fetchone()[0])]
        paths = {"floor": floor, "post by psycopg": by_psycopg, "atomic() and post": by_django}
        rows = _compare(paths, pids, seconds)
        db.execute("DROP SCHEMA floor CASCADE")
        return rows


def _prepare(db: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make the floor's tables and give every milestone money; a second run adds to the first."""
    db.execute(FLOOR_TABLES)
    db.execute("INSERT INTO floor.balance SELECT g, 10^15 FROM generate_series(1, %s) g", [2 * ACCOUNTS + 2])
    for owner, role, amount in (("milestone", "escrow", 10**12), ("person", "earnings", 100)):
        db.execute(MONEY, {"owner": owner, "role": role, "amount": amount, "accounts": ACCOUNTS})
    db.execute("ANALYZE")


def _compare(paths: dict[str, Callable[[], None]], pids: list[int], seconds: float) -> list[Row]:
    for path in paths.values():  # plans are made and prepared
        for _ in range(20):
            path()
    rounds = max(9, int(seconds / 0.1 / len(paths)))
    walls: dict[str, list[float]] = {name: [] for name in paths}
    cpus: dict[str, list[float]] = {name: [] for name in paths}
    for _ in range(rounds):
        for name, path in paths.items():
            wall, cpu = _once(path, pids, seconds / rounds / len(paths))
            walls[name].append(wall)
            cpus[name].append(cpu)
    first = next(iter(paths))
    return [
        Row(
            name,
            1 / statistics.median(walls[name]),
            1e6 * statistics.median(cpus[name]),
            statistics.median(a / b for a, b in zip(walls[first], walls[name], strict=True)),
            statistics.median(a / b for a, b in zip(cpus[first], cpus[name], strict=True)),
        )
        for name in paths
    ]


def _once(path: Callable[[], None], pids: list[int], seconds: float) -> tuple[float, float]:
    """Return wall and CPU seconds of one call, over many."""
    calls = 0
    cpu = _cpu(pids)
    began = time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds or not calls:
        path()
        calls += 1
    return spent / calls, (_cpu(pids) - cpu) / calls


def _cpu(pids: list[int]) -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    for pid in pids:
        precise = pathlib.Path(f"/proc/{pid}/schedstat")  # nanoseconds; not every kernel has it
        if precise.exists():
            total += int(precise.read_text().split()[0]) / 1e9
            continue
        stat = pathlib.Path(f"/proc/{pid}/stat")
        if stat.exists():
            fields = stat.read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total

"""The measuring process of `karigar bench ledger`: posting against bare rows, at one client and at sixteen, and reads."""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg

from karigar.cli import postgres
from karigar.cli.bench import data_of
from karigar.cli.bench.machine import pgbench

# ledger.md parts 5 and 6, and the issue of the books.
BARS = {
    "post by psycopg, 1 client": 0.60,
    "post, 16 clients, hot accounts": 0.50,
    "action and post in Django, 1 client": 0.40,
    "whole release of a milestone, 1 client": 0.25,
}
HOT_BAR, FLAT_BAR = 3.0, 1.1
ACCOUNTS = 2_000
_FLOOR = """\\set n random(1, {accounts})
\\set k random(1, 9000000000000000000)
WITH j AS (INSERT INTO floor.journal (kind, idem_key, ref) VALUES ('release', 'r-' || (:k)::bigint, 'm-' || (:k)::bigint) RETURNING id),
 b1 AS (UPDATE floor.balance SET posted = posted + 88, seq = seq + 1 WHERE account_id = 2 * :n + 1),
 b2 AS (UPDATE floor.balance SET posted = posted - 100, seq = seq + 1 WHERE account_id = 2 * :n)
 INSERT INTO floor.entry SELECT j.id, v.line, v.account, v.amount FROM j, (VALUES (1::smallint, (2 * :n)::bigint, -100::bigint),
 (2, 2 * :n + 1, 88), (3, 90001, 10), (4, 90002, 1), (5, 90003, 1)) v(line, account, amount);
"""
_POST = """\\set n random(1, {accounts})
\\set k random(1, 9000000000000000000)
SELECT ledger_post('release', 'b-' || (:k)::bigint, 'milestone:' || :n, now(),
 ARRAY['milestone:' || :n || '/escrow', 'person:' || :n || '/earnings', 'platform/client-fee', 'platform/fee', 'platform/vat'],
 ARRAY['USD', 'USD', 'USD', 'USD', 'USD'], ARRAY[-100, 88, 1, 10, 1]::bigint[]);
"""
# The same with one account that everybody locks, as a fee row that is not lazy would be.
_HOT = """\\set n random(1, {accounts})
\\set k random(1, 9000000000000000000)
SELECT ledger_post('release', 'h-' || (:k)::bigint, 'milestone:' || :n, now(),
 ARRAY['milestone:' || :n || '/escrow', 'person:' || :n || '/earnings', 'person:999999/earnings', 'platform/client-fee', 'platform/vat'],
 ARRAY['USD', 'USD', 'USD', 'USD', 'USD'], ARRAY[-100, 88, 10, 1, 1]::bigint[]);
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured path: how many a second, and against what it is compared."""

    name: str
    rate: float
    ratio: float
    bar: float


def main() -> int:
    """Measure and print one table; answer 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    import django

    django.setup()
    began = time.monotonic()
    lines = [*_one_client(quick=asked.quick), *_many_clients(quick=asked.quick)]
    flat = _flat(quick=asked.quick)
    print(f"\n{'path':<44}{'per second':>12}{'of the floor':>14}{'bar':>7}")
    missed = False
    for line in lines:
        verdict = "" if not line.bar else "   met" if line.ratio >= line.bar else "   MISSED"
        missed |= "MISSED" in verdict
        bar = f"{line.bar:.2f}" if line.bar else ""
        print(f"{line.name:<44}{line.rate:>12,.0f}{line.ratio:>14.2f}{bar:>7}{verdict}")
    for name, ratio in flat:
        verdict = "met" if ratio <= FLAT_BAR else "MISSED"
        missed |= verdict == "MISSED"
        print(f"{name:<44}{'':>12}{ratio:>14.2f}{FLAT_BAR:>7.2f}   {verdict}")
    print(
        f"\nA ratio at one client is of CPU, at sixteen of operations in the same time; medians of rounds in turn. "
        f"django-hordak was not measured: the peer is not built.\n{time.monotonic() - began:.0f} s, {os.cpu_count()} cores."
    )
    return 1 if missed else 0


def _one_client(*, quick: bool) -> list[Line]:
    from django.conf import settings

    from karigar.cli.bench import books
    from karigar.kit import clock
    from karigar.ledger import bench

    seconds = 4.0 if quick else 20.0
    rows = {row.name: row for row in bench.measure(settings.DATABASE_URL, seconds)}
    whole = {row.name: row for row in books.release(seconds=seconds, now=clock.now())}
    found = (
        ("bare rows, 1 client", rows["floor"]),
        ("post by psycopg, 1 client", rows["post by psycopg"]),
        ("action and post in Django, 1 client", rows["atomic() and post"]),
        ("whole release of a milestone, 1 client", whole["approve_milestone"]),
    )
    return [Line(name, row.per_second, row.cpu_ratio, BARS.get(name, 0.0)) for name, row in found]


def _many_clients(*, quick: bool) -> list[Line]:
    """Compare by pgbench, whose own work is small, round by round in a rotating order."""
    from django.conf import settings

    from karigar.ledger import bench

    rounds, seconds = (3, 2) if quick else (7, 4)
    scripts = {
        "bare rows, 16 clients": _FLOOR,
        "post, 16 clients, hot accounts": _POST,
        "one hot row, 16 clients": _HOT,
    }
    rates: dict[str, list[float]] = {name: [] for name in scripts}
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as db:
        bench._prepare(db)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in scripts.items():
                path = pathlib.Path(folder) / f"{len(name)}.sql"
                path.write_text(" ".join(text.format(accounts=ACCOUNTS).splitlines()[2:]))
                path.write_text(
                    "\n".join(text.format(accounts=ACCOUNTS).splitlines()[:2]) + "\n" + path.read_text() + "\n"
                )
            order = list(scripts)
            for turn in range(rounds):
                for name in order[turn % 3 :] + order[: turn % 3]:
                    rates[name].append(_rate(pathlib.Path(folder) / f"{len(name)}.sql", seconds))
                db.execute("SELECT ledger_roll_up()")
        db.execute("DROP SCHEMA floor CASCADE")
    floor, post, hot = (rates[name] for name in scripts)
    median = statistics.median
    return [
        Line("bare rows, 16 clients", median(floor), 1.0, 0.0),
        Line(
            "post, 16 clients, hot accounts",
            median(post),
            median(a / b for a, b in zip(post, floor, strict=True)),
            BARS["post, 16 clients, hot accounts"],
        ),
        Line(
            "… against one hot row (times)",
            median(hot),
            median(a / b for a, b in zip(post, hot, strict=True)),
            HOT_BAR,
        ),
    ]


def _rate(script: pathlib.Path, seconds: int) -> float:
    """Run one script with sixteen clients and return operations a second."""
    host = postgres._socket_folder(data_of(dict(os.environ)) / "pg")
    words = [
        str(pgbench()),
        "-n",
        "-M",
        "prepared",
        "-c",
        "16",
        "-j",
        "2",
        "-T",
        str(seconds),
        "-f",
        str(script),
        "karigar",
    ]
    environment = {**os.environ, "PGHOST": str(host), "PGUSER": "postgres", "PGOPTIONS": "-c jit=off"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    said = [line for line in done.stdout.splitlines() if line.startswith("tps = ")]
    if done.returncode or not said:
        raise SystemExit(f"pgbench failed: {done.stderr[-500:]}")
    return float(said[0].split()[2])


def _flat(*, quick: bool) -> list[tuple[str, float]]:
    """Read a balance and a page of a statement before and after the books grew tenfold, against a read of one row."""
    from django.conf import settings

    from karigar.cli.bench import books

    small = 2_000 if quick else 50_000
    run = time.time_ns() // 1000
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as db:
        books._history(db, run, small)
        db.execute("ANALYZE")
        before = _reads(db, run)
        books._history(db, run + 1000, 9 * small)
        db.execute("SELECT ledger_roll_up()")
        db.execute("ANALYZE")
        after = _reads(db, run)
    return [(f"{name}, ten times the entries (times)", after[name] / before[name]) for name in before]


def _reads(db: "psycopg.Connection[tuple[object, ...]]", run: int) -> dict[str, float]:
    """Time reads against a read of one row by its key, all in turn."""
    from karigar.ledger import queries
    from karigar.statements.queries import Subject, statement_for
    from karigar.statements.rules import EARLIEST, LATEST, Period

    period = Period("all", EARLIEST, LATEST)
    subject = Subject((f"person:{run}",), ("wallet",), "bench", "bench", "UTC")
    times: dict[str, list[float]] = {"floor": [], "balance": [], "page of a statement": []}
    reads: dict[str, Callable[[], object]] = {
        "floor": lambda: db.execute("SELECT * FROM ledger_balance WHERE account_id = 1").fetchone(),
        "balance": lambda: queries.balance_of(f"person:{run}", "wallet", "USD"),
        "page of a statement": lambda: statement_for(subject, unit="USD", period=period),
    }
    for turn in range(300):
        for name, read in reads.items():
            began = time.perf_counter()
            read()
            if turn >= 30:
                times[name].append(time.perf_counter() - began)
    floor = statistics.median(times.pop("floor"))
    return {name: statistics.median(found) / floor for name, found in times.items()}


if __name__ == "__main__":
    sys.exit(main())

"""A large market, made in batches: each is written whole or not at all, so the command may be stopped and run again."""

import argparse
import datetime as dt
import multiprocessing
import os
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import conninfo

from karigar.cli.demo import mass_jobs, mass_people, mass_work
from karigar.cli.demo.progress import Bar
from karigar.cli.problem import Problem

BATCH = 1000
# These grow faster in one go; the small market and what is there already hardly matter beside that.
INDEXES = {"jobs_found": 3000, "jobs_asking": 3000}
Owner = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is to be of everything."""

    people: int
    jobs: int
    proposals: int
    contracts: int

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> "Size":
        """Fill in what was not said."""
        jobs = arguments.jobs if arguments.jobs is not None else 2 * (arguments.people or 10_000)
        people = arguments.people if arguments.people is not None else max(jobs * 2 // 5, 30)
        proposals = arguments.proposals if arguments.proposals is not None else people * 3 // 2
        contracts = arguments.contracts if arguments.contracts is not None else people // 10
        if jobs and people < 30:
            raise Problem("A market with jobs needs at least 30 people.")
        return cls(people, jobs, proposals, min(contracts, jobs // 4, people // 3))


def make(size: Size, *, seed: int, now: dt.datetime, processes: int = 2) -> None:
    """Make what is missing of a market of this size."""
    url = conninfo.make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
    with psycopg.connect(url) as owner:
        mark = _Marks(owner, size, seed, now)
        dropped = _drop_indexes(owner, size.jobs - mark.rows_of("jobs"))
        try:
            _batches("people", size.people, mark, lambda lot: mass_people.people(owner, lot, mark.now))
            _post_jobs(size, mark, processes)
            if mark.lots("contracts", size.contracts) or mark.lots("proposals", size.proposals):
                market = mass_work.Market(owner)
                # Contracts first: they want jobs that nobody else applied to.
                _batches("contracts", size.contracts, mark, lambda lot: mass_work.contracts(market, lot, mark.now))
                market.forget_filled()
                _batches("proposals", size.proposals, mark, lambda lot: mass_work.proposals(market, lot, mark.now))
            if not mark.has("records"):
                mass_people.records(owner)
                mark.write("records", 0, 0)
                owner.commit()
        finally:
            owner.rollback()
            _make_indexes(owner, dropped)
    with psycopg.connect(url, autocommit=True) as owner:
        if dropped:
            owner.execute("VACUUM (ANALYZE)")


class _Marks:
    """Which batches are written, kept beside the other stamps of the database; and the moment of the first run."""

    def __init__(self, owner: Owner, size: Size, seed: int, now: dt.datetime) -> None:
        self.owner, self.size, self.seed = owner, size, seed
        owner.execute("CREATE SCHEMA IF NOT EXISTS karigar_setup")
        owner.execute(
            "CREATE TABLE IF NOT EXISTS karigar_setup.demo_batch (seed int, kind text, number int, rows int NOT NULL,"
            " at timestamptz NOT NULL, PRIMARY KEY (seed, kind, number))"
        )
        owner.execute("GRANT USAGE ON SCHEMA karigar_setup TO karigar_app")
        owner.execute("GRANT SELECT, INSERT ON karigar_setup.demo_batch TO karigar_app")
        first = owner.execute("SELECT min(at) FROM karigar_setup.demo_batch WHERE seed = %s", [seed]).fetchone()
        self.now: dt.datetime = first[0] if first and first[0] else now
        owner.execute("SET synchronous_commit = off")
        owner.commit()

    def has(self, kind: str) -> bool:
        return bool(self.done(kind))

    def done(self, kind: str) -> dict[int, int]:
        rows = self.owner.execute(
            "SELECT number, rows FROM karigar_setup.demo_batch WHERE seed = %s AND kind = %s", [self.seed, kind]
        ).fetchall()
        self.owner.commit()
        return {int(str(number)): int(str(count)) for number, count in rows}

    def rows_of(self, kind: str) -> int:
        return sum(self.done(kind).values())

    def write(self, kind: str, number: int, rows: int) -> None:
        self.owner.execute(
            "INSERT INTO karigar_setup.demo_batch VALUES (%s, %s, %s, %s, %s)",
            [self.seed, kind, number, rows, self.now],
        )

    def lots(self, kind: str, total: int) -> list["Lot"]:
        """Return the batches that are missing."""
        done = self.done(kind)
        left, number, found = total - sum(done.values()), 0, []
        while left > 0:
            if number not in done:
                found.append(Lot(kind, number, min(BATCH, left), self.seed, asdict(self.size)))
                left -= BATCH
            number += 1
        return found


@dataclass(frozen=True, slots=True)
class Lot:
    """One batch: what, how many, and the dice that make it the same each time."""

    kind: str
    number: int
    rows: int
    seed: int
    size: dict[str, int]

    def dice(self) -> random.Random:
        return random.Random(f"{self.seed} {self.kind} {self.number}")


def _batches(kind: str, total: int, mark: _Marks, write: Callable[[Lot], None]) -> None:
    lots = mark.lots(kind, total)
    bar = Bar(kind.capitalize(), sum(lot.rows for lot in lots)) if lots else None
    for lot in lots:
        write(lot)
        mark.write(kind, lot.number, lot.rows)
        mark.owner.commit()
        if bar:
            bar.add(lot.rows)


def _post_jobs(size: Size, mark: _Marks, processes: int) -> None:
    lots = mark.lots("jobs", size.jobs)
    if not lots:
        return
    bar = Bar("Jobs", sum(lot.rows for lot in lots))
    work = [(lot, mark.now) for lot in lots]
    if processes == 1 or len(lots) == 1:
        for one in work:
            bar.add(mass_jobs.post(one))
        return
    _let_go_of_connections()  # a child must not inherit one
    processes = min(processes, os.cpu_count() or 1)
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for count in pool.imap_unordered(mass_jobs.post, work):
            bar.add(count)


def _let_go_of_connections() -> None:
    connections.close_all()
    if getattr(connection, "pool", None):
        connection.close_pool()  # type: ignore[attr-defined]


def _drop_indexes(owner: Owner, coming: int) -> dict[str, str]:
    """Drop indexes that would slow the load down and return how to make them; after a crash they may be gone already."""
    kept: dict[str, str] = (
        dict(owner.execute("SELECT value, name FROM karigar_setup.stamp WHERE name LIKE 'index %'").fetchall())
        if _has_stamps(owner)
        else {}
    )
    wanted = {str(name).removeprefix("index "): str(made) for made, name in kept.items()}
    for name, least in INDEXES.items():
        row = owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name]).fetchone()
        if row and coming >= least:
            wanted[name] = str(row[0])
            owner.execute("CREATE TABLE IF NOT EXISTS karigar_setup.stamp (name text PRIMARY KEY, value text NOT NULL)")
            owner.execute(
                "INSERT INTO karigar_setup.stamp VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [f"index {name}", str(row[0])],
            )
            owner.execute(f"DROP INDEX {name}")
    owner.commit()
    return wanted


def _has_stamps(owner: Owner) -> bool:
    return owner.execute("SELECT to_regclass('karigar_setup.stamp') IS NOT NULL").fetchone() == (True,)


def _make_indexes(owner: Owner, dropped: dict[str, str]) -> None:
    if not dropped:
        return
    bar = Bar("Indexes of the search", len(dropped))
    owner.execute("SET maintenance_work_mem = '256MB'")
    for name, made in dropped.items():
        owner.execute(made.replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ", 1))
        owner.execute("DELETE FROM karigar_setup.stamp WHERE name = %s", [f"index {name}"])
        owner.commit()
        bar.add(1)

"""The measuring process of `karigar bench`; it is started with the environment of the bench's own market."""

import argparse
import os
import pathlib
import sys
import tempfile
import time

import psycopg

from karigar.cli.bench import data_of, report
from karigar.cli.bench.machine import Floor, Machine, Result
from karigar.cli.problem import Problem

UTILITY = "BEGIN%|COMMIT%|ROLLBACK%|SAVEPOINT%|RELEASE%|SET %|RESET%|DISCARD%|DEALLOCATE%"


def main() -> int:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--connections", type=int, required=True)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    import django

    django.setup()
    from karigar.cli.bench import books
    from karigar.kit import clock

    began = time.monotonic()
    machine = Machine(data_of(dict(os.environ)), connections=arguments.connections)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="karigar-bench-"))
    try:
        lines = _operations(machine, folder, clock.now(), rounds=arguments.rounds, seconds=arguments.seconds)
        report.table(lines)
        releases = books.release(seconds=3.0 if arguments.quick else 8.0, now=clock.now())
        flat = books.balance_reads(small=300 if arguments.quick else 2000)
    except Problem as problem:
        print(f"karigar: {problem}", file=sys.stderr)
        return problem.code
    report.books(releases, flat)
    print(f"\nMeasured in {time.monotonic() - began:.0f} s, {arguments.rounds} rounds of {arguments.seconds} s, "
          f"{arguments.connections} clients, {os.cpu_count()} cores.")  # fmt: skip
    return 0


def _operations(
    machine: Machine, folder: pathlib.Path, now: object, *, rounds: int, seconds: float
) -> list[report.Line]:
    from karigar.cli.bench.operations import all_operations

    print("Preparing sessions and requests …", flush=True)
    operations = all_operations(folder, now)  # type: ignore[arg-type]
    floors = {id(one.floor): (f"floor {n}", one.floor) for n, one in enumerate(operations)}
    ours: dict[str, list[Result]] = {one.name: [] for one in operations}
    theirs: dict[str, list[Result]] = {name: [] for name, _floor in floors.values()}
    with machine.serving(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        statements = {}
        for one in operations:
            machine.load(one.requests, 0.7)  # both processes have drawn every kind of page
            statements[one.name] = _statements(machine, owner, one)
        units = [(one.name, one) for one in operations] + list(floors.values())
        for turn in range(rounds):
            print(f"  round {turn + 1} of {rounds}", flush=True)
            for name, what in units[turn % len(units) :] + units[: turn % len(units)]:
                if isinstance(what, Floor):
                    theirs[name].append(machine.floor(what, seconds))
                elif what.requests.left > machine.connections:
                    if what.is_kept:
                        machine.load(what.requests, 0.5)
                    ours[name].append(machine.load(what.requests, seconds))
    return [
        report.Line(
            one.name, ours[one.name], theirs[floors[id(one.floor)][0]], statements[one.name], one.expected, one.bar
        )
        for one in operations
    ]


def _statements(machine: Machine, owner: "psycopg.Connection[tuple[object, ...]]", one: object) -> float:
    """Count the SQL statements of one operation, without BEGIN and COMMIT."""
    owner.execute("SELECT pg_stat_statements_reset()")
    done = machine.load(one.requests, 0.5)  # type: ignore[attr-defined]
    row = owner.execute(
        "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE"
        " datname = current_database()) AND query NOT ILIKE ALL (%s) AND query NOT LIKE '%%pg_stat_statements%%'",
        [UTILITY.split("|")],
    ).fetchone()
    return int(str(row[0])) / max(done.count, 1) if row else float("nan")


if __name__ == "__main__":
    sys.exit(main())

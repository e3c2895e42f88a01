"""The table that `karigar bench` prints."""

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from karigar.cli.bench.machine import Result
    from karigar.ledger.bench import Row

RELEASE_BAR = 0.25
FLAT_BAR = 1.1


@dataclass(frozen=True, slots=True)
class Line:
    """One operation with all its rounds."""

    name: str
    ours: "list[Result]"
    floor: "list[Result]"
    statements: float
    expected: int
    bar: float | None


def table(lines: list[Line]) -> None:
    """Print one line for each operation."""
    print(
        f"\n{'operation':<26}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'SQL':>6}{'bytes':>8}"
        f"{'CPU ms: client':>15}{'app':>7}{'db':>7}{'floor ms':>9}{'floor/s':>9}{'wall':>7}{'CPU':>7}{'bar':>6}"
    )
    for line in lines:
        print(_line(line))
    print(
        "\nwall: our requests per second divided by pgbench's. CPU: pgbench's CPU for one transaction (client and database)"
        "\ndivided by ours for one request (load client, site and database). Both are medians over the rounds."
    )


def _line(line: Line) -> str:
    if not line.ours:
        return f"{line.name:<26}  nothing measured"
    times = sorted(1000 * one for result in line.ours for one in result.times)
    count = max(sum(result.count for result in line.ours), 1)
    client, app, database = (
        1000 * sum(getattr(result, part) for result in line.ours) / count for part in ("client", "app", "database")
    )
    floor_cpu = statistics.median(result.cpu for result in line.floor)
    floor_rate = statistics.median(result.rate for result in line.floor)
    rounds = list(zip(line.ours, line.floor, strict=False))
    wall = statistics.median(ours.rate / floor.rate for ours, floor in rounds)
    cpu = statistics.median(floor.cpu / ours.cpu for ours, floor in rounds)
    text = (
        f"{line.name:<26}{statistics.median(r.rate for r in line.ours):>8.0f}{times[len(times) // 2]:>8.1f}"
        f"{times[min(len(times) * 99 // 100, len(times) - 1)]:>8.1f}{line.statements:>6.1f}"
        f"{sum(r.size for r in line.ours) // count:>8}{client:>15.2f}{app:>7.2f}{database:>7.2f}{floor_cpu:>9.2f}{floor_rate:>9.0f}"
        f"{wall:>7.2f}{cpu:>7.2f}"
    )
    if line.bar is not None:
        text += f"{line.bar:>6.2f}  {'PASS' if cpu >= line.bar else 'below'}"
    return text + _wrong(line)


def _wrong(line: Line) -> str:
    """Tell of answers that were not the right one: a fast refusal is no speed."""
    others: dict[str, int] = {}
    for result in line.ours:
        for status, number in result.statuses.items():
            if int(status) != line.expected:
                others[status] = others.get(status, 0) + number
    return "  !! " + ", ".join(f"{number} answers {status}" for status, number in others.items()) if others else ""


def books(rows: "list[Row]", flat: float) -> None:
    """Print what a release and a balance cost."""
    print(f"\n{'release, one client, in process':<40}{'per s':>8}{'CPU us':>9}{'wall':>7}{'CPU':>7}")
    for row in rows:
        verdict = ""
        if row.name == "approve_milestone":
            verdict = f"   bar {RELEASE_BAR}  {'PASS' if row.cpu_ratio >= RELEASE_BAR else 'below'}"
        print(
            f"  {row.name:<38}{row.per_second:>8.0f}{row.cpu_microseconds:>9.0f}{row.wall_ratio:>7.2f}{row.cpu_ratio:>7.2f}{verdict}"
        )
    print(
        f"balance read at ten times the history: {flat:.2f} times   bar {FLAT_BAR}  {'PASS' if flat <= FLAT_BAR else 'below'}"
    )

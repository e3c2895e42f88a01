"""`karigar import-jobs FILE…`: read job posts from CSV and JSON lines. docs/how-to/import-jobs.md is its manual."""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from karigar.accounts import actions as accounts
from karigar.jobs import actions, columns, queries, reading
from karigar.jobs.actions.bulk import BATCH, NewJob
from karigar.kit import clock

if TYPE_CHECKING:
    from karigar.accounts.models import Company, Person

HOUSE_EMAIL = "imported-posts@localhost"
HOUSE_NAME = "Imported posts"


def main(argv: Sequence[str] | None = None) -> int:
    """Import every file; return 0 when all rows were good, 1 when some were not, 2 when a file could not be read."""
    arguments = _parser().parse_args(list(argv) if argv is not None else None)
    try:
        renamed = columns.read_map(arguments.map)
    except ValueError as error:
        print(f"import-jobs: {error}", file=sys.stderr)
        return 2
    worst = 0
    for name in arguments.files:
        worst = max(worst, _import_file(Path(name), arguments.format, arguments.source, renamed, quiet=arguments.quiet))
    return worst


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="karigar import-jobs",
        description="Read job posts from CSV or JSON lines files. Each good row is imported once, however often you run it; "
        "each bad row is reported with its line and the reason, and the rest goes on.",
        epilog="Exit status: 0 all rows were good or known, 1 some rows were bad, 2 a file could not be read. "
        "Columns: see docs/how-to/import-jobs.md.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a .csv, .tsv, .jsonl or .json file in any encoding")
    parser.add_argument("--format", choices=["csv", "jsonl"], help="of the files, when their names do not say it")
    parser.add_argument(
        "--source", default="", help="name of the source (by default the file's own column, else the file's name)"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"read a column as a field: {', '.join(columns.FIELDS)}",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, only bad rows and the sum")
    return parser


def _import_file(path: Path, form: str | None, source: str, renamed: dict[str, str], *, quiet: bool) -> int:
    began = time.monotonic()
    try:
        rows = reading.rows_of(path, form)
    except (OSError, reading.Unreadable) as error:
        print(f"{path.name}: cannot be read: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return 2
    house = _House()
    read = new = known = bad = 0
    titles: dict[tuple[str, str], tuple[int, str]] = {}
    for batch in _batches(rows):
        good: dict[tuple[str, str], NewJob] = {}
        for line, row in batch:
            read += 1
            try:
                if isinstance(row, reading.Unreadable):
                    raise columns.BadRow(str(row))
                job = columns.job_of(row, renamed=renamed, source=source or path.stem, today=house.now.date())
            except columns.BadRow as error:
                bad += 1
                print(f"{path.name}:{line}: not imported: {error}", file=sys.stderr)
                continue
            own = (job.source, job.source_id)
            first, title = titles.setdefault(own, (line, job.title))
            if first == line:
                good[own] = job
            elif title == job.title:
                known += 1
            else:
                bad += 1
                print(f"{path.name}:{line}: not imported: line {first} has its id for another post", file=sys.stderr)
        ids = house.take(list(good.values()))
        new += len(ids)
        known += len(good) - len(ids)
        if not quiet:
            print(f"{path.name}: {read} rows read, {new} new", file=sys.stderr)
    seconds = time.monotonic() - began
    print(f"{path.name}: {read} rows in {seconds:.1f} s: {new} imported, {known} known already, {bad} bad")
    return 1 if bad else 0


class _House:
    """The company that imported posts belong to; made when the first good row comes."""

    def __init__(self) -> None:
        self.now = clock.now()
        self._company: Company | None = None
        self._person: Person | None = None

    def take(self, jobs: list[NewJob]) -> list[int]:
        if not jobs:
            return []
        if self._company is None or self._person is None:
            found = queries.person_with_address_any(HOUSE_EMAIL)
            self._person = found or accounts.register(email=HOUSE_EMAIL, password=None, name=HOUSE_NAME, now=self.now)
            self._company = accounts.ensure_company(self._person, name=HOUSE_NAME, currency="USD", now=self.now)
        return actions.import_jobs(jobs, company=self._company, by=self._person, now=self.now)


def _batches(rows: Iterator[tuple[int, reading.Row]]) -> Iterator[list[tuple[int, reading.Row]]]:
    batch: list[tuple[int, reading.Row]] = []
    for numbered in rows:
        batch.append(numbered)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch

"""`karigar export-books`: the whole books for a program that checks them, or for a table."""

import datetime as dt
import pathlib
import sys

from django.conf import settings

from karigar.cli.problem import Problem


def run(*, form: str, since: str, until: str, output: str) -> int:
    """Write the books of some days (UTC) to a file, or to the screen."""
    from karigar.statements import papers, queries

    first_day, last_day = _day(since), _day(until)
    first, beyond = queries.books_between(first_day, last_day)
    text = papers.books_file(form, first=first, until=beyond, since=first_day, title=settings.SITE_NAME)
    if output == "-":
        sys.stdout.writelines(text)
        return 0
    try:
        with pathlib.Path(output).open("w", encoding="utf-8", newline="") as file:
            file.writelines(text)
    except OSError as error:
        raise Problem(f"{output} cannot be written: {error.strerror}.") from error
    print(f"The books are in {output}.")
    return 0


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Problem(f"“{text}” is not a day. Write it as 2026-11-27.") from error

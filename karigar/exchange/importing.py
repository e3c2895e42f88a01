"""The command `karigar import-rates`: rates from a file, as the ECB publishes them or as plain CSV."""

import csv
import datetime as dt
import pathlib
import sys
from collections.abc import Sequence
from xml.parsers import expat

from karigar.exchange import actions
from karigar.kit import clock
from karigar.kit.money import EXPONENTS

LARGEST = 20 * 1024 * 1024
Row = tuple[str, str, str, dt.datetime]


class NotARateFile(ValueError):
    """The file has another shape, or is too large."""


def main(words: Sequence[str]) -> int:
    """Read the files named, print what was taken and what was not; 1 when anything was wrong."""
    if not words or {"-h", "--help"} & {*words}:
        print(
            "karigar import-rates FILE ...\n\nXML as the ECB's eurofxref, or CSV with the columns base,quote,rate,as_of."
        )
        return 0 if words else 2
    now, problems = clock.now(), 0
    for word in words:
        path = pathlib.Path(word)
        try:
            source, rows = read(path, now)
        except (OSError, NotARateFile) as error:
            print(f"{word}: {error}", file=sys.stderr)
            problems += 1
            continue
        taken, wrong = actions.import_rates(rows=rows, source=source, now=now)
        print(f"{word}: {taken} new rates of {len(rows)}.")
        for line in wrong:
            print(f"{word}: {line}", file=sys.stderr)
        problems += len(wrong)
    return 1 if problems else 0


def read(path: pathlib.Path, now: dt.datetime) -> tuple[str, list[Row]]:
    """Return the source's name and the rows of a file. Raises NotARateFile, OSError."""
    if path.stat().st_size > LARGEST:
        raise NotARateFile("the file is too large")
    content = path.read_bytes()
    if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return "ECB", _read_xml(content, now)
    return f"file {path.name}"[:60], _read_csv(content)


def _read_xml(content: bytes, now: dt.datetime) -> list[Row]:
    rows: list[Row] = []
    day: list[dt.datetime] = []

    def start(_name: str, facts: dict[str, str]) -> None:
        if "time" in facts:
            day[:] = [_moment(facts["time"])]
        elif "currency" in facts and day and facts["currency"] in EXPONENTS:
            # The day's rates are published at about 16:00 in Frankfurt; a file that is here is published.
            rows.append(("EUR", facts["currency"], facts.get("rate", ""), min(day[0] + dt.timedelta(hours=15), now)))

    def refuse(*_facts: object) -> None:
        raise NotARateFile("a file of rates declares no document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotARateFile(f"this is no XML: {error}") from error
    if not rows:
        raise NotARateFile("no rates are in this file")
    return rows


def _read_csv(content: bytes) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotARateFile("the file is not in UTF-8") from error
    reader = csv.DictReader(text.splitlines())
    if not {"base", "quote", "rate", "as_of"} <= {*(reader.fieldnames or ())}:
        raise NotARateFile("the first line must name the columns base,quote,rate,as_of")
    return [
        (line["base"] or "", line["quote"] or "", (line["rate"] or "").strip(), _moment(line["as_of"] or ""))
        for line in reader
    ]


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise NotARateFile(f"“{text[:40]}” is no day or moment, such as 2026-11-27 or 2026-11-27T15:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

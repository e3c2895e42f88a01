"""Rows out of files of any encoding: CSV with any separator, JSON lines, or one JSON list."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from karigar.kit.encodings import decoded

if TYPE_CHECKING:
    from _csv import Reader

LARGEST = 512 * 1024 * 1024
LONGEST_FIELD = 32 * 1024 * 1024


class Unreadable(Exception):
    """A file or one of its lines cannot be understood."""


Row = dict[str, object] | Unreadable


def rows_of(path: Path, form: str | None = None) -> Iterator[tuple[int, Row]]:
    """Return numbered rows of a file; a line that is broken comes as Unreadable. Raises OSError and Unreadable."""
    if path.stat().st_size > LARGEST:
        raise Unreadable("it is larger than 512 MB; cut it into parts")
    text = decoded(path.read_bytes())
    if not text.strip():
        raise Unreadable("it is empty")
    kind = form or ("jsonl" if text.lstrip()[:1] in "{[" else "csv")
    if kind == "csv":
        return _csv(text)
    return _json_list(text) if text.lstrip().startswith("[") else _json_lines(text)


def _csv(text: str) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_FIELD)
    head = text[:20_000].split("\n", 1)[0]
    separator = max(",;\t|", key=head.count)
    lines = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    try:
        names = [name.strip().strip("\ufeff") for name in next(lines)]
    except (StopIteration, csv.Error) as error:
        raise Unreadable("its first line names no columns") from error
    return _csv_rows(lines, names)


def _csv_rows(lines: "Reader", names: list[str]) -> Iterator[tuple[int, Row]]:
    while True:
        line = lines.line_num + 1
        try:
            values = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Unreadable(f"the line is broken ({error})")
            continue
        if not any(value.strip() for value in values):
            continue
        if len(values) > len(names):
            yield line, Unreadable(f"it has {len(values)} fields, the first line names {len(names)}")
            continue
        yield line, dict(zip(names, values, strict=False))


def _json_lines(text: str) -> Iterator[tuple[int, Row]]:
    for line, words in enumerate(text.split("\n"), 1):
        if words.strip():
            yield from _json_row(line, words.strip().strip("\ufeff"))


def _json_row(line: int, words: str) -> Iterator[tuple[int, Row]]:
    try:
        row = json.loads(words)
    except (ValueError, RecursionError) as error:
        yield line, Unreadable(f"this is not JSON ({str(error)[:80]})")
        return
    if not isinstance(row, dict):
        yield line, Unreadable("this is JSON, but no object with fields")
    elif set(row) != {"canary"}:  # benchmark files carry a line that asks to be left out of training
        yield line, row


def _json_list(text: str) -> Iterator[tuple[int, Row]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return _json_lines(text)
    return (found for line, row in enumerate(rows, 1) for found in _json_row(line, json.dumps(row)))

"""Keyset pages: a cursor names the last row seen, so page 500 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Page[T]:
    """Rows of one page and the cursor of the next, or None on the last."""

    rows: Sequence[T]
    next: str | None = None


def encode_cursor(*values: object) -> str:
    """Pack the sort values of the last row into text fit for a URL."""
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[object] | None:
    """Unpack a cursor of `length` values; a broken or foreign one gives None, which means the first page."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return values if isinstance(values, list) and len(values) == length else None


def last_seen(cursor: str | None) -> int | None:
    """Read the number in a cursor of one number, which is the id of the last row seen; None means the first page."""
    values = decode_cursor(cursor, 1) if cursor else None
    last = values[0] if values else None
    return last if type(last) is int and 0 < last < 2**63 else None


def cut[Row](found: Sequence[Row], size: int, key: Callable[[Row], Any] = attrgetter("pk")) -> Page[Row]:
    """Make a page of rows of which one more than a page was read, to know whether there is a next one."""
    return Page(found[:size], encode_cursor(key(found[size - 1])) if len(found) > size else None)


def newest_first[Row: Model](rows: QuerySet[Row], cursor: str | None, size: int) -> Page[Row]:
    """Read a page of rows by falling id."""
    if last := last_seen(cursor):
        rows = rows.filter(pk__lt=last)
    return cut(list(rows.order_by("-pk")[: size + 1]), size)

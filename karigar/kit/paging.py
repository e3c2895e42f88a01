"""Keyset pages: a cursor names the last row seen, so page 500 costs what page 1 costs."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


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
    except (ValueError, binascii.Error):
        return None
    return values if isinstance(values, list) and len(values) == length else None

"""Rate limits: how often a key may be used in a window of seconds, counted in the database for all processes."""

import datetime as dt

from django.db import connection

from karigar.kit.errors import TooOften


def take(key: str, *, times: int, seconds: int, now: dt.datetime) -> None:
    """Count one use of a key; raise TooOften beyond `times` in the running window of `seconds`."""
    began = int(now.timestamp()) // seconds * seconds  # the second at which the window began
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kit_ratecount (key, began, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, began) DO UPDATE SET count = kit_ratecount.count + 1 RETURNING count",
            [f"{key}:{seconds}"[:200], began],
        )
        row = cursor.fetchone()
    if row and row[0] > times:
        raise TooOften


def forget_old(now: dt.datetime) -> None:
    """Delete windows older than a day."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_ratecount WHERE began < %s", [int(now.timestamp()) - 86400])

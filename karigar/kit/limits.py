"""Rate limits: how often a key may be used in a window of seconds, counted in the database for all processes."""

import datetime as dt

from django.db import connection
from django.http import HttpRequest

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


def address_of(request: HttpRequest) -> str:
    """Return the address of the caller; behind proxies of ours (KARIGAR_PROXIES) what they say of him."""
    from allauth.account.adapter import get_adapter  # not before Django's apps are loaded

    return str(get_adapter().get_client_ip(request))


def forget_old(now: dt.datetime) -> None:
    """Delete windows older than a day."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kit_ratecount WHERE began < %s", [int(now.timestamp()) - 86400])

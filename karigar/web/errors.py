"""The page of last resort: what broke, in as few words as the reader needs."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

AGAIN_AFTER = "5"  # seconds; a database that was killed is back in one


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, which says "again" to people and programs; 500 for a fault of ours.

    Called with the fault in hand, so neither the database nor the session is asked for anything.
    """
    fault = sys.exc_info()[1]
    while fault is not None and not isinstance(fault, OperationalError | InterfaceError):
        fault = fault.__cause__ or fault.__context__
    if fault is None:
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    answer = HttpResponse(loader.get_template("503.html").render(), status=503)
    answer["Retry-After"] = AGAIN_AFTER
    return answer

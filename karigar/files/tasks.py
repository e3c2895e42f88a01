"""Timers: content that belongs to nobody goes, files are shown to the scanner."""

import datetime as dt
import os

from django.conf import settings

from karigar.files import actions, disk, queries, scanner

PATIENCE = dt.timedelta(hours=1)


def remove_orphans_due(now: dt.datetime) -> int:
    """Remove content whose transaction never committed; return how many."""
    return sum(actions.remove_orphan(sha256, now=now) for sha256 in disk.pending((now - PATIENCE).timestamp()))


def scan_due(now: dt.datetime) -> int:
    """Show new files to the scanner, where one is set up (KARIGAR_CLAMD); return how many it judged."""
    address = getattr(settings, "KARIGAR_CLAMD", "") or os.environ.get("KARIGAR_CLAMD", "")
    if not address:
        return 0
    judged = 0
    for file in queries.unscanned_any():
        path = disk.root() / file.path
        if not path.exists():
            continue
        try:
            verdict = scanner.scan(path, address)
        except scanner.ScannerIsAway:
            break
        actions.note_scan(file, verdict=verdict, now=now)
        judged += 1
    return judged


TIMERS = [remove_orphans_due, scan_due]

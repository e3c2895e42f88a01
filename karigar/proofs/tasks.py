"""Nightly proofs; safe to run late or twice."""

import datetime as dt

from karigar.proofs import actions, queries, rules
from karigar.rulebook import queries as rulebook


def audit_due(now: dt.datetime) -> None:
    """Audit what is new once a day, and everything when the last whole audit is old."""
    last, whole = queries.last_audit(), queries.last_whole_audit()
    if last and now - last.at < rules.DAY:
        return
    is_whole = whole is None or now - whole.at >= rulebook.days("proofs.whole_days", at=now)
    actions.audit_books(whole=is_whole, now=now)


def sign_due(now: dt.datetime) -> None:
    """Sign what is held, once a day."""
    if queries.safeguard_of(now.date()) is None:
        actions.sign_safeguard(now=now)


TIMERS = [audit_due, sign_due]

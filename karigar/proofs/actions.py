"""Writing down what an audit found, and signing what is held."""

import datetime as dt

from karigar.events import actions as events
from karigar.kit import signing
from karigar.kit.state import action
from karigar.ledger import queries as ledger
from karigar.proofs import queries, rules
from karigar.proofs.models import AuditRun, Safeguard


@action
def audit_books(*, whole: bool, now: dt.datetime) -> AuditRun:
    """Prove the books, all of them or what came since the last audit, keep the result, and alarm staff when it is bad."""
    before = queries.last_audit()
    top = next(iter(ledger.newest_blocks_any(None, 1)), None)
    last, height = (before.last, before.height) if before and not whole else (0, 0)
    swept = before.swept_to if before else 0
    if whole:
        broken, swept = ledger.audit(), 0
    else:
        swept = 0 if swept >= height else swept  # a new round begins
        sweep = min(rules.SWEEP, height - swept)
        broken = ledger.audit_since(last, height=height, sweep=(swept + 1, sweep))
        swept += sweep
    # Only sealed journals count as proved: one with a lower number may still be on its way.
    run = AuditRun.objects.create(
        at=now,
        is_whole=whole,
        last=top.last if top else 0,
        height=top.height if top else 0,
        swept_to=swept,
        broken=[list(pair) for pair in broken],
    )
    if broken:
        events.record("books.broken", subject=("audit", run.pk), data={"count": len(broken)}, now=now)
    return run


@action
def sign_safeguard(*, now: dt.datetime) -> Safeguard:
    """Sign, once a day, what people own and what is held for them."""
    if found := queries.safeguard_of(now.date()):
        return found
    top = next(iter(ledger.newest_blocks_any(None, 1)), None)
    paper = {
        "form": "karigar-safeguarding-1",
        "at": now.isoformat(),
        "day": now.date().isoformat(),
        "currencies": queries.held_any(now=now),
        "block": {"height": top.height, "hash": top.hash.hex()} if top else None,
    }
    row, made = Safeguard.objects.get_or_create(
        day=now.date(),
        defaults={"at": now, "paper": paper, "signature": signing.sign(paper), "key": signing.public_key()},
    )
    short = [one["currency"] for one in row.paper["currencies"] if one["held"] < one["people"]]
    if made and short:
        events.record("books.short", subject=("safeguard", row.pk), data={"currencies": short}, now=now)
    return row

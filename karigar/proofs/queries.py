"""What anybody may know of the books without seeing anybody's money."""

import datetime as dt
from typing import Any

from karigar.kit.paging import Page, encode_cursor, last_seen
from karigar.ledger import queries as ledger
from karigar.proofs.models import AuditRun, Safeguard
from karigar.proofs.refusals import NotSealedYet
from karigar.proofs.rules import Verdict
from karigar.rulebook import queries as rulebook

PER_PAGE = 20
LISTED = 1000


def blocks_page(cursor: str | None) -> Page[Any]:
    """Return published blocks, the newest first."""
    rows = ledger.newest_blocks_any(last_seen(cursor), PER_PAGE + 1)
    return Page(rows[:PER_PAGE], encode_cursor(rows[PER_PAGE - 1].height) if len(rows) > PER_PAGE else None)


def block_list(since: int) -> dict[str, object]:
    """Return up to a thousand published blocks from a height on, as `karigar verify-receipt --roots` reads them."""
    rows = ledger.blocks_any(since, LISTED + 1)
    return {
        "blocks": [
            {
                "height": block.height,
                "hash": block.hash.hex(),
                "root": block.root.hex(),
                "previous": block.previous.hex(),
                "first": block.first,
                "last": block.last,
                "size": block.size,
                "sealed_at": block.sealed_at.isoformat(),
            }
            for block in rows[:LISTED]
        ],
        "next": rows[LISTED].height if len(rows) > LISTED else None,
    }


def newest_blocks(limit: int = 50) -> list[Any]:
    """Return the newest published blocks."""
    return ledger.newest_blocks_any(None, limit)


def verdict_on(paper: object) -> tuple[Verdict, dict[str, Any] | None]:
    """Judge a receipt by itself and against the block that this site published; return its movement when it is right.

    Nothing of the books but the head of that block is read, so an edited entry cannot make a forged receipt right.
    """
    try:
        height, head = ledger.receipt_read(paper)
    except ValueError:
        return Verdict.BROKEN, None
    block = ledger.block_any(height)
    if block is None:
        return Verdict.UNKNOWN, None
    if block.hash.hex() != head:
        return Verdict.OTHER, None
    assert isinstance(paper, dict)
    return Verdict.RIGHT, paper["journal"]


def receipt_any(journal: int) -> dict[str, Any]:
    """Return the receipt of a movement, for whoever was permitted to see it. Raises NotSealedYet (409)."""
    found = ledger.receipt_any(journal)
    if found is None:
        raise NotSealedYet
    return found


def last_audit() -> AuditRun | None:
    """Return the newest audit."""
    return AuditRun.objects.order_by("-at", "-id").first()


def last_whole_audit() -> AuditRun | None:
    """Return the newest audit from the first entry on."""
    return AuditRun.objects.filter(is_whole=True).order_by("-at", "-id").first()


def audits_any(limit: int = 30) -> list[AuditRun]:
    """Return the newest audits."""
    return list(AuditRun.objects.order_by("-at", "-id")[:limit])


def held_any(*, now: dt.datetime) -> list[dict[str, Any]]:
    """Compare, for each currency of the market, people's money with what is held for them, in minor units."""
    found = [ledger.safeguarding_any(currency) for currency in rulebook.value("currencies", at=now)]
    return [
        {"currency": one.currency, "people": one.owed_to_users, "held": one.held}
        for one in found
        if one.owed_to_users or one.held
    ]


def safeguards(limit: int = 31) -> list[Safeguard]:
    """Return the signed papers of the last days, the newest first."""
    return list(Safeguard.objects.order_by("-day")[:limit])


def safeguard_of(day: dt.date) -> Safeguard | None:
    """Return the signed paper of a day, or None."""
    return Safeguard.objects.filter(day=day).first()

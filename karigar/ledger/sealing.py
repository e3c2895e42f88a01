"""Sealed blocks: which journals they hold and what a receipt says."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from karigar.ledger import merkle

JOURNALS = (
    "SELECT j.id, j.kind, j.phase, j.resolves, j.reverses, j.key, encode(j.request, 'hex'), j.ref, j.note, j.at,"
    "       j.created_at, e.legs, h.legs"
    "  FROM ledger_journal j"
    "  LEFT JOIN LATERAL (SELECT json_agg(json_build_array(a.owner || '/' || a.role, e.unit, e.amount,"
    "       e.account_seq, e.balance_after) ORDER BY e.line) AS legs"
    "       FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE e.journal_id = j.id) e ON true"
    "  LEFT JOIN LATERAL (SELECT json_agg(json_build_array(a.owner || '/' || a.role, h.unit, h.amount)"
    "       ORDER BY h.line) AS legs"
    "       FROM ledger_hold_leg h JOIN ledger_account a ON a.id = h.account_id WHERE h.journal_id = j.id) h ON true"
    " WHERE j.id BETWEEN %s AND %s ORDER BY j.id LIMIT %s"
)
GUARD = (
    "SELECT 1 FROM pg_trigger WHERE tgrelid = 'ledger_block'::regclass AND tgname = 'append_only'"
    "   AND tgenabled IN ('O', 'A')"
)
NAMES = ("id", "kind", "phase", "resolves", "reverses", "key", "request", "ref", "note", "at", "written_at")


@dataclass(frozen=True, slots=True)
class Block:
    """A sealed block."""

    height: int
    first: int
    last: int
    size: int
    root: bytes
    previous: bytes
    hash: bytes
    sealed_at: dt.datetime


def journals(first: int, last: int, limit: int | None = None) -> list[dict[str, Any]]:
    """Return journals as they are hashed: every fact and every leg, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(JOURNALS, [first, last, limit])
        rows = cursor.fetchall()
    return [
        {
            **dict(zip(NAMES, row[:9], strict=False)),
            "at": _moment(row[9]),
            "written_at": _moment(row[10]),
            "entries": row[11] or [],
            "held": row[12] or [],
        }
        for row in rows
    ]


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def leaves(found: list[dict[str, Any]]) -> list[bytes]:
    """Return the hashes of journals."""
    return [merkle.leaf_hash(merkle.leaf_text(journal)) for journal in found]


_BLOCKS = "SELECT height, first, last, size, root, previous, hash, sealed_at FROM ledger_block"


def blocks(since: int = 1, limit: int | None = None) -> list[Block]:
    """Return blocks from a height on, the lowest first."""
    return _read(f"{_BLOCKS} WHERE height >= %s ORDER BY height LIMIT %s", since, limit)


def newest(below: int | None, limit: int) -> list[Block]:
    """Return blocks below a height, the highest first."""
    top = 2**63 - 1 if below is None else below
    return _read(f"{_BLOCKS} WHERE height < %s ORDER BY height DESC LIMIT %s", top, limit)


def _read(sql: str, *params: int | None) -> list[Block]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [
        Block(height, first, last, size, bytes(root), bytes(previous), bytes(head), sealed_at)
        for height, first, last, size, root, previous, head, sealed_at in rows
    ]


def lock() -> None:
    """Let one worker seal at a time, to the end of its transaction; another one waits and then finds less to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock('ledger_block'::regclass::bigint)")


def last_block() -> Block | None:
    """Return the newest block."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(height), 0) FROM ledger_block")
        height: int = cursor.fetchone()[0]
    return blocks(height, 1)[0] if height else None


def broken(since: int = 1, limit: int | None = None) -> Iterator[tuple[str, str]]:
    """Seal blocks anew, from a height on, and name those that come out differently: somebody changed what was sealed."""
    with connection.cursor() as cursor:
        cursor.execute(GUARD)
        if cursor.fetchone() is None:
            yield "guards are on", "ledger_block append_only"
    before = blocks(since - 1, 1) if since > 1 else []
    previous, last = (before[0].hash, before[0].last) if before else (merkle.NO_BLOCK, 0)
    for block in blocks(since, limit):
        found = journals(last + 1, block.last)
        head = merkle.block_hash(
            height=block.height,
            first=found[0]["id"] if found else 0,
            last=found[-1]["id"] if found else 0,
            size=len(found),
            root=merkle.root_of(leaves(found)),
            previous=previous,
        )
        if head != block.hash or previous != block.previous:
            yield "sealed blocks are unchanged", f"block {block.height}, journals {block.first} to {block.last}"
        previous, last = block.hash, block.last


def receipt(journal: int) -> dict[str, Any] | None:
    """Return what proves a journal: itself, its path to the root of its block, and the block; None before sealing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT height FROM ledger_block WHERE last >= %s ORDER BY last LIMIT 1", [journal])
        row = cursor.fetchone()
    if row is None:
        return None
    block = blocks(row[0], 1)[0]
    found = journals(block.first, block.last)
    index = next((n for n, one in enumerate(found) if one["id"] == journal), None)
    if index is None:
        return None
    return {
        "form": merkle.FORM,
        "journal": found[index],
        "index": index,
        "path": [step.hex() for step in merkle.path_of(leaves(found), index)],
        "block": {
            "height": block.height,
            "first": block.first,
            "last": block.last,
            "size": block.size,
            "root": block.root.hex(),
            "previous": block.previous.hex(),
            "hash": block.hash.hex(),
        },
    }

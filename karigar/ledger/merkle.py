"""Hash trees of RFC 6962 (part 2.1) over the journals of a block. Pure functions, so that anybody can check a receipt."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

LONGEST = 64  # steps of a path: more than any tree has
FORM = "karigar-receipt-1"
NO_BLOCK = bytes(32)  # what the first block names as the hash of the one before it


def leaf_text(journal: dict[str, Any]) -> bytes:
    """Write a journal in the one form that is hashed: JSON with sorted names, no blanks, letters as they are."""
    return json.dumps(journal, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf; its first byte keeps it apart from a node, so that nobody passes one off as the other."""
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over hashes of leaves; of none it is the hash of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    level = list(leaves)
    while len(level) > 1:  # the same tree as RFC 6962's, built upwards: an odd one is carried as it stands
        pairs = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
        level = [*pairs, level[-1]] if len(level) % 2 else pairs
    return level[0]


def path_of(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root, the nearest first (RFC 6962, 2.1.1)."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*path_of(leaves[:split], index), root_of(leaves[split:])]
    return [*path_of(leaves[split:], index - split), root_of(leaves[:split])]


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which a path leads, or None when a path of this length cannot lead there."""
    if not 0 <= index < size or len(path) > LONGEST:
        return None
    if size == 1:
        return None if path else leaf
    if not path:
        return None
    split, last = _split(size), path[-1]
    if index < split:
        left = root_by_path(leaf, index, split, path[:-1])
        return None if left is None else _node(left, last)
    right = root_by_path(leaf, index - split, size - split, path[:-1])
    return None if right is None else _node(last, right)


def block_hash(*, height: int, first: int, last: int, size: int, root: bytes, previous: bytes) -> bytes:
    """Hash the head of a block; it names the hash of the block before, so that no block can be changed alone."""
    head = {
        "height": height,
        "first": first,
        "last": last,
        "size": size,
        "root": root.hex(),
        "previous": previous.hex(),
    }
    return hashlib.sha256(leaf_text(head)).digest()


def verify(paper: dict[str, Any]) -> str:
    """Check a receipt by itself, without any database, and return the hash of its block; compare that with the published.

    Raises ValueError with the reason when the receipt does not hold together.
    """
    try:
        if paper["form"] != FORM:
            raise ValueError("this is not a receipt of this form")
        journal, block = paper["journal"], paper["block"]
        if not block["first"] <= journal["id"] <= block["last"] or not {"kind", "at", "entries"} <= journal.keys():
            raise ValueError("it is not about a movement of this block")
        root, previous = bytes.fromhex(block["root"]), bytes.fromhex(block["previous"])
        leaf = leaf_hash(leaf_text(journal))
        reached = root_by_path(leaf, paper["index"], block["size"], [bytes.fromhex(s) for s in paper["path"]])
        head = block_hash(
            height=block["height"],
            first=block["first"],
            last=block["last"],
            size=block["size"],
            root=root,
            previous=previous,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("the file lacks a part of a receipt") from error
    if reached != root:
        raise ValueError("the movement is not the one that was sealed")
    if head.hex() != block["hash"]:
        raise ValueError("the block does not have this hash")
    return head.hex()

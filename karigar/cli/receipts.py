"""`karigar verify-receipt`: check a receipt by itself and against what was published. It asks no database."""

import json
import pathlib
from typing import Any

from karigar.cli.problem import Problem
from karigar.kit import signing
from karigar.ledger import merkle

MOST_BYTES = 5_000_000


def verify(file: str, roots: str | None) -> int:
    """Print what a receipt proves; answer 1 when it proves nothing."""
    paper = _read(file)
    try:
        head = merkle.verify(paper)
    except ValueError as error:
        print(f"WRONG  {file}: {error}.")
        return 1
    journal, height = paper["journal"], paper["block"]["height"]
    print(f"right  Movement {journal['id']}, {journal['kind']}, {journal['at']}, belongs to block {height}:")
    for entry in journal["entries"]:
        print("       ", *entry[:3], "(in the smallest unit)")
    if roots is None:
        print(
            "       This alone proves nothing: anybody can make a block. The hash of this one must stand in the list that"
        )
        print(f"       was published, which --roots compares: {head}")
        return 0
    try:
        published = {one["height"]: one["hash"] for one in _read(roots)["blocks"]}
    except (KeyError, TypeError) as error:
        raise Problem(f"{roots} is not a list of blocks.") from error
    if published.get(height) != head:
        print(f"WRONG  The published list has {published.get(height, 'no hash')} for block {height}.")
        return 1
    print("right  The published list names the same block.")
    return 0


def verify_held(file: str, key: str | None) -> int:
    """Print what a signed paper of what is held says; answer 1 when nobody signed it so."""
    given = _read(file)
    paper, own = given.get("paper"), str(given.get("key", ""))
    if not isinstance(paper, dict) or not signing.is_signed(paper, str(given.get("signature", "")), key or own):
        print(f"WRONG  {file}: the signature does not fit{' this key' if key else ''}.")
        return 1
    print(f"right  Signed for {paper.get('day')}, by the key {key or own}.")
    for row in paper.get("currencies", []):
        print(f"       {row['currency']}: people {row['people']}, held {row['held']} (in the smallest unit)")
    if key is None:
        print(
            "       This alone proves nothing: anybody can make a key. Compare it with the one that the site published."
        )
    return 0


def _read(file: str) -> dict[str, Any]:
    path = pathlib.Path(file)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Problem(f"{file} is too large to be a receipt.")
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Problem(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Problem(f"{file} is not JSON.") from error
    if not isinstance(found, dict):
        raise Problem(f"{file} is not a receipt.")
    return found

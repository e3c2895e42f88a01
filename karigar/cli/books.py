"""`karigar audit-books`: prove the ledger from its first entry, one line for each proof."""

import json
import time

from karigar.cli.problem import Problem
from karigar.ledger import queries as ledger


def run() -> int:
    """Print every proof, and what broke it; answer 1 when one is broken."""
    began = time.monotonic()
    broken = ledger.audit()
    for proof in sorted({*ledger.PROOFS, *(proof for proof, _ in broken)}):
        found = [what for name, what in broken if name == proof]
        print(f"{'WRONG' if found else 'right'}  {proof}")
        for what in found:
            print(f"         {what}")
    took = time.monotonic() - began
    print(f"The books are {'WRONG' if broken else 'right'}: {len(broken)} broken promises, {took:.1f} s.")
    return 1 if broken else 0


def run_since_last() -> int:
    """Audit what is new, keep the result, and print it."""
    from karigar.kit import clock
    from karigar.proofs import actions as proofs

    began = time.monotonic()
    run = proofs.audit_books(whole=False, now=clock.now())
    for proof, what in run.broken:
        print(f"WRONG  {proof}: {what}")
    print(f"Up to block {run.height}; old blocks sealed anew up to {run.swept_to}; {time.monotonic() - began:.1f} s.")
    print(f"What is new is {'WRONG' if run.broken else 'right'}.")
    return 1 if run.broken else 0


def print_receipt(journal: int) -> int:
    """Print the receipt of a movement as JSON."""
    receipt = ledger.receipt_any(journal)
    if receipt is None:
        raise Problem(f"Movement {journal} is not sealed yet, or is not in the books. The worker seals every minute.")
    print(json.dumps(receipt, indent=1, ensure_ascii=False))
    return 0

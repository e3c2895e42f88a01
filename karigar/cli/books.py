"""`karigar audit-books`: prove the ledger from its first entry, one line for each proof."""

import time

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

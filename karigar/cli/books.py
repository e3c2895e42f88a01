"""`karigar audit-books`: prove the ledger from its first entry, one line for each proof."""

import time

from karigar.ledger import queries as ledger


def run() -> int:
    """Print each problem that the ledger finds with itself; answer 1 when there is one."""
    began = time.monotonic()
    problems = list(ledger.audit())
    for problem in problems:
        print(f"WRONG  {problem}")
    took = time.monotonic() - began
    print(f"The books are {'WRONG' if problems else 'right'}: {len(problems)} problems, {took:.1f} s.")
    return 1 if problems else 0

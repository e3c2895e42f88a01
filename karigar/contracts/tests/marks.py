"""What the tests of contracts share: the four balances, and proof that nothing happened."""

import contextlib

from django.db import connection

COUNTED = ("events_event", "ledger_journal", "ledger_entry", "notifications_notice", "notifications_mail")


def balances(world, milestone):
    """Where the money of a milestone can be."""
    from karigar.ledger import queries as books

    freelancer = f"person:{milestone.contract.freelancer_id}"
    return {
        "wallet": books.balance_of(f"company:{world.company.pk}", "wallet", "BDT"),
        "escrow": books.balance_of(f"milestone:{milestone.pk}", "escrow", "BDT"),
        "earnings": books.balance_of(freelancer, "earnings", "BDT"),
        "paid": books.balance_of(freelancer, "wallet", "BDT"),
    }


def _counts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED))
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))


@contextlib.contextmanager
def nothing_happens():
    """No entry, no event, no notice, no mail."""
    before = _counts()
    yield
    assert _counts() == before

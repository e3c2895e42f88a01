"""An audit of what is new: the same promises as the view `ledger_audit`, asked of the journals after a number only.

Its cost follows the new entries, not the history. What it cannot see (a change of an old entry, the sum of a lazy account)
is seen by the seals of old blocks and by the whole audit.
"""

from django.db import connection

# `%(last)s`: the last journal that was proved before.
NEW = """
    WITH fresh AS MATERIALIZED (SELECT * FROM ledger_entry WHERE journal_id > %(last)s),
    touched AS (SELECT DISTINCT account_id FROM fresh)
    SELECT 'journal sums to zero' AS proof, 'journal ' || journal_id || ' is off by ' || sum(amount) || ' ' || unit AS what
      FROM fresh GROUP BY journal_id, unit HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'running balance is right', 'account ' || e.account_id || ' entry ' || e.account_seq FROM fresh e
      LEFT JOIN ledger_entry p ON p.account_id = e.account_id AND p.account_seq = e.account_seq - 1
     WHERE e.account_seq IS NOT NULL AND e.balance_after <> e.amount + coalesce(p.balance_after, 0)
    UNION ALL
    SELECT 'sequence has no gap', 'account ' || e.account_id FROM fresh e
     WHERE e.account_seq > 1
       AND NOT EXISTS (SELECT FROM ledger_entry p WHERE p.account_id = e.account_id AND p.account_seq = e.account_seq - 1)
    UNION ALL
    SELECT 'balance is the sum of its entries', 'account ' || b.account_id FROM touched t JOIN ledger_balance b USING (account_id)
      JOIN LATERAL (SELECT account_seq, balance_after FROM ledger_entry WHERE account_id = b.account_id
                     AND account_seq IS NOT NULL ORDER BY account_seq DESC LIMIT 1) n ON true
     WHERE b.seq <> n.account_seq OR b.posted <> n.balance_after
    UNION ALL
    SELECT 'nothing is below its floor', 'account ' || b.account_id FROM touched t JOIN ledger_balance b USING (account_id)
     WHERE b.posted - b.pending_out < b.floor
    UNION ALL
    SELECT 'entry has its journal and account', 'journal ' || e.journal_id || ' line ' || e.line FROM fresh e
     WHERE NOT EXISTS (SELECT FROM ledger_journal j WHERE j.id = e.journal_id)
        OR NOT EXISTS (SELECT FROM ledger_account a WHERE a.id = e.account_id AND a.unit = e.unit)
    UNION ALL
    SELECT 'journal has its entries', 'journal ' || j.id FROM ledger_journal j
     WHERE j.id > %(last)s AND j.phase IN (0, 2) AND NOT EXISTS (SELECT FROM fresh e WHERE e.journal_id = j.id)
    UNION ALL
    SELECT proof, what FROM ledger_audit WHERE proof IN ('guards are on', 'application cannot write')
"""


def broken_after(last: int) -> list[tuple[str, str]]:
    """Return every broken promise among the journals after a number, with what broke it."""
    with connection.cursor() as cursor:
        cursor.execute(NEW, {"last": last})
        return list(cursor.fetchall())

-- What may be asked of the books.

-- The balance of an account: one row when it is locked, one row and its tail when it is lazy, in one snapshot.
CREATE OR REPLACE FUNCTION ledger_balance_of(p_account bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT posted + coalesce((SELECT sum(t.amount) FROM ledger_tail t WHERE t.account_id = b.account_id), 0)::bigint
      FROM ledger_balance b WHERE b.account_id = p_account
$$;

CREATE OR REPLACE VIEW ledger_trial_balance AS
    SELECT a.class, split_part(a.role, '@', 1) AS role, a.unit,
           (coalesce(sum(b.posted), 0) + coalesce(sum(t.amount), 0))::bigint AS amount
      FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
      LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM ledger_tail GROUP BY account_id) t ON t.account_id = a.id
     GROUP BY 1, 2, 3;

-- Everything that must be true of the whole ledger.  No row is the proof.
CREATE OR REPLACE VIEW ledger_audit AS
    SELECT 'journal sums to zero' AS proof, 'journal ' || journal_id || ' is off by ' || sum(amount) || ' ' || unit AS what
      FROM ledger_entry GROUP BY journal_id, unit HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'unit sums to zero', unit || ' is off by ' || sum(amount) FROM (
        SELECT a.unit, b.posted AS amount FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
        UNION ALL SELECT a.unit, t.amount FROM ledger_tail t JOIN ledger_account a ON a.id = t.account_id) x
     GROUP BY unit HAVING sum(amount) <> 0
    UNION ALL
    SELECT 'balance is the sum of its entries', 'account ' || b.account_id FROM ledger_balance b
      LEFT JOIN (SELECT account_id, sum(amount) AS amount, count(*) AS n FROM ledger_entry GROUP BY account_id) e USING (account_id)
      LEFT JOIN (SELECT account_id, sum(amount) AS amount, count(*) AS n FROM ledger_tail GROUP BY account_id) t USING (account_id)
     WHERE b.posted + coalesce(t.amount, 0) <> coalesce(e.amount, 0) OR b.seq + coalesce(t.n, 0) <> coalesce(e.n, 0)
    UNION ALL
    SELECT 'every account has a balance', 'account ' || a.id FROM ledger_account a
     WHERE NOT EXISTS (SELECT FROM ledger_balance b WHERE b.account_id = a.id AND b.floor IS NOT DISTINCT FROM a.floor)
    UNION ALL
    SELECT 'entry has its journal and account', 'journal ' || e.journal_id || ' line ' || e.line FROM ledger_entry e
     WHERE NOT EXISTS (SELECT FROM ledger_journal j WHERE j.id = e.journal_id)
        OR NOT EXISTS (SELECT FROM ledger_account a WHERE a.id = e.account_id AND a.unit = e.unit)
    UNION ALL
    SELECT 'sequence has no gap', 'account ' || account_id FROM ledger_entry WHERE account_seq IS NOT NULL
     GROUP BY account_id HAVING max(account_seq) <> count(*) OR min(account_seq) <> 1
    UNION ALL
    SELECT 'running balance is right', 'account ' || account_id || ' entry ' || account_seq FROM (
        SELECT account_id, account_seq, balance_after,
               sum(amount) OVER (PARTITION BY account_id ORDER BY account_seq) AS amount
          FROM ledger_entry WHERE account_seq IS NOT NULL) x WHERE balance_after <> amount
    UNION ALL
    SELECT 'nothing is below its floor', 'account ' || account_id FROM ledger_balance WHERE posted - pending_out < floor
    UNION ALL
    SELECT 'journal has its entries', 'journal ' || j.id FROM ledger_journal j
     WHERE (j.phase IN (0, 2)) <> EXISTS (SELECT FROM ledger_entry e WHERE e.journal_id = j.id)
        OR (j.phase = 1) <> EXISTS (SELECT FROM ledger_hold_leg h WHERE h.journal_id = j.id)
    UNION ALL
    SELECT 'holds are what is pending', 'account ' || b.account_id FROM ledger_balance b
      LEFT JOIN (SELECT h.account_id, sum(greatest(-h.amount, 0)) AS outgoing, sum(greatest(h.amount, 0)) AS incoming
                   FROM ledger_hold_leg h WHERE NOT EXISTS (SELECT FROM ledger_journal r WHERE r.resolves = h.journal_id)
                  GROUP BY h.account_id) h USING (account_id)
     WHERE b.pending_out <> coalesce(h.outgoing, 0) OR b.pending_in <> coalesce(h.incoming, 0)
    UNION ALL
    SELECT 'reversal mirrors its journal', 'journal ' || j.id FROM ledger_journal j
     WHERE j.reverses IS NOT NULL AND EXISTS (
        SELECT FROM (SELECT account_id, amount FROM ledger_entry WHERE journal_id = j.id) m
          FULL JOIN (SELECT account_id, -amount AS amount FROM ledger_entry WHERE journal_id = j.reverses) w
                 ON w.account_id = m.account_id AND w.amount = m.amount
         WHERE w.account_id IS NULL OR m.account_id IS NULL)
    UNION ALL
    SELECT 'guards are on', c.relname || ' ' || want.name FROM (VALUES
        ('ledger_entry', 'append_only'), ('ledger_journal', 'append_only'), ('ledger_account', 'append_only'),
        ('ledger_hold_leg', 'append_only'), ('ledger_unit', 'append_only'), ('ledger_balance', 'kept'),
        ('ledger_tail', 'kept'), ('ledger_entry', 'whole'), ('ledger_hold_leg', 'whole')) AS want(relation, name)
      JOIN pg_class c ON c.oid = want.relation::regclass
     WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgname = want.name AND g.tgenabled IN ('O', 'A'))
    UNION ALL
    SELECT 'application cannot write', c.relname || ' ' || right_.name
      FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS right_(name)
     WHERE c.relname LIKE 'ledger\_%' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
       AND has_table_privilege('karigar_app', c.oid, right_.name);

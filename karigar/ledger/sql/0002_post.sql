-- Functions that open accounts and post movements.  They run with the rights of the owner: the application's role may
-- call them and may write nothing itself.

-- Find the account of a name such as 'person:42/wallet', or open it as the chart draws it.
CREATE OR REPLACE FUNCTION ledger_open(p_name text, p_unit text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_owner text := split_part(p_name, '/', 1);
    v_role  text := split_part(p_name, '/', 2);
    v_chart ledger_chart;
    v_id    bigint;
BEGIN
    SELECT c.* INTO v_chart FROM ledger_chart c JOIN ledger_unit u ON u.code = p_unit AND u.is_money = c.is_money
     WHERE c.role = split_part(v_role, '@', 1) AND split_part(v_owner, ':', 1) = ANY (c.owners);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the chart has no account % in %', p_name, p_unit USING ERRCODE = '22023';
    END IF;
    INSERT INTO ledger_account (owner, role, unit, class, floor, lazy)
         VALUES (v_owner, v_role, p_unit, v_chart.class, v_chart.floor, v_chart.lazy)
    ON CONFLICT (owner, role, unit) DO NOTHING RETURNING id INTO v_id;
    IF v_id IS NULL THEN   -- it exists, or another transaction opened it while we waited
        SELECT id INTO v_id FROM ledger_account WHERE owner = v_owner AND role = v_role AND unit = p_unit;
    ELSE
        INSERT INTO ledger_balance (account_id, floor) VALUES (v_id, v_chart.floor);
    END IF;
    RETURN v_id;
END $$;

-- Answer a key that was used before: the first journal when the same was asked, an error when it was not.
CREATE OR REPLACE FUNCTION ledger_replayed(p_key text, p_request bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id  bigint;
    v_was bytea;
BEGIN
    SELECT id, request INTO v_id, v_was FROM ledger_journal WHERE key = p_key;
    IF NOT FOUND THEN      -- committed after our snapshot: only above READ COMMITTED
        RAISE EXCEPTION 'key % is being used by another transaction', p_key USING ERRCODE = '40001';
    END IF;
    IF v_was <> p_request THEN
        RAISE EXCEPTION 'key % was used for another request', p_key USING ERRCODE = '22023', CONSTRAINT = 'key_was_used';
    END IF;
    INSERT INTO ledger_replay AS r (journal_id, replays, last_at) VALUES (v_id, 1, clock_timestamp())
    ON CONFLICT (journal_id) DO UPDATE SET replays = r.replays + 1, last_at = excluded.last_at;
    RETURN v_id;
END $$;

-- The one way money moves.  Legs are parallel arrays; an account may stand in them once.
-- Protocol: (1) claim the key, (2) find or open the accounts, (3) change locked balances in the order of account ids,
-- so that two posts never wait for each other crosswise, (4) write all entries in ONE statement, which the trigger
-- weighs.  A lazy account is never locked: its leg is left in the tail.
CREATE OR REPLACE FUNCTION ledger_post(
    p_kind text, p_key text, p_ref text, p_at timestamptz, p_names text[], p_units text[], p_amounts bigint[],
    p_note text DEFAULT '', p_reverses bigint DEFAULT NULL
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_request  bytea := sha256(convert_to(concat_ws('|', p_kind, p_ref, p_names, p_units, p_amounts), 'UTF8'));
    v_journal  bigint;
    v_ids      bigint[];
    v_lazy     boolean[];
    v_lines    bigint[];
    v_seqs     bigint[];
    v_balances bigint[];
    v_posted   bigint;
    v_seq      bigint;
    v_tail     boolean := false;
BEGIN
    INSERT INTO ledger_journal (kind, key, request, ref, note, at, reverses)
         VALUES (p_kind, p_key, v_request, p_ref, p_note, p_at, p_reverses)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO v_journal;
    IF v_journal IS NULL THEN
        RETURN ledger_replayed(p_key, v_request);
    END IF;

    LOOP   -- a second time only when an account had to be opened
        SELECT array_agg(a.id ORDER BY a.id), array_agg(a.lazy ORDER BY a.id), array_agg(l.line ORDER BY a.id)
          INTO v_ids, v_lazy, v_lines
          FROM unnest(p_names, p_units) WITH ORDINALITY AS l(name, unit, line)
          LEFT JOIN LATERAL (
               SELECT f.id, f.lazy FROM ledger_account f
                WHERE f.owner = split_part(l.name, '/', 1) AND f.role = split_part(l.name, '/', 2) AND f.unit = l.unit
               OFFSET 0) a ON true;
        EXIT WHEN array_position(v_ids, NULL) IS NULL;
        PERFORM ledger_open(l.name, l.unit)
           FROM (SELECT * FROM unnest(p_names, p_units) AS x(name, unit) ORDER BY name, unit) l;
    END LOOP;

    v_seqs := v_ids;       -- only to have arrays of the right length
    v_balances := v_ids;
    FOR i IN 1 .. cardinality(v_ids) LOOP
        IF i > 1 AND v_ids[i] = v_ids[i - 1] THEN
            RAISE EXCEPTION 'account % stands twice in %', p_names[v_lines[i]], p_key USING ERRCODE = '22023';
        END IF;
        IF v_lazy[i] THEN
            v_tail := true;
            v_seqs[i] := NULL;
            v_balances[i] := NULL;
        ELSE
            UPDATE ledger_balance SET posted = posted + p_amounts[v_lines[i]], seq = seq + 1
             WHERE account_id = v_ids[i] RETURNING posted, seq INTO v_posted, v_seq;
            v_balances[i] := v_posted;
            v_seqs[i] := v_seq;
        END IF;
    END LOOP;
    IF v_tail THEN
        INSERT INTO ledger_tail (account_id, amount)
        SELECT l.id, p_amounts[l.line] FROM unnest(v_ids, v_lazy, v_lines) AS l(id, lazy, line) WHERE l.lazy;
    END IF;
    INSERT INTO ledger_entry (journal_id, line, account_id, unit, amount, account_seq, balance_after)
    SELECT v_journal, l.line, l.id, p_units[l.line], p_amounts[l.line], l.seq, l.balance
      FROM unnest(v_ids, v_lines, v_seqs, v_balances) AS l(id, line, seq, balance);
    RETURN v_journal;
END $$;

-- Fold the tail into the balances.  Safe at any time and in any number: the second one waits.
CREATE OR REPLACE FUNCTION ledger_roll_up() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_legs bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(7001);
    WITH gone AS (DELETE FROM ledger_tail RETURNING account_id, amount),
         total AS (SELECT account_id, sum(amount) AS amount, count(*) AS legs FROM gone GROUP BY account_id),
         folded AS (UPDATE ledger_balance b SET posted = b.posted + t.amount, seq = b.seq + t.legs
                      FROM total t WHERE b.account_id = t.account_id RETURNING t.legs)
    SELECT coalesce(sum(legs), 0) INTO v_legs FROM folded;
    RETURN v_legs;
END $$;

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

-- The one way money moves.  Legs are parallel arrays in the order of their names, so an account stands in them once.
-- Protocol: (1) claim the key; (2) find all accounts at one look; (3) leg by leg open what is missing and change the
-- balance: all posts take accounts in the order of names, so two never wait for each other crosswise; (4) write all
-- entries in ONE statement, which the trigger weighs.  A lazy account is never locked: its leg is left in the tail.
-- The planner is told to plan once and by index: a plan made while a table was empty must not live on when it is full.
CREATE OR REPLACE FUNCTION ledger_post(
    p_kind text, p_key text, p_ref text, p_at timestamptz, p_names text[], p_units text[], p_amounts bigint[],
    p_note text DEFAULT '', p_reverses bigint DEFAULT NULL
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    v_request  bytea := sha256(convert_to(concat_ws('|', p_names, p_units, p_amounts, p_kind, p_ref), 'UTF8'));
    v_journal  bigint;
    v_accounts bigint[];   -- a lazy one is negative
    v_account  bigint;
    v_balance  bigint;
    v_seq      bigint;
    v_balances bigint[];
    v_seqs     bigint[];
BEGIN
    INSERT INTO ledger_journal (kind, key, request, ref, note, at, reverses)
         VALUES (p_kind, p_key, v_request, p_ref, p_note, p_at, p_reverses)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO v_journal;
    IF v_journal IS NULL THEN
        RETURN ledger_replayed(p_key, v_request);
    END IF;
    v_accounts := ARRAY(
        SELECT (SELECT CASE WHEN a.lazy THEN -a.id ELSE a.id END FROM ledger_account a
                 WHERE a.owner = split_part(leg.name, '/', 1) AND a.role = split_part(leg.name, '/', 2) AND a.unit = leg.unit)
          FROM unnest(p_names, p_units) AS leg(name, unit));
    FOR i IN 1 .. cardinality(p_names) LOOP
        IF i > 1 AND (p_names[i] COLLATE "C", p_units[i] COLLATE "C") <= (p_names[i - 1], p_units[i - 1]) THEN
            RAISE EXCEPTION 'legs of % must stand once each, in the order of their names', p_key USING ERRCODE = '22023';
        END IF;
        IF v_accounts[i] IS NULL THEN
            v_account := ledger_open(p_names[i], p_units[i]);
            v_accounts[i] := (SELECT CASE WHEN lazy THEN -id ELSE id END FROM ledger_account WHERE id = v_account);
        END IF;
        IF v_accounts[i] > 0 THEN
            UPDATE ledger_balance SET posted = posted + p_amounts[i], seq = seq + 1
             WHERE account_id = v_accounts[i] RETURNING posted, seq INTO v_balance, v_seq;
        ELSE
            v_balance := NULL;
            v_seq := NULL;
        END IF;
        v_balances[i] := v_balance;
        v_seqs[i] := v_seq;
    END LOOP;
    WITH hot AS (
        INSERT INTO ledger_tail (account_id, amount)
        SELECT -account, amount FROM unnest(v_accounts, p_amounts) AS leg(account, amount) WHERE account < 0)
    INSERT INTO ledger_entry (journal_id, line, account_id, unit, amount, account_seq, balance_after)
    SELECT v_journal, line, abs(account), unit, amount, seq, balance
      FROM unnest(v_accounts, p_units, p_amounts, v_seqs, v_balances) WITH ORDINALITY
           AS leg(account, unit, amount, seq, balance, line);
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

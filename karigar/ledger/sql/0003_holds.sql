-- Two-phase movements: reserve now; capture all, capture a part, or void later.

-- Hold money back without moving it.  What is held counts as spent for the floor, and is not yet anybody else's.
CREATE OR REPLACE FUNCTION ledger_reserve(
    p_kind text, p_key text, p_ref text, p_at timestamptz, p_names text[], p_units text[], p_amounts bigint[],
    p_note text DEFAULT ''
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_request bytea := sha256(convert_to(concat_ws('|', 'reserve', p_names, p_units, p_amounts, p_kind, p_ref), 'UTF8'));
    v_journal bigint;
    v_ids     bigint[];
BEGIN
    INSERT INTO ledger_journal (kind, phase, key, request, ref, note, at)
         VALUES (p_kind, 1, p_key, v_request, p_ref, p_note, p_at)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO v_journal;
    IF v_journal IS NULL THEN
        RETURN ledger_replayed(p_key, v_request);
    END IF;
    FOR i IN 1 .. cardinality(p_names) LOOP
        IF i > 1 AND (p_names[i] COLLATE "C", p_units[i] COLLATE "C") <= (p_names[i - 1], p_units[i - 1]) THEN
            RAISE EXCEPTION 'legs of % must stand once each, in the order of their names', p_key USING ERRCODE = '22023';
        END IF;
        v_ids[i] := ledger_open(p_names[i], p_units[i]);
        IF (SELECT lazy FROM ledger_account WHERE id = v_ids[i]) THEN   -- nobody locks it, so it cannot promise anything
            RAISE EXCEPTION 'account % is lazy and cannot hold money back', p_names[i] USING ERRCODE = '22023';
        END IF;
        UPDATE ledger_balance SET pending_out = pending_out + greatest(-p_amounts[i], 0),
                                  pending_in  = pending_in  + greatest(p_amounts[i], 0)
         WHERE account_id = v_ids[i];
    END LOOP;
    INSERT INTO ledger_hold_leg (journal_id, line, account_id, unit, amount)
    SELECT v_journal, leg.line, leg.id, leg.unit, leg.amount
      FROM unnest(v_ids, p_units, p_amounts) WITH ORDINALITY AS leg(id, unit, amount, line);
    RETURN v_journal;
END $$;

-- End a hold.  p_amounts NULL gives everything back; otherwise it is what moves, leg by leg in the order of names as it
-- was reserved, none larger than what was held.  UNIQUE (resolves) lets a hold end once.
CREATE OR REPLACE FUNCTION ledger_resolve(p_hold bigint, p_key text, p_at timestamptz, p_amounts bigint[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_request bytea := sha256(convert_to(concat_ws('|', 'resolve', p_hold, coalesce(p_amounts::text, 'void')), 'UTF8'));
    v_hold    ledger_journal;
    v_held    bigint[];
    v_journal bigint;
    v_leg     record;
    v_ids     bigint[] := '{}';
    v_lines   bigint[] := '{}';
    v_seqs    bigint[] := '{}';
    v_after   bigint[] := '{}';
    v_posted  bigint;
    v_seq     bigint;
BEGIN
    SELECT * INTO v_hold FROM ledger_journal WHERE id = p_hold AND phase = 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'journal % holds nothing', p_hold USING ERRCODE = '22023';
    END IF;
    SELECT array_agg(amount ORDER BY line) INTO v_held FROM ledger_hold_leg WHERE journal_id = p_hold;
    IF cardinality(p_amounts) <> cardinality(v_held) OR EXISTS (
        SELECT FROM unnest(p_amounts, v_held) AS x(taken, held) WHERE abs(taken) > abs(held) OR sign(taken) <> sign(held)) THEN
        RAISE EXCEPTION 'more than journal % holds', p_hold USING ERRCODE = '22023';
    END IF;
    INSERT INTO ledger_journal (kind, phase, resolves, key, request, ref, at)
         VALUES (v_hold.kind, CASE WHEN p_amounts IS NULL THEN 3 ELSE 2 END, p_hold, p_key, v_request, v_hold.ref, p_at)
    ON CONFLICT (key) DO NOTHING RETURNING id INTO v_journal;
    IF v_journal IS NULL THEN
        RETURN ledger_replayed(p_key, v_request);
    END IF;
    FOR v_leg IN SELECT * FROM ledger_hold_leg WHERE journal_id = p_hold ORDER BY line LOOP
        UPDATE ledger_balance SET pending_out = pending_out - greatest(-v_leg.amount, 0),
                                  pending_in  = pending_in  - greatest(v_leg.amount, 0),
                                  posted      = posted + coalesce(p_amounts[v_leg.line], 0),
                                  seq         = seq + (p_amounts IS NOT NULL)::int
         WHERE account_id = v_leg.account_id RETURNING posted, seq INTO v_posted, v_seq;
        v_ids := v_ids || v_leg.account_id;
        v_lines := v_lines || v_leg.line::bigint;
        v_seqs := v_seqs || v_seq;
        v_after := v_after || v_posted;
    END LOOP;
    IF p_amounts IS NOT NULL THEN
        INSERT INTO ledger_entry (journal_id, line, account_id, unit, amount, account_seq, balance_after)
        SELECT v_journal, x.line, x.id, h.unit, p_amounts[x.line], x.seq, x.balance
          FROM unnest(v_ids, v_lines, v_seqs, v_after) AS x(id, line, seq, balance)
          JOIN ledger_hold_leg h ON h.journal_id = p_hold AND h.line = x.line;
    END IF;
    RETURN v_journal;
END $$;

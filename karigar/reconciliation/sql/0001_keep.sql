-- What a bank said is kept as it was said, by whoever connects: the owner of the tables too. A line and a movement may
-- only be given to a match or taken out of one; a closed month and a statement never change.

CREATE FUNCTION reconciliation_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_statement
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_deny();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_line
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_deny();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_moved
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_deny();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON reconciliation_close
    FOR EACH STATEMENT EXECUTE FUNCTION reconciliation_deny();

-- Every column but match_id is a fact.
CREATE FUNCTION reconciliation_only_match() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'match_id' IS DISTINCT FROM to_jsonb(OLD) - 'match_id' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    -- Given once: to go to another match it must be taken out of the first.
    IF OLD.match_id IS NOT NULL AND NEW.match_id IS NOT NULL AND NEW.match_id <> OLD.match_id THEN
        RAISE EXCEPTION '% is matched already', TG_TABLE_NAME USING ERRCODE = '23505', CONSTRAINT = 'matched_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_match BEFORE UPDATE ON reconciliation_line
    FOR EACH ROW EXECUTE FUNCTION reconciliation_only_match();
CREATE TRIGGER only_match BEFORE UPDATE ON reconciliation_moved
    FOR EACH ROW EXECUTE FUNCTION reconciliation_only_match();

CREATE FUNCTION reconciliation_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'closed' THEN
        RAISE EXCEPTION 'a closed month does not change' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed BEFORE UPDATE ON reconciliation_close FOR EACH ROW EXECUTE FUNCTION reconciliation_closed();

-- The sums of both sides of a match agree, and both are of its account: asked at the end of the transaction.
CREATE FUNCTION reconciliation_sums_agree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_match   bigint := coalesce(NEW.match_id, OLD.match_id);
    v_account bigint;
    v_said    bigint;
    v_booked  bigint;
    v_strange bigint;
BEGIN
    SELECT account_id INTO v_account FROM reconciliation_match WHERE id = v_match;
    SELECT coalesce(sum(amount), 0), count(*) FILTER (WHERE account_id <> v_account) INTO v_said, v_strange
      FROM reconciliation_line WHERE match_id = v_match;
    SELECT coalesce(sum(amount), 0), v_strange + count(*) FILTER (WHERE account_id <> v_account) INTO v_booked, v_strange
      FROM reconciliation_moved WHERE match_id = v_match;
    IF v_said <> v_booked OR v_strange > 0 THEN
        RAISE EXCEPTION 'match %: the lines say %, the books %', v_match, v_said, v_booked
              USING ERRCODE = '23514', CONSTRAINT = 'sums_agree';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sums_agree AFTER INSERT OR UPDATE ON reconciliation_line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.match_id IS NOT NULL) EXECUTE FUNCTION reconciliation_sums_agree();
CREATE CONSTRAINT TRIGGER sums_agree AFTER INSERT OR UPDATE ON reconciliation_moved DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.match_id IS NOT NULL) EXECUTE FUNCTION reconciliation_sums_agree();
CREATE CONSTRAINT TRIGGER sums_still_agree AFTER UPDATE ON reconciliation_line DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.match_id IS NOT NULL AND NEW.match_id IS NULL) EXECUTE FUNCTION reconciliation_sums_agree();
CREATE CONSTRAINT TRIGGER sums_still_agree AFTER UPDATE ON reconciliation_moved DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.match_id IS NOT NULL AND NEW.match_id IS NULL) EXECUTE FUNCTION reconciliation_sums_agree();

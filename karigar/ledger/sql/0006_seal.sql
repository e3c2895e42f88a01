-- Sealed blocks: the journals up to a number, in the order of the books, under one root. What was sealed and published
-- cannot be changed by anybody without its holders seeing it, not by the owner of this database either.
CREATE TABLE ledger_block (
    height    bigint PRIMARY KEY CHECK (height >= 1),
    first     bigint      NOT NULL,
    last      bigint      NOT NULL UNIQUE CHECK (last >= first),  -- finds the block of a journal
    size      bigint      NOT NULL CHECK (size > 0),
    root      bytea       NOT NULL CHECK (length(root) = 32),
    previous  bytea       NOT NULL CHECK (length(previous) = 32),
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_block
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();

-- Add a block. It must follow the last one and hold exactly the journals between them; two at once meet at the height.
CREATE OR REPLACE FUNCTION ledger_seal(
    p_height bigint, p_first bigint, p_last bigint, p_size bigint, p_root bytea, p_previous bytea, p_hash bytea,
    p_at timestamptz
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_last ledger_block;
BEGIN
    SELECT * INTO v_last FROM ledger_block ORDER BY height DESC LIMIT 1;
    IF p_height <> coalesce(v_last.height, 0) + 1
       OR p_previous <> coalesce(v_last.hash, decode(repeat('00', 32), 'hex'))
       OR p_first <> (SELECT min(id) FROM ledger_journal WHERE id > coalesce(v_last.last, 0))
       OR p_size <> (SELECT count(*) FROM ledger_journal WHERE id BETWEEN p_first AND p_last) THEN
        RAISE EXCEPTION 'block % does not follow the last one', p_height USING ERRCODE = '22023';
    END IF;
    INSERT INTO ledger_block (height, first, last, size, root, previous, hash, sealed_at)
         VALUES (p_height, p_first, p_last, p_size, p_root, p_previous, p_hash, p_at);
    RETURN p_height;
END $$;

REVOKE ALL ON ledger_block FROM karigar_app, PUBLIC;
GRANT SELECT ON ledger_block TO karigar_app;
REVOKE EXECUTE ON FUNCTION ledger_seal FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_seal TO karigar_app;

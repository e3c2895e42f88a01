-- The books: tables and what they refuse.
-- Sign rule: an amount above 0 means that the holder's claim grows (credit), below 0 that it shrinks (debit).
-- Accounts of the outside world (bank, provider) therefore go negative when money comes in.

-- What a single value must be is said by its type: a domain is understood once, a CHECK is read anew by every statement.
CREATE DOMAIN ledger_word  AS text     CHECK (VALUE <> '');
CREATE DOMAIN ledger_move  AS bigint   CHECK (VALUE <> 0);
CREATE DOMAIN ledger_held  AS bigint   CHECK (VALUE >= 0);
CREATE DOMAIN ledger_phase AS smallint CHECK (VALUE BETWEEN 0 AND 3);  -- posted, reserved, captured, voided

-- A unit is a currency or CONNECT.  Its exponent is fixed for ever: every stored amount depends on it.
CREATE TABLE ledger_unit (
    code     text PRIMARY KEY CHECK (code ~ '^[A-Z0-9]{3,12}$'),
    exponent smallint NOT NULL CHECK (exponent BETWEEN 0 AND 8),
    is_money boolean  NOT NULL
);
INSERT INTO ledger_unit (code, exponent, is_money) VALUES
    ('BDT', 2, true), ('INR', 2, true), ('USD', 2, true), ('EUR', 2, true), ('GBP', 2, true), ('NPR', 2, true),
    ('PKR', 2, true), ('LKR', 2, true), ('JPY', 0, true), ('KWD', 3, true), ('CONNECT', 0, false);

-- The chart says which accounts may exist.  A name that is not drawn here cannot be opened, so that a slip of the
-- pen cannot make an account.  Lazy accounts are hot (every release pays the fee account): nobody locks their row.
CREATE TABLE ledger_chart (
    role     text PRIMARY KEY,
    class    text    NOT NULL CHECK (class IN ('A', 'L', 'E', 'I', 'X')), -- asset liability equity income expense
    owners   text[]  NOT NULL,       -- the kinds of owner that may hold it: the part of the name before ':'
    is_money boolean NOT NULL,
    floor    bigint,                 -- the lowest balance that may be available; NULL: none
    lazy     boolean NOT NULL,
    CHECK (NOT lazy OR floor IS NULL)  -- whoever is not locked cannot promise a floor
);
INSERT INTO ledger_chart (role, class, owners, is_money, floor, lazy) VALUES
    ('wallet',            'L', '{person,company}',                     true,  0,    false),
    ('earnings',          'L', '{person}',                             true,  0,    false), -- in the security hold
    ('withdrawing',       'L', '{person}',                             true,  0,    false),
    ('owed',              'A', '{person,company}',                     true,  NULL, false), -- lost chargebacks
    ('connects',          'L', '{person}',                             false, 0,    false), -- connects@LOT
    ('escrow',            'L', '{milestone,week,order,contest,bonus}', true,  0,    false),
    ('dispute',           'L', '{dispute}',                            true,  0,    false),
    ('fee',               'I', '{platform}',                           true,  NULL, true),
    ('client-fee',        'I', '{platform}',                           true,  NULL, true),
    ('payout-fee',        'I', '{platform}',                           true,  NULL, true),
    ('fx-spread',         'I', '{platform}',                           true,  NULL, true),
    ('connects-revenue',  'I', '{platform}',                           true,  NULL, true),
    ('connects-deferred', 'L', '{platform}',                           true,  NULL, true),
    ('vat',               'L', '{platform}',                           true,  NULL, true),
    ('wht',               'L', '{platform}',                           true,  NULL, true),
    ('psp-cost',          'X', '{platform}',                           true,  NULL, true),
    ('chargeback-loss',   'X', '{platform}',                           true,  NULL, true),
    ('fx-pool',           'E', '{platform}',                           true,  NULL, true),
    ('connects-issued',   'E', '{platform}',                           false, NULL, true),
    ('connects-spent',    'E', '{platform}',                           false, NULL, true),
    ('connects-expired',  'E', '{platform}',                           false, NULL, true),
    ('clearing',          'A', '{provider}',                           true,  NULL, true),
    ('trust',             'A', '{bank}',                               true,  NULL, true),
    ('operating',         'A', '{bank}',                               true,  NULL, true);

-- Who holds what, in which unit.  Never changes once opened.
CREATE TABLE ledger_account (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text    NOT NULL,          -- 'person:42', 'milestone:7', 'platform', 'provider:play'
    role  text    NOT NULL,          -- 'wallet', 'connects@2026-11'
    unit  text    NOT NULL REFERENCES ledger_unit,
    class text    NOT NULL,
    floor bigint,
    lazy  boolean NOT NULL,
    UNIQUE (owner, role, unit)
);

-- One narrow row for each account.  No index but its key, so that every update stays on its page.
CREATE TABLE ledger_balance (
    account_id  bigint PRIMARY KEY REFERENCES ledger_account,
    posted      bigint NOT NULL DEFAULT 0,
    pending_out ledger_held NOT NULL DEFAULT 0,
    pending_in  ledger_held NOT NULL DEFAULT 0,
    seq         bigint NOT NULL DEFAULT 0,      -- how many entries stand behind `posted`
    floor       bigint,
    CONSTRAINT no_overdraw CHECK (posted - pending_out >= floor)  -- where the floor is NULL, there is none
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- A journal is one movement.  The order of the books is the order of `id`, never of time: clocks jump.
CREATE TABLE ledger_journal (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       ledger_word  NOT NULL,
    phase      ledger_phase NOT NULL DEFAULT 0,
    resolves   bigint       REFERENCES ledger_journal,
    reverses   bigint       REFERENCES ledger_journal,
    key        ledger_word  NOT NULL UNIQUE,     -- made by the domain: a second click has the same
    request    bytea        NOT NULL,            -- hash of what was asked under the key
    ref        text         NOT NULL,            -- 'milestone:991'
    note       text         NOT NULL DEFAULT '', -- why, where the kind does not say it
    at         timestamptz  NOT NULL,            -- the caller's now; its date in UTC is the day in the books
    created_at timestamptz  NOT NULL DEFAULT clock_timestamp(),
    CHECK ((resolves IS NOT NULL) = (phase >= 2))
);
CREATE UNIQUE INDEX ledger_journal_resolves_once ON ledger_journal (resolves) WHERE resolves IS NOT NULL;
CREATE UNIQUE INDEX ledger_journal_reverses_once ON ledger_journal (reverses) WHERE reverses IS NOT NULL;

-- Its journal and its account are looked up by the trigger `whole` below and not by foreign keys: neither can ever be
-- changed or deleted, so one look at the insert proves as much as a key, at a third of the cost and without locking the
-- rows of the accounts that everybody pays into.
CREATE TABLE ledger_entry (
    journal_id    bigint      NOT NULL,
    line          smallint    NOT NULL,
    account_id    bigint      NOT NULL,
    unit          text        NOT NULL,
    amount        ledger_move NOT NULL,
    account_seq   bigint,             -- gapless in a locked account, NULL in a lazy one
    balance_after bigint,
    PRIMARY KEY (journal_id, line)
);
CREATE UNIQUE INDEX ledger_entry_gapless ON ledger_entry (account_id, account_seq) WHERE account_seq IS NOT NULL;
CREATE UNIQUE INDEX ledger_entry_statement ON ledger_entry (account_id, journal_id);

-- Legs of lazy accounts that are not yet folded into their balance.
CREATE TABLE ledger_tail (
    account_id bigint NOT NULL,
    amount     bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 20000);

-- What a reserved journal will move when it is captured.
CREATE TABLE ledger_hold_leg (
    journal_id bigint      NOT NULL,
    line       smallint    NOT NULL,
    account_id bigint      NOT NULL,
    unit       text        NOT NULL,
    amount     ledger_move NOT NULL,
    PRIMARY KEY (journal_id, line)
);

-- How often a journal's key came again.  Answering a retry must itself write: then it waits for the synchronous
-- standby as the first answer did, and cannot confirm a commit that only the primary has.
CREATE TABLE ledger_replay (
    journal_id bigint PRIMARY KEY REFERENCES ledger_journal,
    replays    bigint NOT NULL,
    last_at    timestamptz NOT NULL
);

-- Append-only, for the owner of the tables too.
CREATE FUNCTION ledger_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry    FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_journal  FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account  FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_hold_leg FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_unit     FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON ledger_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();
CREATE TRIGGER kept BEFORE TRUNCATE ON ledger_tail FOR EACH STATEMENT EXECUTE FUNCTION ledger_deny();

-- One INSERT must bring whole journals: of known journals and accounts, in the unit of the account, and summing to zero.
-- By induction no journal can become unbalanced later.  It names the schema instead of setting a search path: every
-- setting of a function is paid for at each call.
CREATE FUNCTION ledger_check_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bad record;
BEGIN
    IF (SELECT sum(f.amount) = 0 AND count(a.id) = count(*) AND min(f.journal_id) = max(f.journal_id)
               AND min(f.unit) = max(f.unit) AND EXISTS (SELECT FROM public.ledger_journal j WHERE j.id = min(f.journal_id))
          FROM fresh f LEFT JOIN public.ledger_account a ON a.id = f.account_id AND a.unit = f.unit) THEN
        RETURN NULL;  -- one journal in one unit, as nearly always: nothing to sort or hash
    END IF;
    SELECT f.* INTO bad FROM fresh f
     WHERE NOT EXISTS (SELECT FROM public.ledger_account a WHERE a.id = f.account_id AND a.unit = f.unit)
        OR NOT EXISTS (SELECT FROM public.ledger_journal j WHERE j.id = f.journal_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'there is no journal % or no account % in %', bad.journal_id, bad.account_id, bad.unit
              USING ERRCODE = '23503', CONSTRAINT = 'whole';
    END IF;
    SELECT journal_id, unit, sum(amount) AS off INTO bad
      FROM fresh GROUP BY journal_id, unit HAVING sum(amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'journal % is off by % %', bad.journal_id, bad.off, bad.unit
              USING ERRCODE = '23514', CONSTRAINT = 'whole';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER whole AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_whole();
CREATE TRIGGER whole AFTER INSERT ON ledger_hold_leg REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_check_whole();

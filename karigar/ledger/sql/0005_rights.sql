-- The application's database role: it may read the books and call their functions; it may not touch them.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'karigar_app') THEN  -- an owner without the right finds it made
        CREATE ROLE karigar_app NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- roles belong to the server: another database made it
END $$;

GRANT USAGE ON SCHEMA public TO karigar_app;
REVOKE ALL ON ledger_unit, ledger_chart, ledger_account, ledger_balance, ledger_journal, ledger_entry, ledger_tail,
    ledger_hold_leg, ledger_replay, ledger_trial_balance, ledger_audit FROM karigar_app, PUBLIC;
GRANT SELECT ON ledger_unit, ledger_chart, ledger_account, ledger_balance, ledger_journal, ledger_entry, ledger_tail,
    ledger_hold_leg, ledger_replay, ledger_trial_balance, ledger_audit TO karigar_app;

REVOKE EXECUTE ON FUNCTION ledger_open, ledger_replayed, ledger_post, ledger_reserve, ledger_resolve, ledger_roll_up,
    ledger_balance_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_post, ledger_reserve, ledger_resolve, ledger_roll_up, ledger_balance_of TO karigar_app;

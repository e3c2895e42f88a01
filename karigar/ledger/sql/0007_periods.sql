-- Finds where a day begins in the books. A BRIN index costs a post next to nothing, since the moments lie in order.
CREATE INDEX ledger_journal_at ON ledger_journal USING brin (at) WITH (autosummarize = on, pages_per_range = 16);

def test_x(db, now):
    from karigar.ledger import queries

    assert queries.audit() == []

"""The journal refuses to be written apart from the deed."""

import pytest

from karigar.events import actions


def test_an_event_outside_a_transaction_is_refused(committed_db, now):
    with pytest.raises(RuntimeError):
        actions.record("thing.done", subject=("thing", 7), now=now)

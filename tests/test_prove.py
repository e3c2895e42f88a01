"""A short slice of `karigar prove`: killed and cut, nothing is lost or doubled; a mistake on purpose is found."""

import os

import pytest

from karigar.cli import prove


@pytest.fixture
def outside(monkeypatch):
    """The command makes a market of its own: what the tests set is not for it."""
    for name in [name for name in os.environ if name.startswith(("KARIGAR_", "DATABASE_URL", "DJANGO_"))]:
        monkeypatch.delenv(name)


def test_killed_databases_and_cut_connections_lose_and_double_nothing(outside, capfd):
    assert prove._mill(5.0, seed=7) == []
    said = capfd.readouterr().out
    assert "answers" in said
    assert "killed: 0 servers" not in said


def test_a_mistake_on_purpose_is_found(outside):
    """The one that shows in every answer; the others need more deaths than a busy machine plays in a few seconds."""
    mistake = "wrong rounding"
    found = prove._mill(3.0, seed=7, mistake=mistake)
    assert any(count in line for line in found for count in prove.FOUND_BY[mistake]), found


def test_a_part_that_dies_before_it_counted_proves_nothing(outside):
    assert prove._measured(None, "karigar.cli.prove.kill", []) == [
        "karigar.cli.prove.kill ended with 0 before it had counted"
    ]

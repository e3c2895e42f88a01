"""Documents that are made from the code are fresh."""

from karigar.cli import map as chart
from karigar.settings import ROOT


def test_the_map_is_fresh():
    assert (ROOT / "docs" / "map.md").read_text("utf-8") == chart.text(), "run: python3 start.py karigar map"


def test_the_changelog_begins_with_this_version():
    from karigar import VERSION

    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")

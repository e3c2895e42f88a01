"""Karigar: a marketplace for freelance work that anyone can host."""

import pathlib
import re


def _version() -> str:
    """Read the version number from the changelog's first heading; an installed copy asks its metadata."""
    changelog = pathlib.Path(__file__).resolve().parent.parent / "CHANGELOG.md"
    if changelog.exists() and (found := re.search(r"^## (\d+\.\d+\.\d+)", changelog.read_text("utf-8"), re.MULTILINE)):
        return found.group(1)
    from importlib import metadata

    return metadata.version("karigar")


VERSION = _version()

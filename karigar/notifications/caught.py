"""Reads the letters that the demonstration's mail server caught. Nothing here exists outside a demonstration."""

import datetime as dt
import email
import email.policy
import pathlib
import re
from dataclasses import dataclass
from email.message import EmailMessage

_NAME = re.compile(r"[0-9A-Za-z.-]+\.eml")
# A code stands alone on its line: 6 digits, or letters and digits in two groups.
_CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6,8})\s*$", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Letter:
    """A caught letter, decoded."""

    name: str
    to: str
    subject: str
    at: dt.datetime
    body: str

    @property
    def code(self) -> str:
        """The code in the letter, if it brings one."""
        found = _CODE.search(self.body)
        return found.group(1) if found else ""

    @property
    def links(self) -> list[str]:
        """The addresses in the letter."""
        return _LINK.findall(self.body)


def _read(path: pathlib.Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain", "html"))
    return Letter(
        name=path.name,
        to=str(message["to"] or ""),
        subject=str(message["subject"] or ""),
        at=dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC),
        body=part.get_content() if part else "",
    )


def letters(folder: pathlib.Path, limit: int = 50) -> list[Letter]:
    """Return the newest letters first; the names sort by time."""
    paths = sorted(folder.glob("*.eml"), reverse=True) if folder.is_dir() else []
    return [_read(path) for path in paths[:limit]]


def letter(folder: pathlib.Path, name: str) -> Letter | None:
    """Return one letter by its file name, never a file elsewhere."""
    path = folder / name
    return _read(path) if _NAME.fullmatch(name) and path.is_file() else None

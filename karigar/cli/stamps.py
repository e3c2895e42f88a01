"""What was already done, so that the second start is quick: fingerprints kept in the database and the data folder."""

import hashlib
import importlib.metadata
import importlib.util
import pathlib
from collections.abc import Iterable

import psycopg

from karigar.cli import place

CODE = place.ROOT / "karigar"


def migrations() -> str:
    """Name the state of all migrations, ours and those of the packages, and of the grants that follow them."""
    files = [*CODE.glob("*/migrations/*.py"), *CODE.glob("**/*.sql"), CODE / "cli" / "grants.py"]
    return _fingerprint(files, _versions("Django", "django-allauth", "procrastinate"))


def static() -> str:
    """Name the state of all static files."""
    files = [file for file in CODE.glob("*/static/**/*") if file.is_file()]
    return _fingerprint(files, _versions("Django", "django-allauth", "django-htmx", "whitenoise"))


def _versions(*names: str) -> list[str]:
    return [f"{name} {importlib.metadata.version(name)}" for name in names]


def _fingerprint(files: Iterable[pathlib.Path], words: Iterable[str]) -> str:
    digest = hashlib.sha256("\n".join(words).encode())
    for file in sorted(files):
        digest.update(f"\n{file.relative_to(CODE)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


class DatabaseStamps:
    """Stamps kept in the database itself, so that they go with it when it is copied, restored or dropped."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self, name: str) -> str:
        with psycopg.connect(self.url) as connection:
            if connection.execute("SELECT to_regclass('karigar_setup.stamp')").fetchone() == (None,):
                return ""
            row = connection.execute("SELECT value FROM karigar_setup.stamp WHERE name = %s", [name]).fetchone()
        return str(row[0]) if row else ""

    def write(self, name: str, value: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS karigar_setup")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS karigar_setup.stamp (name text PRIMARY KEY, value text NOT NULL)"
            )
            connection.execute(
                "INSERT INTO karigar_setup.stamp VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [name, value],
            )

    def nobody_is_here(self) -> bool:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT EXISTS (SELECT FROM accounts_person)").fetchone() == (False,)


class FileStamps:
    """Stamps of what lies in the data folder."""

    def __init__(self, data: pathlib.Path) -> None:
        self.folder = data / "stamps"

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""

    def write(self, name: str, value: str) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(value)

"""Where things are: the data folder, its marker, and a database for the time a command needs one."""

import contextlib
import fcntl
import os
import pathlib
import shutil
from collections.abc import Iterator
from typing import IO

import psycopg

from karigar.cli import grants, postgres
from karigar.cli.problem import Problem

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MARKER = ".made-by-karigar"
# All that Karigar itself puts into its data folder; --fresh deletes these and nothing else.
OURS = ("files", "static", "cache", "mail", "stamps", "secret.key")
LOCKS = ("pg.users", "run.lock")  # a lock that is deleted locks nobody out


def data_folder() -> pathlib.Path:
    return pathlib.Path(
        os.environ.get("KARIGAR_DATA") or (ROOT if (ROOT / "start.py").exists() else pathlib.Path.cwd()) / "var"
    ).absolute()


def make_data_folder() -> pathlib.Path:
    """Make the data folder, leaving a mark in it that it is ours to delete one day."""
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = [part.name for part in folder.iterdir() if not _is_ours(part.name)]
        if not strangers:
            (folder / MARKER).touch()
    except OSError as error:
        raise Problem(
            f"The data folder {folder} cannot be used: {error.strerror}. "
            f"Give KARIGAR_DATA the path of a folder that you may write to."
        ) from error
    return folder


def _is_ours(name: str) -> bool:
    return name in {*OURS, *LOCKS, MARKER} or name.startswith(("pg.", "test-")) or name == "pg"


def remove_data() -> None:
    """Delete what Karigar keeps in its data folder, if the folder bears our mark."""
    folder = data_folder()
    if not folder.exists():
        return
    if not (folder / MARKER).exists():
        raise Problem(
            f"{folder} was not made by Karigar (it has no file {MARKER}), so --fresh does not touch it. "
            f"Delete it yourself if you are sure."
        )
    postgres.remove(folder / "pg")
    shutil.rmtree(folder / "pg.new", ignore_errors=True)
    for name in OURS:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


@contextlib.contextmanager
def database(*, ask: bool = True, settings: dict[str, str] | None = None) -> Iterator[postgres.Server | None]:
    """Provide a database while the block runs: the server of DATABASE_URL (asked whether it answers), or our own.

    Our own server stops when the last command that uses it ends, however the others ended.
    """
    if url := os.environ.get("DATABASE_URL"):
        if ask:
            _ask_server(url)
        yield None
        return
    folder = make_data_folder()
    with (folder / "pg.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = postgres.start(folder / "pg", settings=settings)
        os.environ["DATABASE_URL"] = server.url()
        grants.prepare_database(server.url())
        try:
            yield server
        finally:
            os.environ.pop("DATABASE_URL", None)
            if _last(users):
                postgres.stop(folder / "pg")


def _last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _ask_server(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
    except psycopg.Error as error:
        raise Problem(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from error
    if version < 170000:
        raise Problem(f"The server of DATABASE_URL is PostgreSQL {version // 10000}; Karigar needs 17 or later.")
    grants.prepare_database(url)

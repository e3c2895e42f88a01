"""The databases of the tests: one migrated template, and a clone of it for each process.

Many runs share one server; nobody stops it. A clone bears the number of its process and is dropped with it.
Set KARIGAR_TEST_DATABASE_URL to use a server of your own (its databases named karigar_test_… and
karigar_template_… are made and dropped; no other is touched).
"""

import atexit
import contextlib
import fcntl
import functools
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator

import psycopg
from psycopg import conninfo, sql

from karigar.cli import grants, postgres

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEPT_TEMPLATES = 6
# As `manage.py migrate`, without importing every module's tasks.
MIGRATE = """
import django
from django.conf import settings
settings.PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
django.setup()
from django.core.management import call_command
call_command("migrate", skip_checks=True, verbosity=0)
"""
_clones = 0


def set_environment() -> None:
    """Set what the settings read, before anybody reads them; processes of xdist inherit the first one's choice."""
    data = pathlib.Path(os.environ.get("KARIGAR_DATA") or ROOT / "var")
    os.environ.setdefault("KARIGAR_TEST_HOME", str(data.resolve()))
    os.environ.setdefault("KARIGAR_TEST_DATABASE_URL", os.environ.get("DATABASE_URL", ""))
    folder = tempfile.mkdtemp(prefix="karigar-test-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "KARIGAR_DATA": folder,
        "KARIGAR_TESTING": "1",
        "KARIGAR_DEMO": "1",
        "KARIGAR_SECRET_KEY": "a secret for the tests, known to everybody",
        "DATABASE_URL": address(f"karigar_test_{os.getpid()}"),
    }
    for name in ("KARIGAR_DB_ROLE", "KARIGAR_SITE_URL", "KARIGAR_DEBUG", "KARIGAR_HOSTS"):
        os.environ.pop(name, None)


def server_folder() -> pathlib.Path:
    return pathlib.Path(os.environ["KARIGAR_TEST_HOME"]) / "test-pg"


def address(database: str) -> str:
    if given := os.environ["KARIGAR_TEST_DATABASE_URL"]:
        return conninfo.make_conninfo(given, dbname=database)
    return postgres.url_of(server_folder(), database)


def make_clone(name: str) -> None:
    """Make an empty, migrated database by copying the template."""
    with _server() as server, _locked():
        template = _template(server)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop(name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def next_name() -> str:
    global _clones
    _clones += 1
    return f"karigar_test_{os.getpid()}_{_clones}"


def stop_server() -> None:
    """Stop the tests' own server, unless another run still uses it."""
    if os.environ["KARIGAR_TEST_DATABASE_URL"] or not postgres.is_alive(server_folder()):
        return
    with _locked(), _server() as server:
        clones = server.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'karigar\_test\_%'").fetchall()
        if not any(_process_lives(str(name)) for (name,) in clones):
            postgres.stop(server_folder())


@contextlib.contextmanager
def _server() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    if not os.environ["KARIGAR_TEST_DATABASE_URL"]:
        postgres.start(server_folder(), settings=postgres.FAST)
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        yield server


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Let one process at a time build or copy the template: PostgreSQL refuses to copy one that is in use."""
    path = pathlib.Path(os.environ["KARIGAR_TEST_HOME"]) / "test-template.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@functools.cache
def _fingerprint() -> str:
    """Name what the template is made of: every migration, every SQL file, the grants and the locked packages."""
    digest = hashlib.sha256()
    files = [
        *sorted((ROOT / "karigar").glob("*/migrations/*.py")),
        *sorted((ROOT / "karigar").glob("**/*.sql")),
        *(ROOT / "karigar/cli/grants.py", ROOT / "requirements.txt"),
    ]
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _template(server: "psycopg.Connection[tuple[object, ...]]") -> str:
    name = f"karigar_template_{_fingerprint()}"
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return name
    _drop_old(server)
    draft = f"{name}_draft"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    grants.prepare_database(address(draft))
    _migrate(address(draft))
    grants.grant_app_role(address(draft))
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))
    return name


def _migrate(url: str) -> None:
    environment = os.environ | {
        "DATABASE_URL": url,
        "KARIGAR_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "karigar.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError("The migrations do not run, so no test can use the database:\n" + done.stderr[-2500:])


def _drop_old(server: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Drop the oldest templates, and the clones of processes that are gone (on a server that only we use)."""
    old = server.execute(
        r"SELECT datname FROM pg_database WHERE datname LIKE 'karigar\_template\_%%' AND datname NOT LIKE '%%\_draft' "
        "ORDER BY oid DESC OFFSET %s",
        [KEPT_TEMPLATES - 1],
    ).fetchall()
    clones = server.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'karigar\_test\_%'").fetchall()
    if os.environ["KARIGAR_TEST_DATABASE_URL"]:
        clones = []
    for (name,) in [*old, *(row for row in clones if not _process_lives(str(row[0])))]:
        with contextlib.suppress(psycopg.Error):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(str(name))))


def _process_lives(clone: str) -> bool:
    try:
        os.kill(int(clone.split("_")[2]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


# --- for race tests -----------------------------------------------------------------------------------------------


class Committed:
    """A database of its own for one test, where threads commit for real."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.url = address(name)

    def race(self, count: int, work: Callable[[int], object]) -> list[object]:
        """Run `work(0)` … `work(count - 1)` in threads that start at one moment; return answers and exceptions."""
        from django.db import connections

        answers: list[object] = [None] * count
        gate = threading.Barrier(count)

        def run(number: int) -> None:
            try:
                gate.wait(timeout=30)
                answers[number] = work(number)
            except Exception as error:
                answers[number] = error
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        return answers


@contextlib.contextmanager
def committed() -> Iterator[Committed]:
    """Point all of Django at a fresh clone, and back."""
    from django.db import connections

    settings = connections.settings["default"]  # shared by the connections of all threads
    before = settings["NAME"]
    name = next_name()
    make_clone(name)
    connections.close_all()
    settings["NAME"] = connections["default"].settings_dict["NAME"] = name
    try:
        yield Committed(name)
    finally:
        connections.close_all()
        settings["NAME"] = connections["default"].settings_dict["NAME"] = before
        drop(name)


if __name__ == "__main__":  # the last step of `start.py test`
    set_environment()
    stop_server()

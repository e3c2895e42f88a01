"""What every test may ask for, wherever it stands. The databases are explained in tests/database.py."""

import datetime as dt
import importlib
import os
from collections.abc import Iterator

import pytest

from karigar.cli import catalogs
from tests import database


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues of translations once, before the workers begin."""
    if not hasattr(config, "workerinput"):
        catalogs.compile_all()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Give this process its own copy of the migrated template, instead of migrating anew."""
    from django.db import connection, connections

    name = connection.settings_dict["NAME"]
    database.make_clone(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    database.drop(name)


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("KARIGAR_STOP_PG") == "1" and not hasattr(config, "workerinput"):
        database.stop_server()


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker) -> Iterator[database.Committed]:
    """A database of its own for this test, committed for real from as many threads as you like; then dropped."""
    with django_db_blocker.unblock(), database.committed() as committed:
        yield committed


@pytest.fixture
def live_site(committed_db) -> Iterator[str]:
    """The address of the whole site in threads of this process, on the test's own committed database."""
    from django.test.testcases import LiveServerThread, _StaticFilesHandler

    server = LiveServerThread("localhost", _StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def now() -> dt.datetime:
    """An ugly moment: the last minute of a Sunday in UTC, Monday morning in Dhaka, the first of a month."""
    return dt.datetime(2026, 3, 1, 23, 59, 30, tzinfo=dt.UTC)


@pytest.fixture
def world(request: pytest.FixtureRequest, now):
    """The fixed cast and its verbs (tests/world.py), in the database that the test asked for."""
    committed = {"committed_db", "live_site"} & set(request.fixturenames)
    request.getfixturevalue("committed_db" if committed else "db")
    from tests.world import World

    made = World(now)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _books_are_right_after(request: pytest.FixtureRequest) -> Iterator[None]:
    """Prove the books after every test that had a database, before it is rolled back."""
    names = set(request.fixturenames)
    if names & {"committed_db", "live_site"}:
        request.getfixturevalue("committed_db")
    elif names & {"db", "world", "transactional_db"} or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
    else:
        yield
        _forget()
        return
    _forget()
    yield
    problems = _audit()
    _forget()
    assert not problems, "the books are wrong after this test:\n" + "\n".join(map(str, problems))


def _audit() -> list[object]:
    from django.db import connection

    if connection.needs_rollback:  # the test broke its transaction on purpose: nothing can be read any more
        return []
    try:
        queries = importlib.import_module("karigar.ledger.queries")
    except ModuleNotFoundError as missing:
        if missing.name != "karigar.ledger.queries":
            raise
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('ledger_audit') IS NULL")
        if cursor.fetchone() == (True,):
            return []
    return list(queries.audit())


def _forget() -> None:
    from django.utils import translation

    from karigar.rulebook import queries as rulebook

    rulebook.forget()
    translation.activate("en")

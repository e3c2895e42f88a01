"""What a newcomer meets when something is wrong: one clear sentence, and nothing broken."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest

from karigar.cli import place, postgres
from karigar.cli.problem import Problem

ROOT = pathlib.Path(__file__).resolve().parent.parent
GIVEN = {name: value for name, value in os.environ.items() if not name.startswith("KARIGAR_")}


def run(*words: str, stdin: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**{name: value for name, value in GIVEN.items() if name != "DATABASE_URL"}, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def data() -> Iterator[pathlib.Path]:
    """A folder that the account of PostgreSQL may enter, which pytest's own is not when root runs the tests."""
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        yield pathlib.Path(folder) / "data"


def test_a_port_in_use_is_named_and_nothing_starts(data):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("-m", "karigar.cli", "run", "--port", str(port), KARIGAR_DATA=str(data))
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert "Traceback" not in done.stderr
    assert not data.exists()


def test_a_port_that_cannot_exist_is_refused(data):
    done = run("-m", "karigar.cli", "run", "--port", "99999", KARIGAR_DATA=str(data))
    assert done.returncode == 2
    assert "a port is a number from 1 to 65535" in done.stderr
    assert not data.exists()


def test_a_data_folder_that_is_not_whole_is_refused_and_left_alone(data):
    (data / "pg").mkdir(parents=True)
    (data / "pg" / "PG_VERSION").write_text("18\n")
    done = run("-m", "karigar.cli", "run", "--port", str(free_port()), KARIGAR_DATA=str(data))
    assert done.returncode == 2
    assert "holds files but no whole database" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in (data / "pg").iterdir()] == ["PG_VERSION"]


def test_a_data_folder_of_another_version_is_refused(data):
    pg = data / "pg"
    for part in ("global", "base"):
        (pg / part).mkdir(parents=True)
    (pg / "global" / "pg_control").touch()
    (pg / "postgresql.conf").touch()
    (pg / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Problem, match=r"made by PostgreSQL 9\.6"):
        postgres.start(pg)


def test_a_first_start_that_was_interrupted_is_made_good(data):
    (data / "pg.new").mkdir(parents=True)
    (data / "pg.new" / "half").touch()
    server = postgres.start(data / "pg", settings=postgres.FAST)
    try:
        assert server.started
        assert not postgres.start(data / "pg").started
        assert not (data / "pg.new").exists()
    finally:
        postgres.remove(data / "pg")
    assert not (data / "pg").exists()


def test_a_full_disk_is_named(data, monkeypatch):
    usage = shutil.disk_usage(ROOT)._replace(free=5 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(Problem, match="is full: 5 MB are free"):
        postgres.start(data / "pg")
    assert not data.exists()


def test_fresh_deletes_nothing_without_a_yes(data):
    (data / "files").mkdir(parents=True)
    (data / "files" / "photo").touch()
    done = run("-m", "karigar.cli", "run", "--fresh", "--port", str(free_port()), stdin="no\n", KARIGAR_DATA=str(data))
    assert done.returncode == 1
    assert "Nothing was deleted" in done.stderr
    assert (data / "files" / "photo").exists()


def test_fresh_leaves_a_folder_alone_that_karigar_did_not_make(data, monkeypatch):
    data.mkdir()
    (data / "thesis.txt").touch()
    monkeypatch.setenv("KARIGAR_DATA", str(data))
    place.make_data_folder()
    with pytest.raises(Problem, match="was not made by Karigar"):
        place.remove_data()
    assert (data / "thesis.txt").exists()


def test_a_missing_interpreter_is_named_with_what_to_do(tmp_path):
    for name in ("start.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = run(str(tmp_path / "start.py"), KARIGAR_PYTHON=str(tmp_path / "python3.13"))
    assert done.returncode == 2
    assert "not a working Python 3.12, 3.13 or 3.14" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_an_unknown_command_is_answered_with_the_known_ones():
    done = run("start.py", "dance")
    assert done.returncode == 2
    assert "run, check, test, bench, karigar" in done.stderr


def test_help_explains_itself_to_a_stranger():
    done = run("-m", "karigar.cli", "--help")
    assert done.returncode == 0
    for word in ("run", "worker", "demo", "import-jobs", "audit-books", "bench", "manage", "DATABASE_URL"):
        assert word in done.stdout


def test_a_database_that_does_not_answer_is_named():
    done = run("-m", "karigar.cli", "audit-books", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    assert done.returncode == 2
    assert "The database of DATABASE_URL does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]

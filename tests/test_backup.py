"""A copy that follows holds everything that was acknowledged; a copy that does not is found out by the same count."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import psycopg
import pytest

from karigar.cli import postgres

ROOT = pathlib.Path(__file__).resolve().parent.parent
POST = """
    SELECT ledger_post('deposit', %s, 'test', now(), ARRAY['company:1/wallet', 'provider:play/clearing'],
                       ARRAY['BDT', 'BDT'], ARRAY[100, -100]::bigint[], '')
"""


@pytest.fixture
def home():
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        yield pathlib.Path(folder)


def environment(home):
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KARIGAR_", "DATABASE_URL", "DJANGO_"))
    }
    return given | {"KARIGAR_DATA": str(home / "data"), "KARIGAR_SECRET_KEY": ""}


def karigar(home, *words, role=""):
    return subprocess.run(
        [sys.executable, "-m", "karigar.cli", *words],
        cwd=ROOT,
        env=environment(home) | ({"KARIGAR_DB_ROLE": role} if role else {}),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


class Writers(threading.Thread):
    """Post one deposit after another and remember those that were acknowledged."""

    def __init__(self, url, name):
        super().__init__(daemon=True)
        self.url, self.word, self.acknowledged, self.stop = url, name, [], False

    def run(self):
        with contextlib.suppress(psycopg.Error), psycopg.connect(self.url, autocommit=True) as session:
            step = 0
            while not self.stop:
                step += 1
                key = f"deposit:{self.word}-{step}"
                session.execute(POST, [key])
                self.acknowledged.append(key)


def missing(url, keys):
    with psycopg.connect(url) as session:
        row = session.execute(
            "SELECT count(*) FROM unnest(%s::text[]) k (key) WHERE NOT EXISTS (SELECT FROM ledger_journal j WHERE j.key = k.key)",
            [keys],
        ).fetchone()
    return row[0]


def test_all_that_was_acknowledged_is_back_after_the_data_folder_is_gone(home):
    data, copy = home / "data", home / "copy"
    data.mkdir()
    (data / ".made-by-karigar").touch()
    server = postgres.start(data / "pg")
    assert karigar(home, "manage", "migrate", "-v", "0", role="owner").returncode == 0
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "photo.jpg").write_bytes(b"a photo")
    follower = subprocess.Popen(
        [sys.executable, "-u", "-m", "karigar.cli", "backup", str(copy), "--follow"],
        cwd=ROOT,
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        for line in follower.stdout:
            if "waits for this copy" in line:
                break
        writers = [Writers(server.url(), name) for name in "abcd"]
        for writer in writers:
            writer.start()
        time.sleep(3)
        # The worst moment: in the middle of everything, without a word to anybody.
        os.kill(int((data / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        for writer in writers:
            writer.join(20)
        follower.kill()
        subprocess.run(["pkill", "-KILL", "-f", f"pg_receivewal.*{copy}"], check=False)
    finally:
        follower.kill()
        follower.wait()
    keys = [key for writer in writers for key in writer.acknowledged]
    assert len(keys) > 100
    time.sleep(1)
    postgres.remove(data / "pg")
    shutil.rmtree(data)

    done = karigar(home, "restore", str(copy))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The books are right" in done.stdout
    server = postgres.start(data / "pg")
    try:
        assert missing(server.url(), keys) == 0
        assert (data / "files" / "photo.jpg").read_bytes() == b"a photo"
        assert "holds a market already" in karigar(home, "restore", str(copy)).stderr
        with psycopg.connect(server.url()) as session:
            assert session.execute("SHOW synchronous_standby_names").fetchone() == ("",)
    finally:
        postgres.remove(data / "pg")

    # The control: the same copy without the log that followed has lost them, and the count says so.
    shutil.rmtree(data)
    shutil.rmtree(copy / "wal")
    assert karigar(home, "restore", str(copy)).returncode == 0
    server = postgres.start(data / "pg")
    try:
        assert missing(server.url(), keys) > len(keys) // 2
    finally:
        postgres.remove(data / "pg")
    print(json.dumps({"acknowledged": len(keys)}))


def test_a_backup_says_what_is_wrong(home):
    (home / "data").mkdir()
    done = karigar(home, "restore", str(home / "nothing"))
    assert done.returncode == 2
    assert "There is no backup in" in done.stderr
    assert "Name the folder" in karigar(home, "backup").stderr
    done = subprocess.run(
        [sys.executable, "-m", "karigar.cli", "backup", str(home / "copy")],
        cwd=ROOT,
        env=environment(home) | {"DATABASE_URL": "postgresql:///elsewhere"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "with its own tools" in done.stderr

"""`karigar backup` and `karigar restore`: a copy that holds everything that was ever acknowledged.

A base backup is a whole copy of the database's files; the log (WAL) that is received after it brings it up to the last
commit. With `--follow` every commit waits until the copy has it on its disk, so nothing that somebody was told is lost with
the machine. The tools are PostgreSQL's own. Uploads and the secret key go along: without the key nobody can read the
payout details, so the copy is as secret as the market itself.
"""

import contextlib
import datetime as dt
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator

import psycopg

from karigar.cli import place, postgres
from karigar.cli.problem import Problem

SLOT = "karigar_backup"
KEPT = 2  # base backups
EVERY = 60.0  # seconds between two looks at the uploads
OTHERS = "DATABASE_URL names a server of your own: back it up with its own tools (pg_basebackup, pgBackRest, your host's snapshots)."


def backup(folder: str, *, follow: bool) -> int:
    """Make a base backup; with `follow` go on receiving the log until stopped."""
    if os.environ.get("DATABASE_URL"):
        raise Problem(OTHERS)
    target = _make(pathlib.Path(folder).absolute())
    with place.database() as server:
        assert server is not None
        url = server.url("postgres")
        with _session(url) as session:
            _make_slot(session)
        _base(target, url)
        _copy_files(target)
        if follow:
            _follow(target, url)
    print(f"The backup is in {target}. It holds the secret key: keep it where only you can read it.")
    return 0


def release() -> int:
    """Let the market go on without the copy: for when the machine of the copy is lost for good."""
    if os.environ.get("DATABASE_URL"):
        raise Problem(OTHERS)
    with place.database() as server:
        assert server is not None
        _wait_for_copy(server.url("postgres"), wait=False)
        with _session(server.url("postgres")) as session:
            session.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active",
                [SLOT],
            )
    print("Commits wait for no copy any more. Begin a new one as soon as you can: karigar backup DIR --follow")
    return 0


def restore(folder: str) -> int:
    """Put a backup back into an empty data folder and prove the books."""
    if os.environ.get("DATABASE_URL"):
        raise Problem(OTHERS)
    source = pathlib.Path(folder).absolute()
    bases = _bases(source)
    if not bases:
        raise Problem(f"There is no backup in {source}.")
    data = place.make_data_folder()
    if (data / "pg").exists() or (data / "files").exists():
        raise Problem(
            f"{data} holds a market already. Move it away, or give KARIGAR_DATA an empty folder. Nothing was changed."
        )
    print(f"Putting back {bases[-1].name} and the log after it …", flush=True)
    if (source / "files").exists():
        shutil.copytree(source / "files", data / "files")
    if (source / "secret.key").exists():
        shutil.copyfile(source / "secret.key", data / "secret.key")
        (data / "secret.key").chmod(0o600)
    postgres.put_back(data / "pg", bases[-1], source / "wal")
    return 0


# --- parts ------------------------------------------------------------------------------------------------------


def _make(target: pathlib.Path) -> pathlib.Path:
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        (target / "wal").mkdir(exist_ok=True)
    except OSError as error:
        raise Problem(f"{target} cannot be written to: {error.strerror}.") from error
    if target.is_relative_to(place.data_folder()):
        raise Problem("A backup inside the data folder is lost with it. Name another disk or another machine.")
    return target


def _session(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url, autocommit=True)


def _make_slot(session: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Keep the log until the copy has it."""
    if session.execute("SELECT 1 FROM pg_replication_slots WHERE slot_name = %s", [SLOT]).fetchone() is None:
        session.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


def _bases(target: pathlib.Path) -> list[pathlib.Path]:
    """Return the whole base backups, the oldest first; one that was interrupted still has its draft's name."""
    return sorted(path for path in target.glob("base-*") if not path.name.endswith(".new"))


def _base(target: pathlib.Path, url: str) -> None:
    """Copy the whole database, and let old copies go."""
    began = time.monotonic()
    name = f"base-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    draft = target / f"{name}.new"
    command: list[str | pathlib.Path] = [
        postgres.programs() / "pg_basebackup",
        "-d",
        url,
        "-D",
        draft,
        "-X",
        "stream",
        "-c",
        "fast",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise Problem(f"The database could not be copied: {done.stderr.strip()}")
    draft.rename(target / name)
    bases = _bases(target)
    for old in bases[:-KEPT]:
        shutil.rmtree(old)
    label = (bases[max(len(bases) - KEPT, 0)] / "backup_label").read_text()
    first = re.search(r"file ([0-9A-F]{24})", label)
    if first:
        subprocess.run([postgres.programs() / "pg_archivecleanup", target / "wal", first.group(1)], check=False)
    print(f"  The database is copied: {time.monotonic() - began:.1f} s", flush=True)


def _copy_files(target: pathlib.Path) -> None:
    """Copy uploads that are new, and the key. An upload never changes under its name."""
    data = place.data_folder()
    for source in (data / "files").rglob("*") if (data / "files").exists() else ():
        goal = target / "files" / source.relative_to(data / "files")
        if source.is_file() and not goal.exists():
            goal.parent.mkdir(parents=True, exist_ok=True)
            draft = goal.with_name(goal.name + ".new")
            shutil.copy2(source, draft)
            draft.rename(goal)
    if (data / "secret.key").exists():
        shutil.copyfile(data / "secret.key", target / "secret.key")
        (target / "secret.key").chmod(0o600)


def _follow(target: pathlib.Path, url: str) -> None:
    """Receive the log until stopped; every commit of the market waits until its log lies on the disk of the copy."""
    with _receiver(target, url) as receiver:
        _wait_until_streaming(url, receiver)
        _wait_for_copy(url, wait=True)
        print("  Every commit now waits for this copy. Ctrl-C ends it; the market goes on.", flush=True)
        looked = time.monotonic()
        try:
            while receiver.poll() is None:
                time.sleep(1)
                if time.monotonic() - looked > EVERY:
                    _copy_files(target)
                    looked = time.monotonic()
        except KeyboardInterrupt:
            print("\n  Stopping …", flush=True)
        finally:
            # First nobody waits any more, then the receiver goes: the other way round the market would stand still.
            _wait_for_copy(url, wait=False)
            _copy_files(target)


@contextlib.contextmanager
def _receiver(target: pathlib.Path, url: str) -> "Iterator[subprocess.Popen[bytes]]":
    address = f"{url}&application_name={SLOT}"
    command: list[str | pathlib.Path] = [
        postgres.programs() / "pg_receivewal",
        "-d",
        address,
        "-D",
        target / "wal",
        "-S",
        SLOT,
        "--synchronous",
    ]
    # In a session of its own: a Ctrl-C is for us, and we stop it in the right order.
    receiver = subprocess.Popen(command, start_new_session=True)
    try:
        yield receiver
    finally:
        receiver.send_signal(signal.SIGINT)
        try:
            receiver.wait(timeout=20)
        except subprocess.TimeoutExpired:
            receiver.kill()


def _wait_until_streaming(url: str, receiver: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and receiver.poll() is None:
        with _session(url) as session:
            row = session.execute(
                "SELECT 1 FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'", [SLOT]
            ).fetchone()
        if row:
            return
        time.sleep(0.2)
    raise Problem("The log cannot be received; see the lines above.")


def _wait_for_copy(url: str, *, wait: bool) -> None:
    """Make commits wait for the copy, or let them go on without."""
    with _session(url) as session:
        if wait:
            session.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{SLOT}'")
        else:
            session.execute("ALTER SYSTEM RESET synchronous_standby_names")
        session.execute("SELECT pg_reload_conf()")

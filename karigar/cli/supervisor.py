"""`karigar run`: from an empty folder to a running site, then keep its parts alive until somebody stops it."""

import contextlib
import errno
import fcntl
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import psycopg
from psycopg import sql

from karigar.cli import children, place, postgres, stamps
from karigar.cli.problem import Problem

SMTP_PORT = 8025


def run(*, host: str, port: int, workers: int, fresh: bool, sure: bool, demo: bool) -> int:
    """Start everything, print the address, and stay until stopped."""
    began = time.monotonic()
    _ask_port(host, port)
    data = place.make_data_folder()
    with _alone(data):
        if fresh:
            _start_over(data, sure=sure)
            data = place.make_data_folder()
        with contextlib.ExitStack() as open_until_the_end:
            with _step("Starting the database"):
                server = open_until_the_end.enter_context(place.database())
            _prepare(data, server, demo=demo)
            environment = _environment(host, port)
            team = children.Team(environment)
            open_until_the_end.callback(team.stop)
            with _step("Starting the web server and the worker"):
                _start_all(team, environment, host=host, port=port, workers=workers)
                _wait_until_it_answers(team, host, port)
            _greet(host, port, environment, time.monotonic() - began)
            with contextlib.suppress(KeyboardInterrupt):
                team.watch(lambda: _revive(data, server))
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            print("\nStopping …", flush=True)
    print("Stopped. Your data stay; the same command goes on from here.", flush=True)
    return 0


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"  {name} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


# --- before anything starts ---------------------------------------------------------------------------------------


def _ask_port(host: str, port: int) -> None:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise Problem(
                f"Port {port} is in use by another program, perhaps by Karigar itself in another window. "
                f"Stop that one, or choose another port: --port {port + 1 if port < 65535 else 8001}. "
                f"Nothing was started."
            ) from error
        if getattr(error, "errno", None) == errno.EACCES:
            raise Problem(f"You may not listen on port {port}; choose one above 1023, such as --port 8000.") from error
        raise Problem(f"Karigar cannot listen on {host}, port {port}: {error}. Nothing was started.") from error


@contextlib.contextmanager
def _alone(data: pathlib.Path) -> Iterator[None]:
    """Let only one `karigar run` use a data folder; a killed one frees it."""
    try:
        lock = (data / "run.lock").open("a")
    except OSError as error:
        raise Problem(f"The data folder {data} cannot be written to: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Problem(
                f"Karigar already runs with the data folder {data}. Stop it first, or give this one a folder of its "
                f"own: KARIGAR_DATA=/some/folder. Nothing was started."
            ) from error
        yield


def _start_over(data: pathlib.Path, *, sure: bool) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Problem(
            "--fresh deletes only Karigar's own database; DATABASE_URL names one of yours. Empty it yourself."
        )
    if not sure:
        print(f"This deletes every account, job, contract and file in {data}. It cannot be undone.")
        try:
            answer = input("Type yes to delete them: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise Problem("Nothing was deleted.", code=1)
    with _step("Deleting the old data"):
        place.remove_data()


# --- preparing ----------------------------------------------------------------------------------------------------


def _prepare(data: pathlib.Path, server: postgres.Server | None, *, demo: bool) -> None:
    url = os.environ["DATABASE_URL"]
    kept, files = stamps.DatabaseStamps(url), stamps.FileStamps(data)
    from karigar import settings  # read late: it makes the secret of the data folder

    demo = demo and settings.DEMO
    if kept.read("demo") == "begun":
        _forget_half_a_market(server)
    if kept.read("migrations") != (now := stamps.migrations()):
        with _step("Preparing the tables"):
            _call("manage", "migrate", "--skip-checks", "-v", "0", role="owner")
            kept.write("migrations", now)
    _compile_catalogues()
    if files.read("static") != (now := stamps.static()) or not (data / "static").exists():
        with _step("Collecting styles, scripts and fonts"):
            _call("manage", "collectstatic", "--noinput", "--clear", "--skip-checks", "-v", "0")
            files.write("static", now)
    if demo and kept.nobody_is_here():
        print("  Filling the demonstration market …", flush=True)
        kept.write("demo", "begun")
        _call("demo")
        kept.write("demo", "done")


def _compile_catalogues() -> None:
    from karigar.cli import catalogs

    catalogs.compile_all()


def _forget_half_a_market(server: postgres.Server | None) -> None:
    """Drop a demonstration market that was interrupted while it was made: nobody has used it yet."""
    if server is None:
        raise Problem(
            "An earlier start was interrupted while it filled the database of DATABASE_URL with the demonstration "
            "market. Drop that database, make an empty one, and start again."
        )
    name = sql.Identifier(postgres.DATABASE)
    with (
        _step("Clearing a demonstration market that was left half made"),
        psycopg.connect(server.url("postgres"), autocommit=True) as connection,
    ):
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _call(*words: str, role: str = "karigar_app") -> None:
    """Run one of our own commands; what it prints is shown, and its failure ends the start."""
    done = subprocess.run(
        [sys.executable, "-m", "karigar.cli", *words],
        env=os.environ | {"KARIGAR_DB_ROLE": role},
        cwd=place.ROOT,
        check=False,
    )
    if done.returncode:
        raise Problem(f"`karigar {words[0]} {words[1] if len(words) > 1 else ''}`".rstrip() + " failed (see above).", 1)


# --- running ------------------------------------------------------------------------------------------------------


def _environment(host: str, port: int) -> dict[str, str]:
    environment = dict(os.environ)
    environment.setdefault("KARIGAR_SITE_URL", f"http://{_name(host)}:{port}")
    if host not in {"127.0.0.1", "localhost", "::1", "0.0.0.0", "::"}:  # noqa: S104
        environment.setdefault("KARIGAR_HOSTS", f"{host},localhost,127.0.0.1")
    if "KARIGAR_SMTP_HOST" not in environment:
        environment["KARIGAR_SMTP_PORT"] = str(_free_port(SMTP_PORT))
    return environment


def _name(host: str) -> str:
    """Name the host as a browser should: passkeys work at localhost, not at 127.0.0.1."""
    return "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host  # noqa: S104


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))
            return int(trial.getsockname()[1])
    raise Problem("This machine has no free port left for the mail catcher.")


def _start_all(team: children.Team, environment: dict[str, str], *, host: str, port: int, workers: int) -> None:
    if "KARIGAR_SMTP_HOST" not in environment:
        team.add("mail catcher", "-m", "karigar.cli", "mail-catcher", "--port", environment["KARIGAR_SMTP_PORT"])
    team.add(
        "web server",
        *("-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "karigar.web.wsgi:application"),
    )
    team.add("worker", "-m", "karigar.cli", "worker")


def _wait_until_it_answers(team: children.Team, host: str, port: int) -> None:
    where = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    request = urllib.request.Request(f"http://{where}:{port}/", headers={"Host": f"localhost:{port}"})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if dead := team.first_dead():
            raise Problem(f"The {dead} did not start (see above).", code=1)
        with contextlib.suppress(OSError):
            try:
                with urllib.request.urlopen(request, timeout=20):  # noqa: S310
                    return
            except urllib.error.HTTPError:
                return  # an answer is an answer; the page says itself what is wrong
        time.sleep(0.05)
    raise Problem("The web server did not answer within a minute.", code=1)


def _greet(host: str, port: int, environment: dict[str, str], seconds: float) -> None:
    address = f"http://{_name(host)}:{port}/"
    print(f"\nKarigar runs at {address}   (ready in {seconds:.1f} s; Ctrl-C stops it)\n")
    if stamps.DatabaseStamps(environment["DATABASE_URL"]).read("demo") == "done":
        from karigar.cli.demo import LOGINS

        widths = [max(len(login[column]) for login in LOGINS) for column in (0, 1)]
        print("Log in as")
        for role, email, password in LOGINS:
            print(f"  {role:<{widths[0]}}  {email:<{widths[1]}}  {password}")
        print()
    if "KARIGAR_SMTP_HOST" not in environment:
        print(f"Mail is caught, not sent: {address}dev/mail/\n", flush=True)


def _revive(data: pathlib.Path, server: postgres.Server | None) -> None:
    """Start our database again when it died; the other parts reconnect by themselves."""
    if server is not None and not postgres.is_alive(data / "pg"):
        print("karigar: the database stopped by itself; starting it again.", file=sys.stderr, flush=True)
        postgres.start(data / "pg")

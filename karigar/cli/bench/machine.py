"""Starting what is measured, running both sides of a comparison, and counting their CPU."""

import contextlib
import json
import os
import pathlib
import pickle
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from karigar.cli import postgres
from karigar.cli.problem import Problem

TICK = os.sysconf("SC_CLK_TCK")
LOAD = pathlib.Path(__file__).with_name("load.py")


@dataclass
class Result:
    """What one round of one side did; CPU in seconds."""

    count: int
    wall: float
    client: float
    app: float
    database: float
    times: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    size: int = 0

    @property
    def rate(self) -> float:
        return self.count / self.wall if self.wall else 0.0

    @property
    def cpu(self) -> float:
        """CPU of everything for one operation, in milliseconds."""
        return 1000 * (self.client + self.app + self.database) / max(self.count, 1)


def pgbench() -> pathlib.Path:
    """Find pgbench beside the server's programs, else Debian's."""
    beside = postgres._programs(postgres._account()) / "pgbench"
    if beside.exists():
        return beside
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not found:
        raise Problem("There is no pgbench beside PostgreSQL's programs, and the floor is measured with it.")
    return found[-1]


class Machine:
    """The server, the site on a unix socket, and their processes."""

    def __init__(self, data: pathlib.Path, *, connections: int) -> None:
        self.data, self.connections = data, connections
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="karigar-bench-"))
        self.socket = str(self.folder / "web.sock")
        self.site: subprocess.Popen[bytes] | None = None
        self.program = pgbench()
        pid = postgres._pid((data / "pg").resolve())
        assert pid, "the database runs"
        self.postmaster = pid

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Run the site with the settings of production."""
        words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--uds", self.socket, "--workers", "2"]
        words += ["--blocking-threads", "2", "--no-ws", "--log-level", "error", "karigar.web.wsgi:application"]
        environment = {**os.environ, "KARIGAR_DB_ROLE": "karigar_app", "KARIGAR_TESTING": "0", "KARIGAR_DEBUG": "0"}
        self.site = subprocess.Popen(words, env=environment)
        try:
            self._wait()
            yield
        finally:
            self.site.terminate()
            try:
                self.site.wait(10)
            except subprocess.TimeoutExpired:
                self.site.kill()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as trial:
                trial.settimeout(20)
                trial.connect(self.socket)
                trial.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if trial.recv(20):
                    return
            time.sleep(0.1)
        raise Problem("The web server did not answer within a minute.")

    # --- CPU ------------------------------------------------------------------------------------------------
    def _database_cpu(self) -> float:
        """CPU of the server: its own with that of ended children, and of every living child."""
        total = _cpu(self.postmaster, ended=True)
        return total + sum(_cpu(pid) for pid in _children(self.postmaster))

    def _site_cpu(self) -> float:
        assert self.site
        return _cpu(self.site.pid) + sum(_cpu(pid) for pid in _children(self.site.pid))

    # --- the two sides ---------------------------------------------------------------------------------------
    def floor(self, floor: "Floor", seconds: float) -> Result:
        """Run the same SQL by pgbench."""
        words = [
            str(self.program),
            "-n",
            "-M",
            "prepared",
            "-c",
            str(self.connections),
            "-j",
            "1",
            "-T",
            str(max(round(seconds), 1)),
        ]
        for script in floor.scripts:
            words += ["-f", str(script)]
        for name, value in floor.values.items():
            words += ["-D", f"{name}={value}"]
        words.append("karigar")
        host = postgres._socket_folder(self.data / "pg")
        environment = {
            **os.environ,
            "PGHOST": str(host),
            "PGUSER": "postgres",
            "PGOPTIONS": f"-c jit=off -c plan_cache_mode={floor.plan}",
        }
        before, own = self._database_cpu(), _children_cpu()
        began = time.perf_counter()
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        wall = time.perf_counter() - began
        time.sleep(0.3)  # its sessions end after it does, and their CPU counts only then as the server's
        said = re.search(r"transactions actually processed: (\d+)", done.stdout)
        rate = re.search(r"tps = ([\d.]+) \(without", done.stdout)
        if done.returncode or not said or not rate:
            raise Problem(f"pgbench failed: {done.stderr.strip()[-600:]}", 1)
        count = int(said[1])
        return Result(
            count, count / float(rate[1]) if count else wall, _children_cpu() - own, 0.0, self._database_cpu() - before
        )

    def load(self, requests: "Requests", seconds: float) -> Result:
        """Run requests against the site by the load client."""
        words = [
            sys.executable,
            "-S",
            "-E",
            str(LOAD),
            self.socket,
            str(seconds),
            str(self.connections),
            requests.file(self.folder),
        ]
        before, site = self._database_cpu(), self._site_cpu()
        done = subprocess.run(words, input=str(requests.next), capture_output=True, text=True, check=False)
        if done.returncode:
            raise Problem(f"The load client failed: {done.stderr.strip()[-600:]}", 1)
        said = json.loads(done.stdout)
        requests.next = said["next"]
        return Result(
            len(said["times"]), said["wall"], said["cpu"], self._site_cpu() - site, self._database_cpu() - before,
            said["times"], said["statuses"], said["bytes"],
        )  # fmt: skip


class Floor:
    """The SQL that pgbench runs: scripts of equal weight, and the values of their variables.

    `plan` is PostgreSQL's plan_cache_mode. A long search needs "force_custom_plan": its general plan, which the server
    takes in some runs after the fifth time, costs five times as much, and against such a floor anybody looks fast.
    """

    def __init__(self, folder: pathlib.Path, plan: str = "auto") -> None:
        self.folder = folder
        self.plan = plan
        self.scripts: list[pathlib.Path] = []
        self.values: dict[str, str] = {}

    def add(self, name: str, text: str, values: dict[str, str] | None = None) -> "Floor":
        """Add a script."""
        path = self.folder / f"{name}.sql"
        path.write_text(text if text.rstrip().endswith(";") else text + ";\n")
        self.scripts.append(path)
        self.values |= values or {}
        return self


class Requests:
    """What the load client sends; a write is sent once only."""

    def __init__(self, requests: list[bytes], *, once: bool) -> None:
        self.requests, self.once, self.next = requests, once, 0
        self._file = ""

    @property
    def left(self) -> int:
        return len(self.requests) - self.next if self.once else 10**9

    def file(self, folder: pathlib.Path) -> str:
        if not self._file:
            path = folder / f"requests-{id(self)}"
            path.write_bytes(pickle.dumps({"requests": self.requests, "once": self.once}))
            self._file = str(path)
        return self._file


def _cpu(pid: int, *, ended: bool = False) -> float:
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(one) for one in fields[11 : 15 if ended else 13]) / TICK


def _children(pid: int) -> list[int]:
    found = []
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(one) for one in task.read_text().split()]
    return found + [below for one in found for below in _children(one)]


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

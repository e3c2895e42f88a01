"""The processes that `karigar run` looks after: started, restarted when they die, stopped together."""

import contextlib
import ctypes
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from karigar.cli import place
from karigar.cli.problem import Problem

MOST_RESTARTS = 5  # in a minute: more means that it will not live
PATIENCE = 15.0
LOOK_EVERY = 0.3
PR_SET_PDEATHSIG = 1


@dataclasses.dataclass
class Child:
    """One process and how to start it again."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes]"
    restarts: list[float] = dataclasses.field(default_factory=list)


class Team:
    """All of them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._children: list[Child] = []

    def add(self, name: str, *words: str) -> None:
        command = [sys.executable, *words]
        self._children.append(Child(name, command, self._start(command)))

    def first_dead(self) -> str:
        return next((child.name for child in self._children if child.process.poll() is not None), "")

    def watch(self, also: Callable[[], None]) -> None:
        """Restart what dies, until interrupted."""
        looks = 0
        while True:
            time.sleep(LOOK_EVERY)
            looks += 1
            if looks % 3 == 0:
                also()
            for child in self._children:
                if child.process.poll() is not None:
                    self._restart(child)

    def stop(self) -> None:
        """Ask all to finish, the web server first; kill those that do not."""
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self._children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
            _kill_rest(child.process)
        self._children.clear()

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C reaches us alone, and we end the others in good order.
        return subprocess.Popen(
            command,
            env=self._environment,
            cwd=place.ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (we have no threads)
        )

    def _restart(self, child: Child) -> None:
        code, now = child.process.returncode, time.monotonic()
        child.restarts = [at for at in child.restarts if now - at < 60] + [now]
        _kill_rest(child.process)
        if len(child.restarts) > MOST_RESTARTS:
            raise Problem(f"The {child.name} died {MOST_RESTARTS + 1} times within a minute; giving up.", code=1)
        print(f"karigar: the {child.name} ended with {code}; starting it again.", file=sys.stderr, flush=True)
        child.process = self._start(child.command)


def _kill_rest(process: "subprocess.Popen[bytes]") -> None:
    """Kill whatever a process left behind in its session, so that a port is free again."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Have the kernel end the child when we are killed with -9 and cannot do it ourselves."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

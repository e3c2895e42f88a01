"""Killing the database as a machine would: at once, with all that belongs to it, and starting it again."""

import contextlib
import os
import pathlib
import random
import signal
import time

from karigar.cli import postgres

# Processes of the server that serve nobody: killing one of them kills the server itself.
_BACKEND = "karigar_app"


class Database:
    """The server of a scratch folder, and how often it died."""

    def __init__(self, home: pathlib.Path, settings: dict[str, str], seed: int) -> None:
        self.data, self.settings, self.dice = home / "pg", settings, random.Random(seed)
        self.deaths: dict[str, int] = {}
        self.recovered: list[float] = []

    def crash(self) -> None:
        """Kill the server or, one time in five, one session of it, which makes the server end all others."""
        pid = postgres._pid(self.data.resolve())
        if pid is None:
            return
        children = _children(pid)
        kind = "session" if self.dice.random() < 0.2 else "server"
        if kind == "session":
            sessions = [child for child in children if b"karigar karigar" in _command(child)] or children[-1:]
            _kill(sessions[:1])
            time.sleep(0.05)
        else:
            _kill([pid, *children])
            began = time.monotonic()
            postgres.start(self.data, settings=self.settings)
            self.recovered.append(time.monotonic() - began)
        self.deaths[kind] = self.deaths.get(kind, 0) + 1


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> bytes:
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while not all(_gone(pid) for pid in pids):
        time.sleep(0.002)


def _gone(pid: int) -> bool:
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True

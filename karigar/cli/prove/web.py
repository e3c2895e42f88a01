"""Clients add money by the pages, with the keys of their forms, while web server and database are killed."""

import argparse
import asyncio
import contextlib
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from karigar.cli import place
from karigar.cli.prove import COUNTED
from karigar.cli.prove.cutter import Cutter
from karigar.cli.prove.kill import Database

PEOPLE = 480  # each may begin thirty deposits an hour, and each time that he asks again counts
CLIENTS = 12
MOST_SECONDS = 20


@dataclass
class Told:
    """What clients were told: the form's key, company, amount, number of the deposit."""

    rows: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    retried: int = 0


class Site:
    """The web server; killed with all its processes and started again."""

    def __init__(self, socket: pathlib.Path) -> None:
        self.socket, self.deaths = socket, 0
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        self.socket.unlink(missing_ok=True)
        words = [sys.executable, "-m", "granian", "--interface", "wsgi", "--uds", str(self.socket), "--workers", "2"]
        words += ["--blocking-threads", "2", "--no-ws", "--log-level", "critical", "karigar.web.wsgi:application"]
        environment = {**os.environ, "KARIGAR_DB_ROLE": "karigar_app", "KARIGAR_DEBUG": "0"}
        return subprocess.Popen(
            words, cwd=place.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip

    def crash(self) -> None:
        """Kill it and start it again."""
        self.stop()
        self.deaths += 1
        self.process = self._start()

    def stop(self) -> None:
        """Kill it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def people() -> list[tuple[int, str]]:
    """Make clients with companies and sessions; return the company and the cookies of each."""
    from karigar.accounts import actions as accounts
    from karigar.cli.bench.operations import _sessions
    from karigar.kit import clock

    made, hats = [], {}
    for number in range(PEOPLE):
        now = clock.now()
        person = accounts.register(
            email=f"prove{number}@example.org", password=None, name=f"Client {number}", country="BD", now=now
        )
        accounts.confirm_address(person, now=now)
        company = accounts.ensure_company(person, name=f"Company {number}", currency="BDT", now=now)
        hats[person.pk] = ["client", company.pk, company.name, "owner"]
        made.append((person, company.pk))
    cookies = _sessions([person for person, _pk in made], hats)
    return [(pk, cookies[person.pk]) for person, pk in made]


class Client:
    """One client of several people: asks until each wish has an answer."""

    def __init__(self, number: int, seats: list[tuple[int, str]], socket: pathlib.Path, told: Told, seed: int) -> None:
        self.number, self.seats, self.socket, self.told = number, seats, socket, told
        self.dice, self.stop = random.Random(seed * 100 + number), False

    async def work(self) -> None:
        """Go on until stopped, or until everybody has had his thirty."""
        for step in range(24 * len(self.seats)):
            if self.stop:
                return
            company, cookies = self.seats[step % len(self.seats)]
            await self._one(company, cookies, f"prove-{self.number}-{step}")

    async def _one(self, company: int, cookies: str, key: str) -> None:
        from karigar.cli.bench.operations import post

        amount = 100 * self.dice.randrange(500, 2000)
        fields: dict[str, object] = {
            "provider": "play", "currency": "BDT", "amount": f"{amount // 100}.00", "key": key,
        }  # fmt: skip
        request = post("/deposits/new/", cookies, fields).replace(b"\r\nCookie", b"\r\nConnection: close\r\nCookie", 1)
        tries = 0
        while True:
            tries += 1
            try:
                status, target = await asyncio.wait_for(self._ask(request), MOST_SECONDS)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05 + 0.1 * self.dice.random())
                continue
            if status == 503:  # the database is away; nothing was done
                await asyncio.sleep(0.1)
                continue
            if status == 429:  # he had his thirty; whether this one was done, nobody told him
                return
            self.told.retried += tries > 1
            number = re.search(r"/deposits/(\d+)/", target)
            if status == 303 and number:
                self.told.rows[key] = (company, amount, int(number[1]))
            else:
                self.told.wrong.append(f"status {status} {target[:60]}")
            return

    async def _ask(self, request: bytes) -> tuple[int, str]:
        reader, writer = await asyncio.open_unix_connection(str(self.socket))
        try:
            writer.write(request)
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        finally:
            writer.close()
        found = re.search(r"(?im)^location: (\S+)", head)
        return int(head.split(" ", 2)[1]), found[1] if found else ""


async def press(
    home: pathlib.Path, seats: list[tuple[int, str]], site: Site, database: Database, asked: Any
) -> tuple[Told, int]:
    """Let clients press for a while, kill and cut; return what they were told and the cuts."""
    told, front = Told(), home / "front.sock"
    cutter = Cutter(site.socket, share=0.03, seed=asked.seed)
    server = await cutter.listen(front)
    share = len(seats) // CLIENTS
    clients = [Client(n, seats[n * share : (n + 1) * share], front, told, asked.seed) for n in range(CLIENTS)]
    tasks = [asyncio.create_task(client.work()) for client in clients]
    loop, dice, until = asyncio.get_running_loop(), random.Random(asked.seed), time.monotonic() + asked.seconds
    while time.monotonic() < until and not all(task.done() for task in tasks):
        await asyncio.sleep(1.5 + 2 * dice.random())
        await loop.run_in_executor(None, dice.choice([site.crash, database.crash]))
    for client in clients:
        client.stop = True
    _done, late = await asyncio.wait(tasks, timeout=90)
    for task in late:
        told.wrong.append("a client never got an answer")
        task.cancel()
    server.close()
    return told, cutter.cuts


def check(told: Told) -> list[str]:
    """Count what is wrong: each acknowledged deposit once, under its number, and in the wallet to the unit."""
    from django.db import connections

    from karigar.ledger import queries
    from karigar.payins.models import Deposit

    connections["default"].close_pool()  # type: ignore[attr-defined]  # its connections died with the server
    wrong = sorted(set(told.wrong))[:10]
    kept = {row.key: row for row in Deposit.objects.all()}
    for key, (company, amount, number) in told.rows.items():
        row = kept.get(f"{company}:{key}")
        if row is None:
            wrong.append(f"acknowledged and lost: {key}")
        elif (row.pk, row.amount, row.status) != (number, amount, "booked"):
            wrong.append(f"answer changed: {key}")
    sums: dict[int, int] = {}
    for row in kept.values():
        sums[row.company_id] = sums.get(row.company_id, 0) + (row.amount if row.status == "booked" else 0)
    for company, amount in sums.items():
        if queries.balance_of(f"company:{company}", "wallet", "BDT") != amount:
            wrong.append(f"the wallet of {company} is not the sum of its deposits")
    return wrong + [f"audit: {proof}: {what}" for proof, what in queries.audit()[:5]]


def main() -> int:
    """Press, count, print; what is wrong stands on lines of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--settings", default="")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "karigar.settings"
    import django

    django.setup()
    home = pathlib.Path(os.environ["KARIGAR_DATA"])
    seats = people()
    from django.db import connections

    connections.close_all()
    database = Database(home, {}, asked.seed)
    site = Site(home / "web.sock")
    began = time.monotonic()
    try:
        told, cuts = asyncio.run(press(home, seats, site, database, asked))
    finally:
        site.stop()
    wrong = check(told)
    print(
        f"{len(told.rows):,} deposits acknowledged in {time.monotonic() - began:.0f} s, {told.retried:,} asked again; killed: "
        f"{site.deaths} web servers, {sum(database.deaths.values())} times the database; {cuts} connections cut"
    )
    for what in wrong:
        print(f"WRONG {what}")
    print(COUNTED)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

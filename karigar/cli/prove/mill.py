"""Clients post movements by the books' own function, with keys and without end, while the database is killed."""

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import pathlib
import random
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import psycopg

from karigar.cli import postgres
from karigar.cli.prove import COUNTED
from karigar.cli.prove.cutter import Cutter
from karigar.cli.prove.kill import Database

if TYPE_CHECKING:
    from karigar.ledger.movements import Movement

CLIENTS = 24
COMPANIES, MILESTONES, PEOPLE = 40, 120, 60
FEE_BP = 500
MOST_SECONDS = 20  # for one try: a connection that a proxy holds open must not hold a client for ever
# What the server answers to a committed statement; the cutter eats a share of them.
COMMITTED = (b"SELECT 1\x00",)
WHEN = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
COUNTS = {
    "acknowledged and lost": "SELECT count(*) FROM told t LEFT JOIN ledger_journal j ON j.key = t.key WHERE t.journal IS NOT NULL AND j.id IS NULL",
    "answer changed": "SELECT count(*) FROM told t JOIN ledger_journal j ON j.key = t.key WHERE t.journal <> j.id",
    "moved twice": "SELECT count(*) FROM (SELECT FROM ledger_journal GROUP BY split_part(key, '#', 1) HAVING count(*) > 1) x",
    "refused and moved": "SELECT count(*) FROM told t JOIN ledger_journal j ON j.key = t.key WHERE t.journal IS NULL",
    "wrong fee": "SELECT count(*) FROM told t JOIN ledger_entry e ON e.journal_id = t.journal JOIN ledger_account a ON a.id = e.account_id AND a.role = 'fee'"
    " WHERE e.amount <> (t.gross * %(bp)s + 5000) / 10000",
}
NO_LOCK = (
    """            UPDATE ledger_balance SET posted = posted + p_amounts[i], seq = seq + 1
             WHERE account_id = v_accounts[i] RETURNING posted, seq INTO v_balance, v_seq;""",
    """            SELECT posted + p_amounts[i] INTO v_balance FROM ledger_balance WHERE account_id = v_accounts[i];
            UPDATE ledger_balance SET posted = v_balance WHERE account_id = v_accounts[i];
            v_seq := NULL;""",
)


@dataclass
class Told:
    """What clients were told: key, journal (None: refused), gross sum."""

    rows: list[tuple[str, int | None, int]] = field(default_factory=list)
    retried: int = 0
    strange: list[str] = field(default_factory=list)


class Client:
    """One client: asks for one movement after another and, for each, until it has an answer."""

    def __init__(self, number: int, url: str, mistake: str, seed: int, told: Told) -> None:
        self.number, self.url, self.mistake, self.told = number, url, mistake, told
        self.dice, self.stop = random.Random(seed * 1000 + number), False
        self.session: psycopg.AsyncConnection[tuple[object, ...]] | None = None

    async def work(self) -> None:
        """Go on until stopped."""
        step = 0
        while not self.stop:
            step += 1
            await self._one(self.number * 10_000_000 + step)
        if self.session:
            await self.session.close()

    async def _one(self, intent: int) -> None:
        from karigar.ledger import actions

        movement, gross = self._movement(intent)
        tries = 0
        while True:
            tries += 1
            arguments = actions._arguments(movement, WHEN)
            if self.mistake == "no key":
                arguments[1] = f"{movement.key}#{self.dice.random()}"
            try:
                journal = await asyncio.wait_for(self._ask(actions.POST, [*arguments, None]), MOST_SECONDS)
            except psycopg.errors.CheckViolation:
                journal = None  # not enough money: a no is an answer
            except (psycopg.OperationalError, psycopg.InterfaceError, OSError, TimeoutError):
                await self._drop()
                continue
            except psycopg.Error as error:
                self.told.strange.append(f"{type(error).__name__}: {error}"[:200])
                return
            self.told.retried += tries > 1
            key = arguments[1] if self.mistake == "no key" else movement.key
            self.told.rows.append((key, journal, gross))
            return

    async def _ask(self, sql: str, arguments: list[object]) -> int:
        if self.session is None:
            self.session = await psycopg.AsyncConnection.connect(self.url, autocommit=True)
        cursor = await self.session.execute(sql, arguments)
        row = await cursor.fetchone()
        assert row
        return int(str(row[0]))

    async def _drop(self) -> None:
        if self.session is not None:
            with contextlib.suppress(Exception):
                await self.session.close()
        self.session = None
        await asyncio.sleep(0.005 + 0.03 * self.dice.random())

    def _movement(self, intent: int) -> "tuple[Movement, int]":
        from karigar.kit.money import share
        from karigar.ledger import movements

        dice = self.dice
        gross, milestone = dice.randrange(1, 5000), dice.randrange(MILESTONES)
        company, person = milestone % COMPANIES, milestone % PEOPLE
        fee = gross * FEE_BP // 10000 if self.mistake == "wrong rounding" else share(gross, FEE_BP)
        same: dict[str, Any] = {"currency": "BDT", "step": intent}
        kind = dice.choice(["deposit", "fund", "fund", "release", "release", "refund", "bonus"])
        if kind == "deposit":
            made = movements.deposit(deposit=intent, company=company, provider="play", amount=3 * gross, currency="BDT")
        elif kind == "fund":
            made = movements.fund(milestone=milestone, company=company, amount=gross, client_fee=0, **same)
        elif kind == "release":
            made = movements.release(milestone=milestone, freelancer=person, gross=gross, fee=fee, client_fee=0, **same)
        elif kind == "refund":
            made = movements.refund(milestone=milestone, company=company, amount=gross, client_fee=0, **same)
        else:
            made = movements.bonus(
                bonus=intent, company=company, freelancer=person, gross=gross, fee=fee, client_fee=0, currency="BDT"
            )
        return made, gross


async def grind(home: pathlib.Path, database: Database, *, seconds: float, seed: int, mistake: str) -> tuple[Told, int]:
    """Let clients work for a while and kill the database at random; return what they were told and the cuts."""
    folder = home / "cut"
    folder.mkdir()
    cutter = Cutter(postgres._socket_folder(home / "pg") / postgres.SOCKET, share=0.002, seed=seed, marks=COMMITTED)
    server = await cutter.listen(folder / postgres.SOCKET)
    url = f"postgresql://postgres@/karigar?host={folder}&options=-c%20role%3Dkarigar_app&connect_timeout=5"
    told = Told()
    clients = [Client(number, url, mistake, seed, told) for number in range(1, CLIENTS + 1)]
    tasks = [asyncio.create_task(client.work()) for client in clients]
    loop, until, dice = asyncio.get_running_loop(), time.monotonic() + seconds, random.Random(seed)
    while time.monotonic() < until:
        await asyncio.sleep(min(1.2, seconds / 5) * (0.3 + dice.random()))
        await loop.run_in_executor(None, database.crash)
        if sys.stderr.isatty():
            print(f"\r{len(told.rows):,} answers, {sum(database.deaths.values())} deaths ", end="", file=sys.stderr)
    for client in clients:
        client.stop = True
    _done, late = await asyncio.wait(tasks, timeout=60)
    for task in late:
        task.cancel()
    server.close()
    return told, cutter.cuts


def check(told: Told) -> list[str]:
    """Count what is wrong."""
    from django.conf import settings
    from django.db import connections

    from karigar.ledger import queries

    wrong = [f"strange answer: {what}" for what in sorted(set(told.strange))[:5]]
    with psycopg.connect(settings.DATABASE_URL) as db:
        db.execute("CREATE TEMP TABLE told (key text PRIMARY KEY, journal bigint, gross bigint)")
        with db.cursor().copy("COPY told FROM STDIN") as copy:
            for row in told.rows:
                copy.write_row(row)
        for name, sql in COUNTS.items():
            found = db.execute(sql, {"bp": FEE_BP}).fetchone()
            if found and found[0]:
                wrong.append(f"{name}: {found[0]}")
        db.execute("SELECT ledger_roll_up()")
    connections.close_all()
    return wrong + [f"audit: {proof}: {what}" for proof, what in queries.audit()[:5]]


def main() -> int:
    """Grind, count, print; what is wrong stands on lines of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--mistake", default="")
    parser.add_argument("--settings", default="")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "karigar.settings"
    import django

    django.setup()
    from django.conf import settings

    home = pathlib.Path(os.environ["KARIGAR_DATA"])
    if asked.mistake == "no lock":
        _unlock(settings.DATABASE_URL)
    pairs = (word.split("=", 1) for word in asked.settings.split(",") if word)
    database = Database(home, dict(pairs), asked.seed)
    began = time.monotonic()
    told, cuts = asyncio.run(grind(home, database, seconds=asked.seconds, seed=asked.seed, mistake=asked.mistake))
    spent = time.monotonic() - began
    wrong = check(told)
    rate = len(told.rows) / spent
    slowest = max(database.recovered, default=0.0)
    print(
        f"{asked.mistake or 'as it is':<16}{len(told.rows):>9,} answers, {rate:,.0f} a second, {told.retried:,} asked again; "
        f"killed: {database.deaths.get('server', 0)} servers, {database.deaths.get('session', 0)} sessions; "
        f"{cuts} connections cut; back after at most {slowest:.1f} s"
    )
    for what in wrong:
        print(f"WRONG {what}")
    print(COUNTED)
    return 1 if wrong else 0


def _unlock(url: str) -> None:
    """Write the posting function anew so that it reads a balance and writes what it read."""
    import karigar.ledger

    folder = pathlib.Path(str(karigar.ledger.__file__)).parent / "sql"
    text = (folder / "0002_post.sql").read_text("utf-8")
    begin = text.index("CREATE OR REPLACE FUNCTION ledger_post(")
    body = text[begin : text.index("END $$;", begin) + len("END $$;")]
    right, mistake = NO_LOCK
    assert right in body
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(body.replace(right, mistake))


if __name__ == "__main__":
    sys.exit(main())

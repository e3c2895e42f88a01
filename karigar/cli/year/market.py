"""The simulated market: who lives in it, how a day passes, and the daily audit."""

import datetime as dt
import random
from collections import Counter
from typing import Any

from django.db import connection

from karigar.accounts import actions as accounts
from karigar.accounts.models import Person
from karigar.cli.year import deeds
from karigar.events import actions as events
from karigar.events import queries as journal
from karigar.kit import timers
from karigar.kit.errors import Refusal
from karigar.ledger import queries as ledger
from karigar.notifications.models import Mail
from karigar.profiles import actions as profiles
from karigar.skills import queries as skills

CLIENTS, FREELANCERS, DEEDS_A_DAY = 5, 12, 10
STAFF = {"operator": "operator", "maker": "finance", "checker": "finance"}


class Market:
    """A market and its clock; `now` only moves forward."""

    def __init__(self, now: dt.datetime, seed: int) -> None:
        self.now = now
        self.dice = random.Random(seed)
        self.people: dict[str, Person] = {}
        self.companies: list[Any] = []
        self.freelancers: list[Person] = []
        self.methods: dict[int, Any] = {}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.audits = 0
        self._serial = 0
        self._proved = (0, 0)

    def serial(self) -> int:
        """Return the next number, for names and keys."""
        self._serial += 1
        return self._serial

    def open(self) -> None:
        """Let everybody in and verify them."""
        for name, duty in STAFF.items():
            person = self._join(name)
            accounts.grant_duty(person, duty=duty, reason="simulation", now=self.now)
            self.people[name] = person
        for number in range(CLIENTS):
            person = self._identified(f"Client {number}")
            currency = "INR" if number == 0 else "BDT"
            company = accounts.ensure_company(person, name=f"Company {number}", currency=currency, now=self.now)
            self.companies.append((company, person))
        logo, _unknown = skills.skills_from_text("Logo design")
        for number in range(FREELANCERS):
            person = self._identified(f"Maker {number}")
            profiles.save_basics(
                person,
                title="Logos and posters",
                overview="I draw signs for shops and books. " * 6,
                city="Rajshahi",
                now=self.now,
            )
            profiles.save_rate(person, rate=50_000, currency="BDT", availability="full", now=self.now)
            category = skills.category_by_slug("design/logo")
            profiles.save_skills(
                person, skill_ids=[logo[0].pk], category_ids=[category.pk] if category else [], now=self.now
            )
            profiles.publish_profile(person, now=self.now)
            self.freelancers.append(person)
        self.deliver()

    def _join(self, name: str) -> Person:
        email = f"{name.lower().replace(' ', '')}@example.org"
        person = accounts.register(
            email=email, password=None, name=name, country="BD", timezone="Asia/Dhaka", now=self.now
        )
        accounts.confirm_address(person, now=self.now)
        accounts.make_active(person, now=self.now)
        self.deliver()
        return person

    def _identified(self, name: str) -> Person:
        person = self._join(name)
        check = accounts.submit_identity(person, legal_name=name, country="BD", now=self.now)
        accounts.decide_identity(
            check, by=self.people["operator"], verdict="approved", reason="simulation", now=self.now
        )
        self.deliver()
        person.refresh_from_db()
        return person

    def live_a_day(self) -> None:
        """Let a day pass: deeds at random moments, the timers, the audit at its end."""
        morning = self.now.replace(hour=3, minute=0, second=0) + dt.timedelta(days=1)
        moments = sorted(self.dice.randrange(20 * 3600) for _ in range(DEEDS_A_DAY))
        for number, second in enumerate(moments):
            self.now = morning + dt.timedelta(seconds=second)
            self.try_one(self.dice.choices(deeds.ALL, deeds.WEIGHTS)[0])
            if number == DEEDS_A_DAY - 1:
                self.keep_deadlines()
        self.audit()

    def try_one(self, deed: deeds.Deed) -> None:
        """Do one deed by the real actions; a refusal is an answer, and nothing may have happened then."""
        name = deed.__name__
        try:
            if deed(self):
                self.done[name] += 1
        except Refusal:
            self.refused[name] += 1
        self.deliver()

    def keep_deadlines(self) -> None:
        """Run every timer of the worker."""
        Mail.objects.filter(sent_at=None).update(sent_at=self.now)  # nobody reads the letters of this year
        for timer in timers.collect():
            timer(self.now)
        self.deliver()

    def deliver(self) -> None:
        """Deliver the journal to those who follow it."""
        followers = journal.followers()
        while events.deliver_next(followers=followers, now=self.now):
            pass

    def audit(self, *, whole: bool = False) -> list[tuple[str, str]]:
        """Prove the books, those of the day or all of them; a broken promise ends the simulation."""
        self.audits += 1
        if whole:
            return ledger.audit()
        last, height = self._proved
        broken = ledger.audit_since(last, height=height)
        if broken:
            raise AssertionError(f"on {self.now:%Y-%m-%d} the books broke: {broken[:3]}")
        top = next(iter(ledger.newest_blocks_any(None, 1)), None)
        self._proved = (top.last, top.height) if top else (0, 0)
        return []

    def movements(self) -> int:
        """Count the journals of the books."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_journal")
            return int(cursor.fetchone()[0])

    def kinds(self) -> set[str]:
        """Return the kinds of movements that happened."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT kind FROM ledger_journal")
            return {row[0] for row in cursor.fetchall()}

"""A small market that has lived for two months: everything in it was done by the real actions, at past moments.

Each storyline is a generator that yields the moment of its next deed; they are woven together in the order of time.
"""

import datetime as dt
import heapq
import random
from collections.abc import Callable, Generator, Iterable
from types import ModuleType
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from karigar.accounts import actions as accounts
from karigar.accounts.models import Person
from karigar.cli.demo import cast, texts_bn, texts_en, texts_hi, texts_hi_latn
from karigar.cli.demo.cast import Face, Maker
from karigar.cli.demo.pictures import picture
from karigar.cli.demo.wording import Template, Words, job_text
from karigar.events import actions as events
from karigar.events import queries as journal
from karigar.jobs import actions as jobs
from karigar.jobs.models import Job
from karigar.kit import timers
from karigar.notifications.models import Mail
from karigar.profiles import actions as profiles
from karigar.skills import queries as skills

WORDS = {"en": texts_en.WORDS, "bn": texts_bn.WORDS, "hi": texts_hi.WORDS, "hi-latn": texts_hi_latn.WORDS}
HISTORY_DAYS = 64
# Budgets by size, in minor units; a taka and a rupee are near enough for a demonstration.
BUDGETS = {
    "BDT": {"small": (200_000, 900_000), "medium": (800_000, 3_500_000), "large": (3_000_000, 15_000_000)},
    "INR": {"small": (150_000, 700_000), "medium": (600_000, 2_800_000), "large": (2_500_000, 12_000_000)},
    "USD": {"small": (2_000, 9_000), "medium": (8_000, 45_000), "large": (40_000, 250_000)},
}
ROUND = {"BDT": 50_000, "INR": 50_000, "USD": 500}
Line = Generator[dt.datetime, None, None]


class Story:
    """The market while it is being told: `now` is the moment of the deed at hand."""

    def __init__(self, today: dt.datetime, seed: int) -> None:
        self.today = today
        self.now = today - dt.timedelta(days=HISTORY_DAYS)
        self.dice = random.Random(seed)
        self.people: dict[str, Person] = {}
        self.companies: dict[str, Any] = {}
        self.titles: set[str] = set()
        self._keys = iter(range(10**6))

    # --- time -------------------------------------------------------------------------------------------------
    def ago(self, days: float, hour: int | None = None) -> dt.datetime:
        """Return a moment some days ago, at a natural time of the day, never in the future."""
        moment = self.today - dt.timedelta(days=days)
        if hour is not None:
            moment = moment.replace(hour=hour, minute=self.dice.randrange(60), second=self.dice.randrange(60))
        return min(moment, self.today - dt.timedelta(minutes=2))

    def key(self) -> str:
        return f"demo-{next(self._keys)}"

    def tell(self, lines: Iterable[Line], step: Callable[[], None]) -> None:
        """Weave the storylines together; after each deed its events are delivered at that moment."""
        waiting: list[tuple[dt.datetime, int, Line]] = []
        for number, line in enumerate(lines):
            self._go_on(waiting, number, line)
        while waiting:
            moment, number, line = heapq.heappop(waiting)
            self.now = max(self.now, moment)
            self._go_on(waiting, number, line)
            self.deliver()
            step()

    def _go_on(self, waiting: list[tuple[dt.datetime, int, Line]], number: int, line: Line) -> None:
        moment = next(line, None)
        if moment is not None:
            heapq.heappush(waiting, (moment, number, line))

    def deliver(self) -> None:
        followers = journal.followers()
        while events.deliver_next(followers=followers, now=self.now):
            pass

    # --- people -------------------------------------------------------------------------------------------------
    def join(self, face: Face, *, identified: bool = True) -> Person:
        """Register somebody with a confirmed address."""
        person = accounts.register(
            email=f"{face.key}@example.org",
            password=None,
            name=face.name,
            language=face.language,
            timezone=face.timezone,
            country=face.country,
            now=self.now,
        )
        accounts.confirm_address(person, now=self.now)
        if identified:
            check = accounts.submit_identity(person, legal_name=face.legal, country=face.country, now=self.now)
            by = self.people["operator"]
            accounts.decide_identity(check, by=by, verdict="approved", reason="Papers seen by video call", now=self.now)
        self.people[face.key] = person
        self.deliver()
        person.refresh_from_db()
        return person

    def show(self, maker: Maker) -> None:
        """Write and publish a freelancer's profile."""
        person, face = self.people[maker.face.key], maker.face
        words = WORDS[face.language]
        found, _unknown = skills.skills_from_text(maker.skills)
        categories = [row.pk for slug in maker.categories if (row := skills.category_by_slug(slug))]
        overview = words.overviews[maker.text % len(words.overviews)]
        profiles.save_basics(person, title=maker.title, overview=overview, city=maker.city, now=self.now)
        profiles.save_rate(person, rate=maker.rate, currency=maker.currency, availability="full", now=self.now)
        profiles.save_skills(person, skill_ids=[skill.pk for skill in found], category_ids=categories, now=self.now)
        for kind, fields in cast.LIFE.get(face.key, []):
            profiles.save_row(person, kind=kind, fields=dict(fields), now=self.now)
        for number, (kind, shown, title) in enumerate(maker.pictures):
            profiles.save_item(
                person,
                title=title,
                description="",
                url="",
                done_on=(self.now - dt.timedelta(days=90 * (number + 1))).date(),
                uploads=[picture(kind, shown, len(title) + number)],
                now=self.now,
            )
        profiles.publish_profile(person, now=self.now)

    # --- jobs ---------------------------------------------------------------------------------------------------
    def post(self, owner: str, language: str, template: Template, **changes: object) -> Job:
        """Publish a job of a company."""
        company, by = self.companies[owner], self.people[owner]
        words = WORDS[language]
        title, text = job_text(words, template, self.dice, paragraphs=self.dice.choice((2, 3, 9)))
        while title in self.titles:
            title, text = job_text(words, template, self.dice, paragraphs=self.dice.choice((2, 3, 9)))
        self.titles.add(title)
        currency = company.currency
        low, high = BUDGETS[currency][template.size]
        step = ROUND[currency]
        price = max(self.dice.randrange(low, high) // step * step, step)
        fields: dict[str, Any] = {
            "title": title,
            "description": text,
            "category_id": getattr(skills.category_by_slug(template.category), "pk", None),
            "kind": "fixed",
            "budget_min": None,
            "budget_max": price,
            "currency": currency,
            "level": self.dice.choice(("entry", "intermediate", "intermediate", "expert")),
            "duration": self.dice.choice(("week", "month", "month", "quarter")),
            "workload": "",
            "audience": "public",
            "positions": 1,
            "language": language,
            "skill_ids": [row.pk for slug in template.skills if (row := skills.skill_by_slug(slug))],
            "questions": [],
        }
        job = jobs.save_draft(None, company=company, by=by, **(fields | changes), now=self.now)
        jobs.publish_job(job, by=by, now=self.now)
        return job


def begin(story: Story) -> None:
    """Bring everybody in."""
    for key, (duty, name) in cast.STAFF.items():
        person = story.join(Face(key, name, name, "BD", "en", cast.DHAKA), identified=False)
        accounts.grant_duty(person, duty=duty, reason="Demonstration", now=story.now)
        accounts.choose_hat(person, kind="staff")
    for face in cast.CLIENTS:
        story.join(face)
    for key, (name, currency, about) in cast.COMPANIES.items():
        person = story.people[key]
        company = accounts.ensure_company(person, name=name, currency=currency, now=story.now)
        accounts.rename_company(company, by=person, name=name, about=about, country=person.country, now=story.now)
        accounts.choose_hat(person, kind="client", company_id=company.pk)
        story.companies[key] = company
    accounts.add_member(story.companies["client"], person=story.people["recruiter"], role="recruiter", now=story.now)
    accounts.add_member(story.companies["client"], person=story.people["accountant"], role="finance", now=story.now)
    for key in ("recruiter", "accountant"):
        accounts.choose_hat(story.people[key], kind="client", company_id=story.companies["client"].pk)
    for maker in cast.MAKERS:
        story.now += dt.timedelta(minutes=37)
        story.join(maker.face)
        story.show(maker)
        story.deliver()


def forget_letters(now: dt.datetime) -> None:
    """Count the letters of the past as sent: nobody wants them in the box of caught mail today."""
    Mail.objects.filter(sent_at=None).update(sent_at=now)


def give_passwords() -> None:
    """Let everybody in the printed list log in; one hash serves them all, since the password is public."""
    emails = [email for _role, email, _password in cast.LOGINS]
    Person.objects.filter(email__in=emails).update(password=make_password(cast.PASSWORD))


def each_day(story: Story) -> Line:
    """Run the timers of every third day that has passed, in the small hours."""
    for day in range(HISTORY_DAYS - 1, -1, -3):
        yield story.ago(day, 2)
        forget_letters(story.now)
        for timer in timers.collect():
            timer(story.now)


def tell(today: dt.datetime, seed: int, lines: ModuleType, step: Callable[[], None]) -> None:
    """Tell the whole story up to today."""
    story = Story(today, seed)
    with connection.cursor() as cursor:  # half a market is thrown away and made anew, so nothing is lost by a crash
        cursor.execute("SET synchronous_commit = off")
    begin(story)
    story.tell([each_day(story), *lines.all_lines(story)], step)
    story.now = today
    story.deliver()
    forget_letters(today)
    give_passwords()


def templates(words: Words, dice: random.Random) -> Iterable[Template]:
    """Go round the templates of a language for ever, each time in another order."""
    while True:
        yield from dice.sample(words.jobs, len(words.jobs))

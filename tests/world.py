"""A fixed cast, and verbs to build a world through the real actions.

The cast comes in threes for every permission: the one who owns, one of the team, and the stranger.
"""

import contextlib
import datetime as dt
import functools
import itertools
from typing import Any

from django.test import Client

PASSWORD = "correct-horse-9"
_serial = itertools.count(1)


class World:
    """The cast at a moment. Every person is made on first use, so a test pays only for whom it names."""

    def __init__(self, now: dt.datetime) -> None:
        self._clock = contextlib.ExitStack()
        self.set_time(now)

    def set_time(self, now: dt.datetime) -> None:
        """Move this world, and the clock that its pages read, to a moment."""
        from karigar.kit import clock

        self.now = now
        self._clock.close()
        self._clock.enter_context(clock.moved_to(now))

    def close(self) -> None:
        """Give the clock back."""
        self._clock.close()

    # --- people -----------------------------------------------------------------------------------------------
    def person(self, name: str, *, identified: bool = True, **kwargs: Any) -> Any:
        """Register somebody with a confirmed address; identified unless said otherwise."""
        from karigar.accounts import actions as accounts

        email = kwargs.pop("email", f"{name.split(maxsplit=1)[0].lower()}{next(_serial)}@example.org")
        person = accounts.register(email=email, password=PASSWORD, name=name, now=self.now, **kwargs)
        accounts.confirm_address(person, now=self.now)
        if identified:
            check = accounts.submit_identity(
                person, legal_name=name, country=kwargs.get("country") or "BD", now=self.now
            )
            accounts.decide_identity(check, by=self.operator, verdict="approved", reason="test", now=self.now)
        accounts.make_active(person, now=self.now)
        self.deliver()
        person.refresh_from_db()
        return person

    def staff(self, duty: str, name: str) -> Any:
        """Make a member of staff with a running staff session."""
        from karigar.accounts import actions as accounts

        email = f"{duty}{next(_serial)}@example.org"
        person = accounts.register(email=email, password=PASSWORD, name=name, now=self.now)
        accounts.confirm_address(person, now=self.now)
        accounts.grant_duty(person, duty=duty, reason="test", now=self.now)
        accounts.start_staff_session(person, reason="test", now=self.now)
        return person

    @functools.cached_property
    def operator(self) -> Any:
        return self.staff("operator", "Olivia Operator")

    @functools.cached_property
    def maker(self) -> Any:
        """The first of two finance staff."""
        return self.staff("finance", "Farid Maker")

    @functools.cached_property
    def checker(self) -> Any:
        """The second of two finance staff."""
        return self.staff("finance", "Chitra Checker")

    @functools.cached_property
    def moderator(self) -> Any:
        return self.staff("moderator", "Mita Moderator")

    @functools.cached_property
    def auditor(self) -> Any:
        return self.staff("auditor", "Asif Auditor")

    @functools.cached_property
    def client(self) -> Any:
        """Owns a company and pays."""
        return self.person("Karim Client", country="BD")

    @functools.cached_property
    def company(self) -> Any:
        from karigar.accounts import actions as accounts

        return accounts.ensure_company(self.client, now=self.now, name="Padma Books", currency="BDT")

    @functools.cached_property
    def recruiter(self) -> Any:
        """In the client's team; may post and talk, may not hire or pay."""
        return self.member("recruiter", "Rina Recruiter")

    @functools.cached_property
    def viewer(self) -> Any:
        """In the client's team; reads only."""
        return self.member("viewer", "Vivek Viewer")

    def member(self, role: str, name: str) -> Any:
        from karigar.accounts import actions as accounts

        person = self.person(name)
        accounts.add_member(self.company, person=person, role=role, now=self.now)
        return person

    @functools.cached_property
    def freelancer(self) -> Any:
        """Has a published profile and Connects."""
        return self.with_profile(self.person("Rahima Freelancer", country="BD"))

    @functools.cached_property
    def rival(self) -> Any:
        """Another freelancer."""
        return self.with_profile(self.person("Sumit Rival", country="IN"))

    @functools.cached_property
    def stranger(self) -> Any:
        """Has an account and nothing to do with anything."""
        return self.person("Sam Stranger")

    def with_profile(self, person: Any) -> Any:
        from karigar.profiles import actions as profiles
        from karigar.skills import queries as skills

        category = skills.category_tree("en")[0]
        found, _unknown = skills.skills_from_text("Logo design, Python, Data entry")
        profiles.save_basics(
            person,
            title="Logo designer with ten years of practice",
            overview="I draw logos and letterheads for small shops and schools. " * 5,
            city="Rajshahi",
            now=self.now,
        )
        profiles.save_rate(person, rate=60000, currency="BDT", availability="full", now=self.now)
        profiles.save_skills(person, skill_ids=[skill.pk for skill in found], category_ids=[category[0]], now=self.now)
        profiles.publish_profile(person, now=self.now)
        self.deliver()
        return person

    # --- time and work that goes on by itself --------------------------------------------------------------------
    def deliver(self) -> None:
        """Deliver the journal to its followers, as the worker does."""
        from karigar.events import actions, queries

        followers = queries.followers()
        while actions.deliver_next(followers=followers, now=self.now):
            pass

    def pass_time(self, **delta: int) -> dt.datetime:
        """Move this world's time on, run every timer there and deliver what they did."""
        from karigar.kit import timers

        self.set_time(self.now + dt.timedelta(**delta))
        for timer in timers.collect():
            timer(self.now)
        self.deliver()
        return self.now

    def browser(self, person: Any | None = None, *, hat: str = "") -> Client:
        """A test client, logged in as somebody, wearing a hat: "client" or "staff"; otherwise freelancer."""
        client = Client()
        if person is None:
            return client
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        if hat:
            session = client.session
            company = self.company if hat == "client" else None
            member = person.memberships.filter(company=company).first() if company else None
            role = member.role if member else "owner"
            session["hat"] = [hat, company.pk if company else None, company.name if company else "", role]
            session.save()
        return client

    # --- the main job ------------------------------------------------------------------------------------------------
    def money(self, amount: int = 1_000_000, currency: str = "BDT") -> None:
        """Put money into the client company's wallet by a play deposit."""
        from karigar.payins import actions as payins

        payins.start_deposit(
            self.company,
            by=self.client,
            provider="play",
            amount=amount,
            currency=currency,
            key=f"w{next(_serial)}",
            now=self.now,
        )

    def job(self, **changes: Any) -> Any:
        """A published fixed-price job of the client's company."""
        from karigar.jobs import actions as jobs
        from karigar.skills import queries as skills

        found, _unknown = skills.skills_from_text("Logo design")
        fields: dict[str, Any] = {
            "title": "A logo for a book shop",
            "description": "We sell school books in Rajshahi and need a friendly logo. Two drafts, then a final file in SVG and PNG.",
            "category_id": skills.category_tree("en")[0][0],
            "kind": "fixed",
            "budget_min": None,
            "budget_max": 500_000,
            "currency": "BDT",
            "level": "entry",
            "audience": "public",
            "positions": 1,
            "skill_ids": [skill.pk for skill in found],
            "questions": [],
        }
        job = jobs.save_draft(None, company=self.company, by=self.client, **(fields | changes), now=self.now)
        jobs.publish_job(job, by=self.client, now=self.now)
        self.deliver()
        return job

    def proposal(self, job: Any | None = None, freelancer: Any | None = None, **changes: Any) -> Any:
        """A proposal of the freelancer on a job."""
        from karigar.proposals import actions as proposals

        fields: dict[str, Any] = {
            "letter": "I have drawn logos for four book shops; two of them are in my portfolio. I would start with three sketches.",
            "bid": 500_000,
            "days": 7,
            "plan": [],
            "answers": [],
            "uploads": [],
        }
        proposal = proposals.submit_proposal(
            job or self.job(), freelancer=freelancer or self.freelancer, **(fields | changes), now=self.now
        )
        self.deliver()
        return proposal

    def offer(self, proposal: Any | None = None, milestones: tuple[int, ...] = (300_000, 200_000)) -> Any:
        """An offer of the client on a proposal, one milestone for each amount."""
        from karigar.contracts import actions as contracts

        offer = contracts.send_offer(
            proposal or self.proposal(),
            by=self.client,
            title="Logo for Padma Books",
            terms="Two drafts, one final file. All rights pass to the client when paid.",
            milestones=[
                {"title": f"Step {n}", "description": "", "amount": amount, "due_on": None}
                for n, amount in enumerate(milestones, 1)
            ],
            now=self.now,
        )
        self.deliver()
        return offer

    def contract(self, milestones: tuple[int, ...] = (300_000, 200_000), **kwargs: Any) -> Any:
        """An accepted contract; nothing is funded yet."""
        from karigar.contracts import actions as contracts

        contract = contracts.accept_offer(self.offer(milestones=milestones, **kwargs), by=self.freelancer, now=self.now)
        self.deliver()
        return contract

    def funded(self, milestones: tuple[int, ...] = (300_000, 200_000)) -> Any:
        """The first milestone of a new contract, with its money in escrow."""
        from karigar.contracts import actions as contracts

        self.money(max(1_000_000, 2 * sum(milestones)))
        milestone = self.contract(milestones).milestones.get(number=1)
        contracts.fund_milestone(milestone, by=self.client, now=self.now)
        self.deliver()
        return milestone

    def submitted(self, milestones: tuple[int, ...] = (300_000, 200_000)) -> Any:
        """A funded milestone with work handed in."""
        from karigar.contracts import actions as contracts

        milestone = self.funded(milestones)
        contracts.submit_milestone(
            milestone, by=self.freelancer, note="Here are three sketches.", uploads=[], now=self.now
        )
        self.deliver()
        return milestone

    def paid(self, amount: int = 300_000) -> Any:
        """A milestone that was approved, its security period over: the freelancer has money to withdraw."""
        from karigar.contracts import actions as contracts

        milestone = self.submitted((amount, 200_000))
        contracts.approve_milestone(milestone, by=self.client, now=self.now)
        self.deliver()
        self.pass_time(days=6)
        return milestone

    def ended(self) -> Any:
        """A contract with a released payment that the client has ended."""
        from karigar.contracts import actions as contracts

        contract = self.paid().contract
        contracts.end_contract(contract, by=self.client, reason="The work is done.", now=self.now)
        self.deliver()
        return contract

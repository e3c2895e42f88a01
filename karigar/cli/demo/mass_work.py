"""Proposals and contracts of the large market, with their money in the books."""

import datetime as dt
import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from karigar.cli.demo.mass_jobs import WORDS
from karigar.cli.demo.mass_people import ADDRESS, copy, new_ids, post_all
from karigar.connects import queries as costs
from karigar.contracts import rules
from karigar.kit.money import share
from karigar.ledger import movements
from karigar.ledger.movements import Movement
from karigar.reviews.rules import aspects_about, score_of
from karigar.rulebook import queries as rulebook

if TYPE_CHECKING:
    from karigar.cli.demo.mass import Lot, Owner

DAY = dt.timedelta(days=1)
MOST_PER_PERSON = 6  # so that the Connects of joining suffice
STATES = (("submitted", 38), ("seen", 27), ("shortlisted", 9), ("interviewing", 8), ("declined", 13), ("withdrawn", 5))
STAGES = (("ended", 60), ("submitted", 15), ("funded", 15), ("pending", 10))
Post = tuple[Movement, dt.datetime]


class OpenJob(NamedTuple):
    """What proposals want to know of a job."""

    id: int
    company_id: int
    owner_id: int
    kind: str
    budget: int
    currency: str
    title: str
    published_at: dt.datetime
    language: str


class Market:
    """Who is there and what is open, read once; kept up to date by those who write."""

    def __init__(self, owner: "Owner") -> None:
        self.owner = owner
        like = f"%@{ADDRESS}"
        self.freelancers = owner.execute(
            "SELECT p.person_id, a.language FROM profiles_profile p JOIN accounts_person a ON a.id = p.person_id"
            " WHERE a.email LIKE %s ORDER BY 1",
            [like],
        ).fetchall()
        self.jobs = [
            OpenJob._make(row)
            for row in owner.execute(
                "SELECT j.id, j.company_id, j.posted_by_id, j.kind, j.budget_max, j.currency, j.title, j.published_at, j.language"
                " FROM jobs_job j JOIN accounts_person a ON a.id = j.posted_by_id"
                " WHERE a.email LIKE %s AND j.status = 'public' ORDER BY j.id",
                [like],
            ).fetchall()
        ]
        pairs = owner.execute("SELECT job_id, freelancer_id FROM proposals_proposal").fetchall()
        self.pairs = {(int(str(job)), int(str(person))) for job, person in pairs}
        self.on_job = Counter(job for job, _person in self.pairs)
        self.by_person = Counter(person for _job, person in self.pairs)
        owner.commit()

    def pair(self, dice: random.Random, now: dt.datetime) -> tuple[OpenJob, int, str] | None:
        """Choose a job and somebody who has not applied there; popular jobs get more."""
        for _try in range(50):
            job = self.jobs[int(len(self.jobs) * dice.random() ** 2)]
            person, language = dice.choice(self.freelancers)
            if (job.id, person) in self.pairs or self.by_person[person] >= MOST_PER_PERSON:
                continue
            if self.on_job[job.id] < 45 and job.published_at < now - dt.timedelta(hours=2):
                return job, int(str(person)), str(language)
        return None

    def forget_filled(self) -> None:
        """Let nobody apply any more where somebody was hired."""
        rows = self.owner.execute("SELECT id FROM jobs_job WHERE status = 'public'").fetchall()
        self.owner.commit()
        still = {int(str(pk)) for (pk,) in rows}
        self.jobs = [job for job in self.jobs if job.id in still]

    def take(self, job: int, person: int) -> None:
        self.pairs.add((job, person))
        self.on_job[job] += 1
        self.by_person[person] += 1


def proposals(market: Market, lot: "Lot", now: dt.datetime) -> None:
    """Write a batch of proposals, with the Connects they cost and the talk of those in an interview."""
    dice, owner = lot.dice(), market.owner
    rows: list[tuple[Any, ...]] = []
    spends: list[tuple[Any, ...]] = []
    posts: list[Post] = []
    talks: list[tuple[int, OpenJob, int, str, dt.datetime]] = []
    for pk in new_ids(owner, "proposals_proposal", lot.rows):
        found = market.pair(dice, now)
        if found is None:
            continue
        job, person, language = found
        at = job.published_at + (now - job.published_at) * dice.random() * 0.9
        cost = costs.cost_of(
            budget=job.budget if job.kind == "fixed" else None,
            currency=job.currency,
            proposals_count=market.on_job[job.id],
            invited=False,
            now=at,
        )
        market.take(job.id, person)
        state = dice.choices([name for name, _w in STATES], [w for _n, w in STATES])[0]
        if state == "submitted" and now - at > 9 * DAY:
            state = "seen"
        bid = max(int(job.budget * dice.uniform(0.6, 1.05)) // 1000 * 1000, 50_000 if job.currency != "USD" else 500)
        rows.append(_proposal(pk, job, person, language, bid, at, state, cost, dice, now))
        if cost:
            lots = {"granted": cost}
            spends.append((person, pk, job.title, cost, json.dumps(lots), at, ""))
            posts.append((movements.connects_spend(person=person, proposal=pk, lots=lots), at))
        if state == "interviewing":
            talks.append((pk, job, person, language, at))
    copy(owner, "proposals_proposal", PROPOSAL, rows)
    copy(owner, "connects_spend", "person_id, proposal_id, title, connects, lots, spent_at, cause", spends)
    post_all(owner, posts)
    _talk(owner, talks, now)


PROPOSAL = (
    "id, job_id, freelancer_id, status, letter, bid, currency, days, connects, was_invited, submitted_at, edit_until, expires_at,"
    " reminded, seen_at, shortlisted_at, interview_at, offered_at, ended_at, decline_reason, decline_note, job_end, key, connects_return_at"
)


def _proposal(  # noqa: PLR0917 - a row has many columns
    pk: int,
    job: OpenJob,
    person: int,
    language: str,
    bid: int,
    at: dt.datetime,
    state: str,
    cost: int,
    dice: random.Random,
    now: dt.datetime,
) -> tuple[Any, ...]:
    opened = None if state in {"submitted", "withdrawn"} else at + (now - at) * 0.3
    later = at + (now - at) * 0.6
    days = (now - at).days
    reason = dice.choice(("price", "skills", "other_hired", "letter")) if state == "declined" else ""
    back = at + 10 * DAY if cost and state == "submitted" else None
    return (
        pk, job.id, person, state, dice.choice(WORDS[language].letters), bid, job.currency, dice.choice((3, 5, 7, 10, 14, 21)), cost, False,
        at, at + dt.timedelta(hours=6), at + 30 * DAY, 27 if days >= 27 else 20 if days >= 20 else 0, opened,
        later if state == "shortlisted" else None, later if state in {"interviewing", "hired"} else None,
        later if state == "hired" else None, later if state in {"declined", "withdrawn", "hired"} else None, reason, "", "", "", back,
    )  # fmt: skip


def _talk(owner: "Owner", talks: list[tuple[int, OpenJob, int, str, dt.datetime]], now: dt.datetime) -> None:
    """Open a room for each and let both sides say something, read by both."""
    rooms = new_ids(owner, "conversations_room", len(talks))
    messages = new_ids(owner, "conversations_message", 2 * len(talks))
    room_rows, seats, said = [], [], []
    for n, (room, (proposal, job, person, language, at)) in enumerate(zip(rooms, talks, strict=True)):
        first, second = messages[2 * n], messages[2 * n + 1]
        asked, answered = at + (now - at) * 0.6, at + (now - at) * 0.7
        question, reply = WORDS[job.language].questions[0], WORDS[language].replies[0]
        room_rows.append(
            (
                room,
                "proposal",
                proposal,
                job.title,
                f"/proposals/{proposal}/",
                asked,
                True,
                answered,
                reply[:140],
                person,
            )
        )
        seats += [
            (room, job.owner_id, "client", second, answered, 0),
            (room, person, "freelancer", second, answered, 0),
        ]
        said.append((first, room, job.owner_id, question, question, False, asked, f"{job.owner_id}:demo:{proposal}"))
        said.append((second, room, person, reply, reply, False, answered, f"{person}:demo:{proposal}"))
    copy(
        owner, "conversations_room",
        "id, subject_type, subject_id, title, url, opened_at, is_masked, last_message_at, last_line, last_author_id", room_rows,
    )  # fmt: skip
    copy(owner, "conversations_seat", "room_id, person_id, side, read_up_to, read_at, unread", seats)
    copy(owner, "conversations_message", "id, room_id, author_id, text, shown, was_masked, sent_at, key", said)


# --- contracts -------------------------------------------------------------------------------------------------------


class Sheets:
    """Rows that are gathered for a batch of contracts."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in COLUMNS}
        self.posts: list[Post] = []
        self.filled: list[tuple[int, dt.datetime, dt.datetime]] = []
        self.talks: list[tuple[int, OpenJob, int, str, dt.datetime]] = []

    def add(self, table: str, *values: object) -> None:
        self.rows[table].append(values)


COLUMNS = {
    "proposals_proposal": PROPOSAL,
    "contracts_offer": "id, job_id, proposal_id, company_id, freelancer_id, made_by_id, from_client, title, terms, amount, currency, status,"
    " sent_at, expires_at, answered_at, answer_note, freelancer_fee_bp, client_fee_bp",
    "contracts_offermilestone": 'offer_id, "order", title, description, amount',
    "contracts_contract": "id, offer_id, job_id, company_id, hired_by_id, freelancer_id, title, terms, currency, freelancer_fee_bp,"
    " client_fee_bp, status, started_at, ended_at, ended_by_client, end_reason, paid_gross",
    "contracts_milestone": "id, contract_id, number, title, description, amount, status, funded, released, refunded, client_fee_funded,"
    " client_fee_used, fee_taken, steps, funded_at, submitted_at, review_until, was_extended, reminded_days, remind_at, approved_at",
    "contracts_submission": "milestone_id, note, at, changes_asked",
    "contracts_hold": "id, contract_id, milestone_id, freelancer_id, gross, fee, client_fee, net, currency, began_at, until, cleared_at",
    "payins_deposit": "id, company_id, by_id, provider, amount, currency, status, reference, sent_from, provider_ref, started_at, booked_at,"
    " reason, key, next_url, seen_currency",
    "reviews_window": "contract_id, opened_at, closes_at, published_at",
    "reviews_review": "window_id, by_client, author_id, about_person_id, about_company_id, aspects, score, text, note_to_staff, given_at,"
    " published_at, reply, hidden_rule",
}


def contracts(market: Market, lot: "Lot", now: dt.datetime) -> None:
    """Write a batch of contracts at all stages: proposal, offer, steps, deposits, escrow, payments and feedback."""
    dice, owner, sheets = lot.dice(), market.owner, Sheets()
    ids = {
        table: iter(new_ids(owner, table, lot.rows * each))
        for table, each in (
            ("proposals_proposal", 1), ("contracts_offer", 1), ("contracts_contract", 1), ("contracts_milestone", 3),
            ("contracts_hold", 3), ("payins_deposit", 1),
        )
    }  # fmt: skip
    free = [job for job in market.jobs if job.kind == "fixed" and not market.on_job[job.id]]
    dice.shuffle(free)
    for job in free[: lot.rows]:
        person, language = dice.choice(market.freelancers)
        market.take(job.id, int(str(person)))
        _contract(sheets, ids, job, int(str(person)), str(language), dice, now)
    for table, columns in COLUMNS.items():
        copy(owner, table, columns, sheets.rows[table])
    post_all(owner, sheets.posts)
    _talk(owner, sheets.talks, now)
    with owner.cursor() as cursor:
        cursor.executemany(
            "UPDATE jobs_job SET status = 'filled', published_at = %s, closed_at = %s, close_reason = '', hired_count = 1 WHERE id = %s",
            [(posted, closed, pk) for pk, posted, closed in sheets.filled],
        )


def _contract(  # noqa: PLR0917 - a row has many columns
    sheets: Sheets, ids: dict[str, Any], job: OpenJob, person: int, language: str, dice: random.Random, now: dt.datetime
) -> None:
    stage = dice.choices([name for name, _w in STAGES], [w for _n, w in STAGES])[0]
    began = now - dt.timedelta(
        days=dice.randrange(45, 300) if stage == "ended" else dice.randrange(9, 20), seconds=dice.randrange(80_000)
    )
    floor = rulebook.amount("floor.milestone", job.currency, at=now)
    fee_bp, client_bp = rulebook.value("fee.freelancer_bp", at=now), rulebook.value("fee.client_bp", at=now)
    steps = dice.choice((1, 1, 2, 2, 3)) if stage != "submitted" else dice.choice((2, 3))
    each = [max(int(job.budget * dice.uniform(0.7, 1.1) / steps) // 1000 * 1000, floor) for _n in range(steps)]
    proposal, offer, contract = (
        next(ids["proposals_proposal"]),
        next(ids["contracts_offer"]),
        next(ids["contracts_contract"]),
    )
    applied = began - 3 * DAY
    words = WORDS[job.language]
    sheets.filled.append((job.id, began - 6 * DAY, began))
    sheets.rows["proposals_proposal"].append(
        _proposal(proposal, job, person, language, sum(each), applied, "hired", 0, dice, began)
    )
    sheets.talks.append((proposal, job, person, language, applied))
    terms, status = words.closings[0], {"pending": "pending", "ended": "ended"}.get(stage, "active")
    sheets.add(
        "contracts_offer", offer, job.id, proposal, job.company_id, person, job.owner_id, True, job.title, terms, sum(each), job.currency,
        "accepted", began - DAY, began + 6 * DAY, began, "", fee_bp, client_bp,
    )  # fmt: skip
    for number, amount in enumerate(each, 1):
        sheets.add("contracts_offermilestone", offer, number, _title(number, steps), "", amount)
    if stage != "pending":
        _deposit(
            sheets, next(ids["payins_deposit"]), job, sum(amount + share(amount, client_bp) for amount in each), began
        )
    paid, last = 0, began
    for number, amount in enumerate(each, 1):
        done = {"ended": "available", "pending": "planned"}.get(stage) or (
            stage if number == (2 if stage == "submitted" else 1) else "available" if number == 1 else "planned"
        )
        start = began + (number - 1) * 3 * DAY
        released, last = _milestone(
            sheets, ids, job, person, contract, number, steps, amount, done, start, (fee_bp, client_bp), dice, now
        )
        paid += released
    ended = last + DAY if stage == "ended" else None
    sheets.add(
        "contracts_contract", contract, offer, job.id, job.company_id, job.owner_id, person, job.title, terms, job.currency, fee_bp, client_bp,
        status, began, ended, True if ended else None, "", paid,
    )  # fmt: skip
    if ended:
        _reviews(sheets, contract, job, person, language, ended, dice)


def _title(number: int, steps: int) -> str:
    return f"{number}/{steps}"


def _deposit(sheets: Sheets, pk: int, job: OpenJob, amount: int, at: dt.datetime) -> None:
    sheets.add(
        "payins_deposit",
        pk,
        job.company_id,
        job.owner_id,
        "play",
        amount,
        job.currency,
        "booked",
        "",
        "",
        "",
        at,
        at,
        "",
        f"demo:{pk}",
        "",
        "",
    )
    movement = movements.deposit(
        deposit=pk, company=job.company_id, provider="play", amount=amount, currency=job.currency
    )
    sheets.posts.append((movement, at))


def _milestone(  # noqa: PLR0917 - a row has many columns
    sheets: Sheets,
    ids: dict[str, Any],
    job: OpenJob,
    person: int,
    contract: int,
    number: int,
    steps: int,
    amount: int,
    done: str,
    start: dt.datetime,
    rates: tuple[int, int],
    dice: random.Random,
    now: dt.datetime,
) -> tuple[int, dt.datetime]:
    """Write a step as far as it came; return what it paid and when."""
    pk = next(ids["contracts_milestone"])
    client_fee = share(amount, rates[1])
    funded = start + dt.timedelta(hours=1)
    handed = start + DAY if done == "available" else now - dt.timedelta(hours=dice.randrange(2, 60))
    approved = start + 2 * DAY
    values: dict[str, Any] = {"funded": 0, "released": 0, "fee_in": 0, "fee_used": 0, "taken": 0, "steps": 0}
    common = {"milestone": pk, "currency": job.currency}
    if done != "planned":
        values |= {"funded": amount, "fee_in": client_fee, "steps": 1}
        fund = movements.fund(company=job.company_id, amount=amount, client_fee=client_fee, step=1, **common)
        sheets.posts.append((fund, funded))
    if done in {"submitted", "available"}:
        sheets.add("contracts_submission", pk, dice.choice(WORDS[job.language].handed_in), handed, "")
    if done == "available":
        fee, client_part = rules.fees_of_release(
            released=0, refunded=0, gross=amount, freelancer_bp=rates[0], client_bp=rates[1]
        )
        values |= {"released": amount, "fee_used": client_part, "taken": fee, "steps": 2}
        release = movements.release(freelancer=person, gross=amount, fee=fee, client_fee=client_part, step=2, **common)
        sheets.posts.append((release, approved))
        held = (
            next(ids["contracts_hold"]),
            contract,
            pk,
            person,
            amount,
            fee,
            client_part,
            amount - fee,
            job.currency,
            approved,
        )
        done = "available" if _hold(sheets, held, now) else "held"
    waits = done == "submitted"
    sheets.add(
        "contracts_milestone", pk, contract, number, _title(number, steps), "", amount, done, values["funded"], values["released"], 0,
        values["fee_in"], values["fee_used"], values["taken"], values["steps"], funded if values["funded"] else None,
        handed if waits or values["released"] else None, handed + 14 * DAY if waits else None, False, 0, handed + 3 * DAY if waits else None,
        approved if values["released"] else None,
    )  # fmt: skip
    return values["released"], approved


def _hold(sheets: Sheets, row: tuple[Any, ...], now: dt.datetime) -> bool:
    """Write the security period of a payment; say whether it is over."""
    pk, _contract, _milestone, person, *_amounts, net, currency, approved = row
    free = approved + 5 * DAY
    is_over = bool(free < now)
    sheets.add("contracts_hold", *row, free, free if is_over else None)
    if is_over:
        clear = movements.clear_earnings(hold=pk, freelancer=person, amount=net, currency=currency)
        sheets.posts.append((clear, free))
    return is_over


def _reviews(  # noqa: PLR0917 - a row has many columns
    sheets: Sheets, contract: int, job: OpenJob, person: int, language: str, at: dt.datetime, dice: random.Random
) -> None:
    """Both sides speak; of ten ratings more than seven are full marks."""
    opened, closed = at, at + 2 * DAY
    sheets.add("reviews_window", contract, opened, at + 14 * DAY, closed)
    for by_client in (True, False):
        marks = {name: dice.choices((5, 4, 3, 2), (80, 15, 4, 1))[0] for name in aspects_about(freelancer=by_client)}
        texts = WORDS[job.language].praise if by_client else WORDS[language].praise_client
        about = (person, None) if by_client else (None, job.company_id)
        sheets.add(
            "reviews_review", contract, by_client, job.owner_id if by_client else person, *about, json.dumps(marks), score_of(marks),
            dice.choice(texts), "", closed, closed, "", "",
        )  # fmt: skip

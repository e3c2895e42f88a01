"""What may happen in the simulated market: each deed picks somebody or something at random and calls the real action.

A deed answers whether there was anything to do it to. What nobody does is done by silence: the timers run in between.
"""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model, QuerySet

from karigar.contracts import actions as contracts
from karigar.contracts.models import Contract, Milestone, Offer, Refund
from karigar.jobs import actions as jobs
from karigar.jobs.models import Job
from karigar.ledger import actions as ledger
from karigar.ledger import movements
from karigar.payins import actions as payins
from karigar.payins.models import Chargeback, Deposit
from karigar.payins.providers.interface import Dispute
from karigar.payouts import actions as payouts
from karigar.payouts.models import Payout
from karigar.proposals import actions as proposals
from karigar.proposals.models import Proposal
from karigar.skills import queries as skills

if TYPE_CHECKING:
    from karigar.cli.year.market import Market

Deed = Callable[["Market"], bool]


def _any[Row: Model](market: "Market", rows: "QuerySet[Row]") -> Row | None:
    """Pick a row by the market's own dice, so that a seed repeats the year."""
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:60])
    return rows.get(pk=market.dice.choice(keys)) if keys else None


def deposit(market: "Market") -> bool:
    company, person = market.dice.choice(market.companies)
    payins.start_deposit(
        company,
        by=person,
        provider="play",
        amount=market.dice.randrange(100_000, 3_000_000),
        currency=company.currency,
        key=f"d{market.serial()}",
        now=market.now,
    )
    return True


def transfer(market: "Market") -> bool:
    """A deposit by hand: stated, looked at twice, booked or refused."""
    company, person = market.dice.choice(market.companies)
    number = market.serial()
    row = payins.start_deposit(
        company,
        by=person,
        provider="manual",
        amount=50_000 + number,
        currency=company.currency,
        key=f"t{number}",
        now=market.now,
    )
    payins.state_transfer(row, by=person, sent_from="bKash 4567", reference=f"TX{number}", upload=None, now=market.now)
    if market.dice.random() < 0.2:
        payins.refuse_deposit(row, by=market.people["maker"], reason="not found", now=market.now)
        return True
    payins.make_deposit(row, by=market.people["maker"], amount_seen=row.amount, reason="seen", now=market.now)
    payins.check_deposit(row, by=market.people["checker"], reason="seen", now=market.now)
    return True


def post_job(market: "Market") -> bool:
    company, person = market.dice.choice(market.companies)
    logo, _unknown = skills.skills_from_text("Logo design")
    category = skills.category_by_slug("design/logo")
    job = jobs.save_draft(
        None,
        company=company,
        by=person,
        title=f"A logo for shop number {market.serial()}",
        description="Two drafts, one round of changes, all files at the end. " * 2,
        category_id=category.pk if category else None,
        skill_ids=[logo[0].pk],
        kind="fixed",
        budget_max=market.dice.randrange(150_000, 900_000),
        currency=company.currency,
        now=market.now,
    )
    jobs.publish_job(job, by=person, now=market.now)
    return True


def close_job(market: "Market") -> bool:
    job = _any(market, Job.objects.filter(status="public"))
    if job:
        jobs.close_job(job, by=job.posted_by, reason="no_need", now=market.now)
    return job is not None


def apply(market: "Market") -> bool:
    job = _any(market, Job.objects.filter(status="public"))
    if job:
        proposals.submit_proposal(
            job,
            freelancer=market.dice.choice(market.freelancers),
            letter="I have drawn signs for four book shops and would begin tomorrow.",
            bid=(job.budget_max or 200_000) * market.dice.randrange(70, 101) // 100,
            days=7,
            plan=[],
            answers=[],
            uploads=[],
            now=market.now,
        )
    return job is not None


def withdraw_proposal(market: "Market") -> bool:
    row = _any(market, Proposal.objects.filter(status__in=["submitted", "seen"]))
    if row:
        proposals.withdraw_proposal(row, by=row.freelancer, now=market.now)
    return row is not None


def decline_proposal(market: "Market") -> bool:
    row = _any(market, Proposal.objects.filter(status__in=["submitted", "seen", "shortlisted"]))
    if row:
        proposals.decline_proposal(row, by=row.job.posted_by, reason="price", now=market.now)
    return row is not None


def offer(market: "Market") -> bool:
    row = _any(market, Proposal.objects.filter(status__in=["submitted", "seen", "shortlisted", "interviewing"]))
    if row:
        half = row.bid // 2
        due = (market.now + dt.timedelta(days=9)).date()
        steps: list[Any] = [
            {"title": title, "description": "", "amount": amount, "due_on": due}
            for title, amount in (("Drafts", half), ("Files", row.bid - half))
        ]
        contracts.send_offer(
            row,
            by=row.job.posted_by,
            title=row.job.title,
            terms="All rights pass when paid.",
            milestones=steps,
            now=market.now,
        )
    return row is not None


def accept_offer(market: "Market") -> bool:
    row = _any(market, Offer.objects.filter(status="sent"))
    if row:
        contracts.accept_offer(row, by=row.proposal.freelancer, now=market.now)
    return row is not None


def _milestone(market: "Market", *states: str) -> Milestone | None:
    rows = Milestone.objects.filter(status__in=states, contract__status__in=["pending", "active"])
    return _any(market, rows.select_related("contract__hired_by", "contract__freelancer"))


def fund(market: "Market") -> bool:
    row = _milestone(market, "planned")
    if row:
        contracts.fund_milestone(row, by=row.contract.hired_by, now=market.now)
    return row is not None


def submit(market: "Market") -> bool:
    row = _milestone(market, "funded", "changes_requested")
    if row:
        contracts.submit_milestone(row, by=row.contract.freelancer, note="Here it is.", uploads=[], now=market.now)
    return row is not None


def ask_changes(market: "Market") -> bool:
    row = _milestone(market, "submitted")
    if row:
        contracts.ask_changes(row, by=row.contract.hired_by, note="A little bluer.", now=market.now)
    return row is not None


def approve(market: "Market") -> bool:
    row = _milestone(market, "submitted", "funded")
    if row:
        part = market.dice.choice([None, None, max(row.amount // 3, 1)])
        contracts.approve_milestone(row, by=row.contract.hired_by, amount=part, now=market.now)
    return row is not None


def ask_refund(market: "Market") -> bool:
    row = _milestone(market, "funded", "submitted")
    if row:
        contracts.ask_refund(row, by=row.contract.hired_by, reason="The shop closes.", now=market.now)
    return row is not None


def answer_refund(market: "Market") -> bool:
    row = _any(market, Refund.objects.filter(status="asked").select_related("milestone__contract__freelancer"))
    if row:
        contracts.answer_refund(
            row, by=row.milestone.contract.freelancer, give=market.dice.random() < 0.6, now=market.now
        )
    return row is not None


def refund_now(market: "Market") -> bool:
    row = _milestone(market, "funded")
    if row:
        contracts.refund_now(row, by=row.contract.freelancer, now=market.now)
    return row is not None


def _contract(market: "Market", *states: str) -> Contract | None:
    return _any(market, Contract.objects.filter(status__in=states).select_related("hired_by", "freelancer", "company"))


def bonus(market: "Market") -> bool:
    row = _contract(market, "active", "ended")
    if row:
        contracts.give_bonus(
            row, by=row.hired_by, amount=market.dice.randrange(1, 40_000), key=f"b{market.serial()}", now=market.now
        )
    return row is not None


def give_back(market: "Market") -> bool:
    row = _contract(market, "active", "ended")
    if row:
        contracts.give_back(
            row, by=row.freelancer, amount=market.dice.randrange(1, 30_000), key=f"g{market.serial()}", now=market.now
        )
    return row is not None


def end_contract(market: "Market") -> bool:
    row = _contract(market, "active", "paused")
    if row:
        contracts.end_contract(
            row, by=market.dice.choice([row.hired_by, row.freelancer]), reason="Done.", now=market.now
        )
    return row is not None


def withdraw(market: "Market") -> bool:
    person = market.dice.choice(market.freelancers)
    if person.pk not in market.methods:
        market.methods[person.pk] = payouts.add_method(
            person, rail="bkash", holder=person.name, number=f"017{10_000_000 + person.pk}", now=market.now
        )
        return True
    payouts.request_payout(
        person,
        method=market.methods[person.pk],
        amount=market.dice.randrange(50_000, 200_000),
        currency="BDT",
        key=f"p{market.serial()}",
        now=market.now,
    )
    return True


def pay_out(market: "Market") -> bool:
    """Staff takes one withdrawal through its two looks, and the bank says yes or no."""
    row = _any(market, Payout.objects.filter(status="requested"))
    if row is None:
        return False
    maker, checker = market.people["maker"], market.people["checker"]
    payouts.check_payout(row, by=maker, reason="fits", now=market.now)
    payouts.export_batch(rail="bkash", currency="BDT", by=maker, now=market.now)
    payouts.send_payout(row, by=checker, reference=f"BK{row.pk}", reason="sent", now=market.now)
    if market.dice.random() < 0.2:
        payouts.fail_payout(row, by=checker, failure="The number does not exist.", reason="returned", now=market.now)
    else:
        payouts.confirm_payout(row, by=checker, reason="on the statement", now=market.now)
    return True


def chargeback(market: "Market") -> bool:
    """A bank takes a deposit back, and gives it back or not; what is lost may be written off by two of staff."""
    row = _any(market, Deposit.objects.filter(status="booked", provider="play"))
    if row is None:
        return False
    name, state = f"dp{market.serial()}", market.dice.choice(["won", "lost"])
    for now_state in ("open", state):
        told = Dispute(name, row.provider_ref, now_state, row.amount, row.currency, cost=1_500)
        payins.note_dispute(row, dispute=told, now=market.now)
    lost = Chargeback.objects.filter(deposit=row, status="lost").first()
    if lost and market.dice.random() < 0.5:
        payins.make_write_off(lost, by=market.people["maker"], reason="gone", now=market.now)
        payins.check_write_off(lost, by=market.people["checker"], reason="gone", now=market.now)
    return True


def settle(market: "Market") -> bool:
    """The provider pays out what it collected, and the platform takes a part of its fees."""
    number = market.serial()
    with transaction.atomic():
        ledger.post(
            movements.provider_settlement(provider="play", key=str(number), amount=100_000, cost=1_900, currency="BDT"),
            now=market.now,
        )
        ledger.post(movements.sweep_fees(key=str(number), amount=1_000, currency="BDT"), now=market.now)
    return True


# Deeds with how often they happen beside each other.
WEIGHTED: dict[Deed, int] = {
    deposit: 6,
    transfer: 2,
    post_job: 6,
    close_job: 1,
    apply: 14,
    withdraw_proposal: 2,
    decline_proposal: 3,
    offer: 6,
    accept_offer: 6,
    fund: 9,
    submit: 7,
    ask_changes: 2,
    approve: 7,
    ask_refund: 2,
    answer_refund: 1,
    refund_now: 1,
    bonus: 2,
    give_back: 1,
    end_contract: 3,
    withdraw: 5,
    pay_out: 5,
    chargeback: 1,
    settle: 1,
}
ALL, WEIGHTS = list(WEIGHTED), list(WEIGHTED.values())

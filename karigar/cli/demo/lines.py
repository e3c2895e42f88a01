"""The storylines of the small market: contracts at every stage, proposals in every state, money on its way."""

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from karigar.accounts import actions as accounts
from karigar.cli.demo import cast
from karigar.cli.demo.story import WORDS, Line, Story, templates
from karigar.contracts import actions as contracts
from karigar.conversations import actions as conversations
from karigar.jobs import actions as jobs
from karigar.jobs.models import Job
from karigar.payins import actions as payins
from karigar.payouts import actions as payouts
from karigar.proposals import actions as proposals
from karigar.reviews import actions as reviews
from karigar.reviews import queries as windows
from karigar.reviews.rules import aspects_about
from karigar.trust import actions as trust


def all_lines(story: Story) -> list[Line]:
    return [
        ended_with_reviews(story),
        waiting_for_review(story),
        in_work(story),
        changes_asked(story),
        not_funded(story),
        offer_waiting(story),
        market(story),
        deposits(story),
        newcomer(story),
        closed_job(story),
    ]


# --- verbs ------------------------------------------------------------------------------------------------------------


def _template(language: str, category: str) -> Any:
    return next(row for row in WORDS[language].jobs if row.category == category)


def _apply(story: Story, job: Job, key: str, *, letter: int = 0, share: float = 0.9, plan: int = 0) -> Any:
    person = story.people[key]
    words = WORDS[person.language]
    budget = job.budget_max or 0
    bid = max(int(budget * share) // 10_000 * 10_000, 50_000) if job.currency != "USD" else int(budget * share)
    steps: list[Any] = [{"title": f"{n}", "amount": bid // plan, "days": 4} for n in range(1, plan + 1)]
    if steps:
        steps[-1]["amount"] += bid - sum(step["amount"] for step in steps)
    return proposals.submit_proposal(
        job,
        freelancer=person,
        letter=words.letters[letter % len(words.letters)],
        bid=bid,
        days=story.dice.choice((4, 7, 10, 14)),
        plan=steps,
        answers=[],
        uploads=[],
        now=story.now,
    )


def _interview(story: Story, proposal: Any, by: str) -> Any:
    person = story.people[by]
    return proposals.start_interview(proposal, by=person, text=WORDS[person.language].questions[0], now=story.now)


def _say(story: Story, room: Any, key: str, text: str) -> None:
    conversations.post_message(room, author=story.people[key], text=text, uploads=[], key=story.key(), now=story.now)


def _money(story: Story, owner: str, amount: int) -> None:
    company = story.companies[owner]
    payins.start_deposit(
        company,
        by=story.people[owner],
        provider="play",
        amount=amount,
        currency=company.currency,
        key=story.key(),
        now=story.now,
    )


def _offer(story: Story, proposal: Any, by: str, steps: Sequence[tuple[str, float]], terms: str) -> Any:
    total = proposal.bid
    amounts = [int(total * share) // 1000 * 1000 for _title, share in steps]
    amounts[-1] = total - sum(amounts[:-1])
    milestones: list[Any] = [
        {
            "title": title,
            "description": "",
            "amount": amount,
            "due_on": (story.now + dt.timedelta(days=7 * (n + 1))).date(),
        }
        for n, ((title, _share), amount) in enumerate(zip(steps, amounts, strict=True))
    ]
    return contracts.send_offer(
        proposal, by=story.people[by], title=proposal.job.title, terms=terms, milestones=milestones, now=story.now
    )


TERMS = {
    "en": "Two drafts and one round of changes. All files and rights pass to the client when the last step is paid.",
    "bn": "দুটি খসড়া ও একবার সংশোধন। শেষ ধাপের টাকা পরিশোধ হলে সব ফাইল ও স্বত্ব ক্লায়েন্টের।",
    "hi": "दो ख़ाके और एक बार बदलाव। अंतिम चरण के भुगतान पर सारी फ़ाइलें और अधिकार क्लाइंट के होंगे।",
}


# --- contracts --------------------------------------------------------------------------------------------------------


def ended_with_reviews(story: Story) -> Line:
    """A logo from the post to the money in the bank, and what both said of each other."""
    yield story.ago(52, 5)
    job = story.post(
        "client", "en", _template("en", "design/logo"), title="Logo for a shop of school books", budget_max=1_200_000
    )
    yield story.ago(51, 8)
    first = _apply(story, job, "freelancer")
    yield story.ago(51, 13)
    second, third = _apply(story, job, "priya", letter=1), _apply(story, job, "sharmin", letter=2, share=0.6)
    client = story.people["client"]
    yield story.ago(50, 6)
    for proposal in (first, second, third):
        proposals.see_proposal(proposal, by=client, now=story.now)
    proposals.shortlist_proposal(first, by=client, now=story.now)
    proposals.decline_proposal(third, by=client, reason="skills", note="We look for somebody who draws.", now=story.now)
    yield story.ago(50, 7)
    room = _interview(story, first, "client")
    yield story.ago(50, 9)
    _say(story, room, "freelancer", "জি, এখনই ছবি পাঠাচ্ছি। Yes, before the 20th is fine.")
    yield story.ago(49, 6)
    offer = _offer(story, first, "client", [("Two drafts", 0.4), ("Final files", 0.6)], TERMS["en"])
    yield story.ago(48, 5)
    contract = contracts.accept_offer(offer, by=story.people["freelancer"], now=story.now)
    _money(story, "client", 6_000_000)
    draft, final = contract.milestones.order_by("number")
    contracts.fund_milestone(draft, by=client, now=story.now)
    yield from _work(story, draft, "freelancer", "client", days=45, paid=43)
    contracts.fund_milestone(final, by=client, now=story.now)
    yield from _work(story, final, "freelancer", "client", days=39, paid=37)
    yield story.ago(36, 10)
    contract.refresh_from_db()
    contracts.end_contract(contract, by=client, reason="Everything is done.", now=story.now)
    yield story.ago(35, 9)
    _review(story, contract, "client", WORDS["en"].praise[0], score=5)
    yield story.ago(34, 9)
    _review(story, contract, "freelancer", WORDS["bn"].praise_client[0], score=5)
    yield from _withdraw(story, "freelancer")


def _work(story: Story, milestone: Any, freelancer: str, client: str, *, days: float, paid: float) -> Line:
    words = WORDS[story.people[freelancer].language]
    yield story.ago(days, 11)
    contracts.submit_milestone(
        milestone, by=story.people[freelancer], note=story.dice.choice(words.handed_in), uploads=[], now=story.now
    )
    yield story.ago(paid, 7)
    contracts.approve_milestone(milestone, by=story.people[client], now=story.now)


def _review(story: Story, contract: Any, key: str, text: str, *, score: int) -> None:
    by_client = contract.freelancer_id != story.people[key].pk
    reviews.leave_review(
        windows.window_of(contract.pk),
        by=story.people[key],
        by_client=by_client,
        aspects=dict.fromkeys(aspects_about(freelancer=by_client), score),
        text=text,
        now=story.now,
    )


def _withdraw(story: Story, key: str) -> Line:
    person = story.people[key]
    maker, checker = story.people["maker"], story.people["checker"]
    yield story.ago(33, 6)
    method = payouts.add_method(person, rail="bkash", holder="Rahima Khatun", number="01712345678", now=story.now)
    yield story.ago(27, 6)
    first = payouts.request_payout(
        person, method=method, amount=500_000, currency="BDT", key=story.key(), now=story.now
    )
    yield story.now + dt.timedelta(minutes=35)
    payouts.check_payout(first, by=maker, reason="Name and number fit", now=story.now)
    payouts.export_batch(rail="bkash", currency="BDT", by=maker, now=story.now)
    first.refresh_from_db()
    payouts.send_payout(first, by=checker, reference="BK7H2K9Q", reason="Sent from the bank's page", now=story.now)
    yield story.now + dt.timedelta(minutes=20)
    payouts.confirm_payout(first, by=checker, reason="On the statement", now=story.now)
    yield story.ago(0.03)
    payouts.request_payout(person, method=method, amount=200_000, currency="BDT", key=story.key(), now=story.now)


def waiting_for_review(story: Story) -> Line:
    """Two steps: one paid, one handed in and waiting."""
    yield story.ago(24, 6)
    job = story.post(
        "khamar", "bn", _template("bn", "design/logo"), title="মধুর বোতলের মোড়ক ও লোগো", budget_max=1_500_000
    )
    yield story.ago(23, 10)
    proposal = _apply(story, job, "freelancer", letter=1, plan=2)
    yield story.ago(22, 6)
    proposals.see_proposal(proposal, by=story.people["khamar"], now=story.now)
    room = _interview(story, proposal, "khamar")
    yield story.ago(22, 8)
    _say(story, room, "freelancer", WORDS["bn"].replies[0])
    yield story.ago(21, 6)
    offer = _offer(story, proposal, "khamar", [("খসড়া", 0.5), ("চূড়ান্ত ফাইল", 0.5)], TERMS["bn"])
    yield story.ago(20, 6)
    contract = contracts.accept_offer(offer, by=story.people["freelancer"], now=story.now)
    _money(story, "khamar", 3_000_000)
    first, second = contract.milestones.order_by("number")
    contracts.fund_milestone(first, by=story.people["khamar"], now=story.now)
    yield from _work(story, first, "freelancer", "khamar", days=12, paid=10)
    contracts.fund_milestone(second, by=story.people["khamar"], now=story.now)
    yield story.ago(2, 12)
    contracts.submit_milestone(
        second, by=story.people["freelancer"], note=WORDS["bn"].handed_in[0], uploads=[], now=story.now
    )


def in_work(story: Story) -> Line:
    """Money in escrow, work going on, in dollars."""
    yield story.ago(17, 9)
    job = story.post(
        "labs", "en", _template("en", "software/back-end"), title="Django API for parcel labels", budget_max=180_000
    )
    yield story.ago(16, 9)
    proposal = _apply(story, job, "tanvir", letter=1)
    yield story.ago(15, 9)
    room = _interview(story, proposal, "labs")
    yield story.ago(15, 12)
    _say(story, room, "tanvir", WORDS["en"].replies[1])
    offer = _offer(
        story, proposal, "labs", [("Notes and tests", 0.3), ("The API", 0.5), ("Handing over", 0.2)], TERMS["en"]
    )
    yield story.ago(14, 5)
    contract = contracts.accept_offer(offer, by=story.people["tanvir"], now=story.now)
    _money(story, "labs", 300_000)
    first, second, _third = contract.milestones.order_by("number")
    contracts.fund_milestone(first, by=story.people["labs"], now=story.now)
    yield from _work(story, first, "tanvir", "labs", days=9, paid=8)
    contracts.fund_milestone(second, by=story.people["labs"], now=story.now)


def changes_asked(story: Story) -> Line:
    """Work handed in, changes asked for; in rupees and Hindi."""
    yield story.ago(19, 7)
    job = story.post(
        "mithai", "hi", _template("hi", "writing/articles"), title="मिठाइयों पर दस हिंदी लेख", budget_max=1_000_000
    )
    yield story.ago(18, 7)
    proposal = _apply(story, job, "hindi")
    yield story.ago(17, 7)
    room = _interview(story, proposal, "mithai")
    yield story.ago(17, 9)
    _say(story, room, "hindi", WORDS["hi"].replies[0])
    offer = _offer(story, proposal, "mithai", [("पहला लेख", 0.2), ("बाक़ी लेख", 0.8)], TERMS["hi"])
    yield story.ago(16, 6)
    contract = contracts.accept_offer(offer, by=story.people["hindi"], now=story.now)
    _money(story, "mithai", 2_000_000)
    first = contract.milestones.get(number=1)
    contracts.fund_milestone(first, by=story.people["mithai"], now=story.now)
    yield story.ago(4, 8)
    contracts.submit_milestone(
        first, by=story.people["hindi"], note=WORDS["hi"].handed_in[0], uploads=[], now=story.now
    )
    yield story.ago(2, 8)
    contracts.ask_changes(first, by=story.people["mithai"], note="घेवर वाला हिस्सा थोड़ा छोटा कीजिए।", now=story.now)


def not_funded(story: Story) -> Line:
    """A contract that both want and nobody has paid into yet."""
    yield story.ago(9, 7)
    job = story.post(
        "clinic", "bn", _template("bn", "software/wordpress-cms"), title="ক্লিনিকের ওয়েবসাইট ও সিরিয়াল নেওয়ার ফর্ম"
    )
    yield story.ago(8, 7)
    proposal = _apply(story, job, "sadia", letter=1)
    yield story.ago(6, 7)
    _interview(story, proposal, "clinic")
    yield story.ago(4, 7)
    offer = _offer(story, proposal, "clinic", [("পুরো কাজ", 1.0)], TERMS["bn"])
    yield story.ago(3, 7)
    contracts.accept_offer(offer, by=story.people["sadia"], now=story.now)


def offer_waiting(story: Story) -> Line:
    """An offer on the Bangla freelancer's table, after a talk."""
    yield story.ago(7, 5)
    job = story.post(
        "client", "en", _template("en", "design/logo"), title="Covers for twelve school books", budget_max=2_400_000
    )
    yield story.ago(6, 9)
    proposal = _apply(story, job, "freelancer", plan=3)
    yield story.ago(5, 6)
    proposals.shortlist_proposal(proposal, by=story.people["recruiter"], now=story.now)
    yield story.ago(4, 6)
    room = _interview(story, proposal, "recruiter")
    yield story.ago(4, 8)
    _say(story, room, "freelancer", WORDS["bn"].replies[1])
    yield story.ago(1, 6)
    _offer(story, proposal, "client", [("Three covers", 0.3), ("Nine covers", 0.7)], TERMS["en"])


# --- the open market ---------------------------------------------------------------------------------------------------

OPEN_JOBS = (
    ("client", "en", 8),
    ("khamar", "bn", 7),
    ("clinic", "bn", 5),
    ("mithai", "hi", 7),
    ("saree", "hi-latn", 8),
    ("labs", "en", 6),
)
FITTING = {
    "en": ("tanvir", "priya", "imran", "labanya", "sharmin"),
    "bn": ("sadia", "jannat", "freelancer", "labanya"),
    "hi": ("hindi", "nitin", "kavita"),
    "hi-latn": ("rahul", "kavita", "nitin"),
}


def market(story: Story) -> Line:
    """Forty open jobs of three weeks, with proposals in every state."""
    plans = [(owner, language) for owner, language, count in OPEN_JOBS for _n in range(count)]
    story.dice.shuffle(plans)
    rounds = {language: iter(templates(words, story.dice)) for language, words in WORDS.items()}
    hourly = itertools.cycle((False, False, True, False))
    posted: list[tuple[Job, str, str]] = []
    for number, (owner, language) in enumerate(plans):
        yield story.ago(
            21 * (1 - number / len(plans)) + 0.02, story.dice.randrange(3, 15) if number < len(plans) - 6 else None
        )
        changes: dict[str, object] = {}
        if next(hourly):
            low, high = {"BDT": (40_000, 90_000), "INR": (30_000, 70_000), "USD": (800, 2_500)}[
                story.companies[owner].currency
            ]
            changes = {
                "kind": "hourly",
                "budget_min": low,
                "budget_max": high,
                "workload": "part",
                "duration": "quarter",
            }
        posted.append((story.post(owner, language, next(rounds[language]), **changes), owner, language))
        if number > 4 and number % 3:
            job, of, spoken = posted[-4]
            story.dice.shuffle(deck := list(FITTING[spoken]))
            _react(story, job, of, deck[: story.dice.choice((1, 2, 3))], number)


def _react(story: Story, job: Job, owner: str, who: Sequence[str], number: int) -> None:
    """Let some people apply, and the client do something else with each of them."""
    client = story.people[owner]
    for n, key in enumerate(who):
        proposal = _apply(story, job, key, letter=n + number, share=0.95 if job.kind == "fixed" else 1.0)
        act = (number + n) % 6
        if act in {1, 2, 3, 4}:
            proposals.see_proposal(proposal, by=client, now=story.now)
        if act == 2:
            proposals.shortlist_proposal(proposal, by=client, now=story.now)
        elif act == 3:
            proposals.decline_proposal(proposal, by=client, reason="price", note="", now=story.now)
        elif act == 4:
            _interview(story, proposal, owner)
        elif act == 5:
            proposals.withdraw_proposal(proposal, by=story.people[key], now=story.now)


def closed_job(story: Story) -> Line:
    """A job that closed without a hire: its applicants have their Connects back. And a report for the moderator."""
    yield story.ago(30, 6)
    job = story.post("saree", "hi-latn", _template("hi-latn", "marketing/social-media"))
    yield story.ago(29, 6)
    for key in ("rahul", "freelancer"):
        _apply(story, job, key)
    yield story.ago(25, 6)
    jobs.close_job(job, by=story.people["saree"], reason="budget", note="Is mahine budget nahi hai.", now=story.now)
    yield story.ago(1, 8)
    suspect = Job.objects.filter(status="public", company=story.companies["saree"]).order_by("id").first()
    if suspect:
        trust.report(
            subject_type="job",
            subject_id=suspect.pk,
            reporter=story.people["kavita"],
            rule="free_work",
            text="It asks for a whole trial article without pay.",
            now=story.now,
        )


def deposits(story: Story) -> Line:
    """One transfer waits for its first look, one for its second."""
    yield story.ago(0.4)
    company, by = story.companies["client"], story.people["client"]
    made = payins.start_deposit(
        company, by=by, provider="manual", amount=2_500_000, currency="BDT", key=story.key(), now=story.now
    )
    payins.state_transfer(
        made, by=by, sent_from="Dutch-Bangla Bank", reference="DBBL88120017", upload=None, now=story.now
    )
    yield story.ago(0.2)
    payins.make_deposit(
        made, by=story.people["maker"], amount_seen=2_500_000, reason="Seen on the statement", now=story.now
    )
    yield story.ago(0.05)
    company, by = story.companies["khamar"], story.people["khamar"]
    waiting = payins.start_deposit(
        company, by=by, provider="manual", amount=800_000, currency="BDT", key=story.key(), now=story.now
    )
    payins.state_transfer(waiting, by=by, sent_from="bKash 01811", reference="BKA4417QX", upload=None, now=story.now)


def newcomer(story: Story) -> Line:
    """Somebody who joined this morning and waits for the identity check."""
    yield story.ago(0.3)
    person = story.join(cast.NEWCOMER, identified=False)
    accounts.submit_identity(person, legal_name=cast.NEWCOMER.legal, country="BD", now=story.now)

"""What the tests of bad input share: the proof that nothing happened, and a world with one of everything."""

import contextlib
import html
import re
import uuid
from types import SimpleNamespace

from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests import walks

# Tables that may move although nothing happened: sessions, the counters that limit, and the note of a repeated key.
QUIET = {"django_session", "kit_ratecount", "ledger_replay", "usersessions_usersession"}
SAME_FOR_ALL = ("auth_", "django_", "procrastinate_", "skills_")


def marks(but=()):
    """Count and fingerprint every row of every table, and the letters that went out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        names = [row[0] for row in cursor.fetchall()]
        names = [name for name in names if name not in QUIET | set(but) and not name.startswith(SAME_FOR_ALL)]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {name} t"
                for name in names
            )
        )
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    return found | {"letters": len(mail.outbox)}


@contextlib.contextmanager
def nothing_happens(but=()):
    """Prove that no row of any table came, went or changed: no journal, no event, no notice, no letter."""
    before = marks(but)
    assert {"ledger_journal", "ledger_entry", "events_event", "notifications_notice", "notifications_mail"} <= {*before}
    yield
    after = marks(but)
    moved = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert not moved, f"something happened: {moved}"


def text_of(answer):
    """The words of a page as a reader sees them."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def values_of(answer):
    """What the fields of the forms of a page hold, by name."""
    found = {}
    page = answer.content.decode()
    for tag in re.findall(r"<input\b[^>]*>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") not in {"radio", "checkbox"} or " checked" in tag:
            name, value = html.unescape(facts.get("name", "")), html.unescape(facts.get("value", ""))
            found[name] = found.get(name) or value
    for name, inside in re.findall(r'<textarea\b[^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name] = html.unescape(inside).removeprefix("\n")
    for name, inside in re.findall(r'<select\b[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*\bselected', inside)
        found[name] = html.unescape(chosen.group(1)) if chosen else ""
    return found


def refused(answer, status, *sentences, kept=None):
    """Assert the status, that each sentence stands on the page, and that the form is still filled."""
    words = text_of(answer)
    assert answer.status_code == status, (answer.status_code, getattr(answer, "url", ""), words[:600])
    for sentence in sentences:
        assert " ".join(str(sentence).split()) in words, (sentence, words[:1500])
    held = values_of(answer) if kept else {}
    for name, value in (kept or {}).items():
        # The thing has moved on and has no form any more: then the page says what was typed.
        assert held.get(name) == value or f": {value}" in words, (name, value, held)


def key():
    return uuid.uuid4().hex


def upload(content, name):
    return SimpleUploadedFile(name, content)


def method_of(world, person, *, slept=True):
    """A payout method of somebody; time passes until it is awake, unless it should still sleep."""
    from karigar.payouts import actions as payouts

    made = payouts.add_method(person, rail="bkash", holder=person.name, number="01712345678", now=world.now)
    world.deliver()
    if slept:
        world.pass_time(days=4)
    return made


def transfer_of(world, amount=100_000, *, reference="TX100", stated=True):
    """A manual deposit of the client that waits for its two looks."""
    from karigar.payins import actions as payins

    made = payins.start_deposit(
        world.company, by=world.client, provider="manual", amount=amount, currency="BDT", key=key(), now=world.now
    )
    if stated:
        payins.state_transfer(
            made, by=world.client, sent_from="bKash 4567", reference=reference, upload=None, now=world.now
        )
    world.deliver()
    return made


def taken_back_of(world):
    """A wish for unused money back to its source, and a deposit that a bank took back."""
    from karigar.payins import actions as payins
    from karigar.payins.models import Chargeback, Deposit
    from karigar.payins.providers.interface import Dispute

    world.money()
    booked = Deposit.objects.filter(provider="play", status="booked").order_by("id").last()
    back = payins.ask_deposit_refund(booked, by=world.client, amount=10_000, key=key(), now=world.now)
    lost = Dispute("dp1", "", "lost", 10_000, "BDT")
    payins.note_dispute(booked, dispute=lost, now=world.now)
    return back, Chargeback.objects.get()


def refund_asked(world):
    """A wish for a refund on a milestone with money in escrow."""
    from karigar.contracts import actions as contracts

    made = contracts.ask_refund(world.funded(), by=world.client, reason="The fair was called off.", now=world.now)
    world.deliver()
    return made


def populate(world):
    """Let the client's company and the freelancer own one of everything; `world.ids` holds the numbers."""
    from karigar.accounts import actions as accounts
    from karigar.contracts import actions as contracts
    from karigar.conversations import actions as conversations
    from karigar.payouts import actions as payouts
    from karigar.proposals import actions as proposals
    from karigar.trust import actions as trust

    ended = world.ended()
    method = method_of(world, world.freelancer)
    payout = payouts.request_payout(
        world.freelancer, method=method, amount=100_000, currency="BDT", key=key(), now=world.now
    )
    deposit = transfer_of(world)
    refund = refund_asked(world)
    contract = refund.milestone.contract
    amendment = contracts.propose_amendment(
        contract,
        by=world.client,
        kind="terms",
        milestone_id=None,
        step=None,
        terms="Other terms.",
        note="",
        now=world.now,
    )
    open_job = world.job(title="A poster for a book fair")
    proposal = world.proposal(job=open_job, freelancer=world.freelancer)
    room = proposals.start_interview(proposal, by=world.client, text="When can you begin?", key=key(), now=world.now)
    message = conversations.post_message(
        room,
        author=world.client,
        text="Here is a file.",
        uploads=[upload(b"A note.", "note.txt")],
        key=key(),
        now=world.now,
    )
    offer = world.offer(world.proposal(job=world.job(title="A sign for the shop"), freelancer=world.rival))
    invitation = proposals.invite(
        world.job(title="Letterheads for a school"), freelancer=world.rival, by=world.client, message="", now=world.now
    )
    asked = accounts.invite_member(
        world.company, by=world.client, email="new@example.org", role="viewer", now=world.now
    )
    check = accounts.submit_identity(
        world.person("Nila Newcomer", identified=False), legal_name="Nila Newcomer", country="BD", now=world.now
    )
    report = trust.report(
        subject_type="job", subject_id=open_job.pk, reporter=world.rival, rule="spam", text="", now=world.now
    )
    world.deliver()
    back, taken = taken_back_of(world)
    world.ids = SimpleNamespace(
        deposit_refund=back.pk,
        chargeback=taken.pk,
        ended=ended.pk, method=method.pk, payout=payout.pk, deposit=deposit.pk, refund=refund.pk,
        contract=contract.pk, milestone=refund.milestone_id, amendment=amendment.pk, job=open_job.pk,
        planned=contract.milestones.get(number=2).pk, proposal=proposal.pk, room=room.pk, offer=offer.pk,
        file=message.files.get().pk, invitation=invitation.pk, asked=asked.pk, check=check.pk, report=report.pk,
        company=world.company.pk, person=world.client.pk,
        **_bank(world),
        draft=_draft(world).pk, pack=_pack(world).pk, **_exchange(world),
        **_profile_rows(world), **_reviews(world, ended),
    )  # fmt: skip
    for walk in walks.brought():
        if hasattr(walk, "ids"):
            vars(world.ids).update(walk.ids(world))
    world.deliver()


def _bank(world):
    """A line of a bank, and what two of finance are asked; numbers alone, for those who may not."""
    from karigar.reconciliation.models import Close, Line, Order
    from karigar.reconciliation.tests.bank import camt, entry, take

    take(world, camt(entry(500), closing=500))
    facts = {"made_by": world.maker, "made_at": world.now, "reason": "test"}
    order = Order.objects.create(kind="sweep", key="x", amount=1, currency="BDT", **facts)
    close = Close.objects.create(month="2025-01-01", **facts)
    return {"line": Line.objects.get().pk, "order": order.pk, "close": close.pk}


def _pack(world):
    from karigar.connects import actions as connects
    from karigar.rulebook import actions as rulebook

    rulebook.override(
        key="connects.packs_on_sale", value=True, since=world.now, reason="test", by_id=None, now=world.now
    )
    return connects.buy_pack(world.freelancer, connects=10, price=18_000, currency="BDT", key=key(), now=world.now)


def _exchange(world):
    from karigar.exchange import actions as exchange
    from karigar.rulebook import actions as rulebook

    same = {"since": world.now, "reason": "test", "by_id": None, "now": world.now}
    rulebook.override(key="exchange.is_open", value=True, **same)
    rulebook.override(key="exchange.quote_seconds", value=10**6, **same)
    exchange.import_rates(rows=[("USD", "BDT", "122.5", world.now)], source="test", now=world.now)
    quote = exchange.ask_quote(world.freelancer, amount=1_000, sold_unit="BDT", bought_unit="USD", now=world.now)
    facts = {"base": "USD", "quote": "INR", "value": "83", "source": "test", "as_of": world.now, "reason": "test"}
    rate = exchange.propose_rate(**facts, by=world.maker, now=world.now)
    return {"quote": quote.pk, "rate": rate.pk}


def _draft(world):
    from karigar.jobs import actions as jobs

    return jobs.repost_job(world.job(title="A cover for a school book"), by=world.client, now=world.now)


def _profile_rows(world):
    import datetime as dt

    from karigar.profiles import actions as profiles
    from karigar.profiles import queries

    facts = {
        "language": {"language": "bn", "level": "native"},
        "employment": {
            "role": "Clerk", "company": "Padma", "started_on": dt.date(2020, 1, 1), "ended_on": None, "description": "",
        },
        "education": {"degree": "BA", "school": "Rajshahi", "year_from": 2010, "year_to": 2014},
        "certificate": {"name": "Design", "issuer": "School", "issued_on": dt.date(2020, 1, 1), "url": ""},
    }  # fmt: skip
    for kind, fields in facts.items():
        profiles.save_row(world.freelancer, kind=kind, fields=fields, now=world.now)
    profiles.save_item(
        world.freelancer, title="A logo", description="", url="", done_on=None, uploads=[], now=world.now
    )
    mine = queries.own_profile(world.freelancer)
    return {
        "language": mine.languages.first().pk,
        "employment": mine.employments.first().pk,
        "education": mine.educations.first().pk,
        "certificate": mine.certificates.first().pk,
        "item": mine.portfolio.first().pk,
    }


def _reviews(world, contract):
    from karigar.accounts.models import Membership
    from karigar.ledger.models import Journal
    from karigar.notifications.models import Notice
    from karigar.payouts import actions as payouts
    from karigar.payouts.models import Payout
    from karigar.reviews import actions as reviews
    from karigar.reviews import queries, rules

    for by, by_client in ((world.client, True), (world.freelancer, False)):
        given = reviews.leave_review(
            queries.window_of(contract.pk),
            by=by,
            by_client=by_client,
            aspects=dict.fromkeys(rules.aspects_about(freelancer=by_client), 5),
            text="Good.",
            now=world.now,
        )
        if by_client:
            about_freelancer = given
    payout = Payout.objects.get()
    payouts.check_payout(payout, by=world.maker, reason="fine", now=world.now)
    batch = payouts.export_batch(rail="bkash", currency="BDT", by=world.maker, now=world.now)
    return {
        "review": about_freelancer.pk,
        "batch": batch.pk,
        "member": Membership.objects.get(person=world.client).pk,
        "notice": Notice.objects.filter(person=world.client).first().pk,
        "journal": Journal.objects.filter(kind="fund").first().pk,
    }

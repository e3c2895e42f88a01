"""The demonstration market: small and large, built through the real deeds, with books that prove themselves."""

import argparse
import datetime as dt

import pytest

from karigar.cli import demo
from karigar.cli.demo import mass, texts_bn, texts_en, texts_hi, texts_hi_latn
from karigar.cli.demo.cast import LOGINS
from karigar.cli.problem import Problem

NOW = dt.datetime(2026, 3, 4, 10, 30, tzinfo=dt.UTC)


def size_of(*words: str) -> mass.Size:
    return mass.Size.of(demo._parser().parse_args(list(words)))


def count(model: type) -> int:
    return model._default_manager.count()


@pytest.fixture
def small(db, monkeypatch, tmp_path, settings):
    """The small market, built inside the test's own transaction."""
    from karigar.kit import clock

    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    demo.main([])


def test_the_small_market_shows_every_stage_and_everybody_can_log_in(small):
    # One test, because making the market takes most of the time.
    _shows_every_stage()
    _has_nothing_waiting()
    _lets_everybody_log_in()
    _is_not_made_twice()


def _shows_every_stage():
    from karigar.contracts.models import Contract, Milestone, Offer
    from karigar.jobs.models import Job
    from karigar.payins.models import Deposit
    from karigar.payouts.models import Payout
    from karigar.profiles.models import Profile
    from karigar.proposals.models import Proposal
    from karigar.reviews.models import Review

    def states(model):
        return set(model.objects.values_list("status", flat=True))

    open_jobs = Job.objects.filter(status="public")
    assert open_jobs.count() >= 40
    assert set(open_jobs.values_list("language", flat=True)) == {"en", "bn", "hi", "hi-latn"}
    assert set(open_jobs.values_list("currency", flat=True)) == {"BDT", "INR", "USD"}
    assert all(60 <= len(job.description.split()) <= 200 for job in open_jobs if job.description.count("\n\n") > 2)
    assert Profile.objects.exclude(published_at=None).count() >= 12
    assert states(Proposal) >= {
        "submitted",
        "seen",
        "shortlisted",
        "interviewing",
        "offered",
        "hired",
        "declined",
        "withdrawn",
    }
    assert "job_closed" in states(Proposal)
    assert states(Contract) >= {"pending", "active", "ended"}
    assert states(Milestone) >= {"planned", "funded", "submitted", "changes_requested", "available"}
    assert Offer.objects.filter(status="sent").exists()
    assert states(Deposit) >= {"booked", "waiting", "made"}
    assert states(Payout) >= {"requested", "confirmed"}
    assert Review.objects.exclude(published_at=None).count() == 2
    for model, field in ((Job, "published_at"), (Proposal, "submitted_at"), (Contract, "started_at")):
        assert not model.objects.filter(**{f"{field}__gt": NOW}).exists()


def _has_nothing_waiting():
    from karigar.events.models import Event
    from karigar.notifications.models import Mail

    assert not Event.objects.filter(delivered_at=None).exists()
    assert not Event.objects.filter(attempts__gt=0).exists()
    assert not Mail.objects.filter(sent_at=None).exists()


def _lets_everybody_log_in():
    from django.contrib.auth import authenticate

    for role, email, password in LOGINS:
        assert authenticate(email=email, password=password), role


def _is_not_made_twice():
    from karigar.accounts.models import Person
    from karigar.events.models import Event

    before = count(Person), count(Event)
    demo.main([])
    assert (count(Person), count(Event)) == before


def test_a_large_market_keeps_its_books_and_a_second_run_adds_nothing(committed_db):
    from karigar.accounts.models import Person
    from karigar.contracts.models import Contract, Milestone
    from karigar.jobs.models import Job
    from karigar.ledger.queries import balance_of
    from karigar.profiles.models import CompanyRecord
    from karigar.proposals.models import Proposal

    size = size_of("--jobs", "300", "--contracts", "20")
    assert (size.people, size.proposals, size.contracts) == (120, 180, 20)
    mass.make(size, seed=1, now=NOW, processes=1)
    made = [count(model) for model in (Person, Job, Proposal, Contract)]
    assert made == [120, 300, 200, 20]
    for milestone in Milestone.objects.select_related("contract"):
        held = balance_of(f"milestone:{milestone.pk}", "escrow", milestone.contract.currency)
        assert held == milestone.held + milestone.client_fee_funded - milestone.client_fee_used
    assert CompanyRecord.objects.filter(jobs_posted__gt=0).exists()
    assert not Job.objects.filter(published_at__gt=NOW).exists()
    mass.make(size, seed=1, now=NOW + dt.timedelta(hours=1), processes=1)
    assert [count(model) for model in (Person, Job, Proposal, Contract)] == made


def test_a_stopped_run_goes_on_where_it_was(committed_db, monkeypatch):
    from karigar.accounts.models import Person
    from karigar.jobs.models import Job

    monkeypatch.setattr(mass, "BATCH", 50)
    size = size_of("--jobs", "120", "--people", "60", "--contracts", "0", "--proposals", "0")
    posted = iter(range(10))

    def fails(work, post=mass.mass_jobs.post):
        if next(posted) == 2:
            raise KeyboardInterrupt
        return post(work)

    with monkeypatch.context() as broken:
        broken.setattr(mass.mass_jobs, "post", fails)
        with pytest.raises(KeyboardInterrupt):
            mass.make(size, seed=1, now=NOW, processes=1)
    assert count(Job) == 100
    mass.make(size, seed=1, now=NOW, processes=1)
    assert (count(Person), count(Job)) == (60, 120)


def test_found_jobs_stay_findable_after_the_indexes_were_made_anew(committed_db, monkeypatch):
    from django.db import connection

    from karigar.jobs import queries
    from karigar.jobs.queries import SearchTerms

    monkeypatch.setattr(mass, "INDEXES", {"jobs_found": 10, "jobs_asking": 10})
    mass.make(size_of("--jobs", "100", "--contracts", "0", "--proposals", "0"), seed=2, now=NOW, processes=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname IN ('jobs_found', 'jobs_asking')")
        assert cursor.fetchone() == (2,)
    assert queries.search(SearchTerms(words="logo"), now=NOW).hits


def test_a_market_with_jobs_needs_people():
    with pytest.raises(Problem, match="30 people"):
        size_of("--jobs", "100", "--people", "5")


def test_numbers_below_zero_are_refused(capsys):
    with pytest.raises(SystemExit):
        demo.main(["--jobs", "-5"])
    assert "0 to 10,000,000" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [texts_en.WORDS, texts_bn.WORDS, texts_hi.WORDS, texts_hi_latn.WORDS], ids=lambda w: w.language
)
def test_texts_fill_all_their_slots_and_keep_to_their_script(words):
    import random
    import re

    from karigar.cli.demo.wording import job_text

    other = {
        "en": "\u0900-\u09ff",
        "hi-latn": "\u0900-\u09ff",
        "bn": "\u0904-\u0963\u0966-\u097f",
        "hi": "\u0980-\u09ff",
    }[words.language]
    dice = random.Random(1)
    assert len(words.jobs) >= 12
    for template in words.jobs:
        for _n in range(5):
            title, text = job_text(words, template, dice)
            assert 8 <= len(title) <= 150
            assert 60 <= len(text.split()) <= 200
            assert not re.search(rf"[{{}}{other}]", title + text)


def test_size_is_named_by_any_of_its_numbers():
    arguments = argparse.Namespace(jobs=None, people=1000, proposals=None, contracts=None)
    assert mass.Size.of(arguments) == mass.Size(people=1000, jobs=2000, proposals=1500, contracts=100)

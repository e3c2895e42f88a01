"""Jobs for a freelancer: what fits stands first and says why; money and arrival change nothing."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from karigar.connects import actions as connects
from karigar.connects.tests.test_packs import rich
from karigar.kit import clock
from karigar.matching import actions, queries, tasks
from karigar.matching.models import Talent
from karigar.profiles import actions as profiles
from karigar.rulebook import actions as rulebook
from karigar.skills import queries as skills

pytestmark = pytest.mark.django_db


def rule(world, key, value):
    rulebook.override(key=key, value=value, since=world.now, reason="test", by_id=None, now=world.now)


def ranked(world, person=None, **changes):
    page = queries.recommended_jobs(person or world.freelancer, now=world.now, **changes)
    return [(one.why.points, str(one.card)) for one in page.rows]


def titles(world, **changes):
    return [card.split('dir="auto">')[1].split("<")[0] for _points, card in ranked(world, **changes)]


def skilled(*names):
    return [skill.pk for skill in skills.skills_from_text(", ".join(names))[0]]


def two_jobs(world):
    """One that fits in skills and field, one that fits by a skill only."""
    other = skills.category_tree("en")[-1][0]
    world.job(title="A table of four hundred prices", skill_ids=skilled("Data entry", "SEO"), category_id=other)
    world.job(title="A logo for a book shop")
    assert world.freelancer


def test_the_better_fit_stands_first_and_says_why(world):
    two_jobs(world)
    assert titles(world) == ["A logo for a book shop", "A table of four hundred prices"]
    why = queries.recommended_jobs(world.freelancer, now=world.now).rows[0].why
    lines = {line.label: line for line in why.lines}
    assert lines["Your skills among those it asks for"].words == "1 of 1 skill"
    assert lines["Your skills among those it asks for"].points == "30.0"
    assert sum(line.weight for line in why.lines) == why.most == 100
    total = sum(int(line.points.replace(".", "")) for line in why.lines)
    assert abs(total - int(why.points.replace(".", ""))) <= len(why.lines)


def test_the_weights_of_the_rulebook_decide(world):
    two_jobs(world)
    before = ranked(world)
    rule(world, "matching.weight_skills", 0)
    rule(world, "matching.weight_category", 0)
    after = ranked(world)
    assert before[0][0] != after[0][0]
    assert len({points for points, _card in after}) == 1, "without skills and field these two are equal"


def test_connects_bought_and_money_of_a_company_change_nothing(world):
    two_jobs(world)
    before = ranked(world)
    rule(world, "connects.packs_on_sale", True)
    rich(world.freelancer, world.now, amount=1_000_000)
    connects.buy_pack(world.freelancer, connects=80, price=144_000, currency="BDT", key="k", now=world.now)
    world.money(50_000_000)
    profiles.add_spent(company_id=world.company.pk, currency="BDT", amount=900_000_000)
    world.deliver()
    actions.gather(person_ids=[world.freelancer.pk], now=world.now)
    assert ranked(world) == before


def test_the_statements_of_a_ranking_read_no_table_of_money(world):
    two_jobs(world)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ranked(world)
        actions.gather(person_ids=[world.freelancer.pk], now=world.now)
    read = " ".join(query["sql"] for query in caught)
    assert "matching_talent" in read
    for word in ("connects_", "ledger_", "payins_", "payouts_", "spent"):
        assert word not in read


def test_what_one_applied_to_and_what_is_ones_own_is_left_out(world):
    two_jobs(world)
    world.proposal(job=world.job(title="A poster for a fair"))
    assert "A poster for a fair" not in titles(world)
    world.with_profile(world.client)
    assert ranked(world, world.client) == []


def test_closed_jobs_and_jobs_for_the_invited_are_not_shown(world):
    from karigar.jobs import actions as jobs

    two_jobs(world)
    closed = world.job(title="A logo that nobody needs any more")
    world.job(title="A secret logo for a shop", audience="invited")
    jobs.close_job(closed, by=world.client, reason="no_need", note="", now=world.now)
    assert len(ranked(world)) == 2


def test_pages_follow_each_other_without_gap_or_repetition(world):
    for n in range(5):
        world.job(title=f"Logo number {n} for a shop")
    whole = titles(world)
    first = queries.recommended_jobs(world.freelancer, size=2, now=world.now)
    later = world.now + dt.timedelta(days=1)
    second = queries.recommended_jobs(world.freelancer, after=first.next, size=2, now=world.now)
    third = queries.recommended_jobs(world.freelancer, after=second.next, size=2, now=world.now)
    found = [*first.rows, *second.rows, *third.rows]
    assert [str(one.card).split('dir="auto">')[1].split("<")[0] for one in found] == whole
    assert third.next is None
    for bad in ("x", "bm9uZQ", first.next[:-3]):
        assert len(queries.recommended_jobs(world.freelancer, after=bad, size=2, now=later).rows) == 2


def test_statements_do_not_grow_with_the_jobs(world):
    two_jobs(world)
    ranked(world)
    with CaptureQueriesContext(connection) as few:
        ranked(world)
    for n in range(6):
        world.job(title=f"Logo number {n} for a shop")
    with CaptureQueriesContext(connection) as many:
        ranked(world)
    assert len(few) == len(many) <= 8


def test_facts_are_gathered_when_something_changes(world):
    me = Talent.objects.get(pk=world.freelancer.pk)
    assert (me.is_shown, me.is_public, me.hours, me.verified_until is not None) == (True, True, 3, True)
    profiles.save_rate(world.freelancer, rate=99_000, currency="BDT", availability="few", now=world.now)
    profiles.save_basics(
        world.freelancer, title="Type", overview="x" * 120, city="", visibility="private", now=world.now
    )
    world.deliver()
    me.refresh_from_db()
    assert (me.rate, me.hours, me.is_shown, me.is_public) == (99_000, 1, False, False)


def test_work_done_and_ratings_reach_the_facts(world):
    world.ended()
    me = Talent.objects.get(pk=world.freelancer.pk)
    assert (me.contracts_done, me.load) == (1, 0)
    world.contract(proposal=world.proposal(job=world.job(title="A second logo for a shop")))
    me.refresh_from_db()
    assert me.load == 1


def test_the_timer_gathers_whoever_is_missing_or_old(world):
    assert world.freelancer
    Talent.objects.all().delete()
    assert tasks.gather_due(world.now) == 1
    assert tasks.gather_due(world.now) == 0
    assert tasks.gather_due(world.now + dt.timedelta(hours=21)) == 1


def test_the_page_and_the_home_page_show_them_with_their_reasons(world):
    two_jobs(world)
    browser = world.browser(world.freelancer)
    for url in ("/", "/matching/jobs/"):
        text = browser.get(url).text
        assert text.index("A logo for a book shop") < text.index("A table of four hundred prices")
        assert "Why is this here?" in text
        assert "1 of 1 skill" in text
    assert "A logo for a book shop" not in world.browser(world.client, hat="client").get("/").text
    assert "Publish your profile first" in world.browser(world.stranger).get("/matching/jobs/").text
    assert world.browser().get("/matching/jobs/").status_code == 302


def test_the_formula_is_public_with_the_weights_of_now(world):
    rule(world, "matching.weight_skills", 37)
    with clock.moved_to(world.now):
        text = world.browser().get("/matching/").text
    assert 'Skills <strong class="num">37</strong>' in text
    assert "How places are found" in text

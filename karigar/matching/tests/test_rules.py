"""The formula: what counts, what never counts, and what it costs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karigar.matching import drawing, rules
from karigar.matching.drawing import Entrant
from karigar.matching.rules import Freelancer, Numbers, Parts, Record, Work
from karigar.rulebook.defaults import DEFAULTS

WEIGHTS = Parts(*(DEFAULTS[f"matching.weight_{name}"] for name in Parts._fields))
NUMBERS = Numbers(WEIGHTS, *(DEFAULTS[f"matching.{name}"] for name in Numbers._fields[1:]))
ids = st.integers(1, 12)
WHO = Freelancer(frozenset({1, 2}), frozenset({7}), frozenset({70}), frozenset({700}), 50_000, "BDT", {"bn": 1000}, 3)
WORK = Work(((1, 7), (2, 7), (3, 7), (4, 8)), 70, 700, 60_000, "BDT", "bn", 2)
QUIET = Record(0, 0, 0, 0, 0, 168, 0, 50)


@st.composite
def freelancers(draw):
    languages = draw(st.dictionaries(st.sampled_from(["bn", "en", "hi"]), st.sampled_from([300, 700, 1000])))
    return Freelancer(
        draw(st.frozensets(ids)), draw(st.frozensets(ids)), draw(st.frozensets(ids)), draw(st.frozensets(ids)),
        draw(st.none() | st.integers(1, 10**7)), draw(st.sampled_from(["BDT", "USD"])), languages, draw(st.integers(0, 3)),
    )  # fmt: skip


@st.composite
def works(draw):
    skills = draw(st.dictionaries(ids, st.none() | ids, max_size=8))
    return Work(
        tuple(skills.items()), draw(st.none() | ids), draw(st.none() | ids), draw(st.none() | st.integers(0, 10**7)),
        draw(st.sampled_from(["BDT", "USD"])), draw(st.sampled_from(["bn", "en", "hi"])), draw(st.integers(0, 3)),
    )  # fmt: skip


@st.composite
def records(draw):
    asked, count = draw(st.integers(0, 500)), draw(st.integers(0, 500))
    return Record(
        asked, draw(st.integers(0, asked)), draw(st.integers(10 * count, 50 * count)), count,
        draw(st.integers(0, 10**5)), draw(st.integers(1, 2000)), draw(st.integers(0, 300)), draw(st.integers(1, 200)),
    )  # fmt: skip


crowds = st.lists(st.tuples(freelancers(), records()), min_size=2, max_size=12)
seeds = st.integers(0, 2**62)


@given(freelancers(), works(), records())
def test_every_part_lies_between_nothing_and_the_whole(who, work, record):
    parts = rules.parts_of(who, work, record, NUMBERS)
    assert all(0 <= part <= 1000 for part in parts)
    assert 0 <= rules.percent_of(rules.points_of(parts, WEIGHTS), WEIGHTS) <= 100


@given(crowds, works(), seeds, st.randoms())
def test_the_order_of_arrival_changes_nothing(crowd, work, seed, chance):
    pairs = [(n, n, rules.parts_of(who, work, record, NUMBERS)) for n, (who, record) in enumerate(crowd)]
    shuffled = list(pairs)
    chance.shuffle(shuffled)
    assert rules.placed(pairs, WEIGHTS, seed) == rules.placed(shuffled, WEIGHTS, seed)


@given(crowds, works(), seeds, st.randoms())
def test_numbers_decide_nothing_but_ties(crowd, work, seed, chance):
    """With other numbers for everybody, those with different points stand in the same order."""
    numbers = list(range(1000, 1000 + len(crowd)))
    chance.shuffle(numbers)
    parts = [rules.parts_of(who, work, record, NUMBERS) for who, record in crowd]
    one = rules.placed(((n, n, p) for n, p in enumerate(parts)), WEIGHTS, seed)
    other = rules.placed(((n, numbers[n], p) for n, p in enumerate(parts)), WEIGHTS, seed)
    assert [placed.points for placed in one] == [placed.points for placed in other]
    assert {(p.key, p.points) for p in one} == {(p.key, p.points) for p in other}


def test_equal_ones_stand_first_equally_often():
    parts = rules.parts_of(WHO, WORK, QUIET, NUMBERS)
    first = [rules.placed(((n, n, parts) for n in range(1, 5)), WEIGHTS, seed)[0].key for seed in range(4000)]
    for number in range(1, 5):
        assert 900 < first.count(number) < 1100


def test_nothing_of_money_arrival_or_person_is_among_the_facts():
    """The formula cannot use what it is not told: every field of its facts is named here, with a reason to be there."""
    told = {*Freelancer._fields, *Work._fields, *Record._fields}
    assert told == {
        "skills", "kin", "categories", "category", "fields", "field",  # what somebody can do, what is asked
        "rate", "unit", "languages", "language", "hours",  # terms of both sides
        "asked", "answered", "rating_sum", "rating_count",  # the record
        "age_hours", "half_life_hours", "crowd", "crowd_most",  # the moment
    }  # fmt: skip


def test_each_part_is_what_its_page_says():
    record = Record(10, 10, 450, 10, 168, 168, 25, 50)
    parts = rules.parts_of(WHO, WORK, record, NUMBERS)
    assert parts.skills == 600, "two of four whole, one related at 40 %, one not at all"
    assert parts.category == 1000
    assert parts.rate == 1000
    assert parts.language == 1000
    assert parts.availability == 1000
    assert parts.answer == (10_000 + 10 * 60 * 4) // 14
    assert parts.success == 1000 * (100 * 350 + 40 * 4 * 70) // (4000 * 14)
    assert (parts.fresh, parts.crowd) == (500, 500)
    dear = rules.parts_of(WHO._replace(rate=90_000, categories=frozenset({71}), hours=1), WORK, record, NUMBERS)
    assert (dear.rate, dear.category, dear.availability) == (500, 500, 500)
    unknown = rules.parts_of(WHO._replace(rate=None, languages={}), WORK._replace(category=None), QUIET, NUMBERS)
    assert (unknown.rate, unknown.language, unknown.category) == (500, 500, 500)
    assert (unknown.answer, unknown.success) == (600, 700), "a newcomer begins where people usually stand"


@given(st.integers(0, 200), st.integers(10, 50))
def test_more_ratings_of_the_same_kind_come_nearer_to_what_they_say(count, mark):
    few, many = (rules.estimate(mark * n, n, NUMBERS) for n in (count, count + 40))
    said = 25 * (mark - 10)
    assert abs(many.mean - said) <= abs(few.mean - said) + 1
    assert few.low <= few.mean <= few.high


def test_a_score_of_few_ratings_is_less_certain_than_the_same_of_many():
    few, many = rules.estimate(2 * 38, 2, NUMBERS), rules.estimate(80 * 38, 80, NUMBERS)
    assert few.mean == many.mean == 700
    assert many.spread < few.spread
    assert few.low < many.low < many.high < few.high


@given(st.integers(0, 10**5), st.integers(0, 10**5), st.integers(1, 2000))
def test_what_is_older_is_never_fresher(age, more, half_life):
    assert rules.freshness(age, half_life) >= rules.freshness(age + more, half_life)


def test_a_chance_begins_with_the_usual_and_falls_with_load_time_and_price():
    def chance(**changes):
        usual = {"asked": 0, "accepted": 0, "load": 0, "hours": 3, "price": 1000}
        return rules.chance_of(**(usual | changes), numbers=NUMBERS).percent

    assert chance() == 40
    assert chance(asked=16, accepted=16) == 88
    assert chance(asked=16) == 8
    assert chance() > chance(load=2) > chance(load=9)
    assert chance() > chance(hours=2) > chance(hours=1) > chance(hours=0) > 0
    assert chance(price=500) == chance() > chance(price=0)


# --- draws -----------------------------------------------------------------------------------------------------------

pools = st.dictionaries(st.integers(1, 10**6), st.integers(1, 10**6), max_size=30).map(
    lambda found: [Entrant(*one) for one in found.items()]
)


@given(pools, seeds, st.randoms())
def test_a_draw_can_be_repeated_whatever_the_order_of_the_pool(pool, seed, chance):
    places = drawing.places_of(20, 20)
    picks = drawing.draw(pool, places, seed)
    chance.shuffle(pool)
    assert drawing.draw(pool, places, seed) == picks
    assert len({one.person for one in picks}) == len(picks) == min(len(places), len(pool))
    left = sum(one.weight for one in pool)
    for one in picks:
        assert one.total == left
        left -= one.weight


def test_everybody_is_drawn_as_often_as_his_weight_says():
    pool = [Entrant(1, 100), Entrant(2, 300), Entrant(3, 600)]
    first = [drawing.draw(pool, [5], seed)[0].person for seed in range(10_000)]
    for person, weight in pool:
        assert abs(first.count(person) - 10 * weight) < 150


@given(st.integers(1, 60), st.integers(0, 100))
def test_newcomers_get_their_share_of_the_places_and_no_more(size, percent):
    places = drawing.places_of(size, percent)
    assert len(places) == size * percent // 100
    assert places == sorted(set(places))


@given(st.lists(st.integers(1, 50), unique=True), st.integers(1, 30), st.data())
def test_everybody_is_seated_once_and_the_drawn_at_their_places(ranked, size, data):
    places = drawing.places_of(size, 20)
    persons = data.draw(st.lists(st.sampled_from(ranked), unique=True, max_size=len(places))) if ranked else []
    picks = list(zip(places, persons, strict=False))
    seats = drawing.seated(ranked, picks, size)
    assert len(seats) == len(set(seats)) == min(size, len(ranked))
    assert set(seats) <= set(ranked)
    if len(ranked) >= size:
        for place, person in picks:
            assert seats[place - 1] == person
    drawn = set(persons)
    others = [person for person in seats if person not in drawn]
    assert others == [person for person in ranked if person not in drawn][: len(others)]


# --- cost --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [20_000])
def test_a_million_pairs_are_cheap(count):
    """Prints what a million pairs cost; the bar is loose, because the machine of a test is busy."""
    record = Record(10, 8, 450, 10, 100, 168, 20, 50)
    began = time.process_time()
    for _n in range(count):
        rules.points_of(rules.parts_of(WHO, WORK, record, NUMBERS), WEIGHTS)
    spent = (time.process_time() - began) / count
    print(f"a million pairs: {spent * 1_000_000:.1f} s of one core")
    assert spent < 50e-6
